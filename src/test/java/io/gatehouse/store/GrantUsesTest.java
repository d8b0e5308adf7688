package io.gatehouse.store;

import static io.gatehouse.store.Samples.ANA;
import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.PRIVILEGE;
import static io.gatehouse.store.Samples.enforcement;
import static io.gatehouse.store.Samples.granted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditRecord.Sequence;
import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.ConfirmedPolicies;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.ForgetfulCache;
import io.gatehouse.enforcement.GrantUsedUp;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Unrecorded;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.GrantBook;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp.Answer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantUsesTest {
    private static final Used ONCE = new Used("once", OptionalLong.of(1));
    private static final Used TWICE = new Used("twice", OptionalLong.of(2));
    private static final Used ALWAYS = new Used("always", OptionalLong.empty());

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

    private List<Long> uses(Used... grants) {
        return List.of(grants).stream()
                .map(used -> store.grantUses(used.grant()))
                .toList();
    }

    private List<String> recorded() {
        return store.auditLog().list(Filter.ALL, Optional.empty(), 1_000).stream()
                .map(record -> record.enforcement().id())
                .toList();
    }

    private void sql(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("gatehouse.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void aCallUsesEachOfItsGrantsOnce() {
        assertEquals(List.of(0L, 0L), uses(TWICE, ALWAYS));
        store.auditLog().append(granted("e1", TWICE, ALWAYS));
        store.auditLog().append(granted("e2", ALWAYS));
        store.auditLog().append(enforcement("e3"));
        assertEquals(List.of(1L, 2L), uses(TWICE, ALWAYS));
    }

    @Test
    void whereOneGrantIsUsedUpNothingIsCountedOrRecorded() {
        store.auditLog().append(granted("e1", ONCE));
        assertThrows(GrantUsedUp.class, () -> store.auditLog().append(granted("e2", ALWAYS, ONCE, TWICE)));
        assertEquals(List.of(1L, 0L, 0L), uses(ONCE, ALWAYS, TWICE));
        assertEquals(List.of("e1"), recorded());
        assertEquals(Optional.empty(), store.failure());
    }

    @Test
    void theLogGoesOnSoundlyAfterALostRace() {
        var device = store.device();
        store.auditLog().append(granted("e1", ONCE));
        assertThrows(GrantUsedUp.class, () -> store.auditLog().append(granted("e2", ONCE)));
        assertEquals(
                new Sequence(device, 1, 2),
                store.auditLog().append(enforcement("e3")).sequence());
        assertEquals(
                new Sequence(device, 1, 3),
                store.auditLog().append(granted("e4", TWICE)).sequence());
        assertEquals(Optional.empty(), store.verify());
    }

    /// As after a crash between the commit and the answer: what was counted stays, though nobody heard the allow.
    @Test
    void aUseIsThereAsSoonAsTheRecordIs() {
        store.auditLog().append(granted("e1", ONCE));
        try (var other = Store.open(dir, Store.MAX_BYTES, CLOCK)) {
            assertEquals(1, other.grantUses("once"));
            assertThrows(GrantUsedUp.class, () -> other.auditLog().append(granted("e2", ONCE)));
        }
    }

    @Test
    void aRecordThatCannotBeWrittenUsesNothing() throws SQLException {
        store.auditLog().append(enforcement("e1"));
        sql("CREATE TRIGGER no BEFORE INSERT ON enforcement BEGIN SELECT raise(ABORT, 'no'); END");
        assertThrows(StoreException.class, () -> store.auditLog().append(granted("e2", ONCE)));
        sql("DROP TRIGGER no");
        assertEquals(List.of(0L), uses(ONCE));
        store.auditLog().append(granted("e3", ONCE));
        assertEquals(List.of("e3", "e1"), recorded());
        assertEquals(Optional.empty(), store.verify());
    }

    @Test
    void aFullLogUsesNothing() {
        store.close();
        try (var full = Store.open(dir, 1, CLOCK)) {
            assertThrows(Unrecorded.class, () -> full.auditLog().append(granted("e1", ONCE)));
            assertEquals(0, full.grantUses("once"));
        }
        open();
    }

    @Test
    void anotherProcessesRecordsAreFollowed() {
        try (var other = Store.open(dir, Store.MAX_BYTES, CLOCK)) {
            store.auditLog().append(granted("e1", ALWAYS));
            other.auditLog().append(granted("e2", ALWAYS));
            store.auditLog().append(granted("e3", ALWAYS));
            other.auditLog().append(enforcement("e4"));
            store.auditLog().append(enforcement("e5"));
        }
        assertEquals(List.of("e5", "e4", "e3", "e2", "e1"), recorded());
        assertEquals(Optional.empty(), store.verify());
    }

    @Test
    void ofCallsThatRaceForOneUseExactlyOneIsAllowed() throws Exception {
        int rounds = 100;
        int callers = 4;
        var ids = new AtomicLong();
        try (var threads = Executors.newFixedThreadPool(callers)) {
            for (int round = 0; round < rounds; round++) {
                var enforcer = enforcer("g" + round, ids);
                var start = new CyclicBarrier(callers);
                var verdicts = new ArrayList<Future<Verdict>>();
                for (int i = 0; i < callers; i++) {
                    verdicts.add(threads.submit(() -> {
                        start.await();
                        return enforcer.enforce(CALL);
                    }));
                }
                int allowed = 0;
                for (var verdict : verdicts) {
                    allowed += verdict.get().allows() ? 1 : 0;
                }
                assertEquals(1, allowed);
                assertEquals(1, store.grantUses("g" + round));
            }
        }
        var records = store.auditLog().list(Filter.ALL, Optional.empty(), rounds * callers + 1);
        assertEquals(rounds * callers, records.size());
        assertEquals(
                rounds,
                records.stream()
                        .filter(record -> record.enforcement().verdict().allows())
                        .filter(record -> record.enforcement().grants().size() == 1)
                        .count());
        assertEquals(
                (callers - 1L) * rounds,
                records.stream()
                        .filter(record -> record.enforcement().verdict() instanceof Verdict.Deny deny
                                && deny.rules().equals(List.of(PRIVILEGE))
                                && record.enforcement().grants().isEmpty())
                        .count());
        assertEquals(
                rounds * callers,
                new HashSet<>(records.stream().map(record -> record.sequence()).toList()).size());
        assertEquals(Optional.empty(), store.verify());
    }

    private static final ToolCall CALL = new ToolCall(
            new ToolCall.Origin("claude-code", "s1", "t1", "Bash", "", "", "default", "/w"),
            List.of(new ToolCall.Intent.Shell("sudo ls", false)),
            "sudo ls",
            List.of());

    /// With a policy whose only rule is waivable, and a grant for one use.
    private Enforcer enforcer(String grant, AtomicLong ids) {
        var request = new AccessRequest(ANA, Action.EXEC, Map.of("waived", List.of()));
        var book = new GrantBook(
                store.device(),
                List.of(new Held(
                        new Grant(
                                grant,
                                ANA.id(),
                                Optional.of(store.device()),
                                Set.of(PRIVILEGE.id()),
                                new Scope.ExactCall(store.callKey().apply(CALL, List.of())),
                                new Reach("claude-code", "/w", Optional.of("s1")),
                                NOON.minusSeconds(60),
                                NOON.plusSeconds(60),
                                OptionalLong.of(1),
                                "sam",
                                ""),
                        NOON.plusSeconds(60))));
        return new Enforcer(
                new Enforcer.Terms(ANA, Mode.ENFORCE, Duration.ofSeconds(5), Optional.empty()),
                call -> new Analysis(
                        call.shown(), "/w", List.of(new Finding(request, List.of())), List.of(), List.of()),
                (requests, _, _) -> new Answer.Decided(
                        requests.stream()
                                .map(asked -> asked.texts("waived").isEmpty()
                                        ? new Decision(Effect.DENY, List.of(PRIVILEGE))
                                        : Decision.ALLOW)
                                .toList(),
                        "r1",
                        "c1"),
                new ConfirmedPolicies(_ -> Optional.empty(), new ForgetfulCache(), CLOCK),
                new Grants(() -> book, store::grantUses, store.callKey()),
                store.auditLog()::append,
                CLOCK,
                () -> "e" + ids.incrementAndGet());
    }
}
