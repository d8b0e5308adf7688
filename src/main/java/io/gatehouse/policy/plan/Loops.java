package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import io.gatehouse.policy.plan.Term.Attribute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// CEL's comprehensions: `list.exists(x, …)` and its like. A map is gone through by its keys.
final class Loops {
    /// The planner's names for them.
    static final Set<String> NAMES = Set.of("all", "exists", "exists_one", "filter", "map", "transformList");

    private Loops() {}

    /// A lambda's body and the slots of its variables.
    ///
    /// @param index the slot of the index or key where there are two variables, -1 where there is one
    /// @param element the slot of the element: of a list's item, of a map's key, or with two variables of its value
    record Lambda(Term body, int index, int element) {
        /// Calls the body for each element until `step` has seen enough.
        ///
        /// @return whether there was anything to go through
        private boolean each(Object range, Frame frame, Step step) {
            return switch (range) {
                case List<?> list -> {
                    for (int i = 0; i < list.size(); i++) {
                        if (index >= 0) {
                            frame.bind(index, (long) i);
                        }
                        frame.bind(element, list.get(i));
                        if (!step.goesOn(body.eval(frame))) {
                            break;
                        }
                    }
                    yield true;
                }
                case Map<?, ?> map -> {
                    for (var entry : map.entrySet()) {
                        if (index >= 0) {
                            frame.bind(index, entry.getKey());
                        }
                        frame.bind(element, index >= 0 ? entry.getValue() : entry.getKey());
                        if (!step.goesOn(body.eval(frame))) {
                            break;
                        }
                    }
                    yield true;
                }
                default -> false;
            };
        }

        private Object current(Frame frame) {
            return frame.variable(element);
        }
    }

    @FunctionalInterface
    private interface Step {
        boolean goesOn(Object value);
    }

    /// `exists` for true, `all` for false: the first such element decides, and absorbs errors of others.
    static Term first(Term range, Lambda lambda, boolean sought) {
        Boolean decisive = sought;
        Term general = lambda.index() < 0 ? inList(range, lambda, decisive) : inAny(range, lambda, decisive);
        return sought
                        && range instanceof Attribute(int slot)
                        && lambda.body() instanceof Matches.OfBound(int variable, var pattern)
                        && variable == lambda.element()
                ? new Matches.Exists(slot, pattern, general)
                : general;
    }

    /// The usual loop, by hand: the ranges of most are attributes.
    @SuppressWarnings("ReferenceEquality") // a value is one of the two Booleans or none
    private static Term inList(Term range, Lambda lambda, Boolean decisive) {
        var body = lambda.body();
        int element = lambda.element();
        return frame -> {
            var over = range.eval(frame);
            if (!(over instanceof List<?> list)) {
                return inAny(over, lambda, decisive, frame);
            }
            boolean failed = false;
            for (int i = 0; i < list.size(); i++) {
                frame.bind(element, list.get(i));
                var value = body.eval(frame);
                if (value == decisive) {
                    return decided(decisive, failed, frame);
                }
                failed |= !(value instanceof Boolean);
            }
            return undecided(decisive, failed, frame);
        };
    }

    private static Term inAny(Term range, Lambda lambda, Boolean decisive) {
        return frame -> inAny(range.eval(frame), lambda, decisive, frame);
    }

    private static Object inAny(Object range, Lambda lambda, Boolean decisive, Frame frame) {
        var state = new Search(decisive);
        if (!lambda.each(range, frame, state)) {
            return FAILURE;
        }
        return state.found ? decided(decisive, state.failed, frame) : undecided(decisive, state.failed, frame);
    }

    /// What a loop is when an element decided it.
    ///
    /// @param failed whether an error was met before
    static Object decided(Boolean decisive, boolean failed, Frame frame) {
        if (failed) {
            frame.absorb();
        }
        return decisive;
    }

    /// What a loop is when no element decided it.
    static Object undecided(Boolean decisive, boolean failed, Frame frame) {
        if (failed) {
            frame.absorb();
            return FAILURE;
        }
        return !decisive;
    }

    private static final class Search implements Step {
        private final Boolean sought;
        private boolean found;
        private boolean failed;

        Search(Boolean sought) {
            this.sought = sought;
        }

        @Override
        public boolean goesOn(Object value) {
            found = sought.equals(value);
            failed |= !(value instanceof Boolean);
            return !found;
        }
    }

    static Term existsOne(Term range, Lambda lambda) {
        return frame -> {
            var kept = filtered(range, lambda, frame);
            return kept == null ? FAILURE : (Object) (kept.size() == 1);
        };
    }

    static Term filter(Term range, Lambda lambda) {
        return frame -> {
            var kept = filtered(range, lambda, frame);
            return kept == null ? FAILURE : kept;
        };
    }

    /// Null when the range is none, or an element could not be judged.
    private static @Nullable Collection<Object> filtered(Term range, Lambda lambda, Frame frame) {
        var kept = new ArrayList<>();
        var failed = new boolean[1];
        boolean gone = lambda.each(range.eval(frame), frame, value -> {
            if (Boolean.TRUE.equals(value)) {
                kept.add(lambda.current(frame));
            }
            failed[0] = !(value instanceof Boolean);
            return !failed[0];
        });
        return gone && !failed[0] ? kept : null;
    }

    static Term map(Term range, Lambda lambda) {
        return frame -> {
            var mapped = new ArrayList<>();
            return lambda.each(range.eval(frame), frame, value -> added(mapped, value)) && !failed(mapped)
                    ? mapped
                    : FAILURE;
        };
    }

    /// `list.map(x, condition, value)`: the body is the condition.
    static Term mapSome(Term range, Lambda lambda, Term then) {
        return frame -> {
            var mapped = new ArrayList<>();
            boolean gone = lambda.each(
                    range.eval(frame),
                    frame,
                    value -> Boolean.FALSE.equals(value)
                            || added(mapped, Boolean.TRUE.equals(value) ? then.eval(frame) : FAILURE));
            return gone && !failed(mapped) ? mapped : FAILURE;
        };
    }

    private static boolean added(List<Object> mapped, Object value) {
        mapped.add(value);
        return value != FAILURE;
    }

    private static boolean failed(List<Object> mapped) {
        return !mapped.isEmpty() && mapped.getLast() == FAILURE;
    }
}
