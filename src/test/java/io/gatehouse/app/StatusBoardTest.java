package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.PlanKeeper.Holding;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.ConfirmedPolicies;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.ForgetfulCache;
import io.gatehouse.enforcement.GuardedClock;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.PlanSet.Question;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.store.KeptDocuments;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusBoardTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final long LARGE = 100_000_000;

    @TempDir
    private Path home;

    @Test
    void saysWhenTheAuditLogIsNearlyFullAndWhenItIsFull() {
        long used;
        try (var store = store(LARGE)) {
            assertEquals(List.of(), audit(store));
            used = store.fill().usedBytes();
        }
        try (var store = store(used + used / 10)) {
            assertEquals(
                    List.of("The audit log is nearly full (0 of 0 MB). When it is, every call is denied: raise"
                            + " audit.maxSize."),
                    audit(store));
        }
        try (var store = store(used)) {
            assertEquals(
                    List.of("The audit log is full (0 of 0 MB), so every call is denied. Raise audit.maxSize in the"
                            + " settings file and start Gatehouse again."),
                    audit(store));
        }
    }

    @Test
    void saysThatTheAuditLogFailsAlsoWhenItCannotBeReadEither() {
        var store = store(LARGE);
        store.close();
        assertThrows(StoreException.class, () -> store.auditLog().append(enforcement()));
        assertEquals(
                List.of("The audit log cannot be written, so calls are denied: " + home.resolve("gatehouse.db")
                        + " is closed."),
                audit(store).stream().limit(1).toList());
        assertEquals(new Status.Counts(0, 0, 0, 0), board(store).get().today());
    }

    @Test
    void saysThatPlansCannotBeFetchedAndWhatThatMeans() {
        var why = "The policies could not be fetched (HTTP 503); next attempt after 12:01.";
        try (var store = store(LARGE)) {
            var none = board(store, new Holding("r1", Optional.empty(), 0, Map.of(), why))
                    .get();
            assertTrue(
                    none.problems()
                            .contains("Calls never seen before are denied while the policy engine is away. " + why),
                    none.problems()::toString);
            assertEquals(Optional.of(new Status.Plans(0, "r1", Optional.empty(), List.of(), why)), none.plans());
        }
    }

    @Test
    void olderPlansOfTheSameRevisionAreNoProblem() {
        var lacking = Map.of(Question.of(Action.CALL), "HTTP 500");
        var holding = new Holding("r1", Optional.of(NOON.instant()), 24, lacking, "The last fetch failed.");
        try (var store = store(LARGE)) {
            var status = board(store, holding).get();
            assertEquals(
                    List.of(),
                    status.problems().stream()
                            .filter(problem -> problem.startsWith("Calls never"))
                            .toList());
            assertEquals(
                    Optional.of(new Status.Plans(
                            24,
                            "r1",
                            Optional.of(NOON.instant()),
                            List.of("mcp:call (HTTP 500)"),
                            "The last fetch failed.")),
                    status.plans());
        }
    }

    @Test
    void tellsForADayThatADocumentOfGrantsWasRefused() {
        try (var store = store(LARGE)) {
            refuse(store, NOON.instant().minus(Duration.ofDays(1)).minusMillis(1));
            assertEquals(List.of(), refusals(store));
            refuse(store, NOON.instant().minus(Duration.ofHours(23)));
            assertEquals(
                    List.of("A document of grants was refused at "
                            + StatusBoard.time(NOON.instant().minus(Duration.ofHours(23)))
                            + " (bad-signature). It was changed. Tell your security team."),
                    refusals(store));
        }
    }

    private static void refuse(Store store, Instant at) {
        store.documents().refuse(new KeptDocuments.Refused(at, "bad-signature", "It was changed.", "00ff"));
    }

    private List<String> refusals(Store store) {
        return board(store).get().problems().stream()
                .filter(problem -> problem.startsWith("A document"))
                .toList();
    }

    private Store store(long maxBytes) {
        return Store.open(home, maxBytes, NOON);
    }

    private List<String> audit(Store store) {
        return board(store).get().problems().stream()
                .filter(problem -> problem.startsWith("The audit log"))
                .toList();
    }

    @Test
    void telemetryThatIsLostIsToldAndNotKeptToItself() {
        telemetry = Optional.of("Claude Code's telemetry was lost.");
        try (var store = Store.open(home.resolve("data"), Store.MAX_BYTES, NOON)) {
            assertTrue(board(store, new Holding("r1", Optional.empty(), 0, Map.of(), ""))
                    .get()
                    .problems()
                    .contains("Claude Code's telemetry was lost."));
        }
    }

    private StatusBoard board(Store store) {
        return board(store, new Holding("", Optional.empty(), 0, Map.of(), ""));
    }

    private Optional<Status.ConsoleState> console = Optional.empty();
    private Optional<String> telemetry = Optional.empty();

    private List<String> problemsWith(Status.Line line, Instant since) {
        console = Optional.of(new Status.ConsoleState(
                "https://console", line, since, "It is away.", 3, 0, Optional.empty(), Optional.empty()));
        try (var store = store(LARGE)) {
            return board(store).get().problems().stream()
                    .filter(problem -> problem.contains("It is away."))
                    .toList();
        }
    }

    @Test
    void aConsoleThatIsAwayForOverAnHourIsAProblemAndOneThatIsOffAtOnce() {
        var now = NOON.instant();
        assertEquals(
                List.of("Not everything gets to the console. It is away."),
                problemsWith(Status.Line.CONNECTED, now.minus(Duration.ofDays(9))));
        assertEquals(List.of(), problemsWith(Status.Line.AWAY, now.minus(Duration.ofMinutes(59))));
        assertEquals(
                List.of("The console cannot be reached since "
                        + StatusBoard.time(now.minus(Duration.ofHours(2)))
                        + ". It is away. Records are kept until it can; new grants and revocations do not arrive."),
                problemsWith(Status.Line.AWAY, now.minus(Duration.ofHours(2))));
        assertEquals(List.of("It is away."), problemsWith(Status.Line.OFF, now));
    }

    private StatusBoard board(Store store, Holding holding) {
        var machine = Laptop.at(home);
        var settings = Settings.load(Optional.empty(), machine, NOON.instant());
        return new StatusBoard(
                settings,
                Optional.empty(),
                () -> new StatusBoard.Now(
                        Charter.of(settings, Optional.empty(), store.device(), Optional.empty()),
                        new ConfirmedPolicies(_ -> Optional.empty(), new ForgetfulCache(), NOON),
                        Optional.of(() -> holding)),
                store,
                new Protection(
                        Hooks.of(machine, new ClaudeHooks(new Endpoint(7411, "token"), Optional.empty()), home),
                        _ -> {},
                        NOON),
                7411,
                new GuardedClock(NOON, System::nanoTime, Optional.empty()),
                () -> console,
                () -> telemetry,
                () -> Status.Notices.COME);
    }

    private static Enforcement enforcement() {
        return new Enforcement(
                "a1",
                NOON.instant(),
                Mode.ENFORCE,
                new Principal("ada", List.of("developer"), Map.of()),
                new ToolCall.Origin("claude-code", "s", "t", "Bash", "", "", "default", "/w"),
                "/w",
                "ls",
                List.of(),
                List.of(),
                List.of(),
                new Verdict.Allow(),
                new Basis.Central("r1", "c1"),
                Enforcement.Took.NOTHING);
    }
}
