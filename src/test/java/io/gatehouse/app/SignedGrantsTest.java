package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.analysis.Analyser;
import io.gatehouse.analysis.Guarded;
import io.gatehouse.analysis.RealDisk;
import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.cerbos.EmbeddedPlans;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.Grants;
import io.gatehouse.enforcement.GuardedClock;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.enforcement.Rollout.BreakGlass;
import io.gatehouse.enforcement.StarterPolicies;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.store.Store;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.Keys;
import io.gatehouse.wire.SignedDocuments;
import io.gatehouse.wire.SignedDocuments.Received;
import io.gatehouse.wire.Verifier;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a signed document to a verdict, with a real database and the starter policies.
class SignedGrantsTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final String DEVICE = "d1";
    private static final Scope SUDO_LS = new Scope.Command(List.of("ls"), List.of("sudo"));

    @TempDir
    Path dir;

    private Instant now = NOON;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private Store store;
    private SignedDocuments documents;
    private int ids;

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, clock);
        documents = SignedDocuments.load(
                new Verifier(Keys.PINNED, DEVICE, ADA.id()), new DocumentShelf(store.documents(), _ -> false), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Verdict enforce(String line) {
        return enforce(line, Rollout.ENFORCED, clock);
    }

    private Verdict enforce(String line, Rollout rollout, Clock by) {
        var plans = EmbeddedPlans.find(ADA).orElseThrow();
        var enforcer = new Enforcer(
                new Enforcer.Terms(ADA, rollout, Duration.ofSeconds(5), Optional.empty()),
                new Analyser(
                        ADA,
                        new Analyser.Places("/home/ada", List.of("/tmp"), new Guarded(List.of(), List.of(), () -> 0)),
                        new RealDisk(true),
                        _ -> Optional.of("/home/ada/app"),
                        by),
                (_, _, _) -> new Answer.Unavailable("no PDP"),
                new StarterPolicies(plans),
                new Grants(documents::book, store::grantUses, store.callKey()),
                store.auditLog()::append,
                by,
                () -> "e" + ++ids);
        return enforcer.enforce(call(line));
    }

    private static ToolCall call(String line) {
        return new ToolCall(
                new ToolCall.Origin("claude-code", "s1", "t1", "Bash", "", "", "default", "/home/ada/app"),
                List.of(new Intent.Shell(line, false)),
                line,
                List.of());
    }

    private Received receive(long version, Scope scope, OptionalLong maxUses, String... rules) {
        var grant = new Grant(
                "g" + version,
                "ada",
                Optional.of(DEVICE),
                Set.of(rules),
                scope,
                new Reach("claude-code", "/home/ada/app", Optional.of("s1")),
                NOON,
                NOON.plus(Duration.ofDays(30)),
                maxUses,
                "sam",
                "");
        return documents.receive(Keys.signed(
                new Document(1, version, DEVICE, ADA, now, 24, Keys.TRUSTED, Rollout.ENFORCED, List.of(grant))));
    }

    private void assertDenied(Verdict verdict, String... rules) {
        assertEquals(
                Set.of(rules),
                Set.copyOf(assertInstanceOf(Verdict.Deny.class, verdict).rules().stream()
                        .map(Rule::id)
                        .toList()));
    }

    @Test
    void aGrantLetsThroughWhatItNamesUntilItIsUsedUp() {
        assertDenied(enforce("sudo ls"), "command.privilege");
        assertEquals(new Received.Accepted(1), receive(1, SUDO_LS, OptionalLong.of(2), "command.privilege"));
        assertEquals(new Verdict.Allow(), enforce("sudo ls -l"));
        assertDenied(enforce("sudo cat x"), "command.privilege");
        assertDenied(enforce("sudo ls; sudo cat x"), "command.privilege");
        assertEquals(new Verdict.Allow(), enforce("sudo ls"));
        assertDenied(enforce("sudo ls"), "command.privilege");
        assertEquals(2, store.grantUses("g1"));
        assertEquals(
                List.of(0, 1, 0, 0, 1, 0),
                store.auditLog().list(Filter.ALL, Optional.empty(), 10).stream()
                        .map(record -> record.enforcement().grants().size())
                        .toList());
        assertEquals(Optional.empty(), store.verify());
    }

    @Test
    void anExactCallIsThatCallAlone() {
        var line = "eval \"$X\"";
        var rules = Stream.of(enforce(line))
                .map(verdict -> assertInstanceOf(Verdict.Deny.class, verdict))
                .flatMap(deny -> deny.rules().stream().map(Rule::id))
                .toArray(String[]::new);
        var key = store.auditLog()
                .list(Filter.ALL, Optional.empty(), 1)
                .getFirst()
                .enforcement()
                .callKey();
        receive(1, new Scope.ExactCall(key), OptionalLong.empty(), rules);
        assertEquals(new Verdict.Allow(), enforce(line));
        assertDenied(enforce(line + " "), rules);
        assertDenied(enforce("eval \"$Y\""), rules);
    }

    @Test
    void aGrantForAHardRuleIsWorthNothing() {
        receive(1, new Scope.Below("/home/ada/.ssh"), OptionalLong.empty(), "file.secret");
        assertDenied(enforce("cat /home/ada/.ssh/id_ed25519"), "file.secret");
    }

    @Test
    void theLeaseEndsAGrantUntilANewerDocumentHoldsIt() {
        receive(1, SUDO_LS, OptionalLong.empty(), "command.privilege");
        now = NOON.plus(Duration.ofHours(24)).minusMillis(1);
        assertEquals(new Verdict.Allow(), enforce("sudo ls"));
        now = NOON.plus(Duration.ofHours(24));
        assertDenied(enforce("sudo ls"), "command.privilege");
        receive(2, SUDO_LS, OptionalLong.empty(), "command.privilege");
        assertEquals(new Verdict.Allow(), enforce("sudo ls"));
    }

    @Test
    void aClockThatIsSetBackOpensNoBreakGlassAgain() {
        var open = new BreakGlass("b1", NOON, NOON.plus(Duration.ofHours(1)), "sam", "The build is down.");
        documents.receive(Keys.signed(new Document(
                1, 1, DEVICE, ADA, now, 24, Keys.TRUSTED, Rollout.ENFORCED.with(Optional.of(open)), List.of())));
        var rollout = documents.document().orElseThrow().leasedRollout();
        var guarded = new GuardedClock(clock, () -> 0, Optional.empty());
        assertInstanceOf(Verdict.WouldDeny.class, enforce("sudo ls", rollout, guarded));
        now = NOON.plus(Duration.ofHours(1));
        assertDenied(enforce("sudo ls", rollout, guarded), "command.privilege");
        now = NOON;
        assertDenied(enforce("sudo ls", rollout, guarded), "command.privilege");
        var restarted = new GuardedClock(clock, () -> 0, Optional.of(guarded.instant()));
        assertDenied(enforce("sudo ls", rollout, restarted), "command.privilege");
    }

    @Test
    void aRevocationCountsAtOnceAndAnOlderDocumentDoesNotUndoIt() {
        receive(1, SUDO_LS, OptionalLong.empty(), "command.privilege");
        documents.receive(
                Keys.signed(new Document(1, 2, DEVICE, ADA, now, 24, Keys.TRUSTED, Rollout.ENFORCED, List.of())));
        assertDenied(enforce("sudo ls"), "command.privilege");
        assertInstanceOf(Received.Refused.class, receive(1, SUDO_LS, OptionalLong.empty(), "command.privilege"));
        assertDenied(enforce("sudo ls"), "command.privilege");
        assertEquals("not-newer", store.documents().listRefused().getFirst().reason());
    }

    @Test
    void anEditedRowGrantsNothingAndIsSeen() throws Exception {
        receive(1, SUDO_LS, OptionalLong.empty(), "command.privilege");
        close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("gatehouse.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE signed_document SET envelope = CAST(replace(CAST(envelope AS TEXT),"
                    + " 'console-1', 'console-2') AS BLOB)");
        }
        open();
        assertDenied(enforce("sudo ls"), "command.privilege");
        assertEquals("unknown-key", store.documents().listRefused().getFirst().reason());
    }

    @Test
    void usesAndDocumentOutliveARestart() {
        receive(1, SUDO_LS, OptionalLong.of(1), "command.privilege");
        assertEquals(new Verdict.Allow(), enforce("sudo ls"));
        close();
        open();
        assertEquals(1, documents.document().orElseThrow().version());
        assertDenied(enforce("sudo ls"), "command.privilege");
    }
}
