package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.hook.LoopbackServer.PortTaken;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.local.Instance;
import io.gatehouse.local.LocalApiException;
import io.gatehouse.local.LocalClient;
import io.gatehouse.local.Rulebook;
import io.gatehouse.policy.Rule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    @TempDir
    private Path home;

    @Test
    void aStartThatFailsLeavesNothingOpen() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThrows(PortTaken.class, () -> daemon(taken.getLocalPort()));
        }
        assertTrue(Files.exists(data().resolve("gatehouse.db")));
        assertFalse(Files.exists(data().resolve("gatehouse.db-wal")), "SQLite removes it when the last user closes");
    }

    @Test
    void isFoundWhileItServes() throws IOException {
        try (var daemon = daemon(0)) {
            assertEquals(
                    Optional.of(new Instance.Running(
                            daemon.port(), ProcessHandle.current().pid())),
                    Instance.find(data()));
        }
        assertEquals(Optional.empty(), Instance.find(data()));
        assertFalse(Files.exists(data().resolve("gatehouse.db-wal")));
    }

    @Test
    void guardsThePortThatItHasWhicheverThatIs() throws IOException {
        try (var daemon = daemon(0);
                var client = LocalClient.open(data())) {
            assertNotEquals(7411, daemon.port());
            var asked = new ExplainQuestion.Command("curl -s localhost:" + daemon.port() + "/local/status", "/");
            assertEquals(
                    List.of("file.self-protection"),
                    assertInstanceOf(Verdict.Deny.class, client.explain(asked).verdict()).rules().stream()
                            .map(Rule::id)
                            .toList());
        }
    }

    @Test
    void whatItExplainsHasNoIdForNothingOfItIsRecorded() throws IOException {
        try (var _ = daemon(0);
                var client = LocalClient.open(data())) {
            var explained = client.explain(new ExplainQuestion.Command("git push --force", "/"));
            var deny = assertInstanceOf(Verdict.Deny.class, explained.verdict());
            assertEquals("", explained.id());
            assertTrue(
                    deny.toldAgent().endsWith(" An exception can be asked for once such a call was made and denied."),
                    deny.toldAgent());
            assertTrue(
                    deny.toldPerson().endsWith(" An exception can be asked for once such a call was made and denied."),
                    deny.toldPerson());
        }
    }

    @Test
    void explainsACallWhoseDirectoryCannotBeAsAnyOther() throws IOException {
        try (var _ = daemon(0);
                var client = LocalClient.open(data())) {
            for (var cwd : List.of("", "relative", "C:\\w", "/w\0")) {
                var denied = assertInstanceOf(
                        Verdict.Deny.class,
                        client.explain(new ExplainQuestion.Command("sudo ls", cwd))
                                .verdict());
                assertEquals(Cause.RULE, denied.cause(), cwd);
            }
        }
    }

    @Test
    void repeatsNoLongNameOfAnAgentThatItDoesNotKnow() throws IOException {
        try (var _ = daemon(0);
                var client = LocalClient.open(data())) {
            var asked = new ExplainQuestion.Hook("x\u202e".repeat(50_000), "{}");
            var failure = assertThrows(LocalApiException.class, () -> client.explain(asked));
            assertTrue(String.valueOf(failure.getMessage()).length() < 120, failure.getMessage());
        }
    }

    @Test
    void tellsTheRulesThatApplyAndHowEachIsMeant() throws IOException {
        try (var _ = daemon(0);
                var client = LocalClient.open(data())) {
            var book = client.rules();
            assertEquals(Rulebook.Known.YES, book.known());
            var secret = book.rules().stream()
                    .filter(entry -> entry.rule().id().equals("file.secret"))
                    .filter(entry -> entry.rule().kind().equals("file"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(List.of("access", "delete", "read", "write"), secret.actions());
            assertEquals(Mode.ENFORCE, secret.mode());
            assertEquals(new Rulebook.Fired("file.secret", 0, 0), secret.fired());
            assertEquals(List.of(), book.gone());
        }
    }

    @Test
    void tellsWhichRulesOnlyObserve() throws IOException {
        try (var _ = daemon(0, "mode: observe\n");
                var client = LocalClient.open(data())) {
            var modes = client.rules().rules().stream()
                    .collect(Collectors.groupingBy(
                            Rulebook.Entry::mode,
                            Collectors.mapping(entry -> entry.rule().id(), Collectors.toCollection(TreeSet::new))));
            assertEquals(
                    new TreeSet<>(List.of("file.self-protection", "file.settings-in-code")), modes.get(Mode.ENFORCE));
            assertEquals(Set.of(Mode.ENFORCE, Mode.OBSERVE), modes.keySet());
        }
    }

    @Test
    void tellsThatTheRulesAreNotKnownWhileThePolicyEngineWasNeverReached() throws IOException {
        try (var _ = daemon(0, "pdp: {url: \"http://127.0.0.1:1\"}\n");
                var client = LocalClient.open(data())) {
            assertEquals(Rulebook.Known.NOT_YET, client.rules().known());
            assertEquals(List.of(), client.rules().rules());
        }
    }

    @Test
    void tellsTheAgentsThatAreHere() throws IOException {
        var programs = Files.createDirectories(home.resolve(".local/bin"));
        for (var name : List.of("aider", "droid")) {
            assertTrue(Files.writeString(programs.resolve(name), "").toFile().setExecutable(true));
        }
        try (var _ = daemon(0);
                var client = LocalClient.open(data())) {
            var agents = client.agents();
            assertEquals("claude-code", agents.getFirst().name());
            assertTrue(agents.getFirst().askable());
            assertTrue(agents.getFirst().tried());
            assertEquals(Optional.empty(), agents.getFirst().lastCall());
            var aider = named("aider", agents);
            assertEquals(programs.resolve("aider").toString(), aider.program());
            assertFalse(aider.askable());
            assertTrue(named("droid", agents).askable());
            assertFalse(named("droid", agents).tried());
        }
    }

    private static AgentReport named(String name, List<AgentReport> agents) {
        return agents.stream()
                .filter(agent -> agent.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Path data() {
        return home.resolve("data");
    }

    private Daemon daemon(int port) throws IOException {
        return daemon(port, "");
    }

    private Daemon daemon(int port, String more) throws IOException {
        var config = Files.writeString(
                home.resolve("gatehouse.yaml"), "dataDir: \"%s\"\nhook: {port: %d}\n%s".formatted(data(), port, more));
        var machine = Laptop.at(home);
        return new Daemon(Settings.load(Optional.of(config), machine, Instant.EPOCH), DataDir.open(data()), machine);
    }
}
