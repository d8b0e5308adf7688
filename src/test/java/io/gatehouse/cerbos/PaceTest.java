package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static Pace unspread() {
        return new Pace(() -> 0);
    }

    @Test
    void twoFetchesAreFreeAndTheThirdCostsAMinute() {
        var pace = unspread();
        assertTrue(pace.permits(NOON));
        pace.fetched(NOON);
        assertTrue(pace.permits(NOON));
        pace.fetched(NOON);
        assertTrue(pace.permits(NOON));
        pace.fetched(NOON);
        assertFalse(pace.permits(NOON.plusSeconds(60).minusNanos(1)));
        assertTrue(pace.permits(NOON.plusSeconds(60)));
    }

    @Test
    void eachFailureDoublesThePauseUpToAnHour() {
        var pace = unspread();
        var at = NOON;
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 9; i++) {
            pace.failed(at);
            pauses.add(Duration.between(at, pace.next()).toMinutes());
            at = pace.next();
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), pauses);
    }

    @Test
    void twoQuietHoursForgetEverything() {
        var pace = unspread();
        for (int i = 0; i < 5; i++) {
            pace.failed(NOON);
        }
        pace.fetched(NOON.plus(Duration.ofHours(2)));
        assertFalse(pace.permits(NOON.plus(Duration.ofHours(2)).plusSeconds(60)));

        var rested = unspread();
        for (int i = 0; i < 5; i++) {
            rested.failed(NOON);
        }
        rested.fetched(NOON.plus(Duration.ofHours(2)).plusMillis(1));
        assertTrue(rested.permits(NOON.plus(Duration.ofHours(2)).plusMillis(1)));
    }

    @Test
    void aClockThatWasSetBackIsNoReasonToWait() {
        var pace = unspread();
        pace.failed(NOON);
        assertTrue(pace.permits(NOON.minusMillis(1)));
    }

    @Test
    void laptopsAreSpreadOverHalfAPauseMore() {
        var pace = new Pace(() -> -1L); // the largest double below 1
        pace.failed(NOON);
        assertEquals(NOON.plusMillis(89_999), pace.next());
    }
}
