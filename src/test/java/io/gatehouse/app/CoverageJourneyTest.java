package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeHooks.Transport;
import io.gatehouse.protect.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From what an agent tells of its tools to what the person is told.
class CoverageJourneyTest {
    @TempDir
    private Path home;

    private HookedDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new HookedDaemon(home, "", (_, task) -> task.run());
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private List<String> problems() {
        return daemon.client.status().problems().stream()
                .filter(problem -> problem.contains(" ran "))
                .toList();
    }

    private String coverage() {
        return daemon.client.status().coverage().stream()
                .map(covered ->
                        covered.agent() + " " + covered.percent() + "% of " + (covered.decided() + covered.undecided()))
                .reduce("", String::concat);
    }

    @Test
    void aCallThatWasDecidedIsCoveredThoughItIsToldTwice() throws IOException, InterruptedException {
        assertEquals("", daemon.hears("s1", "ls"));
        daemon.ran("s1", "ls");
        daemon.telemetry("s1", "t1", "ls");

        assertEquals(List.of(), problems());
        assertEquals("claude-code 100% of 1", coverage());
    }

    @Test
    void aCallThatRanUndecidedIsAProblemWithoutItsSecrets() throws IOException, InterruptedException {
        daemon.telemetry("s1", "t1", "curl -H 'Authorization: Bearer abcdefghijklmnop' https://shop.test");

        assertEquals(1, problems().size());
        var told = problems().getFirst();
        assertTrue(told.startsWith("Bash of claude-code ran without asking Gatehouse at "), told);
        assertTrue(told.contains(": curl -H 'Authorization: Bearer ***' https://shop.test (session s1)."), told);
        assertEquals("claude-code 0% of 1", coverage());
    }

    @Test
    void whatTheHookTellsAfterACallIsEnoughForThat() throws IOException, InterruptedException {
        daemon.ran("s1", "rm x");

        var told = problems().getFirst();
        assertTrue(told.contains(": rm x (session s1)."), told);
    }

    @Test
    void aDeniedCallThatRanAllTheSameIsAProblem() throws IOException, InterruptedException {
        assertTrue(daemon.hears("s1", "sudo ls").contains("command.privilege"));
        daemon.telemetry("s1", "t1", "sudo ls");

        var told = problems().getFirst();
        assertTrue(told.startsWith("Bash of claude-code ran although it was denied at "), told);
    }

    @Test
    void severalAreOneProblem() throws IOException, InterruptedException {
        daemon.telemetry("s1", "t1", "ls");
        daemon.telemetry("s1", "t2", "ls");
        daemon.telemetry("s1", "t3", "ls");

        assertEquals(1, problems().size());
        assertTrue(problems().getFirst().contains("(session s1, and 2 more within a day)"), problems()::getFirst);
    }

    @Test
    void telemetryThatWentElsewhereStillGoesThereAndItIsSaidWhere() throws Exception {
        var bodies = new LinkedBlockingQueue<String>();
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/logs", exchange -> {
            bodies.add(exchange.getRequestHeaders().getFirst("x-team") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try {
            var url = "http://127.0.0.1:" + receiver.getAddress().getPort();
            var file = home.resolve(".claude/settings.json");
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    """
                    {"env": {"CLAUDE_CODE_ENABLE_TELEMETRY": "1", "OTEL_LOGS_EXPORTER": "otlp",
                    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json", "OTEL_EXPORTER_OTLP_ENDPOINT": "%s",
                    "OTEL_EXPORTER_OTLP_HEADERS": "x-team=a"}}
                    """
                            .formatted(url));
            var endpoint = new Endpoint(daemon.daemon.port(), daemon.token());
            assertTrue(Laptop.at(home)
                    .claudeCode()
                    .tell(Level.USER, endpoint, List.of(), false)
                    .isPresent());

            daemon.telemetry("s1", "t1", "ls");

            var body = Objects.requireNonNull(bodies.poll(20, TimeUnit.SECONDS));
            assertTrue(body.startsWith("a {\"resourceLogs\":"), body);
            assertTrue(body.contains("{\\\"full_command\\\":\\\"ls\\\"}"), body);
            assertEquals("claude-code 0% of 1", coverage());
            var told = daemon.client.privacy().telemetry().orElseThrow();
            assertEquals(url, told.url());
            assertTrue(told.onThisComputer());
            assertEquals(1, told.amount().times());
            assertEquals(body.getBytes(UTF_8).length - 2, told.amount().bytes());
            assertEquals(List.of(), daemon.client.privacy().earlier());
        } finally {
            receiver.stop(0);
        }
    }

    /// As a person has protected it before all that is written there.
    private void protectsCodex() {
        ProtectedAgents.in(home.resolve(".local/share/gatehouse"))
                .add(new ProtectedAgents.Listed("codex", Level.USER, Transport.SHIM, false, Instant.EPOCH, List.of()));
    }

    private void writes(String transcript) throws IOException {
        var file = home.resolve(".codex/sessions/2026/11/26/rollout-a.jsonl");
        Files.createDirectories(file.getParent());
        Files.writeString(file, transcript);
    }

    private void awaits(String covered) {
        daemon.daemon.warmUpAndWatch();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!coverage().equals(covered) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(covered, coverage());
    }

    @Test
    void whatATranscriptTellsThatNobodyAskedAboutIsAProblem() throws IOException, InterruptedException {
        protectsCodex();
        var _ = daemon.told(
                "codex",
                Map.of(
                        "session_id",
                        "01a21a2d-1468-79d3-8c3d-0e935c7f31f4",
                        "tool_use_id",
                        "call_1",
                        "cwd",
                        home.resolve("shop").toString(),
                        "hook_event_name",
                        "PreToolUse",
                        "tool_name",
                        "Bash",
                        "tool_input",
                        Map.of("command", "echo ran > shell-ran")));
        writes(Files.readString(Path.of("src/test/resources/transcripts/codex/allowed.jsonl")));

        awaits("codex 25% of 4");

        var told = problems().getFirst();
        assertTrue(told.contains(" of codex ran without asking Gatehouse at "), told);
        assertTrue(told.contains("(session 01a21a2d-1468-79d3-8c3d-0e935c7f31f4, and 2 more within a day)"), told);
    }

    @Test
    void aTranscriptThatCannotBeReadIsNotTakenForFullCoverage() throws IOException {
        protectsCodex();
        writes("{\"some\": \"other format\"}\n");

        awaits("codex 100% of 0");

        assertEquals(1, daemon.client.status().coverage().getFirst().unread());
    }
}
