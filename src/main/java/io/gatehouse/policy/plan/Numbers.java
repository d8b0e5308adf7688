package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import io.gatehouse.policy.plan.Values.Bytes;
import io.gatehouse.policy.plan.Values.Nanos;
import io.gatehouse.policy.plan.Values.Uint;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/// CEL's arithmetic: both operands of one type, whole numbers that overflow are errors. `+` also joins.
final class Numbers {
    private Numbers() {}

    static Object add(Object a, Object b) {
        return switch (a) {
            case Long left
            when b instanceof Long right -> {
                long sum = left + right;
                yield ((left ^ sum) & (right ^ sum)) < 0 ? FAILURE : (Object) sum;
            }
            case Double left when b instanceof Double right -> left + right;
            case Uint(var left)
            when b instanceof Uint(var right) ->
                Long.compareUnsigned(left + right, left) < 0 ? FAILURE : new Uint(left + right);
            case String left when b instanceof String right -> left.concat(right);
            case List<?> left
            when b instanceof List<?> right -> {
                var joined = new ArrayList<Object>(left.size() + right.size());
                joined.addAll(left);
                joined.addAll(right);
                yield joined;
            }
            case Bytes(var left) when b instanceof Bytes(var right) -> new Bytes(left.concat(right));
            case Nanos(var left) when b instanceof Nanos(var right) -> nanos(add(left, right));
            case OffsetDateTime left when b instanceof Nanos(var right) -> Times.plus(left, right);
            case Nanos(var left) when b instanceof OffsetDateTime right -> Times.plus(right, left);
            default -> FAILURE;
        };
    }

    static Object subtract(Object a, Object b) {
        return switch (a) {
            case Long left
            when b instanceof Long right -> {
                long difference = left - right;
                yield ((left ^ right) & (left ^ difference)) < 0 ? FAILURE : (Object) difference;
            }
            case Double left when b instanceof Double right -> left - right;
            case Uint(var left)
            when b instanceof Uint(var right) ->
                Long.compareUnsigned(left, right) < 0 ? FAILURE : new Uint(left - right);
            case Nanos(var left) when b instanceof Nanos(var right) -> nanos(subtract(left, right));
            case OffsetDateTime left
            when b instanceof Nanos(var right) -> right == Long.MIN_VALUE ? FAILURE : Times.plus(left, -right);
            case OffsetDateTime left when b instanceof OffsetDateTime right -> Times.between(right, left);
            default -> FAILURE;
        };
    }

    static Object multiply(Object a, Object b) {
        return switch (a) {
            case Long left
            when b instanceof Long right -> {
                long high = Math.multiplyHigh(left, right);
                long low = left * right;
                yield high == low >> 63 ? (Object) low : FAILURE;
            }
            case Double left when b instanceof Double right -> left * right;
            case Uint(var left)
            when b instanceof Uint(var right) ->
                Math.unsignedMultiplyHigh(left, right) == 0 ? new Uint(left * right) : FAILURE;
            default -> FAILURE;
        };
    }

    static Object divide(Object a, Object b) {
        return switch (a) {
            case Long left
            when b instanceof Long right ->
                right == 0 || (left == Long.MIN_VALUE && right == -1) ? FAILURE : (Object) (left / right);
            case Double left when b instanceof Double right -> left / right;
            case Uint(var left)
            when b instanceof Uint(var right) -> right == 0 ? FAILURE : new Uint(Long.divideUnsigned(left, right));
            default -> FAILURE;
        };
    }

    static Object modulo(Object a, Object b) {
        return switch (a) {
            case Long left
            when b instanceof Long right ->
                right == 0 || (left == Long.MIN_VALUE && right == -1) ? FAILURE : (Object) (left % right);
            case Uint(var left)
            when b instanceof Uint(var right) -> right == 0 ? FAILURE : new Uint(Long.remainderUnsigned(left, right));
            default -> FAILURE;
        };
    }

    static Object negate(Object a) {
        return switch (a) {
            case Long number -> number == Long.MIN_VALUE ? FAILURE : (Object) (-number);
            case Double number -> -number;
            case Nanos(var value) -> value == Long.MIN_VALUE ? FAILURE : new Nanos(-value);
            default -> FAILURE;
        };
    }

    static Object abs(Object a) {
        return switch (a) {
            case Long number -> number == Long.MIN_VALUE ? FAILURE : (Object) Math.abs(number);
            case Double number -> Math.abs(number);
            case Uint _ -> a;
            default -> FAILURE;
        };
    }

    static Object sign(Object a) {
        return switch (a) {
            case Long number -> (long) Long.signum(number);
            case Double number -> number.isNaN() || number == 0 ? number : (Object) Math.signum(number);
            case Uint(var bits) -> new Uint(bits == 0 ? 0 : 1);
            default -> FAILURE;
        };
    }

    /// Half away from zero, as Go rounds; Java's `round` goes towards positive infinity.
    static double round(double number) {
        double whole = truncate(number);
        return Math.abs(number - whole) >= 0.5 ? whole + Math.copySign(1, number) : whole;
    }

    static double truncate(double number) {
        return number < 0 ? Math.ceil(number) : Math.floor(number);
    }

    /// The greatest (`sign` 1) or least (-1) of a list of numbers; the first of equals.
    static Object extreme(List<?> numbers, int sign) {
        Object best = FAILURE;
        for (var number : numbers) {
            if (!Values.isNumber(number)) {
                return FAILURE;
            }
            if (best == FAILURE) {
                best = number;
                continue;
            }
            int order = Values.compare(number, best);
            if (order == Integer.MIN_VALUE) {
                return FAILURE;
            }
            if (order * sign > 0) {
                best = number;
            }
        }
        return best;
    }

    private static Object nanos(Object number) {
        return number instanceof Long value ? new Nanos(value) : FAILURE;
    }
}
