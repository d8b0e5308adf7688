package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.enforcement;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.store.EvidenceRows.Late;
import io.gatehouse.store.EvidenceRows.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceRowsTest {
    private static final long ALL = Long.MAX_VALUE;

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

    private EvidenceRows evidence() {
        return store.evidence();
    }

    private void append(String... ids) {
        for (var id : ids) {
            store.auditLog().append(enforcement(id));
        }
    }

    private void ran(String id) {
        store.auditLog().complete(new Outcome("claude-code", "session", "call-" + id, false, Duration.ofMillis(9)));
    }

    private List<Long> seqsAfter(long seq, int most, long characters) {
        return evidence().after(seq, most, characters).stream().map(Row::seq).toList();
    }

    @Test
    void rowsComeAsTheyAreKeptAndTheirChainHolds() {
        append("a", "b");
        var rows = evidence().after(0, 9, ALL);
        var before = Chain.start();
        for (var row : rows) {
            before = Chain.next(
                    before,
                    store.device(),
                    row.epoch(),
                    row.number(),
                    row.record().getBytes(UTF_8));
            assertEquals(HexFormat.of().formatHex(before), row.chain());
            assertEquals(Optional.empty(), row.outcome());
        }
        assertEquals(Optional.of(rows.get(1)), evidence().find("b"));
        assertEquals(Optional.empty(), evidence().find("c"));
    }

    @Test
    void aBatchEndsAtItsMostRowsAndItsMostCharacters() {
        append("a", "b", "c");
        assertEquals(List.of(1L, 2L), seqsAfter(0, 2, ALL));
        assertEquals(List.of(3L), seqsAfter(2, 2, ALL));
        assertEquals(List.of(1L), seqsAfter(0, 9, 1));
        assertEquals(List.of(), seqsAfter(3, 9, ALL));
        assertEquals(3, evidence().last());
    }

    @Test
    void whatTheConsoleHasOutlivesARestart() {
        append("a", "b");
        assertEquals(0, evidence().sentUpTo());
        evidence().received(2, List.of(), List.of());
        close();
        open();
        assertEquals(2, evidence().sentUpTo());
        evidence().received(1, List.of(), List.of()); // it lost one
        assertEquals(1, evidence().sentUpTo());
    }

    @Test
    void anOutcomeOfASentRowIsLateUntilItWasTold() {
        append("a", "b");
        ran("a");
        evidence().received(2, List.of(2L), List.of());
        assertEquals(List.of(), evidence().listLate(9));
        ran("b");
        assertEquals(List.of(new Late(2, new Ran(false, 9))), evidence().listLate(9));
        evidence().received(2, List.of(), List.of(2L));
        assertEquals(List.of(), evidence().listLate(9));
    }

    @Test
    void anOutcomeThatBecameKnownWhileItsRowWasOnTheWayIsLateToo() {
        append("a");
        assertEquals(Optional.empty(), evidence().after(0, 9, ALL).getFirst().outcome());
        ran("a");
        evidence().received(1, List.of(1L), List.of());
        assertEquals(List.of(new Late(1, new Ran(false, 9))), evidence().listLate(9));
    }

    @Test
    void anotherEnrolmentBeginsAnew() {
        append("a");
        store.documents().put(7, new byte[] {1}, NOON);
        evidence().received(1, List.of(), List.of());
        store.enrolment().put("key-1", "https://one", NOON);
        assertEquals(0, evidence().sentUpTo());
        assertEquals(Optional.empty(), store.documents().find());
        store.enrolment().release(NOON.plusSeconds(1));
        store.enrolment().release(NOON.plusSeconds(9));
        var at = NOON.truncatedTo(ChronoUnit.MILLIS);
        assertEquals(
                Optional.of(new KeptEnrolment.Kept("key-1", "https://one", at, Optional.of(at.plusSeconds(1)))),
                store.enrolment().find());
        store.enrolment().put("key-2", "https://two", NOON);
        assertEquals(
                Optional.of(new KeptEnrolment.Kept("key-2", "https://two", at, Optional.empty())),
                store.enrolment().find());
    }

    @Test
    void aRowThatWasSetAsideIsNotSentAndStays() {
        append("a", "b", "c");
        evidence().setAside(2, "Too large.");
        evidence().setAside(2, "Too large again.");
        assertEquals(List.of(1L, 3L), seqsAfter(0, 9, ALL));
        assertEquals(
                List.of(new EvidenceRows.SetAside(2, "Too large.")), evidence().listSetAside());
        assertTrue(evidence().find("b").isPresent());
    }
}
