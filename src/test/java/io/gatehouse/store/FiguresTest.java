package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Principal;
import io.gatehouse.store.SentTotals.Total;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
    private static final Verdict.Deny DENY = new Verdict.Deny(Cause.RULE, List.of(), "", "");

    @TempDir
    Path dir;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, CLOCK);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void append(Instant at, Verdict verdict, long micros) {
        store.auditLog()
                .append(new Enforcement(
                        "e" + at + micros,
                        at,
                        Mode.ENFORCE,
                        new Principal("ana", List.of("developer"), Map.of()),
                        new ToolCall.Origin("claude-code", "s", "c", "Bash", "", "", "default", "/w"),
                        "/w",
                        "ls",
                        List.of(),
                        List.of(),
                        List.of(),
                        verdict,
                        new Basis.Central("r1", "call"),
                        new Enforcement.Took(Duration.ZERO, Duration.ofNanos(micros * 1_000))));
    }

    @Test
    void callsAreCountedBetweenTheirTimes() {
        append(NOON, new Verdict.Allow(), 10);
        append(NOON.plusSeconds(59), DENY, 30);
        append(NOON.plusSeconds(60), new Verdict.WouldDeny(DENY), 500);
        assertEquals(
                List.of(
                        new Figures(NOON.minusSeconds(60), 0, 0, 0, 0, 0),
                        new Figures(NOON, 1, 1, 0, 10, 30),
                        new Figures(NOON.plusSeconds(60), 0, 0, 1, 500, 500)),
                store.figures(List.of(NOON.minusSeconds(60), NOON, NOON.plusSeconds(60), NOON.plusSeconds(120))));
    }

    @Test
    void oneCallInAHundredMayTakeLongerThanThe99thPercentile() {
        for (int i = 1; i <= 200; i++) {
            append(NOON.plusMillis(i), new Verdict.Allow(), i);
        }
        assertEquals(
                List.of(new Figures(NOON, 200, 0, 0, 100, 198)), store.figures(List.of(NOON, NOON.plusSeconds(60))));
    }

    @Test
    void whatHasLeftAddsUpOverRestarts() {
        var later = NOON.plusSeconds(9);
        store.sentTotals().add("https://a", "/x", 1, 10, NOON);
        close();
        open();
        store.sentTotals().add("https://a", "/x", 2, 5, later);
        store.sentTotals().add("https://b", "/x", 1, 1, later);
        assertEquals(
                List.of(
                        new Total("https://a", "/x", 3, 15, millis(NOON), millis(later)),
                        new Total("https://b", "/x", 1, 1, millis(later), millis(later))),
                store.sentTotals().list());
    }

    private static Instant millis(Instant at) {
        return Instant.ofEpochMilli(at.toEpochMilli());
    }
}
