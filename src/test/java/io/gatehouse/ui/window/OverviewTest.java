package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.local.Status;
import io.gatehouse.local.Status.Connection;
import io.gatehouse.ui.Records;
import io.gatehouse.ui.window.Overview.Badge;
import io.gatehouse.ui.window.Overview.Note;
import io.gatehouse.ui.window.Overview.Tone;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverviewTest {
    @ParameterizedTest
    @CsvSource({
        "ENFORCE, CONNECTED,      GOOD,  Enforcing",
        "ENFORCE, NOT_ASKED,      GOOD,  Enforcing",
        "OBSERVE, CONNECTED,      WATCH, Observing",
        "BREAK_GLASS, CONNECTED,  BAD,   Break-glass",
        "ENFORCE, BUILT_IN,       GOOD,  Enforcing",
        "ENFORCE, UNREACHABLE,    WATCH, Offline",
        "OBSERVE, UNREACHABLE,    WATCH, Observing",
        "ENFORCE, REFUSING,       BAD,   PDP refuses",
        "ENFORCE, BROKEN,         BAD,   PDP answers are broken",
        "OBSERVE, NOT_CONFIGURED, BAD,   No policy engine"
    })
    void saysInOneBadgeWhetherCallsAreDecided(Mode mode, Connection connection, Tone tone, String text) {
        assertEquals(new Badge(tone, text), of(mode, connection).badge());
    }

    @Test
    void showsTheVitalSigns() {
        assertEquals(
                List.of(
                        "Hooks at 127.0.0.1:7411",
                        "PDP connected",
                        "Policy 7f3c9a1e2b4…",
                        "Median 1.8 ms",
                        "Today 214 allowed, 6 denied, 2 would be denied"),
                Overview.of(Sample.status()).notes().stream().map(Note::text).toList());
    }

    @Test
    void saysByWhichPoliciesItDecidesWhileThePdpIsAway() {
        var zone = ZoneId.systemDefault();
        var confirmed = Sample.NOON.minus(Duration.ofMinutes(21));
        var note = of(Mode.ENFORCE, Connection.UNREACHABLE).notes().get(1);
        assertEquals(
                "Offline since " + Words.clock(confirmed.plusSeconds(60), zone) + ", policies of "
                        + Words.clock(confirmed, zone),
                note.text());
        assertTrue(note.more().contains(Words.exact(confirmed.plus(Duration.ofDays(3)), zone)), note.more());
    }

    @Test
    void saysWhenEveryCallIsDeniedWhateverThePdpDoes() {
        assertEquals(
                new Badge(Tone.BAD, "Denies every call"),
                Overview.of(Records.status(Mode.ENFORCE, Connection.CONNECTED, Optional.empty(), true))
                        .badge());
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        assertEquals(
                List.of("Hooks at 127.0.0.1:7411", "No policy engine", "Median 1.8 ms"),
                of(Mode.ENFORCE, Connection.NOT_CONFIGURED).notes().stream()
                        .map(Note::text)
                        .limit(3)
                        .toList());
    }

    @Test
    void showsProblemsAsTheDaemonOrdersThem() {
        var status = Sample.status(
                Mode.ENFORCE,
                Sample.pdp(Connection.CONNECTED, ""),
                Status.Protection.USER,
                List.of("first\u202e", "second"));
        assertEquals(List.of("first\\u{202e}", "second"), Overview.of(status).problems());
    }

    @Test
    void saysThatItStoppedOnlyWhenItRanBefore() {
        assertEquals(
                new Badge(Tone.BAD, "Not running"),
                Overview.notRunning(Optional.empty()).badge());
        assertEquals(List.of(), Overview.notRunning(Optional.empty()).problems());
        assertEquals(
                1, Overview.notRunning(Optional.of(Sample.status())).problems().size());
    }

    @Test
    void showsAHookAddressThatIsNoUrlAsItIs() {
        assertEquals("not a url", Overview.authority("not a url"));
    }

    private static Overview of(Mode mode, Connection connection) {
        return Overview.of(Sample.status(mode, Sample.pdp(connection, ""), Status.Protection.USER, List.of()));
    }
}
