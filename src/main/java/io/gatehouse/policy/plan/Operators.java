package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;
import static java.util.Map.entry;

import io.gatehouse.policy.plan.Values.Uint;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The functions and operators whose operands are all evaluated first, by the planner's names for them. An operand
/// that failed makes the result fail; what is not for such operands fails.
final class Operators {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000 * MILLISECOND;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    static final Map<String, UnaryOperator<Object>> UNARY = new HashMap<>(Map.ofEntries(
            entry("-_", Numbers::negate),
            entry("base64.decode", Conversions::decode),
            entry("base64.encode", Conversions::encode),
            entry("bool", Conversions::toBool),
            entry("bytes", Conversions::toBytes),
            entry("distinct", Lists::distinct),
            entry("double", Conversions::toDouble),
            entry("duration", Times::duration),
            entry("dyn", value -> value),
            entry("flatten", Lists::flatten),
            entry("hierarchy", Hierarchies::of),
            entry("id", value -> value),
            entry("int", Conversions::toInt),
            entry("join", Strings::join),
            entry("lists.range", Lists::range),
            entry("lowerAscii", value -> value instanceof String text ? Strings.lowerAscii(text) : FAILURE),
            entry("math.@max", value -> value instanceof List<?> list ? Numbers.extreme(list, 1) : number(value)),
            entry("math.@min", value -> value instanceof List<?> list ? Numbers.extreme(list, -1) : number(value)),
            entry("math.abs", Numbers::abs),
            entry("math.ceil", value -> value instanceof Double number ? Math.ceil(number) : FAILURE),
            entry("math.floor", value -> value instanceof Double number ? Math.floor(number) : FAILURE),
            entry("math.isFinite", value -> value instanceof Double number ? Double.isFinite(number) : FAILURE),
            entry("math.isInf", value -> value instanceof Double number ? number.isInfinite() : FAILURE),
            entry("math.isNaN", value -> value instanceof Double number ? number.isNaN() : FAILURE),
            entry("math.round", value -> value instanceof Double number ? Numbers.round(number) : FAILURE),
            entry("math.sign", Numbers::sign),
            entry("math.trunc", value -> value instanceof Double number ? Numbers.truncate(number) : FAILURE),
            entry("reverse", Lists::reverse),
            entry("size", Lists::size),
            entry("sort", Lists::sort),
            entry("string", Conversions::toText),
            entry("strings.quote", value -> value instanceof String text ? Strings.quote(text) : FAILURE),
            entry("timestamp", Times::timestamp),
            entry("trim", value -> value instanceof String text ? Strings.trim(text) : FAILURE),
            entry("type", Values::type),
            entry("uint", Conversions::toUint),
            entry("upperAscii", value -> value instanceof String text ? Strings.upperAscii(text) : FAILURE)));

    static final Map<String, BinaryOperator<Object>> BINARY = new HashMap<>(Map.ofEntries(
            entry("add", Numbers::add),
            entry("ancestorOf", Hierarchies::ancestorOf),
            entry("charAt", Strings::charAt),
            entry("contains", text(String::contains)),
            entry("descendentOf", Hierarchies::descendentOf),
            entry("div", Numbers::divide),
            entry("endsWith", text(String::endsWith)),
            entry("eq", Values::equal),
            entry("except", Lists::except),
            entry("flatten", Lists::flatten),
            entry("ge", ordered(order -> order >= 0)),
            entry("gt", ordered(order -> order > 0)),
            entry("hasIntersection", Lists::hasIntersection),
            entry("has_intersection", Lists::hasIntersection),
            entry("hierarchy", Hierarchies::of),
            entry("immediateChildOf", Hierarchies::immediateChildOf),
            entry("immediateParentOf", Hierarchies::immediateParentOf),
            entry("in", Lists::in),
            entry("inIPAddrRange", Addresses::inRange),
            entry("index", Lists::index),
            entry("indexOf", Strings::indexOf),
            entry("intersect", Lists::intersect),
            entry("isSubset", Lists::isSubset),
            entry("is_subset", Lists::isSubset),
            entry("join", Strings::join),
            entry("lastIndexOf", Strings::lastIndexOf),
            entry("le", ordered(order -> order <= 0)),
            entry("lt", ordered(order -> order < 0)),
            entry("matches", Strings::matches),
            entry("math.@max", (a, b) -> Numbers.extreme(List.of(a, b), 1)),
            entry("math.@min", (a, b) -> Numbers.extreme(List.of(a, b), -1)),
            entry("mod", Numbers::modulo),
            entry("mult", Numbers::multiply),
            entry("ne", (a, b) -> !Values.equal(a, b)),
            entry("overlaps", Hierarchies::overlaps),
            entry("sets.contains", Lists::contains),
            entry("sets.equivalent", Lists::equivalent),
            entry("sets.intersects", Lists::hasIntersection),
            entry("siblingOf", Hierarchies::siblingOf),
            entry("split", Strings::split),
            entry("startsWith", text(String::startsWith)),
            entry("sub", Numbers::subtract),
            entry("substring", Strings::substring)));

