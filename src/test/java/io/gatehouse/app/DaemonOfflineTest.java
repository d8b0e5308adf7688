package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.RealPdp;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Person;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.Json;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.local.LocalClient;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Rule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon in this process and the real PDP with the starter policies, which comes and goes.
class DaemonOfflineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CountDownLatch fetched = new CountDownLatch(1);

    @TempDir
    private Path home;

    @Test
    void decidesAlikeWithoutThePdpAlsoAfterItsOwnRestartAndAsksThePdpOnceItIsBack() throws Exception {
        var revision =
                PolicyBuild.build(Path.of("policies"), home.resolve("built")).revision();
        try (var pdp = RealPdp.start(home.resolve("built"), home)) {
            try (var daemon = daemon(pdp)) {
                hook(daemon, "ls");
                assertTrue(fetched.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the plans");
                assertHolds(revision, daemon.status().get());
                pdp.kill();
                try (var client = LocalClient.open(data())) {
                    assertDecidedByPlan(revision, client, "first");
                }
            }
            try (var _ = daemon(pdp);
                    var client = LocalClient.open(data())) {
                assertDecidedByPlan(revision, client, "second");
                assertHolds(revision, client.status());
                pdp.restart();
                assertDecidedCentrally(client);
            }
        }
    }

    private static void assertHolds(String revision, Status status) {
        var plans = status.plans().orElseThrow();
        assertEquals(revision, plans.revision());
        assertTrue(plans.count() > 0 && plans.fetchedAt().isPresent(), plans.toString());
        assertEquals(List.of(), plans.undecidable());
        assertEquals("", plans.trouble());
    }

    /// @param name makes calls that were never seen before
    private void assertDecidedByPlan(String revision, LocalClient client, String name) {
        var allowed = explain(client, "echo " + name);
        assertEquals(new Verdict.Allow(), allowed.verdict());
        var denied = explain(client, "echo " + name + " && sudo -n true");
        assertEquals(
                List.of("command.privilege"),
                assertInstanceOf(Verdict.Deny.class, denied.verdict()).rules().stream()
                        .map(Rule::id)
                        .toList());
        for (var enforcement : List.of(allowed, denied)) {
            var basis = assertInstanceOf(Basis.Plan.class, enforcement.basis());
            assertEquals(revision, basis.revision());
            assertTrue(basis.confirmedAt().isPresent());
        }
    }

    /// The first call after the breaker's pause hears of the PDP again.
    private void assertDecidedCentrally(LocalClient client) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var last = explain(client, "echo third");
        while (!(last.basis() instanceof Basis.Central)) {
            assertEquals(new Verdict.Allow(), last.verdict());
            assertTrue(System.nanoTime() < end, last::toString);
            last = explain(client, "echo third");
        }
        assertEquals(new Verdict.Allow(), last.verdict());
    }

    private Enforcement explain(LocalClient client, String line) {
        return client.explain(new ExplainQuestion.Command(line, home.toString()));
    }

    private Path data() {
        return home.resolve("data");
    }

    private void hook(Daemon daemon, String line) throws IOException, InterruptedException {
        var call = Map.of(
                "session_id", "s1",
                "cwd", home.toString(),
                "hook_event_name", "PreToolUse",
                "permission_mode", "default",
                "tool_name", "Bash",
                "tool_use_id", "t1",
                "tool_input", Map.of("command", line));
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.port() + "/hooks/claude-code"))
                            .header("Content-Type", "application/json")
                            .header(
                                    "Authorization",
                                    "Bearer "
                                            + Files.readString(data().resolve("hook.token"))
                                                    .strip())
                            .timeout(PATIENCE)
                            .POST(BodyPublishers.ofByteArray(Json.bytes(call)))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
        }
    }

    private Daemon daemon(RealPdp pdp) throws IOException {
        var config = Files.writeString(
                home.resolve("gatehouse.yaml"),
                "dataDir: \"%s\"\nhook: {port: 0}\npdp: {url: \"%s\"}\nprincipal: {id: dev, roles: [developer]}\n"
                        .formatted(data(), pdp.url()));
        var machine = Laptop.at(home);
        return new Daemon(
                Settings.load(Optional.of(config), machine, Instant.EPOCH),
                DataDir.open(data()),
                machine,
                Person.NOBODY,
                (_, fetch) -> Thread.ofVirtual().start(() -> {
                    fetch.run();
                    fetched.countDown();
                }));
    }
}
