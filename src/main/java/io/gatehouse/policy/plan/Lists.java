package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import io.gatehouse.policy.plan.Values.Bytes;
import io.gatehouse.policy.plan.Values.Hierarchy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// CEL's functions of lists and maps, and Cerbos' of lists as sets.
final class Lists {
    /// No policy needs a longer range, and a hostile one shall not fill the memory.
    private static final long LONGEST_RANGE = 10_000;

    private Lists() {}

    static Object size(Object value) {
        return switch (value) {
            case String text -> (long) Strings.length(text);
            case List<?> list -> (long) list.size();
            case Map<?, ?> map -> (long) map.size();
            case Bytes(var bytes) -> (long) bytes.length();
            case Hierarchy(var parts) -> (long) parts.size();
            default -> FAILURE;
        };
    }

    static Object in(Object value, Object container) {
        return switch (container) {
            case List<?> list -> Values.contains(list, value);
            case Map<?, ?> map -> Values.find(map, value) != FAILURE;
            default -> FAILURE;
        };
    }

    static Object index(Object container, Object key) {
        return switch (container) {
            case List<?> list -> element(list, key);
            case Map<?, ?> map -> Values.find(map, key);
            case Hierarchy(var parts) when key instanceof Long -> element(parts, key);
            default -> FAILURE;
        };
    }

    private static Object element(List<?> list, Object index) {
        return Values.key(index) instanceof Long place && place >= 0 && place < list.size()
                ? list.get(place.intValue())
                : FAILURE;
    }

    static Object field(Object value, String name) {
        return value instanceof Map<?, ?> map ? Values.find(map, name) : FAILURE;
    }

    static Object hasIntersection(Object a, Object b) {
        if (!(a instanceof List<?> left) || !(b instanceof List<?> right)) {
            return FAILURE;
        }
        for (int i = 0; i < left.size(); i++) {
            if (Values.contains(right, left.get(i))) {
                return true;
            }
        }
        return false;
    }

    static Object isSubset(Object a, Object b) {
        if (!(a instanceof List<?> part) || !(b instanceof List<?> whole)) {
            return FAILURE;
        }
        for (int i = 0; i < part.size(); i++) {
            if (!Values.contains(whole, part.get(i))) {
                return false;
            }
        }
        return true;
    }

    static Object contains(Object whole, Object part) {
        return isSubset(part, whole);
    }

    static Object equivalent(Object a, Object b) {
        var contained = isSubset(b, a);
        return Boolean.TRUE.equals(contained) ? isSubset(a, b) : contained;
    }

    static Object except(Object a, Object b) {
        return a instanceof List<?> left && b instanceof List<?> right ? picked(left, right, false) : FAILURE;
    }

    /// What the shorter list has of the longer one, in the order of the shorter.
    static Object intersect(Object a, Object b) {
        if (!(a instanceof List<?> left) || !(b instanceof List<?> right)) {
            return FAILURE;
        }
        return left.size() > right.size() ? picked(right, left, true) : picked(left, right, true);
    }

    private static List<Object> picked(List<?> from, List<?> by, boolean contained) {
        var items = new ArrayList<Object>();
        for (var item : from) {
            if (Values.contains(by, item) == contained) {
                items.add(item);
            }
        }
        return items;
    }

    static Object distinct(Object value) {
        if (!(value instanceof List<?> list)) {
            return FAILURE;
        }
        var items = new ArrayList<Object>();
        for (var item : list) {
            if (!Values.contains(items, item)) {
                items.add(item);
            }
        }
        return items;
    }

    static Object reverse(Object value) {
        return switch (value) {
            case String text -> Strings.reverse(text);
            case List<?> list -> List.copyOf(list.reversed());
            default -> FAILURE;
        };
    }

    static Object slice(Object value, Object from, Object to) {
        return value instanceof List<?> list
                        && from instanceof Long start
                        && to instanceof Long end
                        && start >= 0
                        && start <= end
                        && end <= list.size()
                ? list.subList(start.intValue(), end.intValue())
                : FAILURE;
    }

    static Object flatten(Object value) {
        return flatten(value, 1L);
    }

    static Object flatten(Object value, Object depth) {
        if (!(value instanceof List<?> list) || !(depth instanceof Long levels) || levels < 0) {
            return FAILURE;
        }
        var items = new ArrayList<Object>();
        flatten(list, levels, items);
        return items;
    }

    private static void flatten(List<?> list, long levels, List<Object> items) {
        for (var item : list) {
            if (item instanceof List<?> nested && levels > 0) {
                flatten(nested, levels - 1, items);
            } else {
                items.add(item);
            }
        }
    }

    static Object sort(Object value) {
        if (!(value instanceof List<?> list)) {
            return FAILURE;
        }
        if (list.isEmpty()) {
            return list;
        }
        var type = Values.type(list.getFirst());
        for (var item : list) {
            if (!Values.type(item).equals(type) || Values.compare(item, item) == Integer.MIN_VALUE) {
                return FAILURE;
            }
        }
        var sorted = new ArrayList<Object>(list);
        sorted.sort(Values::compare);
        return sorted;
    }

    static Object range(Object value) {
        if (!(value instanceof Long end) || end > LONGEST_RANGE) {
            return FAILURE;
        }
        var numbers = new ArrayList<Object>();
        for (long i = 0; i < end; i++) {
            numbers.add(i);
        }
        return numbers;
    }
}
