package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import io.gatehouse.policy.plan.Patterns.Remembering;
import io.gatehouse.policy.plan.Term.Attribute;
import io.gatehouse.policy.plan.Term.Bound;
import java.util.List;

/// `matches` with a pattern that stands in the policy. Most of a decision is such questions about the same few texts.
final class Matches {
    private Matches() {}

    static Term of(Term text, Remembering pattern) {
        return switch (text) {
            case Attribute(int slot) -> new OfAttribute(slot, pattern);
            case Bound(int slot) -> new OfBound(slot, pattern);
            default -> frame -> text.eval(frame) instanceof String input ? (Object) pattern.find(input) : FAILURE;
        };
    }

    private record OfAttribute(int slot, Remembering pattern) implements Term {
        @Override
        public Object eval(Frame frame) {
            var seen = frame.seen(slot);
            return seen.value() instanceof String text
                    ? (Object) pattern.find(text, seen.answers(text, pattern))
                    : FAILURE;
        }
    }

    /// The variable of a lambda.
    record OfBound(int slot, Remembering pattern) implements Term {
        @Override
        public Object eval(Frame frame) {
            return frame.variable(slot) instanceof String text
                    ? (Object) pattern.find(text, frame.answers(slot, text, pattern))
                    : FAILURE;
        }
    }

    /// `attribute.exists(x, x.matches(pattern))`, for attributes that are lists; what is none is left to `others`.
    record Exists(int slot, Remembering pattern, Term others) implements Term {
        @Override
        public Object eval(Frame frame) {
            var seen = frame.seen(slot);
            if (!(seen.value() instanceof List<?> list)) {
                return others.eval(frame);
            }
            boolean failed = false;
            for (int i = 0; i < list.size(); i++) {
                if (!(list.get(i) instanceof String text)) {
                    failed = true;
                } else if (pattern.find(text, seen.answers(list, i, text, pattern))) {
                    return Loops.decided(Boolean.TRUE, failed, frame);
                }
            }
            return Loops.undecided(Boolean.TRUE, failed, frame);
        }
    }
}
