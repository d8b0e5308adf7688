package io.gatehouse.console;

import static io.gatehouse.console.Calls.NOON;
import static io.gatehouse.console.Calls.PUSH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.store.Chain;
import io.gatehouse.wire.Evidence;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class IntakeTest {
    private static final String LAPTOP = "laptop-1";

    private final Kind kind;

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(NOON);
    private final Calls calls = new Calls(LAPTOP, "ana@example.com");
    private Console.Parts console;

    IntakeTest(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void enrolled() {
        console = Console.Parts.open(Databases.settings(kind, directory), clock);
        People.enrol(console, "ana@example.com", LAPTOP);
        for (int i = 1; i <= 6; i++) {
            calls.record(calls.push("e" + i, NOON.plusSeconds(i), PUSH));
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

    private List<Evidence.Row> rows(int from, int to) {
        return calls.rows().subList(from - 1, to);
    }

    private List<String> breaks() {
        return console.devices().breaks(LAPTOP).stream()
                .map(one -> one.seq() + " " + one.kind())
                .sorted()
                .toList();
    }

    private String mark(long seq) {
        return console.activity().find(LAPTOP, seq).orElseThrow().row().mark();
    }

    @Test
    void aLogThatComesInItsOrderIsWhole() {
        assertEquals(3, send(rows(1, 3)));
        assertEquals(6, send(rows(4, 6)));
        assertEquals(List.of(), breaks());
        assertEquals("", mark(6));
    }

    @Test
    void rowsThatComeTwiceAreKeptOnce() {
        send(rows(1, 4));
        assertEquals(6, send(rows(1, 6)));
        assertEquals(6, send(rows(2, 3)));
        assertEquals(List.of(), breaks());
        assertEquals(
                6, console.activity().search(Activity.Query.recent(NOON)).rows().size());
    }

    @Test
    void whereRowsAreMissingTheLaptopIsAskedForThemFirst() {
        assertEquals(2, send(rows(1, 2)));
        assertEquals(2, send(rows(5, 6)), "not taken yet");
        assertEquals(6, send(rows(3, 6)));
        assertEquals(List.of(), breaks());
    }

    @Test
    void aHoleThatStaysIsShownAndTheRowsBehindItAreKept() {
        send(rows(1, 2));
        send(rows(5, 6));
        assertEquals(6, send(rows(5, 6)));
        assertEquals(List.of("3 gap"), breaks());
        assertEquals("after-gap", mark(5));
        assertEquals("", mark(6));
    }

    @Test
    void rowsThatABatchDoesNotNameAreNotReadForIt() {
        calls.record("{\"v\":\"" + "x".repeat(2 << 20) + "\"}");
        send(rows(1, 7));
        var first = rows(1, 1).getFirst();
        var far = new Evidence.Row(1L << 53, 1, 9, first.record(), first.chain(), first.outcome());
        var read = new ArrayList<Long>();
        var _ = console.database().read(handle -> {
            EvidenceStore.each(handle, LAPTOP, List.of(1L, 6L, far.seq()), kept -> read.add(kept.seq()));
            return read;
        });
        assertEquals(List.of(1L, 6L), read.stream().sorted().toList());
        assertEquals(7, send(List.of(first, far)));
        assertEquals(1L << 53, send(List.of(first, far)));
        assertEquals(List.of("7 unreadable", "8 gap"), breaks());
        var beyond = new Evidence.Row(Long.MAX_VALUE, 1, 9, first.record(), first.chain(), first.outcome());
        assertThrows(IllegalArgumentException.class, () -> send(List.of(beyond)));
    }

    @Test
    void aCallOfSomebodyElseThanTheLaptopsOwnerIsKeptAndMarked() {
        var other = new Calls(LAPTOP, "ben@example.com");
        other.record(other.push("e1", NOON, PUSH));
        assertEquals(1, send(other.rows()));
        assertEquals("other-person", mark(1));
        assertEquals(List.of(), breaks());
    }

    @Test
    void aHoleInABatchIsAHoleToo() {
        var withHole = List.of(rows(1, 1).getFirst(), rows(3, 3).getFirst());
        assertEquals(1, send(withHole));
        assertEquals(3, send(List.of(rows(3, 3).getFirst())));
        assertEquals(List.of("2 gap"), breaks());
    }

    @Test
    void whatCameIntoAHoleLaterIsKeptAndMarked() {
        send(rows(1, 2));
        send(rows(5, 6));
        send(rows(5, 6));
        assertEquals(6, send(rows(3, 4)));
        assertEquals("late", mark(3));
        assertEquals(List.of("3 gap", "3 late", "4 late"), breaks());
    }

    @Test
    void aRowThatWasChangedOnTheLaptopIsKeptAndMarked() {
        var row = rows(3, 3).getFirst();
        var changed = new Evidence.Row(
                3, row.epoch(), row.number(), row.record().replace("e3", "x3"), row.chain(), row.outcome());
        assertEquals(3, send(List.of(rows(1, 1).getFirst(), rows(2, 2).getFirst(), changed)));
        assertEquals(6, send(rows(4, 6)));
        assertEquals("broken-chain", mark(3));
        assertEquals("", mark(4));
        assertEquals(List.of("3 broken-chain"), breaks());
    }

    @Test
    void aRowThatIsSentAgainAsAnotherOneShows() {
        send(rows(1, 6));
        var row = rows(3, 3).getFirst();
        var other = new Evidence.Row(3, 1, 3, row.record().replace("e3", "x3"), row.chain(), row.outcome());
        send(List.of(other));
        send(List.of(other));
        assertEquals(List.of("3 rewritten"), breaks());
        assertEquals(
                "e3", console.activity().find(LAPTOP, 3).orElseThrow().row().enforcement());
        long rewritten = console.database().read(handle -> handle.createQuery("SELECT count(*) FROM audit_rewrite")
                .mapTo(Long.class)
                .one());
        assertEquals(1, rewritten);
    }

    @Test
    void aRequestThatQuotedAnotherCallThanTheLogHoldsShows() {
        var forged = new Calls(LAPTOP, "ana@example.com").filing("r1", PUSH);
        console.laptops().filings().file(LAPTOP, "ana@example.com", forged);
        send(rows(1, 2));
        assertEquals(List.of("1 filed-otherwise"), breaks());
    }

    @Test
    void aRecordThatCannotBeReadIsKept() {
        calls.record("{\"v\":99}");
        calls.record("\u0000 not even \ud800 JSON");
        assertEquals(8, send(rows(1, 8)));
        assertEquals("unreadable", mark(7));
        assertEquals(List.of("7 unreadable", "8 unreadable"), breaks());
        assertEquals(
                "{\"v\":99}", console.activity().find(LAPTOP, 7).orElseThrow().json());
    }

    @Test
    void numbersThatDoNotFollowEachOtherShow() {
        var other = new Calls(LAPTOP, "ana@example.com");
        var row = other.record(other.push("e1", NOON, PUSH));
        var chain = Chain.next(Chain.start(), LAPTOP, 1, 7, row.record().getBytes(UTF_8));
        send(List.of(new Evidence.Row(1, 1, 7, row.record(), HexFormat.of().formatHex(chain), Optional.empty())));
        assertEquals(List.of("1 numbers"), breaks());
    }

    @Test
    void theFirstReportOfAnOutcomeStands() {
        send(rows(1, 6));
        for (var millis : List.of(5L, 9L)) {
            console.laptops()
                    .intake()
                    .receive(
                            LAPTOP,
                            new Evidence.Batch(List.of(), List.of(new Evidence.Outcome(2, new Ran(true, millis)))));
        }
        assertEquals(
                Optional.of(new Ran(true, 5)),
                console.activity().find(LAPTOP, 2).orElseThrow().row().outcome());
    }

    @Test
    void batchesThatCannotBeAreRefused() {
        var row = rows(1, 1).getFirst();
        assertThrows(IllegalArgumentException.class, () -> send(List.of(row, row)));
        var noDigest = new Evidence.Row(1, 1, 1, row.record(), "zz", row.outcome());
        assertThrows(IllegalArgumentException.class, () -> send(List.of(noDigest)));
        var notHex = new Evidence.Row(1, 1, 1, row.record(), "z".repeat(64), row.outcome());
        assertThrows(IllegalArgumentException.class, () -> send(List.of(notHex)));
    }

    @Test
    void theSameBatchSentManyTimesAtOnceIsKeptOnce() throws Exception {
        var ready = new CountDownLatch(4);
        var receipts = new ArrayList<Future<Long>>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                receipts.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return send(calls.rows());
                }));
            }
            for (var receipt : receipts) {
                assertEquals(6, receipt.get());
            }
        }
        assertEquals(
                6, console.activity().search(Activity.Query.recent(NOON)).rows().size());
        assertEquals(List.of(), breaks());
    }

    @Test
    void rowsThatComeAgainWhileTheirDayGetsItsPartitionAreKnown() throws Exception {
        assertEquals(6, send(rows(1, 6)));
        if (kind == Kind.POSTGRESQL) {
            sql("CREATE TABLE astray AS SELECT * FROM enforcement_20261126");
            sql("DROP TABLE enforcement_20261126");
            sql("INSERT INTO enforcement SELECT * FROM astray");
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var sending = console.database().write(reader -> {
                    reader.execute("LOCK TABLE enforcement_other IN ACCESS SHARE MODE"); // as a search does
                    awaitWaiting(1, threads.submit(console.custody().retention()::run));
                    var sent = threads.submit(() -> send(rows(1, 6)));
                    awaitWaiting(2, sent);
                    return sent;
                });
                assertEquals(6, sending.get());
            }
        }
        assertEquals(
                6, console.activity().search(Activity.Query.recent(NOON)).rows().size());
        assertEquals(List.of(), breaks());
    }

    /// Until so many transactions wait for others, of which this is to be one.
    private void awaitWaiting(long transactions, Future<?> one) {
        long waiting = 0;
        while (waiting < transactions) {
            assertFalse(one.isDone(), "it waits for nobody");
            waiting = console.database().read(handle -> handle.createQuery(
                            """
                            SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                            WHERE NOT l.granted AND a.datname = current_database()""")
                    .mapTo(Long.class)
                    .one());
        }
    }

    private void sql(String statement) {
        var _ = console.database().write(handle -> handle.execute(statement));
    }

    @Test
    void rowsOfOneMillisecondAndOfImpossibleClocksAllHaveTheirPlace() {
        for (int i = 0; i < 300; i++) {
            calls.record(calls.push("same" + i, NOON, PUSH));
        }
        for (var at : List.of(Instant.MIN, Instant.EPOCH, Instant.MAX, NOON.minus(Duration.ofDays(3_000)))) {
            calls.record(calls.push("at" + at.getEpochSecond(), at, PUSH));
        }
        assertEquals(310, send(rows(1, 310)));
        var found = new HashSet<Long>();
        for (long seq = 1; seq <= 310; seq++) {
            found.add(console.activity().find(LAPTOP, seq).orElseThrow().row().place());
        }
        assertEquals(310, found.size());
    }

    /// However a log is cut into batches, lost on the way and sent again, the console ends with all of it.
    @Test
    void anyWayOfSendingEndsInTheWholeLog() {
        var random = new Random(7);
        for (int i = 0; i < 60; i++) {
            calls.record(calls.push("more" + i, NOON, PUSH));
        }
        var rows = calls.rows();
        long upTo = 0;
        for (int tries = 0; upTo < rows.size(); tries++) {
            assertTrue(tries < 500, "it makes no progress at " + upTo);
            int from = random.nextInt(4) == 0 ? random.nextInt((int) upTo + 1) : (int) upTo;
            int to = Math.min(rows.size(), from + 1 + random.nextInt(9));
            long receipt = send(rows.subList(from, to));
            upTo = random.nextInt(5) == 0 ? upTo : Math.max(upTo, receipt); // an answer may be lost
        }
        assertEquals(List.of(), breaks());
    }
}
