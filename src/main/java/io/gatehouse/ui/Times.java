package io.gatehouse.ui;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times in the words of tray and notices.
public final class Times {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    private Times() {}

    public static String clock(Instant at, ZoneId zone) {
        return CLOCK.withZone(zone).format(at);
    }

    /// With the day, unless that is today.
    public static String dayAndClock(Instant at, Instant now, ZoneId zone) {
        return LocalDate.ofInstant(at, zone).equals(LocalDate.ofInstant(now, zone)) ? clock(at, zone) : day(at, zone);
    }

    public static String day(Instant at, ZoneId zone) {
        return formatted("window.date.day", at, zone);
    }

    /// To the millisecond, with the zone.
    public static String exact(Instant at, ZoneId zone) {
        return formatted("window.date.exact", at, zone);
    }

    private static String formatted(String pattern, Instant at, ZoneId zone) {
        return DateTimeFormatter.ofPattern(Messages.text(pattern), Messages.locale())
                .withZone(zone)
                .format(at);
    }
}