    static final Map<String, Ternary> TERNARY = Map.of(
            "indexOf", Strings::indexOf,
            "lastIndexOf", Strings::lastIndexOf,
            "replace", Strings::replace,
            "slice", Lists::slice,
            "split", Strings::split,
            "substring", Strings::substring);

    static final Map<String, Quaternary> QUATERNARY = Map.of("replace", Strings::replace);

    static {
        part("getFullYear", OffsetDateTime::getYear, 0);
        part("getMonth", time -> time.getMonthValue() - 1L, 0);
        part("getDate", OffsetDateTime::getDayOfMonth, 0);
        part("getDayOfMonth", time -> time.getDayOfMonth() - 1L, 0);
        part("getDayOfWeek", time -> time.getDayOfWeek().getValue() % 7L, 0);
        part("getDayOfYear", time -> time.getDayOfYear() - 1L, 0);
        part("getHours", OffsetDateTime::getHour, HOUR);
        part("getMinutes", OffsetDateTime::getMinute, MINUTE);
        part("getSeconds", OffsetDateTime::getSecond, SECOND);
        part("getMilliseconds", time -> time.getNano() / MILLISECOND, MILLISECOND);
    }

    private Operators() {}

    @FunctionalInterface
    interface Ternary {
        Object apply(Object a, Object b, Object c);
    }

    @FunctionalInterface
    interface Quaternary {
        Object apply(Object a, Object b, Object c, Object d);
    }

    @FunctionalInterface
    private interface TextTest {
        boolean holds(String text, String part);
    }

    private static BinaryOperator<Object> text(TextTest test) {
        return (a, b) ->
                a instanceof String text && b instanceof String part ? (Object) test.holds(text, part) : FAILURE;
    }

    private static BinaryOperator<Object> ordered(IntPredicate holds) {
        return (a, b) -> {
            int order = Values.compare(a, b);
            return order == Integer.MIN_VALUE ? FAILURE : (Object) holds.test(order);
        };
    }

    private static Object number(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Uint ? value : FAILURE;
    }

    /// @param unit the nanoseconds that a duration is counted by; 0 where it has no such part
    private static void part(String name, ToLongFunction<OffsetDateTime> ofTime, long unit) {
        UNARY.put(name, value -> Times.part(value, ofTime, unit));
        BINARY.put(name, (value, zone) -> Times.part(value, zone, ofTime));
    }

    /// Null where there is no such function of so many operands.
    static @Nullable Function<Object[], Object> find(String name, int operands) {
        return switch (operands) {
            case 1 -> {
                var found = UNARY.get(name);
                yield found == null ? null : v -> found.apply(v[0]);
            }
            case 2 -> {
                var found = BINARY.get(name);
                yield found == null ? null : v -> found.apply(v[0], v[1]);
            }
            case 3 -> {
                var found = TERNARY.get(name);
                yield found == null ? null : v -> found.apply(v[0], v[1], v[2]);
            }
            case 4 -> {
                var found = QUATERNARY.get(name);
                yield found == null ? null : v -> found.apply(v[0], v[1], v[2], v[3]);
            }
            default -> null;
        };
    }

    static boolean knows(String operator) {
        return names().anyMatch(operator::equals);
    }

    static Stream<String> names() {
        return Stream.of(UNARY, BINARY, TERNARY, QUATERNARY)
                .flatMap(functions -> functions.keySet().stream())
                .distinct();
    }
}
