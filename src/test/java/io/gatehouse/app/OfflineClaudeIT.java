package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.RealPdp;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Reserve;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.LocalClient.Event;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Rule;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.ui.notice.Notice;
import io.gatehouse.ui.notice.StateNotices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A laptop on a train: one session of the real client, in which the PDP is there, killed, and there again.
@Tag("agent")
class OfflineClaudeIT {
    private static final Path ROOT = Path.of("target/real-claude-offline").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// The daemon's attempt to ask the PDP, and as much again for a machine that is busy.
    private static final Duration LONGEST_DECISION = Duration.ofSeconds(2);

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Status> statuses = new ArrayList<>();

    /// Which calls the model makes while the PDP is in a state. No line is the same in two of them.
    private record Stage(String name, Class<? extends Basis> basis) {
        private static final List<Stage> ALL = List.of(
                new Stage("up", Basis.Central.class),
                new Stage("down", Basis.Plan.class),
                new Stage("again", Basis.Central.class));

        String allowed() {
            return "allowed-" + name;
        }

        String denied() {
            return "denied-" + name;
        }

        /// The call that is allowed, then the one that is denied.
        List<Map<String, Object>> turns() {
            var first = new HashMap<>(turn(allowed(), "echo ran > " + allowed()));
            first.put("until", go().toString());
            return List.of(first, turn(denied(), "echo ran > " + denied() + " && sudo -n true"));
        }

        private static Map<String, Object> turn(String id, String command) {
            return Map.of(
                    "tools",
                    List.of(Map.of("id", id, "name", "Bash", "input", Map.of("command", command, "description", id))));
        }

        /// The file that lets the model begin with it.
        Path go() {
            return ROOT.resolve("go-" + name);
        }
    }

    @Test
    void theVerdictsAreTheSameWithAndWithoutThePdpAndNoCallWaitsForIt() throws Exception {
        RealClaude.clear(ROOT);
        Files.createDirectories(ROOT);
        var built = ROOT.resolve("policies");
        PolicyBuild.build(Path.of("policies"), built);
        try (var pdp = RealPdp.start(built, ROOT);
                var daemon = DaemonProcess.start(
                        ROOT.resolve("daemon"),
                        "pdp: {url: \"%s\"}\nprincipal: {id: dev, roles: [developer]}\n".formatted(pdp.url()));
                var _ = daemon.client().listen(events::add)) {
            awaitStatus(daemon, OfflineClaudeIT::isReadyForATrain);
            var claude = new RealClaude(ROOT.resolve("session"));
            claude.protect(Level.USER, daemon);
            var turns = new ArrayList<Map<String, Object>>();
            Stage.ALL.forEach(stage -> turns.addAll(stage.turns()));
            var running = claude.start(daemon, Map.of("turns", turns), "--permission-mode=bypassPermissions");

            run(Stage.ALL.get(0));
            pdp.kill();
            run(Stage.ALL.get(1));
            pdp.restart();
            awaitStatus(daemon, status -> status.pdp().connection() == Status.Connection.CONNECTED);
            run(Stage.ALL.get(2));

            assertEquals(List.of("Offline, still deciding", "Back online"), notices());
            var session = running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            for (var stage : Stage.ALL) {
                var allowed = of(daemon, stage.allowed());
                assertEquals(new Verdict.Allow(), allowed.verdict(), session::toString);
                assertTrue(session.made(stage.allowed()), session::toString);
                var denied = of(daemon, stage.denied());
                var deny = assertInstanceOf(Verdict.Deny.class, denied.verdict(), session::toString);
                assertEquals(
                        List.of("command.privilege"),
                        deny.rules().stream().map(Rule::id).toList());
                assertFalse(session.made(stage.denied()), session::toString);
                assertTrue(session.told(stage.denied()).orElse("").contains(deny.toldAgent()), session::toString);
                for (var enforcement : List.of(allowed, denied)) {
                    assertInstanceOf(stage.basis(), enforcement.basis());
                    assertTrue(
                            enforcement.took().decision().compareTo(LONGEST_DECISION) < 0,
                            stage + ": " + enforcement.took());
                }
            }
        }
    }

    /// Lets the model make the calls of a stage, and returns when both were decided.
    private void run(Stage stage) throws IOException, InterruptedException {
        Files.writeString(stage.go(), "");
        await(event -> event instanceof Event.Recorded(var record)
                && record.origin().callId().equals(stage.denied()));
    }

    private static boolean isReadyForATrain(Status status) {
        return status.pdp().connection() == Status.Connection.CONNECTED
                && status.reserve().filter(Reserve::hasPlans).isPresent();
    }

    private void awaitStatus(DaemonProcess daemon, Predicate<Status> wanted) throws InterruptedException {
        for (var event = events.poll(); event != null; event = events.poll()) {
            status(event).ifPresent(statuses::add);
        }
        var now = daemon.client().status();
        if (wanted.test(now)) {
            statuses.add(now);
        } else {
            await(event -> status(event).filter(wanted).isPresent());
        }
    }

    private static Optional<Status> status(Event event) {
        return switch (event) {
            case Event.Connected(var status) -> Optional.of(status);
            case Event.Changed(var status) -> Optional.of(status);
            case Event.Recorded _, Event.Requested _, Event.Missed _, Event.Disconnected _ -> Optional.empty();
        };
    }

    /// What a person would have been told, had each status lasted.
    private List<String> notices() {
        var model = new StateNotices();
        var titles = new ArrayList<String>();
        var now = Instant.EPOCH;
        for (var status : statuses) {
            for (int i = 0; i < 2; i++) {
                now = now.plusSeconds(60);
                model.onConnection(status, now, ZoneOffset.UTC)
                        .map(Notice::title)
                        .ifPresent(titles::add);
            }
        }
        return titles;
    }

    private void await(Predicate<Event> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertTrue(event != null, "nothing of the kind happened within " + PATIENCE);
            status(event).ifPresent(statuses::add);
            if (wanted.test(event)) {
                return;
            }
        }
    }

    private static Enforcement of(DaemonProcess daemon, String callId) {
        return daemon.records().stream()
                .map(AuditRecord::enforcement)
                .filter(enforcement -> enforcement.origin().callId().equals(callId))
                .findFirst()
                .orElseThrow();
    }
}
