package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// CEL's operators that do not need all their operands: a false operand decides an `&&`, a true one an `||`, in
/// whatever order and whatever the others are. They are looked at from left to right until one decides.
final class Logic {
    private Logic() {}

    static Term and(Term[] terms) {
        return new And(flat(terms, term -> term instanceof And(var inner) ? inner : null));
    }

    static Term or(Term[] terms) {
        return new Or(flat(terms, term -> term instanceof Or(var inner) ? inner : null));
    }

    /// An operand of the same operator gives its own operands: a plan nests what the policy listed.
    private static Term[] flat(Term[] terms, Function<Term, Term @Nullable []> inner) {
        var all = new ArrayList<Term>(terms.length);
        for (var term : terms) {
            var own = inner.apply(term);
            if (own == null) {
                all.add(term);
            } else {
                Collections.addAll(all, own);
            }
        }
        return all.toArray(Term[]::new);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record And(Term[] terms) implements Term {
        @Override
        public Object eval(Frame frame) {
            return until(Boolean.FALSE, Boolean.TRUE, terms, frame);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Or(Term[] terms) implements Term {
        @Override
        public Object eval(Frame frame) {
            return until(Boolean.TRUE, Boolean.FALSE, terms, frame);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a value is one of the two Booleans or none
    private static Object until(Boolean deciding, Boolean other, Term[] terms, Frame frame) {
        boolean failed = false;
        for (var term : terms) {
            var value = term.eval(frame);
            if (value == deciding) {
                return deciding;
            }
            if (value != other) {
                frame.absorb();
                failed = true;
            }
        }
        return failed ? FAILURE : other;
    }

    static Term not(Term term) {
        return frame -> term.eval(frame) instanceof Boolean value ? (Object) !value : FAILURE;
    }

    static Term choose(Term condition, Term yes, Term no) {
        return frame -> condition.eval(frame) instanceof Boolean value ? (value ? yes : no).eval(frame) : FAILURE;
    }
}
