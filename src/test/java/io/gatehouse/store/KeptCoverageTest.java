package io.gatehouse.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.enforcement.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptCoverageTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir
    private Path dir;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Uncovered> latest(Instant since, int limit) {
        return store.coverage().latest(since, limit).stream()
                .map(KeptCoverage.Kept::call)
                .toList();
    }

    private static Uncovered call(String id, Instant at) {
        return new Uncovered("claude-code", "s1", id, "Bash", "rm x", false, at);
    }

    private void ran(String id) {
        store.auditLog().complete(new Outcome("claude-code", "session", "call-" + id, false, Duration.ZERO));
    }

    @Test
    void nothingIsKnownToHaveRunAtFirst() {
        assertEquals(List.of(), store.coverage().list());
        assertEquals(List.of(), store.coverage().latest(Instant.EPOCH, 10));
    }

    @Test
    void aCallThatRanIsCountedOnceHoweverOftenItIsTold() {
        store.auditLog().append(Samples.enforcement("a"));
        store.auditLog().append(Samples.enforcement("b"));
        ran("a");
        ran("a");
        ran("nobody");
        assertEquals(
                List.of(new Covered("claude-code", NOON, 1, 0)),
                store.coverage().list());
        ran("b");
        assertEquals(
                List.of(new Covered("claude-code", NOON, 2, 0)),
                store.coverage().list());
    }

    @Test
    void aCallThatRanUndecidedIsKeptOnceAndCounted() {
        store.auditLog().append(Samples.enforcement("a"));
        ran("a");
        assertTrue(store.coverage().keep(call("t1", NOON)));
        assertFalse(store.coverage().keep(call("t1", NOON.plusSeconds(9))));

        var covered = store.coverage().list().getFirst();
        assertEquals(new Covered("claude-code", NOON, 1, 1), covered);
        assertEquals(50, covered.percent());
        close();
        open();
        assertEquals(List.of(call("t1", NOON)), latest(Instant.EPOCH, 10));
    }

    @Test
    void theNewestComeFirst() {
        for (int i = 0; i < 4; i++) {
            store.coverage().keep(call("t" + i, NOON.plusSeconds(i)));
        }

        assertEquals(
                List.of(call("t3", NOON.plusSeconds(3)), call("t2", NOON.plusSeconds(2))),
                latest(NOON.plusSeconds(1), 2));
        assertEquals(List.of(), latest(NOON.plusSeconds(4), 2));
    }

    @Test
    void aHundredPercentMeansAll() {
        assertEquals(100, new Covered("a", NOON, 0, 0).percent());
        assertEquals(100, new Covered("a", NOON, 5, 0).percent());
        assertEquals(99, new Covered("a", NOON, 999_999, 1).percent());
        assertEquals(0, new Covered("a", NOON, 0, 1).percent());
    }

    @Test
    void longTextsOfAStrangerAreCut() {
        var call = new Uncovered("a", "s".repeat(999), "c".repeat(999), "t".repeat(999), "x".repeat(9_999), true, NOON);

        assertEquals(
                List.of(200, 200, 200, 2_000),
                List.of(
                        call.session().length(),
                        call.callId().length(),
                        call.tool().length(),
                        call.command().length()));
    }

    @Test
    void whatTheConsoleWasNotToldComesOldestFirstUntilItWas() {
        for (int i = 3; i > 0; i--) {
            store.coverage().keep(call("t" + i, NOON.plusSeconds(i)));
        }
        var first = store.coverage().untold(2);
        assertEquals(List.of(call("t1", NOON.plusSeconds(1)), call("t2", NOON.plusSeconds(2))), first);
        store.coverage().told(first);
        assertEquals(List.of(call("t3", NOON.plusSeconds(3))), store.coverage().untold(2));
        assertEquals(
                List.of(false, true, true),
                store.coverage().latest(NOON, 3).stream()
                        .map(KeptCoverage.Kept::told)
                        .toList());
    }

    @Test
    void aTextThatIsTooLongIsNotCutWithinACharacter() {
        var call = new Uncovered("a", "s", "c", "t", "x".repeat(1_999) + "\ud83d\ude00 and more", false, NOON);
        assertEquals("x".repeat(1_999), call.command());
    }

    @Test
    void transcriptsThatCannotBeReadAreKeptBesideTheCounts() {
        store.coverage().unread("codex", 2, NOON);
        assertEquals(
                List.of(new Covered("codex", NOON, 0, 0, 2)), store.coverage().list());
        store.coverage().keep(new Uncovered("codex", "s1", "c1", "Bash", "", false, NOON));
        store.coverage().unread("codex", 0, NOON.plusSeconds(9));
        assertEquals(
                List.of(new Covered("codex", NOON, 0, 1, 0)), store.coverage().list());
    }

    @Test
    void howFarTranscriptsWereLookedIntoOutlivesAStart() {
        assertEquals(Optional.empty(), store.coverage().findLookedAt());
        store.coverage().lookedAt(NOON);
        store.coverage().lookedAt(NOON.plusSeconds(20));
        assertEquals(Optional.of(NOON.plusSeconds(20)), store.coverage().findLookedAt());
    }
}
