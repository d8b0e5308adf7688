package io.gatehouse.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.policy.Principal;
import io.gatehouse.wire.CoverageReport;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Keys;
import io.gatehouse.wire.Refusal;
import io.gatehouse.wire.Routes;
import io.gatehouse.wire.SignedDocuments;
import io.gatehouse.wire.Standing;
import io.gatehouse.wire.Verifier;
import io.gatehouse.wire.Withdrawal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The laptop's half against a console that may fail.
class SyncTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Principal ANA = new Principal("ana", List.of("developer"), Map.of());
    private static final String DEVICE = "d1";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicReference<Instant> laptops = new AtomicReference<>(NOON);
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final Log records = new Log();
    private final Requests requests = new Requests();
    private final BlockingQueue<Refusal> refused = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> taken = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> released = new LinkedBlockingQueue<>();
    private final AtomicReference<DeviceReport> report = new AtomicReference<>(report("enforce", 3));
    private final List<Covered> counts = new CopyOnWriteArrayList<>();
    private final List<Uncovered> uncovered = new CopyOnWriteArrayList<>();
    private FakeConsole console;
    private URI url;
    private DeviceKey key;
    private @Nullable Sync sync;

    @BeforeEach
    void aConsole() {
        console = new FakeConsole(clock);
        url = console.url();
        key = console.knows(DEVICE, ANA);
    }

    @AfterEach
    void close() {
        if (sync != null) {
            sync.close();
        }
        console.close();
    }

    private static DeviceReport report(String mode, long unsent) {
        return new DeviceReport("1", "host", "Linux", mode, "central", "r1", List.of(), unsent, 1);
    }

    private void connect() throws InterruptedException {
        connect(key, Duration.ofSeconds(45));
        console.awaitStream();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!sync().state().line().connected() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private void connect(DeviceKey by, Duration silence) {
        var documents = SignedDocuments.load(new Verifier(Keys.PINNED, DEVICE, ANA.id()), new Shelf(), clock);
        var connected = new Sync(
                new ConsoleClient(url, laptops::get),
                by,
                new Sync.Freight(
                        documents,
                        requests,
                        records,
                        report::get,
                        new CoverageUpload.Told(() -> new CoverageReport(counts, uncovered), uncovered::removeAll),
                        () -> released.add("released")),
                laptops::get,
                new Sync.Pace(silence, Duration.ZERO, Duration.ofHours(1)),
                new Random(1));
        sync = connected;
        connected.start();
    }

    private static <T> T await(BlockingQueue<T> queue) throws InterruptedException {
        var next = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came");
        }
        return next;
    }

    private final class Shelf implements SignedDocuments.Shelf {
        @Override
        public Optional<Kept> find() {
            return Optional.empty();
        }

        @Override
        public boolean put(long version, byte[] envelope, Instant receivedAt) {
            taken.add(version);
            return true;
        }

        @Override
        public boolean trust(Map<String, String> keys) {
            return false;
        }

        @Override
        public void refuse(Refusal refusal) {
            refused.add(refusal);
        }
    }

    /// An audit log in memory.
    private static final class Log implements Records {
        private final List<Evidence.Row> rows = new ArrayList<>();
        private final List<Evidence.Outcome> late = new ArrayList<>();
        private final Set<Long> setAside = new TreeSet<>();
        private long sent;

        synchronized void add(int count) {
            for (int i = 0; i < count; i++) {
                long seq = rows.size() + 1L;
                rows.add(new Evidence.Row(seq, 1, seq, "{}", "00", Optional.empty()));
            }
        }

        synchronized void ran(long seq) {
            var row = rows.get((int) seq - 1);
            rows.set(
                    (int) seq - 1,
                    new Evidence.Row(seq, 1, seq, row.record(), row.chain(), Optional.of(new Ran(false, 7))));
            if (seq <= sent) {
                late.add(new Evidence.Outcome(seq, new Ran(false, 7)));
            }
        }

        @Override
        public synchronized long last() {
            return rows.size();
        }

        @Override
        public synchronized long sentUpTo() {
            return sent;
        }

        @Override
        public synchronized List<Evidence.Row> after(long seq, int most, long mostCharacters) {
            return rows.subList((int) seq, rows.size()).stream()
                    .filter(row -> !setAside.contains(row.seq()))
                    .limit(most)
                    .toList();
        }

        @Override
        public synchronized List<Evidence.Outcome> listLate(int most) {
            return late.stream().limit(most).toList();
        }

        @Override
        public synchronized void setAside(long seq, String sentence) {
            setAside.add(seq);
        }

        @Override
        public synchronized String setAside() {
            return setAside.toString();
        }

        @Override
        public synchronized void received(long upTo, Collection<Long> withoutOutcome, Collection<Long> outcomes) {
            sent = upTo;
            late.removeIf(outcome -> outcomes.contains(outcome.seq()));
            for (long seq : withoutOutcome) { // a try of its own may have read them before they had one
                rows.get((int) seq - 1).outcome().ifPresent(ran -> late.add(new Evidence.Outcome(seq, ran)));
            }
        }
    }

    private static final class Requests implements Outbox {
        private final List<Item> items = new CopyOnWriteArrayList<>();
        private final BlockingQueue<Standing> standings = new LinkedBlockingQueue<>();
        private volatile boolean isBroken;

        @Override
        public List<Item> list() {
            if (isBroken) {
                throw new IllegalStateException("a row that cannot be read");
            }
            return List.copyOf(items);
        }

        @Override
        public void sent(Item item) {
            items.remove(item);
        }

        @Override
        public void stands(Standing standing) {
            standings.add(standing);
        }
    }

    private Sync sync() {
        return Objects.requireNonNull(sync);
    }

    private boolean sendNow() {
        return sync().now(PATIENCE);
    }

    private List<Long> seqs() {
        synchronized (console.rows) {
            return List.copyOf(console.rows.keySet());
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void takesTheDocumentAtOnceAndEachNewerOne() throws InterruptedException {
        connect();
        assertEquals(1, await(taken));
        console.grant();
        assertEquals(2, await(taken));
        assertTrue(sync().state().line().connected());
    }

    @Test
    void aReplayedOlderDocumentAndOneOfAnotherDeviceAreRefused() throws InterruptedException {
        connect();
        console.grant();
        assertEquals(1, await(taken));
        assertEquals(2, await(taken));
        console.push(
                "document",
                FakeConsole.sign(new Document(1, 1, DEVICE, ANA, NOON, 24, Keys.TRUSTED, Rollout.ENFORCED, List.of())));
        assertEquals(Refusal.Reason.NOT_NEWER, await(refused).reason());
        console.push(
                "document",
                FakeConsole.sign(new Document(1, 9, "d2", ANA, NOON, 24, Keys.TRUSTED, Rollout.ENFORCED, List.of())));
        assertEquals(Refusal.Reason.OTHER_DEVICE, await(refused).reason());
        console.push("document", "nonsense");
        assertEquals(Refusal.Reason.MALFORMED, await(refused).reason());
        console.grant();
        assertEquals(3, await(taken));
    }

    @Test
    void standingsAndTheReleaseAreHandedOnAndNonsenseIsPassedOver() throws InterruptedException {
        connect();
        console.raw("event: standing\ndata: {\"half\": \n\nevent: weather\ndata: {}\n\n: hello\n\n");
        var standing = FakeConsole.standing("r1", State.SEEN);
        console.push("standing", standing);
        assertEquals(standing, await(requests.standings));
        console.push("released", "");
        assertEquals("released", await(released));
    }

    @Test
    void anEventThatBreaksOffIsNoneAndTheLaptopComesBack() throws InterruptedException {
        connect();
        assertEquals(1, await(taken));
        console.raw("event: standing\ndata: {\"request\":\"r1\"");
        console.cutStreams();
        console.awaitStream();
        assertEquals(0, requests.standings.size());
        console.grant();
        assertEquals(2, await(taken));
    }

    @Test
    void aSilentStreamCountsAsDead() throws InterruptedException {
        connect(key, Duration.ofMillis(200));
        console.awaitStream();
        console.awaitStream();
        assertEquals(1, await(taken));
    }

    @Test
    void aBugWhileItConnectsDoesNotEndTheListening() throws InterruptedException {
        laptops.set(Instant.MAX); // no signature can say so
        connect(key, Duration.ofSeconds(45));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (sync().state().line().why().isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(
                "The connection ended by a bug; Gatehouse's log says where.",
                sync().state().line().why());

        laptops.set(NOON);
        sync().now(PATIENCE);
        console.awaitStream();
    }

    @Test
    void recordsGoUpInBatchesAndOnce() throws InterruptedException {
        records.add(1_234);
        connect();
        assertTrue(sendNow());
        assertEquals(upTo(1_234), seqs());
        assertEquals(
                List.of(500, 500, 234),
                console.batches.stream().map(batch -> batch.rows().size()).toList());
        assertEquals(0, sync().state().waiting());
    }

    @Test
    void whatComesWhileItRunsIsSentSoon() throws InterruptedException {
        connect();
        assertTrue(sendNow());
        records.add(1);
        sync().soon();
        console.awaitRequest(Routes.AUDIT);
        assertEquals(upTo(1), seqs());
    }

    private static Uncovered ran(String call) {
        return new Uncovered("claude-code", "s1", call, "Bash", "ls", false, NOON);
    }

    @Test
    void aCallThatRanUndecidedIsToldWithTheCountsUntilTheConsoleHasIt() throws InterruptedException {
        connect();
        assertTrue(sendNow());
        assertEquals(List.of(), console.coverage, "nothing ran");
        counts.add(new Covered("claude-code", NOON, 3, 1));
        uncovered.add(ran("t1"));
        console.fail(FakeConsole.Fault.LOSES_THE_ANSWER);
        assertFalse(sendNow());
        console.recover();
        assertTrue(sendNow());
        assertTrue(sendNow());
        var report = new CoverageReport(List.of(new Covered("claude-code", NOON, 3, 1)), List.of(ran("t1")));
        assertEquals(List.of(report, report), console.coverage);
        assertEquals(List.of(), uncovered);
    }

    @Test
    void countsAloneAreToldEveryFiveMinutesAndOnlyWhenTheyChange() throws InterruptedException {
        counts.add(new Covered("claude-code", NOON, 3, 0));
        connect();
        assertTrue(sendNow());
        counts.set(0, new Covered("claude-code", NOON, 4, 0));
        laptops.set(NOON.plus(Duration.ofMinutes(5)).minusMillis(1));
        assertTrue(sendNow());
        assertEquals(1, console.coverage.size());
        laptops.set(NOON.plus(Duration.ofMinutes(5)));
        assertTrue(sendNow());
        laptops.set(NOON.plus(Duration.ofMinutes(11)));
        assertTrue(sendNow());
        assertEquals(
                List.of(3L, 4L),
                console.coverage.stream()
                        .map(report -> report.agents().getFirst().decided())
                        .toList());
    }

    @Test
    void aConsoleThatDoesNotTakeItStillGetsTheEvidence() throws InterruptedException {
        connect();
        assertTrue(sendNow());
        uncovered.add(ran("t1"));
        records.add(1);
        console.refusesCoverage();
        assertFalse(sendNow());
        assertEquals(upTo(1), seqs());
        assertEquals(List.of(ran("t1")), uncovered);
        assertEquals("It takes none of that.", sync().state().trouble());
    }

    @Test
    void aLostAnswerIsSentAgainWithItsOutcomes() throws InterruptedException {
        connect();
        assertTrue(sendNow());
        records.add(3);
        console.fail(FakeConsole.Fault.LOSES_THE_ANSWER);
        assertFalse(sendNow());
        assertEquals(3, sync().state().waiting());
        records.ran(2);
        console.recover();
        assertTrue(sendNow());
        assertEquals(upTo(3), seqs());
        assertEquals(Set.of(new Evidence.Outcome(2, new Ran(false, 7))), Set.copyOf(console.outcomes));
        assertEquals(0, sync().state().waiting());
    }

    @Test
    void anOutcomeThatBecameKnownLaterFollowsOnce() throws InterruptedException {
        records.add(2);
        connect();
        assertTrue(sendNow());
        records.ran(1);
        assertTrue(sendNow());
        assertTrue(sendNow());
        assertEquals(List.of(new Evidence.Outcome(1, new Ran(false, 7))), console.outcomes);
    }

    @Test
    void anOutcomeThatBecomesKnownWhileItsRowIsOnTheWayFollowsOnce() throws InterruptedException {
        records.add(2);
        console.whileItTakes(() -> records.ran(1));
        connect();
        assertTrue(sendNow());
        assertTrue(sendNow());
        assertEquals(List.of(new Evidence.Outcome(1, new Ran(false, 7))), console.outcomes);
    }

    @Test
    void aConsoleThatLostRecordsGetsThemAgain() throws InterruptedException {
        records.add(700);
        connect();
        assertTrue(sendNow());
        console.loseRowsAfter(100);
        records.add(1);
        assertTrue(sendNow());
        assertEquals(upTo(701), seqs());
    }

    @Test
    void aConsoleThatKnowsMoreThanThereIsIsTold() throws InterruptedException {
        records.add(2);
        connect();
        assertTrue(sendNow());
        synchronized (console.rows) {
            upTo(9).forEach(seq ->
                    console.rows.putIfAbsent(seq, new Evidence.Row(seq, 1, seq, "", "", Optional.empty())));
        }
        records.add(1);
        assertFalse(sendNow());
        assertTrue(sync().state().trouble().contains("more records than this computer has"), sync().state()::toString);
    }

    @Test
    void faultsOfTheConsoleLoseNothing() throws InterruptedException {
        connect();
        assertTrue(sendNow());
        records.add(600);
        for (var fault : FakeConsole.Fault.values()) {
            console.fail(fault);
            assertFalse(sendNow(), fault::name);
        }
        console.recover();
        assertTrue(sendNow());
        assertEquals(upTo(600), seqs());
        assertEquals("", sync().state().trouble());
    }

    @Test
    void aRecordThatIsRefusedIsSetAsideAndKeepsNothingElseBack() throws InterruptedException {
        records.add(1_200);
        console.refusesRows(1, 300, 301, 1_200);
        connect();
        assertTrue(sendNow());
        assertEquals("[1, 300, 301, 1200]", records.setAside());
        assertEquals(1_196, seqs().size());
        assertEquals("", sync().state().trouble());
        records.add(1);
        assertTrue(sendNow());
        assertEquals(1_197, seqs().size());
    }

    @Test
    void aConsoleThatRefusesRecordAfterRecordGetsThemAllLater() throws InterruptedException {
        records.add(60);
        console.refusesRows(LongStream.rangeClosed(11, 60).toArray());
        connect();
        assertFalse(sendNow());
        assertEquals("That makes no sense.", sync().state().trouble());
        assertEquals("[11, 12, 13, 14, 15]", records.setAside());
        console.refusesRows();
        assertTrue(sendNow());
        assertEquals(55, seqs().size());
    }

    @Test
    void moreOutcomesThanFitIntoOneBatchAllArrive() throws InterruptedException {
        records.add(900);
        connect();
        assertTrue(sendNow());
        upTo(900).forEach(records::ran);
        records.add(500);
        LongStream.rangeClosed(901, 1_400).forEach(records::ran);
        console.fail(FakeConsole.Fault.LOSES_THE_ANSWER);
        assertFalse(sendNow());
        console.recover();
        assertTrue(sendNow());
        assertEquals(
                upTo(1_400),
                console.outcomes.stream()
                        .map(Evidence.Outcome::seq)
                        .distinct()
                        .sorted()
                        .toList());
    }

    @Test
    void aRequestThatIsRefusedKeepsNothingElseBack() throws InterruptedException {
        connect();
        assertTrue(sendNow());
        records.add(1);
        var refused = new Outbox.Item.Withdraw(new Withdrawal("r1"));
        requests.items.add(refused);
        requests.items.add(new Outbox.Item.Withdraw(new Withdrawal("r2")));
        console.refuses("r1");
        assertFalse(sendNow());
        assertEquals("That makes no sense.", sync().state().trouble());
        assertEquals(List.of(new Withdrawal("r2")), console.withdrawals);
        assertEquals(upTo(1), seqs());
        assertEquals(List.of(refused), requests.items);
        console.awaitRequest(Routes.AUDIT); // that of before
        records.add(1);
        sync().soon();
        console.awaitRequest(Routes.AUDIT);
        assertEquals(upTo(2), seqs());
        assertEquals("That makes no sense.", sync().state().trouble());
    }

    @Test
    void requestsThatCannotBeReadKeepNoEvidenceBack() throws InterruptedException {
        connect();
        assertTrue(sendNow());
        requests.isBroken = true;
        records.add(1);
        assertFalse(sendNow());
        assertEquals(upTo(1), seqs());
    }

    @Test
    void aConsoleThatIsDownForTheWholeTimeGetsItAllWhenItIsBack() throws InterruptedException {
        int port = console.port();
        console.close();
        records.add(800);
        requests.items.add(new Outbox.Item.Withdraw(new Withdrawal("r1")));
        connect(key, Duration.ofSeconds(45));
        assertFalse(sendNow());
        assertFalse(sync().state().line().connected());
        assertEquals(800, sync().state().waiting());
        var before = console;
        console = new FakeConsole(clock, port);
        console.copyLaptopOf(before);
        assertTrue(sendNow());
        assertEquals(upTo(800), seqs());
        assertEquals(List.of(new Withdrawal("r1")), console.withdrawals);
        console.awaitStream();
        assertEquals(1, await(taken));
    }

    @Test
    void aWrongClockOfTheLaptopDoesNotKeepItsEvidence() throws InterruptedException {
        laptops.set(NOON.minus(Duration.ofDays(400)));
        records.add(1);
        connect();
        assertTrue(sendNow());
        laptops.set(NOON.plus(Duration.ofDays(400)));
        records.add(1);
        assertTrue(sendNow());
        assertEquals(upTo(2), seqs());
    }

    @Test
    void anotherKeyIsNotTheLaptops() {
        connect(DeviceKey.of(DEVICE, DeviceKey.generate().privateKey()), Duration.ofSeconds(45));
        records.add(1);
        assertFalse(sendNow());
        assertEquals("The console does not know this computer.", sync().state().trouble());
        assertEquals(List.of(), seqs());
    }

    @Test
    void reportsAtTheStartAndAtEachChangeAndAfterFiveMinutes() throws InterruptedException {
        connect();
        assertTrue(sendNow());
        report.set(report("enforce", 9));
        assertTrue(sendNow());
        assertEquals(List.of(report("enforce", 3)), console.reports);
        report.set(report("observe", 9));
        assertTrue(sendNow());
        laptops.set(NOON.plusSeconds(299));
        assertTrue(sendNow());
        assertEquals(2, console.reports.size());
        laptops.set(NOON.plusSeconds(300));
        assertTrue(sendNow());
        assertEquals(List.of(report("enforce", 3), report("observe", 9), report("observe", 9)), console.reports);
    }
}
