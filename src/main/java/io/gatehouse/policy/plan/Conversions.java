package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.policy.plan.Values.Bytes;
import io.gatehouse.policy.plan.Values.Hierarchy;
import io.gatehouse.policy.plan.Values.Nanos;
import io.gatehouse.policy.plan.Values.Uint;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// CEL's type conversions. Numbers are read and written as Go's `strconv` and `fmt` do.
final class Conversions {
    private static final double TWO_TO_63 = 0x1p63;
    private static final double TWO_TO_64 = 0x1p64;
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern UNSIGNED = Pattern.compile("[0-9]+");
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(D(\\.(D)?)?|\\.D)([eE][+-]?D)?".replace("D", "[0-9](_?[0-9])*"));

    private Conversions() {}

    static Object toInt(Object value) {
        return switch (value) {
            case Long _ -> value;
            case Double number -> number > -TWO_TO_63 && number < TWO_TO_63 ? (Object) number.longValue() : FAILURE;
            case Uint(var bits) -> bits < 0 ? FAILURE : (Object) bits;
            case OffsetDateTime time -> time.toEpochSecond();
            case Nanos(var nanos) -> nanos;
            case String text when WHOLE.matcher(text).matches() -> parsed(() -> Long.parseLong(text));
            default -> FAILURE;
        };
    }

    static Object toUint(Object value) {
        return switch (value) {
            case Uint _ -> value;
            case Long number -> number < 0 ? FAILURE : new Uint(number);
            case Double number ->
                number >= 0 && number < TWO_TO_64
                        ? new Uint(
                                number < TWO_TO_63
                                        ? number.longValue()
                                        : new BigDecimal(number).toBigInteger().longValue())
                        : FAILURE;
            case String text
            when UNSIGNED.matcher(text).matches() -> parsed(() -> new Uint(Long.parseUnsignedLong(text)));
            default -> FAILURE;
        };
    }

    static Object toDouble(Object value) {
        return switch (value) {
            case Double _ -> value;
            case Long number -> number.doubleValue();
            case Uint number -> number.asDouble();
            case String text when DECIMAL.matcher(text).matches() -> finite(Double.parseDouble(text.replace("_", "")));
            case String text -> named(text);
            default -> FAILURE;
        };
    }

    /// Go also reads hexadecimal numbers; those are left out.
    private static Object named(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> FAILURE;
        };
    }

    private static Object finite(double number) {
        return Double.isInfinite(number) ? FAILURE : (Object) number;
    }

    static Object toBool(Object value) {
        return switch (value) {
            case Boolean _ -> value;
            case String text ->
                switch (text) {
                    case "1", "t", "T", "true", "TRUE", "True" -> true;
                    case "0", "f", "F", "false", "FALSE", "False" -> false;
                    default -> FAILURE;
                };
            default -> FAILURE;
        };
    }

    static Object toText(Object value) {
        return switch (value) {
            case String _ -> value;
            case Boolean flag -> flag.toString();
            case Long number -> number.toString();
            case Uint(var bits) -> Long.toUnsignedString(bits);
            case Double number -> shortest(number);
            case OffsetDateTime time -> Times.text(time);
            case Nanos nanos -> Times.text(nanos);
            case Hierarchy(var parts) -> String.join(".", parts);
            case Bytes bytes -> utf8(bytes.bytes());
            default -> FAILURE;
        };
    }

    static Object toBytes(Object value) {
        return switch (value) {
            case Bytes _ -> value;
            case String text -> Bytes.of(text.getBytes(UTF_8));
            default -> FAILURE;
        };
    }

    static Object decode(Object value) {
        if (!(value instanceof String text)) {
            return FAILURE;
        }
        var lines = text.replace("\n", "").replace("\r", ""); // which Go skips
        try {
            var bytes = Base64.getDecoder().decode(lines);
            var encoder = lines.endsWith("=")
                    ? Base64.getEncoder()
                    : Base64.getEncoder().withoutPadding();
            // Java takes half a padding, which Go does not
            return lines.length() == encoder.encodeToString(bytes).length() ? Bytes.of(bytes) : FAILURE;
        } catch (IllegalArgumentException _) {
            return FAILURE;
        }
    }

    static Object encode(Object value) {
        return value instanceof Bytes bytes ? Base64.getEncoder().encodeToString(bytes.bytes()) : FAILURE;
    }

    /// Go's `%g`: the fewest digits that read back as the same number, an exponent below 1e-4 and from 1e6 on.
    static String shortest(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "+Inf" : "-Inf";
        }
        if (number == 0) {
            return plain(number);
        }
        var decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return plain(number);
        }
        var digits = decimal.unscaledValue().abs().toString();
        return (number < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    static String plain(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    private static Object utf8(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return FAILURE;
        }
    }

    private static Object parsed(Supplier<Object> parse) {
        try {
            return parse.get();
        } catch (NumberFormatException _) { // out of range
            return FAILURE;
        }
    }
}
