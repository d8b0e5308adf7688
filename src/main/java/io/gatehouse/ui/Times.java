package io.gatehouse.ui;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times in the words of tray and notices.
public final class Times {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.UK);

    private Times() {}

    public static String clock(Instant at, ZoneId zone) {
        return CLOCK.withZone(zone).format(at);
    }

    /// With the day, unless that is today.
    public static String dayAndClock(Instant at, Instant now, ZoneId zone) {
        return LocalDate.ofInstant(at, zone).equals(LocalDate.ofInstant(now, zone))
                ? clock(at, zone)
                : DAY.withZone(zone).format(at);
    }
}
