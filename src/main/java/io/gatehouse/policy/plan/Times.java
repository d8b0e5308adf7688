package io.gatehouse.policy.plan;

import static io.gatehouse.policy.plan.Failure.FAILURE;

import io.gatehouse.policy.plan.Values.Nanos;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.ToLongFunction;

/// Timestamps and durations as Go's `time` reads, writes and adds them, which is what CEL's are to the PDP.
///
/// A timestamp keeps the offset that it was written with, which only shows when it is made a string again.
final class Times {
    private static final long SECOND = 1_000_000_000L;
    private static final long FIRST = -62_135_596_800L; // 0001-01-01T00:00:00Z
    private static final long LAST = 253_402_300_799L; // 9999-12-31T23:59:59Z

    private Times() {}

    static Object timestamp(Object value) {
        return switch (value) {
            case OffsetDateTime _ -> value;
            case Long seconds
            when seconds >= FIRST && seconds <= LAST ->
                OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
            case String text -> parse(text);
            default -> FAILURE;
        };
    }

    /// RFC 3339 with capital letters and any number of digits after the seconds, of which nine count.
    private static Object parse(String text) {
        var in = new Cursor(text);
        int year = in.digits(4, 4);
        in.skip('-');
        int month = in.digits(2, 2);
        in.skip('-');
        int day = in.digits(2, 2);
        in.skip('T');
        int hour = in.digits(2, 2);
        in.skip(':');
        int minute = in.digits(2, 2);
        in.skip(':');
        int second = in.digits(2, 2);
        int nanos = in.fraction();
        int offset = in.offset();
        if (!in.endsWell()) {
            return FAILURE;
        }
        try {
            var time =
                    OffsetDateTime.of(year, month, day, hour, minute, second, nanos, ZoneOffset.ofTotalSeconds(offset));
            long seconds = time.toEpochSecond();
            return seconds < FIRST || seconds > LAST ? FAILURE : time;
        } catch (DateTimeException _) { // no such day or hour; an offset of more than 18 hours, which has no use
            return FAILURE;
        }
    }

    static String text(OffsetDateTime time) {
        var text = new StringBuilder(35);
        pad(text, time.getYear(), 4).append('-');
        pad(text, time.getMonthValue(), 2).append('-');
        pad(text, time.getDayOfMonth(), 2).append('T');
        pad(text, time.getHour(), 2).append(':');
        pad(text, time.getMinute(), 2).append(':');
        pad(text, time.getSecond(), 2);
        if (time.getNano() != 0) {
            var fraction = pad(new StringBuilder(), time.getNano(), 9);
            int end = fraction.length();
            while (fraction.charAt(end - 1) == '0') {
                end--;
            }
            text.append('.').append(fraction, 0, end);
        }
        int minutes = time.getOffset().getTotalSeconds() / 60;
        if (minutes == 0) {
            return text.append('Z').toString();
        }
        text.append(minutes < 0 ? '-' : '+');
        pad(text, Math.abs(minutes) / 60, 2).append(':');
        return pad(text, Math.abs(minutes) % 60, 2).toString();
    }

    static Object plus(OffsetDateTime time, long nanos) {
        try {
            var sum = time.plusNanos(nanos);
            long seconds = sum.toEpochSecond();
            return seconds < FIRST || seconds > LAST ? FAILURE : sum;
        } catch (DateTimeException _) {
            return FAILURE;
        }
    }

    static Object between(OffsetDateTime from, OffsetDateTime to) {
        try {
            long seconds = Math.multiplyExact(to.toEpochSecond() - from.toEpochSecond(), SECOND);
            return new Nanos(Math.addExact(seconds, (long) to.getNano() - from.getNano()));
        } catch (ArithmeticException _) { // more than 292 years
            return FAILURE;
        }
    }

    static Object duration(Object value) {
        return switch (value) {
            case Nanos _ -> value;
            case String text -> parseDuration(text);
            default -> FAILURE;
        };
    }

    /// Go's `time.ParseDuration`: `1h30m`, `-1.5s`, `0`.
    private static Object parseDuration(String text) {
        boolean negative = text.startsWith("-");
        var rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return new Nanos(0);
        }
        var in = new Cursor(rest);
        long sum = 0;
        do {
            long part = in.durationPart();
            if (in.failed() || part < 0 || sum + part < 0) { // too long
                return FAILURE;
            }
            sum += part;
        } while (!in.atEnd());
        return new Nanos(negative ? -sum : sum);
    }

    /// As Go prints the float64 of seconds: no exponent, no more digits than needed.
    static String text(Nanos duration) {
        long whole = duration.value() / SECOND;
        double seconds = whole + (duration.value() % SECOND) / 1e9;
        return Conversions.plain(seconds) + "s";
    }

    /// A part of a timestamp in UTC, of a duration as a whole.
    static Object part(Object value, ToLongFunction<OffsetDateTime> ofTime, long unit) {
        return switch (value) {
            case OffsetDateTime time -> ofTime.applyAsLong(time.withOffsetSameInstant(ZoneOffset.UTC));
            case Nanos(var nanos) when unit > 0 -> nanos / unit;
            default -> FAILURE;
        };
    }

    /// A part of a timestamp in a time zone: `+02:00` or a name of the time zone database.
    static Object part(Object value, Object zone, ToLongFunction<OffsetDateTime> ofTime) {
        if (!(value instanceof OffsetDateTime time) || !(zone instanceof String name)) {
            return FAILURE;
        }
        try {
            return ofTime.applyAsLong(
                    name.indexOf(':') >= 0
                            ? shifted(time, name)
                            : time.atZoneSameInstant(region(name)).toOffsetDateTime());
        } catch (DateTimeException | NumberFormatException _) { // no such zone
            return FAILURE;
        }
    }

    /// Names that Java gives a meaning of its own (`UTC+1`, `Z`, `GMT0` …) are none to Go, nor is `Local` one here.
    private static ZoneId region(String name) {
        if (name.isEmpty() || name.equals("UTC")) {
            return ZoneOffset.UTC;
        }
        if (name.indexOf('/') < 0) {
            throw new DateTimeException(name);
        }
        return ZoneId.of(name);
    }

    /// The hours keep their sign, the minutes take it from the text; neither has a limit.
    private static OffsetDateTime shifted(OffsetDateTime time, String offset) {
        int colon = offset.indexOf(':');
        long hours = Integer.parseInt(offset.substring(0, colon));
        long minutes = Integer.parseInt(offset.substring(colon + 1));
        long east = offset.startsWith("-") ? hours * 60 - minutes : hours * 60 + minutes;
        return time.toInstant().plusSeconds(east * 60).atOffset(ZoneOffset.UTC);
    }

    private static StringBuilder pad(StringBuilder text, int number, int width) {
        var digits = Integer.toString(number);
        return text.repeat('0', Math.max(0, width - digits.length())).append(digits);
    }
}
