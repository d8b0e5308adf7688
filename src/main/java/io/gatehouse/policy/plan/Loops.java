package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

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
        return frame -> {
            var state = new Search(decisive);
            if (!lambda.each(range.eval(frame), frame, state)) {
                return FAILURE;
            }
            if (state.failed) {
                frame.absorb();
            }
            return state.found ? decisive : state.failed ? FAILURE : (Object) !sought;
        };
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
