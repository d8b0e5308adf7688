package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/// CEL's values, their equality and their order.
///
/// They are [Boolean], [Long] (int), [Uint], [Double], [String], [Bytes], [OffsetDateTime] (timestamp), [Nanos]
/// (duration), [List], [Map], [TypeName], [Hierarchy] and null ([Expression.Null]).
final class Values {
    private static final double TWO_TO_63 = 0x1p63;
    private static final double TWO_TO_64 = 0x1p64;

    private Values() {}

    /// @param bits read as unsigned
    record Uint(long bits) {
        double asDouble() {
            double half = (bits >>> 1) | (bits & 1);
            return bits >= 0 ? bits : half * 2;
        }
    }

    /// A duration. Go's, and so CEL's, has 64 bits of nanoseconds.
    record Nanos(long value) {}

    /// @param latin1 a character a byte, so that equality and order are those of strings
    record Bytes(String latin1) {
        static Bytes of(byte[] bytes) {
            return new Bytes(new String(bytes, ISO_8859_1));
        }

        byte[] bytes() {
            return latin1.getBytes(ISO_8859_1);
        }
    }

    /// @param name as CEL spells it
    record TypeName(String name) {}

    record Hierarchy(List<String> parts) {}

    /// CEL's `==`: values of different types are unequal, except numbers.
    static boolean equal(Object a, Object b) {
        return switch (a) {
            case String text -> text.equals(b);
            case Double number -> equalNumbers(number, b);
            case Long number -> equalNumbers(number, b);
            case Uint number -> equalNumbers(number, b);
            case List<?> list -> b instanceof List<?> other && equalLists(list, other);
            case Map<?, ?> map -> b instanceof Map<?, ?> other && equalMaps(map, other);
            case OffsetDateTime time -> b instanceof OffsetDateTime other && time.isEqual(other);
            default -> a.equals(b);
        };
    }

    private static boolean equalNumbers(Object a, Object b) {
        return isNumber(b) && !isNaN(a) && !isNaN(b) && compareNumbers(a, b) == 0;
    }

    private static boolean equalLists(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (var entry : a.entrySet()) {
            var other = find(b, entry.getKey());
            if (other == FAILURE || !equal(entry.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    static boolean contains(List<?> list, Object value) {
        if (list instanceof ConstantStrings strings) {
            return strings.contains(value);
        }
        for (int i = 0; i < list.size(); i++) {
            if (equal(value, list.get(i))) {
                return true;
            }
        }
        return false;
    }

    /// The value of a key, or [Failure]. Keys of whole numbers are kept as [Long] where they fit.
    static Object find(Map<?, ?> map, Object key) {
        var value = map.get(key(key));
        return value == null ? FAILURE : value;
    }

    /// How a key is kept in a map: a whole number is the same key in any of CEL's number types.
    static Object key(Object value) {
        return switch (value) {
            case Double number when number == Math.rint(number) && Math.abs(number) < TWO_TO_63 -> number.longValue();
            case Uint number when number.bits >= 0 -> number.bits;
            default -> value;
        };
    }

    /// CEL's order.
    ///
    /// @return negative, zero or positive; [Integer#MIN_VALUE] where there is none
    static int compare(Object a, Object b) {
        return switch (a) {
            case String text -> b instanceof String other ? compareText(text, other) : Integer.MIN_VALUE;
            case Boolean flag -> b instanceof Boolean other ? flag.compareTo(other) : Integer.MIN_VALUE;
            case OffsetDateTime time ->
                b instanceof OffsetDateTime other
                        ? Integer.signum(time.toInstant().compareTo(other.toInstant()))
                        : Integer.MIN_VALUE;
            case Nanos nanos -> b instanceof Nanos(var other) ? Long.compare(nanos.value, other) : Integer.MIN_VALUE;
            case Bytes(var bytes) ->
                b instanceof Bytes(var other) ? Integer.signum(bytes.compareTo(other)) : Integer.MIN_VALUE;
            default -> isNumber(a) && isNumber(b) && !isNaN(a) && !isNaN(b) ? compareNumbers(a, b) : Integer.MIN_VALUE;
        };
    }

    static boolean isNumber(Object value) {
        return value instanceof Double || value instanceof Long || value instanceof Uint;
    }

    private static boolean isNaN(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    private static int compareNumbers(Object a, Object b) {
        return switch (a) {
            case Long left when b instanceof Long right -> Long.compare(left, right);
            case Long left when b instanceof Uint(var right) -> left < 0 || right < 0 ? -1 : Long.compare(left, right);
            case Uint(var left) when b instanceof Uint(var right) -> Long.compareUnsigned(left, right);
            case Uint left when b instanceof Long -> -compareNumbers(b, left);
            case Double left when b instanceof Double right -> left < right ? -1 : left > right ? 1 : 0;
            case Double left when b instanceof Long right -> compare(left, right, -TWO_TO_63, TWO_TO_63);
            case Double left when b instanceof Uint right -> compare(left, right.asDouble(), 0, TWO_TO_64);
            default -> -compareNumbers(b, a);
        };
    }

    /// As cel-go does it: the integer, once known to be in range, is rounded to a double.
    private static int compare(double number, double integer, double least, double most) {
        return number < least ? -1 : number > most ? 1 : Double.compare(number + 0.0, integer + 0.0);
    }

    /// By code point, which is how UTF-8 sorts; UTF-16 sorts surrogates before some of what they stand after.
    private static int compareText(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                boolean leftHigh = Character.isSurrogate(left);
                return leftHigh == Character.isSurrogate(right) ? left < right ? -1 : 1 : leftHigh ? 1 : -1;
            }
        }
        return Integer.signum(a.length() - b.length());
    }

    static TypeName type(Object value) {
        return new TypeName(
                switch (value) {
                    case Boolean _ -> "bool";
                    case Long _ -> "int";
                    case Uint _ -> "uint";
                    case Double _ -> "double";
                    case String _ -> "string";
                    case Bytes _ -> "bytes";
                    case OffsetDateTime _ -> "google.protobuf.Timestamp";
                    case Nanos _ -> "google.protobuf.Duration";
                    case List<?> _ -> "list";
                    case Map<?, ?> _ -> "map";
                    case Hierarchy _ -> "cerbos.lib.hierarchy";
                    case TypeName _ -> "type";
                    default -> "null_type";
                });
    }
}
