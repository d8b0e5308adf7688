package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Instant NOON = Sample.NOON;

    @Test
    void saysHowLongAgoUpToADay() {
        assertEquals("just now", ago(Duration.ofMillis(59_999)));
        assertEquals("1 min ago", ago(Duration.ofMinutes(1)));
        assertEquals("59 min ago", ago(Duration.ofMinutes(60).minusMillis(1)));
        assertEquals("1 h ago", ago(Duration.ofHours(1)));
        assertEquals("23 h ago", ago(Duration.ofDays(1).minusMillis(1)));
        assertEquals("22 Nov, 12:00", ago(Duration.ofDays(1)));
    }

    @Test
    void callsATimeAheadOfTheClockNow() {
        assertEquals("just now", ago(Duration.ofMinutes(-3)));
    }

    @Test
    void givesTheExactTimeWithItsZone() {
        assertEquals("23 November 2026, 13:00:00.000 +01:00", Words.exact(NOON, ZoneId.of("Europe/Berlin")));
    }

    @Test
    void givesLengthsWithTheDigitsThatMatter() {
        assertEquals("0.04 ms", Words.length(Duration.ofNanos(41_000)));
        assertEquals("1.8 ms", Words.length(Duration.ofNanos(1_840_000)));
        assertEquals("36 ms", Words.length(Duration.ofMillis(36)));
        assertEquals("1,000 ms", Words.length(Duration.ofNanos(999_900_000)));
        assertEquals("48.2 s", Words.length(Duration.ofMillis(48_210)));
        assertEquals("3 min", Words.length(Duration.ofSeconds(200)));
        assertEquals("47 h", Words.length(Duration.ofHours(47)));
        assertEquals("2 days", Words.length(Duration.ofDays(2)));
    }

    @Test
    void writesATildeForTheHomeDirectoryAndNothingElse() {
        assertEquals("cat ~/a ~/b", Words.shortened("cat /home/mira/a /home/mira/b", "/home/mira"));
        assertEquals("~", Words.shortened("/home/mira", "/home/mira"));
        assertEquals("/home/miranda/a", Words.shortened("/home/miranda/a", "/home/mira"));
        assertEquals("/etc/hosts", Words.shortened("/etc/hosts", "/"));
        assertEquals("/etc/hosts", Words.shortened("/etc/hosts", ""));
        assertEquals("/mnt/home/mira/a", Words.shortened("/mnt/home/mira/a", "/home/mira"));
    }

    private static String ago(Duration age) {
        return Words.when(NOON.minus(age), NOON, ZoneOffset.UTC);
    }
}
