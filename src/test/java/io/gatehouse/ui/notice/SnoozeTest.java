package io.gatehouse.ui.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.local.Status;
import io.gatehouse.ui.notice.Snooze.Length;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnoozeTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private Instant now = berlin("2026-11-23T12:00");
    private final Snooze snooze = new Snooze(() -> now, BERLIN, true);

    @Test
    void endsByItselfAfterAQuarterOfAnHourAndAfterAnHour() {
        now = berlin("2026-11-23T12:00");
        snooze.begin(Length.QUARTER_HOUR);
        assertEquals(Optional.of(berlin("2026-11-23T12:15")), snooze.until());
        now = berlin("2026-11-23T12:15").minusMillis(1);
        assertEquals(Optional.of(berlin("2026-11-23T12:15")), snooze.until());
        now = berlin("2026-11-23T12:15");
        assertEquals(Optional.empty(), snooze.until());
        snooze.begin(Length.HOUR);
        assertEquals(Optional.of(berlin("2026-11-23T13:15")), snooze.until());
    }

    @Test
    void tomorrowIsEightInTheMorningAlsoForWhoeverIsStillUpAtNight() {
        assertEquals(berlin("2026-11-24T08:00"), untilTomorrowFrom("2026-11-23T07:00"));
        assertEquals(berlin("2026-11-24T08:00"), untilTomorrowFrom("2026-11-23T23:59"));
        assertEquals(berlin("2026-11-24T08:00"), untilTomorrowFrom("2026-11-24T03:59"));
        assertEquals(berlin("2026-11-25T08:00"), untilTomorrowFrom("2026-11-24T04:00"));
        assertEquals(berlin("2027-03-28T08:00"), untilTomorrowFrom("2027-03-27T20:00"));
    }

    @Test
    void thePersonCanEndIt() {
        snooze.begin(Length.HOUR);
        snooze.end();
        assertEquals(new Status.Notices(Optional.empty(), true), snooze.state());
    }

    @Test
    void aClockThatIsSetBackEndsItSoThatItCannotLastForYears() {
        snooze.begin(Length.HOUR);
        now = now.minus(Duration.ofDays(365));
        assertEquals(Optional.empty(), snooze.until());
    }

    @Test
    void doesNotBeginWhereSettingsForbidIt() {
        var forbidden = new Snooze(() -> now, BERLIN, false);
        forbidden.begin(Length.HOUR);
        assertEquals(new Status.Notices(Optional.empty(), false), forbidden.state());
    }

    private Instant untilTomorrowFrom(String local) {
        now = berlin(local);
        snooze.begin(Length.TOMORROW);
        return snooze.until().orElseThrow();
    }

    private static Instant berlin(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }
}
