package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

/// CEL's operators that do not need all their operands: a false operand decides an `&&`, a true one an `||`, in
/// whatever order and whatever the others are. They are looked at from left to right until one decides.
final class Logic {
    private Logic() {}

    static Term and(Term[] terms) {
        return frame -> {
            boolean failed = false;
            for (var term : terms) {
                var value = term.eval(frame);
                if (Boolean.FALSE.equals(value)) {
                    return false;
                }
                if (!Boolean.TRUE.equals(value)) {
                    frame.absorb();
                    failed = true;
                }
            }
            return failed ? FAILURE : (Object) true;
        };
    }

    static Term or(Term[] terms) {
        return frame -> {
            boolean failed = false;
            for (var term : terms) {
                var value = term.eval(frame);
                if (Boolean.TRUE.equals(value)) {
                    return true;
                }
                if (!Boolean.FALSE.equals(value)) {
                    frame.absorb();
                    failed = true;
                }
            }
            return failed ? FAILURE : (Object) false;
        };
    }

    static Term not(Term term) {
        return frame -> term.eval(frame) instanceof Boolean value ? (Object) !value : FAILURE;
    }

    static Term choose(Term condition, Term yes, Term no) {
        return frame -> condition.eval(frame) instanceof Boolean value ? (value ? yes : no).eval(frame) : FAILURE;
    }
}
