package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import io.gatehouse.policy.plan.Values.Hierarchy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/// Cerbos' hierarchies: paths such as `a.b.c` and how they lie to each other.
///
/// @see <a href="https://docs.cerbos.dev/cerbos/latest/policies/conditions.html#hierarchies">Cerbos, conditions</a>
final class Hierarchies {
    private Hierarchies() {}

    static Object of(Object value) {
        return switch (value) {
            case Hierarchy _ -> value;
            case String _ -> of(value, ".");
            case List<?> list -> texts(list);
            default -> FAILURE;
        };
    }

    static Object of(Object value, Object delimiter) {
        return Strings.split(value, delimiter) instanceof List<?> parts ? texts(parts) : FAILURE;
    }

    private static Object texts(List<?> list) {
        var parts = new ArrayList<String>(list.size());
        for (var part : list) {
            if (!(part instanceof String text)) {
                return FAILURE;
            }
            parts.add(text);
        }
        return new Hierarchy(parts);
    }

    static Object ancestorOf(Object a, Object b) {
        return related(a, b, (left, right) -> right.size() > left.size() && startsWith(right, left));
    }

    static Object descendentOf(Object a, Object b) {
        return ancestorOf(b, a);
    }

    static Object immediateParentOf(Object a, Object b) {
        return related(a, b, (left, right) -> right.size() == left.size() + 1 && startsWith(right, left));
    }

    static Object immediateChildOf(Object a, Object b) {
        return immediateParentOf(b, a);
    }

    static Object siblingOf(Object a, Object b) {
        return related(
                a,
                b,
                (left, right) -> right.size() == left.size()
                        && startsWith(right, left.subList(0, Math.max(0, left.size() - 1))));
    }

    static Object overlaps(Object a, Object b) {
        return related(
                a, b, (left, right) -> left.size() > right.size() ? startsWith(left, right) : startsWith(right, left));
    }

    private static boolean startsWith(List<String> path, List<String> beginning) {
        return path.subList(0, beginning.size()).equals(beginning);
    }

    private static Object related(Object a, Object b, BiPredicate<List<String>, List<String>> holds) {
        return a instanceof Hierarchy(var left) && b instanceof Hierarchy(var right)
                ? (Object) holds.test(left, right)
                : FAILURE;
    }
}
