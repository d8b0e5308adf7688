package io.gatehouse.ui.notice;

import static io.gatehouse.enforcement.Mode.ENFORCE;
import static io.gatehouse.local.Status.Connection.CONNECTED;
import static io.gatehouse.local.Status.Connection.UNREACHABLE;
import static io.gatehouse.ui.Records.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Reserve;
import io.gatehouse.local.Status;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Records;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateNoticesTest {
    private final StateNotices model = new StateNotices();

    @Test
    void aProblemIsToldWhenItAppearsAndNotAgainWhileItLasts() {
        assertEquals(Optional.empty(), model.onProblems(List.of(), false));
        assertEquals(
                Optional.of(new Notice(
                        "problem",
                        Icon.Name.CANNOT_DECIDE,
                        "Gatehouse needs your help",
                        List.of("gatehouse.yaml:3: pdp.url is no URL"),
                        Notice.Urgency.CRITICAL,
                        false,
                        Optional.empty())),
                model.onProblems(List.of("gatehouse.yaml:3: pdp.url is no URL"), true));
        assertEquals(Optional.empty(), model.onProblems(List.of("gatehouse.yaml:3: pdp.url is no URL"), true));
        assertEquals(Optional.empty(), model.onProblems(List.of(), false));
        assertTrue(model.onProblems(List.of("gatehouse.yaml:3: pdp.url is no URL"), false)
                .isPresent());
    }

    @Test
    void tellsOnceThatThePdpIsAwayAndOnceThatItIsBack() {
        at(0, CONNECTED);
        assertEquals(Optional.empty(), at(10, UNREACHABLE));
        assertEquals(Optional.empty(), at(39, UNREACHABLE));
        assertEquals(
                Optional.of(new Notice(
                        "connection",
                        Icon.Name.PDP_UNREACHABLE,
                        "Offline, still deciding",
                        List.of("Gatehouse decides by your organisation's policies, as they were confirmed 12:00."),
                        Notice.Urgency.LOW,
                        true,
                        Optional.empty())),
                at(40, UNREACHABLE));
        assertEquals(Optional.empty(), at(43, UNREACHABLE));
        assertEquals(Optional.empty(), at(600, UNREACHABLE));
        assertEquals(Optional.empty(), at(700, CONNECTED));
        assertEquals(
                Optional.of(new Notice(
                        "connection",
                        Icon.Name.ENFORCING,
                        "Back online",
                        List.of("The policy engine decides again."),
                        Notice.Urgency.LOW,
                        true,
                        Optional.empty())),
                at(730, CONNECTED));
        assertEquals(Optional.empty(), at(733, CONNECTED));
    }

    @Test
    void isQuietAboutAPdpThatFlaps() {
        for (int second = 0; second < 300; second += 20) {
            assertEquals(Optional.empty(), at(second, UNREACHABLE));
            assertEquals(Optional.empty(), at(second + 10, CONNECTED));
        }
        at(300, UNREACHABLE);
        assertTrue(at(330, UNREACHABLE).isPresent());
        for (int second = 340; second < 700; second += 20) {
            assertEquals(Optional.empty(), at(second, CONNECTED));
            assertEquals(Optional.empty(), at(second + 10, UNREACHABLE));
        }
    }

    @Test
    void doesNotSayThatItDecidesOfflineWhenItDoesNot() {
        var away = Records.status(ENFORCE, UNREACHABLE, Optional.empty(), true);
        model.onConnection(away, NOON, ZoneOffset.UTC);
        assertEquals(Optional.empty(), model.onConnection(away, NOON.plusSeconds(30), ZoneOffset.UTC));
        at(40, CONNECTED);
        assertEquals("Back online", at(70, CONNECTED).orElseThrow().title());
    }

    @Test
    void saysWhenOnlyEqualCallsAreDecided() {
        var cached = new Reserve("r1", NOON, false, NOON.plusSeconds(9), NOON.plusSeconds(9));
        var away = Records.status(ENFORCE, UNREACHABLE, Optional.of(cached), false);
        model.onConnection(away, NOON, ZoneOffset.UTC);
        assertEquals(
                List.of("Calls that were decided before get the same answer, others are denied. The policies were"
                        + " confirmed 12:00."),
                model.onConnection(away, NOON.plusSeconds(30), ZoneOffset.UTC)
                        .orElseThrow()
                        .body());
    }

    private Optional<Notice> at(int second, Status.Connection connection) {
        return model.onConnection(Records.status(ENFORCE, connection), NOON.plusSeconds(second), ZoneOffset.UTC);
    }
}
