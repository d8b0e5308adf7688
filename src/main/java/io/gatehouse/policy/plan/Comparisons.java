package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import io.gatehouse.policy.plan.Term.Constant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The comparisons with text of the policy that most conditions are made of, with nothing looked up on the way. They
/// say what the functions of [Operators] say.
final class Comparisons {
    private Comparisons() {}

    /// Null where there is none for these operands.
    static @Nullable Term find(String operator, Term a, Term b) {
        return switch (operator) {
            case "eq" ->
                b instanceof Constant(String text)
                        ? new Is(a, text)
                        : a instanceof Constant(String text) ? new Is(b, text) : null;
            case "in" ->
                b instanceof Constant(ConstantStrings texts)
                        ? new IsOneOf(a, texts)
                        : a instanceof Constant(String text) ? new Has(b, text) : null;
            default -> null;
        };
    }

    private record Is(Term value, String text) implements Term {
        @Override
        public Object eval(Frame frame) {
            var found = value.eval(frame);
            return found == FAILURE ? FAILURE : (Object) text.equals(found);
        }
    }

    private record IsOneOf(Term value, ConstantStrings texts) implements Term {
        @Override
        public Object eval(Frame frame) {
            var found = value.eval(frame);
            return found == FAILURE ? FAILURE : (Object) texts.contains(found);
        }
    }

    private record Has(Term container, String text) implements Term {
        @Override
        public Object eval(Frame frame) {
            var found = container.eval(frame);
            return switch (found) {
                case Failure _ -> FAILURE;
                case List<?> list -> has(list);
                default -> Lists.in(text, found);
            };
        }

        private boolean has(List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                if (text.equals(list.get(i))) {
                    return true;
                }
            }
            return false;
        }
    }
}
