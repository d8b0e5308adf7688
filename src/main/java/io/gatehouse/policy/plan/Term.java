package io.gatehouse.policy.plan;

/// A compiled [Expression]. Pure and safe for many threads, each with a [Frame] of its own.
@FunctionalInterface
interface Term {
    /// @return a value as [Values] lists them, or [Failure]; never throws
    Object eval(Frame frame);

    record Constant(Object value) implements Term {
        @Override
        public Object eval(Frame frame) {
            return value;
        }
    }
}
