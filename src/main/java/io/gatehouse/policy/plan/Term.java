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

    /// An attribute of the request, by its slot.
    record Attribute(int slot) implements Term {
        @Override
        public Object eval(Frame frame) {
            return frame.attribute(slot);
        }
    }

    /// The variable of a lambda that the evaluation is in, by its slot.
    record Bound(int slot) implements Term {
        @Override
        public Object eval(Frame frame) {
            return frame.variable(slot);
        }
    }
}
