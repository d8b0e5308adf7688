package io.gatehouse.console;

import static io.gatehouse.console.Calls.NOON;
import static io.gatehouse.console.Calls.PUSH;
import static io.gatehouse.console.People.ADA;
import static io.gatehouse.console.People.SAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Activity.Query;
import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.store.Chain;
import io.gatehouse.wire.Evidence;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What is kept, for how long, and that a change of it shows.
@ParameterizedClass
@EnumSource(Kind.class)
class CustodyTest {
    private static final String LAPTOP = "laptop-a";
    private static final String ANA = "ana@example.com";

    private final Kind kind;

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(NOON);
    private Console.Parts console;
    private Calls calls;

    CustodyTest(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void filled() {
        console = Console.Parts.open(Databases.settings(kind, directory), clock);
        People.enrol(console, ANA, LAPTOP);
        calls = new Calls(LAPTOP, ANA);
        for (int i = 0; i < 12; i++) {
            calls.record(calls.call("a" + i, NOON.minus(Duration.ofDays(12 - i)), "ls -l " + i, List.of()));
        }
    }

    @AfterEach
    void closed() {
        console.database().close();
    }

    private long send(List<Evidence.Row> rows) {
        return console.laptops()
                .intake()
                .receive(LAPTOP, new Evidence.Batch(rows, List.of()))
                .upTo();
    }

    private void sendAll() {
        assertEquals(calls.rows().size(), send(calls.rows()));
    }

    private void sql(String statement) {
        var _ = console.database().write(handle -> handle.execute(statement));
    }

    private Optional<String> finding() {
        return console.custody().check().check(LAPTOP).finding();
    }

    private void finds(long seq, String part) {
        var checked = console.custody().check().check(LAPTOP);
        assertTrue(checked.finding().orElse("").contains(part), checked::toString);
        assertEquals(OptionalLong.of(seq), checked.seq());
        assertTrue(
                console.devices().breaks(LAPTOP).stream()
                        .anyMatch(found -> found.kind().equals("altered") && found.seq() == seq),
                "it is listed");
    }

    private List<Long> kept() {
        return console.database().read(handle -> handle.createQuery("SELECT seq FROM enforcement ORDER BY seq")
                .mapTo(Long.class)
                .list());
    }

    private void keepFor(long days) {
        assertEquals(Optional.empty(), console.custody().retention().set(Optional.of(days), "We may.", ADA));
        clock.move(Duration.ofDays(1));
    }

    /// As if all had come so long ago.
    private void cameEarlier(long days) {
        sql("UPDATE enforcement SET received_at = received_at - "
                + Duration.ofDays(days).toMillis());
    }

    @Test
    void aLogThatNobodyTouchedIsWhole() {
        sendAll();
        assertEquals(1, console.custody().checkpoints().run());
        assertEquals(0, console.custody().checkpoints().run(), "nothing went on");
        assertEquals(Optional.empty(), finding());
        var last = console.custody().checkpoints().last(LAPTOP).orElseThrow();
        assertEquals(12, last.signed().orElseThrow().seq());
        assertEquals(calls.rows().getLast().chain(), last.signed().orElseThrow().chain());
    }

    @Test
    void anEditedRecordShows() {
        sendAll();
        var other = kind == Kind.SQLITE ? "X'7B7D'" : "decode('7B7D', 'hex')";
        sql("UPDATE enforcement SET record = " + other + " WHERE seq = 5");
        finds(5, "not the one that was taken");
    }

    @Test
    void anEditedListingShows() {
        sendAll();
        sql("UPDATE enforcement SET shown = 'nothing' WHERE seq = 6");
        finds(6, "not what its record says");
    }

    @Test
    void aDeletedRowShows() {
        sendAll();
        sql("DELETE FROM enforcement WHERE seq = 7");
        finds(7, "are gone");
    }

    @Test
    void aShortenedLogShowsByItsCheckpoint() {
        sendAll();
        console.custody().checkpoints().run();
        sql("DELETE FROM enforcement WHERE seq > 8");
        sql("UPDATE audit_head SET seq = 8, number = 8, chain = (SELECT chain FROM enforcement WHERE seq = 8)");
        finds(9, "countersigned up to 12");
        assertEquals(8, send(List.of()), "the laptop is asked for what is missing");
        sendAll();
        assertEquals(Optional.empty(), finding());
    }

    @Test
    void aChainThatWasBuiltAnewShowsByItsCheckpoint() {
        sendAll();
        console.custody().checkpoints().run();
        var chain = Chain.start();
        for (int i = 1; i <= 12; i++) {
            var record = calls.rows().get(i == 3 ? 0 : i - 1).record();
            chain = Chain.next(chain, LAPTOP, 1, i, record.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            var digest = chain;
            long seq = i;
            var _ = console.database().write(handle -> handle.createUpdate(
                            "UPDATE enforcement SET chain = :chain, record = :record WHERE seq = :seq")
                    .bind("chain", digest)
                    .bind("record", record.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .bind("seq", seq)
                    .execute());
        }
        sql("UPDATE enforcement SET shown = 'ls -l 0' WHERE seq = 3");
        sql("UPDATE audit_head SET chain = (SELECT chain FROM enforcement WHERE seq = 12)");
        finds(12, "not the one that was countersigned");
    }

    @Test
    void aCheckpointThatNobodySignedShows() {
        sendAll();
        console.custody().checkpoints().run();
        sql("UPDATE audit_checkpoint SET seq = 11");
        finds(11, "not signed by a key of this console");
    }

    @Test
    void aHoleOfTheLaptopIsNoChange() {
        send(calls.rows().subList(0, 4));
        var behind = calls.rows().subList(7, 12);
        assertEquals(4, send(behind));
        assertEquals(12, send(behind));
        send(calls.rows().subList(5, 6));
        console.custody().checkpoints().run();
        assertEquals(Optional.empty(), finding());
    }

    @Test
    void whatIsOverIsDroppedAndTheRestStaysWhole() {
        sendAll();
        console.custody().checkpoints().run();
        cameEarlier(20);
        keepFor(5);
        console.custody().retention().run();
        assertEquals(List.of(9L, 10L, 11L, 12L), kept());
        assertEquals(Optional.empty(), finding());
        var dropped = console.custody().checkpoints().dropped(LAPTOP);
        assertEquals(1, dropped.size());
        assertEquals(8, dropped.getFirst().signed().orElseThrow().seq());
        calls.record(calls.call("new", clock.instant(), "ls", List.of()));
        assertEquals(13, send(calls.rows()), "what is sent again is known");
        assertEquals(List.of(), console.devices().breaks(LAPTOP));
        assertEquals(List.of(9L, 10L, 11L, 12L, 13L), kept());
        assertEquals(Optional.empty(), finding());
        sql("DELETE FROM enforcement WHERE seq = 9");
        finds(9, "are gone");
    }

    @Test
    void aHoleAmongWhatIsDroppedIsNoChange() {
        send(calls.rows().subList(0, 2));
        var behind = calls.rows().subList(4, 12);
        send(behind);
        assertEquals(12, send(behind));
        cameEarlier(20);
        keepFor(5);
        console.custody().retention().run();
        assertEquals(List.of(9L, 10L, 11L, 12L), kept());
        assertEquals(Optional.empty(), finding());
        assertEquals(1, console.custody().checkpoints().dropped(LAPTOP).size());
    }

    @Test
    void whatCameLatelyStaysHoweverOldItIs() {
        sendAll();
        keepFor(5);
        console.custody().retention().run();
        assertEquals(12, kept().size());
    }

    @Test
    void aShorterTimeHoldsFromTheNextDayOn() {
        sendAll();
        cameEarlier(20);
        assertEquals(Optional.empty(), console.custody().retention().set(Optional.of(5L), "We may.", ADA));
        console.custody().retention().run();
        assertEquals(12, kept().size());
        assertTrue(console.custody()
                .retention()
                .set(Optional.of(5L), "We may.", SAM)
                .isPresent());
        assertTrue(console.custody()
                .retention()
                .set(Optional.of(0L), "We may.", ADA)
                .isPresent());
        assertTrue(console.custody().retention().set(Optional.of(5L), " ", ADA).isPresent());
    }

    @Test
    void whatIsHeldStays() {
        sendAll();
        var ben = new Calls("laptop-b", "ben@example.com");
        People.enrol(console, "ben@example.com", "laptop-b");
        for (int i = 0; i < 3; i++) {
            ben.record(ben.call("b" + i, NOON.minus(Duration.ofDays(11)).plusSeconds(i), "ls", List.of(), PUSH));
        }
        console.laptops().intake().receive("laptop-b", ben.batch());
        console.custody().checkpoints().run();
        cameEarlier(20);
        var holds = console.custody().holds();
        assertEquals(Optional.empty(), holds.set(Holds.Kind.PRINCIPAL, "ben@example.com", "Case 7.", ADA));
        assertTrue(holds.set(Holds.Kind.PRINCIPAL, "", "Case 7.", ADA).isPresent());
        assertTrue(holds.set(Holds.Kind.ALL, "", "Case 7.", SAM).isPresent());
        keepFor(5);
        console.custody().retention().run();
        assertEquals(List.of(1L, 2L, 3L, 9L, 10L, 11L, 12L), kept());
        assertEquals(Optional.empty(), finding());
        assertEquals(
                Optional.empty(), console.custody().check().check("laptop-b").finding());
        var all = new ArrayList<>(holds.list());
        assertEquals(Optional.empty(), holds.end(all.getFirst().id(), "Case 7 is closed.", ADA));
        assertTrue(holds.end(all.getFirst().id(), "Case 7 is closed.", ADA).isPresent());
        console.custody().retention().run();
        assertEquals(List.of(9L, 10L, 11L, 12L), kept());
        assertEquals(
                Optional.empty(), console.custody().check().check("laptop-b").finding());
    }

    @Test
    void aHoldOfAllDropsNothing() {
        sendAll();
        cameEarlier(20);
        assertEquals(Optional.empty(), console.custody().holds().set(Holds.Kind.ALL, "", "Case 8.", ADA));
        keepFor(5);
        console.custody().retention().run();
        assertEquals(12, kept().size());
    }

    @Test
    void callsAreCountedByDay() {
        calls.record(calls.call("d", NOON.minusSeconds(9), "git push", List.of(), PUSH));
        sendAll();
        sendAll();
        var counted = console.custody().counts().count(Query.recent(NOON)).orElseThrow();
        assertTrue(counted.isExact());
        assertEquals(32, counted.days().size());
        var today = counted.days().stream()
                .filter(count -> count.day().equals(LocalDate.parse("2026-11-26")))
                .findFirst()
                .orElseThrow();
        assertEquals(new DayCounts.Count(LocalDate.parse("2026-11-26"), 0, 1, 0), today);
        assertEquals(
                12, counted.days().stream().mapToLong(DayCounts.Count::allowed).sum());
        var words = new Query("ls", "", "", "", "", "", "", "", "", "", Instant.EPOCH, NOON, OptionalLong.empty(), 50);
        var found = console.custody().counts().count(words).orElseThrow();
        assertEquals(
                12, found.days().stream().mapToLong(DayCounts.Count::allowed).sum());
        cameEarlier(20);
        keepFor(5);
        console.custody().retention().run();
        var left = console.custody().counts().count(Query.recent(NOON)).orElseThrow();
        assertEquals(4, left.days().stream().mapToLong(DayCounts.Count::allowed).sum());
    }

    @Test
    void aDayInTheWrongPartitionGetsItsOwn() {
        sendAll();
        if (kind == Kind.POSTGRESQL) {
            sql("CREATE TABLE astray AS SELECT * FROM enforcement_20261120");
            sql("DROP TABLE enforcement_20261120");
            sql("INSERT INTO enforcement SELECT * FROM astray");
        }
        console.custody().retention().run();
        assertEquals(12, kept().size());
        if (kind == Kind.POSTGRESQL) {
            long astray = console.database().read(handle -> handle.createQuery("SELECT count(*) FROM enforcement_other")
                    .mapTo(Long.class)
                    .one());
            assertEquals(0, astray);
        }
        assertEquals(Optional.empty(), finding());
    }

    @Test
    void tomorrowHasItsPartitionBeforeItsFirstRowComes() {
        console.custody().retention().run();
        if (kind == Kind.POSTGRESQL) {
            boolean isThere = console.database().read(handle -> Days.isThere(handle, "enforcement_20261127"));
            assertTrue(isThere);
        }
        sendAll();
        assertEquals(12, kept().size());
    }
}
