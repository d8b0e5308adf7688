package io.gatehouse.policy.plan;

/// Reads a time or a duration from left to right and remembers whether anything was not as it must be.
final class Cursor {
    private static final String[] UNITS = {"ns", "us", "µs", "μs", "ms", "s", "m", "h"};
    private static final long[] NANOS = {
        1, 1_000, 1_000, 1_000, 1_000_000, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L
    };

    private final String text;
    private int at;
    private boolean failed;

    Cursor(String text) {
        this.text = text;
    }

    boolean failed() {
        return failed;
    }

    boolean atEnd() {
        return at == text.length();
    }

    boolean endsWell() {
        return !failed && atEnd();
    }

    void skip(char expected) {
        if (isAt(expected)) {
            at++;
        } else {
            failed = true;
        }
    }

    int digits(int least, int most) {
        int start = at;
        int number = 0;
        while (at - start < most && isDigit()) {
            number = number * 10 + text.charAt(at++) - '0';
        }
        failed |= at - start < least;
        return number;
    }

    /// Nanoseconds after the second; further digits are dropped.
    int fraction() {
        if (at + 1 >= text.length() || !isAt('.') || !isDigit(text.charAt(at + 1))) {
            return 0;
        }
        at++;
        int nanos = 0;
        int unit = 100_000_000;
        while (isDigit()) {
            nanos += (text.charAt(at++) - '0') * unit;
            unit /= 10;
        }
        return nanos;
    }

    /// Seconds east of Greenwich: `Z` or `+02:00`.
    int offset() {
        if (isAt('Z')) {
            at++;
            return 0;
        }
        boolean west = isAt('-');
        if (!west && !isAt('+')) {
            failed = true;
            return 0;
        }
        at++;
        int hours = digits(2, 2);
        skip(':');
        int minutes = digits(2, 2);
        failed |= hours > 23 || minutes > 59;
        int seconds = hours * 3_600 + minutes * 60;
        return west ? -seconds : seconds;
    }

    /// A number and its unit, in nanoseconds; negative when it is too great.
    long durationPart() {
        int start = at;
        long whole = number();
        int digits = at - start;
        double fraction = 0;
        double scale = 1;
        if (isAt('.')) {
            at++;
            digits--;
            long after = 0;
            boolean full = false;
            for (; isDigit(); at++) {
                full |= after > (Long.MAX_VALUE - 9) / 10;
                if (!full) {
                    after = after * 10 + text.charAt(at) - '0';
                    scale *= 10;
                }
            }
            fraction = after;
            digits = at - start - 1;
        }
        failed |= digits <= 0;
        long unit = unit();
        if (failed || whole < 0 || whole > Long.MAX_VALUE / unit) {
            return -1;
        }
        return whole * unit + (long) (fraction * (unit / scale));
    }

    private long number() {
        long number = 0;
        for (; isDigit(); at++) {
            if (number > (Long.MAX_VALUE - 9) / 10) {
                failed = true;
                return -1;
            }
            number = number * 10 + text.charAt(at) - '0';
        }
        return number;
    }

    private long unit() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '.' && !isDigit()) {
            at++;
        }
        var name = text.substring(start, at);
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(name)) {
                return NANOS[i];
            }
        }
        failed = true;
        return 1;
    }

    private boolean isAt(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean isDigit() {
        return at < text.length() && isDigit(text.charAt(at));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
