package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.app.Verify.Result;
import io.gatehouse.audit.AuditLog;
import io.gatehouse.json.Json;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.ClaudeHooks.Transport;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.protect.ShimCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The real daemon, the real shim and the settings that are really written, each spoilt in one way.
class VerifyTest {
    private static final Path HOOKS = Path.of("installer/hooks").toAbsolutePath();
    private static final Path CASES = Path.of("src/test/resources/hooks");

    @TempDir
    Path home;

    private Path data;
    private Machine machine;

    @BeforeEach
    void aHome() throws IOException {
        data = home.resolve(".local/share/gatehouse");
        machine = Laptop.at(home);
        Files.createDirectories(home.resolve(".claude"));
    }

    private ClaudeHooks ways() {
        return ways(HOOKS);
    }

    private ClaudeHooks ways(Path programs) {
        var port = new DataDir(data).findHookPort().orElseThrow();
        try {
            var token = Files.readString(data.resolve("hook.token")).strip();
            return new ClaudeHooks(
                    new Endpoint(port, token), Optional.of(new ShimCommand(programs, data, home.resolve("everyones"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void protect(String agent, Transport transport) {
        Hooks.of(machine, ways(), data).protect(agent, Level.USER, transport, false);
    }

    private Result verified(String agent) {
        return verified(agent, ways());
    }

    private Result verified(String agent, ClaudeHooks ways) {
        var settings =
                Settings.load(Optional.of(home.resolve(".config/gatehouse/gatehouse.yaml")), machine, Instant.EPOCH);
        var results = new Verify(settings.config(), machine, ways).run(Optional.of(agent));
        assertEquals(1, results.size());
        return results.getFirst();
    }

    private static void assertNot(String said, String remedy, Result result) {
        assertFalse(result.verified(), result.toString());
        assertTrue(result.said().contains(said), result.toString());
        assertTrue(result.remedy().contains(remedy), result.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "claude-code, HTTP, over HTTP",
        "claude-code, SHIM, by the program",
        "codex, SHIM, by the program",
        "gemini, SHIM, by the program",
        "qwen, SHIM, by the program",
        "copilot, SHIM, by the program",
        "cursor, SHIM, by the program",
        "windsurf, SHIM, by the program",
        "droid, SHIM, by the program"
    })
    void anAgentThatAsksIsProvenToAndNothingIsRecorded(String agent, Transport transport, String by) throws Exception {
        try (var daemon = new HookedDaemon(home)) {
            protect(agent, transport);
            var result = verified(agent);
            assertTrue(result.verified(), result.toString());
            assertTrue(result.said().contains(by), result.toString());
            assertTrue(result.said().contains("was refused (file."), result.toString());
            assertTrue(result.said().contains("a harmless one was let through."), result.toString());
            assertEquals(
                    List.of("cursor", "windsurf", "droid").contains(agent),
                    result.said().endsWith(" That is written from documentation, not tried with the real client."));
            assertEquals("", result.remedy());
            assertEquals(List.of(), daemon.client.list(AuditLog.Filter.ALL, Optional.empty(), 1));
            assertTrue(Files.readString(data.resolve("protected-agents.json")).contains(agent), "nothing ran");
        }
    }

    @Test
    void anAgentWithoutAHookIsNotProtected() throws Exception {
        try (var _ = new HookedDaemon(home)) {
            assertNot("no hook is in its settings", "gatehouse agents protect claude-code", verified("claude-code"));
            assertNot("was not found", "", verified("gemini"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'onFailure', 'x', lacks onFailure",
        "'\"http\"', '\"command\"', is not of type http",
        "'PreToolUse', 'PreTool', is missing"
    })
    void aHookThatIsSpoiltIsNotProtected(String part, String other, String said) throws Exception {
        try (var _ = new HookedDaemon(home)) {
            protect("claude-code", Transport.HTTP);
            var file = machine.claudeCode().file(Level.USER);
            Files.writeString(file, Files.readString(file).replace(part, other));
            assertNot(said, "gatehouse agents protect claude-code", verified("claude-code"));
        }
    }

    @Test
    void aProgramThatIsGoneIsNotProtected() throws Exception {
        try (var _ = new HookedDaemon(home)) {
            var programs = Files.createDirectory(home.resolve("hooks"));
            Files.copy(HOOKS.resolve("gatehouse-hook"), programs.resolve("gatehouse-hook"));
            var ways = ways(programs);
            Hooks.of(machine, ways, data).protect("claude-code", Level.USER, Transport.SHIM, false);
            assertTrue(verified("claude-code", ways).verified());
            Files.delete(programs.resolve("gatehouse-hook"));
            assertNot("does not work", "protect", verified("claude-code", ways));
            Files.writeString(programs.resolve("gatehouse-hook"), "exit 0\n");
            assertNot("would have run", "protect", verified("claude-code", ways));
        }
    }

    @Test
    void anotherTokenIsNotProtected() throws Exception {
        try (var _ = new HookedDaemon(home)) {
            protect("qwen", Transport.SHIM);
            var ways = ways();
            Files.writeString(data.resolve("hook.token"), "another-token-0123456789");
            assertNot("is refused every call", "gatehouse agents protect qwen", verified("qwen", ways));
        }
    }

    @Test
    void aProxyBetweenIsNotProtected() throws Exception {
        try (var _ = new HookedDaemon(home)) {
            protect("claude-code", Transport.HTTP);
            var plain = machine;
            machine = new Machine(
                    plain.os(),
                    plain.home(),
                    Map.of("HTTPS_PROXY", "http://127.0.0.1:9"),
                    plain.userName(),
                    plain.managed());
            assertNot("HTTPS_PROXY leads", "NO_PROXY", verified("claude-code"));
            protect("claude-code", Transport.SHIM);
            assertTrue(verified("claude-code").verified(), "the shim goes through no proxy");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "SHIM"})
    void aDaemonThatIsDownIsNotProtected(Transport transport) throws Exception {
        try (var _ = new HookedDaemon(home)) {
            protect("claude-code", transport);
        }
        assertNot("Gatehouse is not running", "gatehouse", verified("claude-code"));
    }

    @ParameterizedTest
    @CsvSource({"HTTP, would have run", "SHIM, every call is refused"})
    void aStrangerOnThePortAllowsNothingButOverHttp(Transport transport, String said) throws Exception {
        try (var _ = new HookedDaemon(home)) {
            protect("claude-code", transport);
        }
        try (var stranger = new ServerSocket(ways().endpoint().port(), 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> allowing(stranger));
            var result = verified("claude-code");
            assertNot("another program has port", "gatehouse doctor", result);
            assertTrue(result.said().contains(said), result.toString());
        }
    }

    private static void allowing(ServerSocket stranger) {
        while (!stranger.isClosed()) {
            try (Socket connection = stranger.accept()) {
                var _ = connection.getInputStream().read(new byte[1 << 16]);
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                                .getBytes(ISO_8859_1));
            } catch (IOException _) { // the other side has gone, or this one
            }
        }
    }

    @Test
    void aCanaryIsOnlyOneThatWasGivenOut() throws Exception {
        try (var daemon = new HookedDaemon(home)) {
            daemon.hears("gatehouse-canary-00112233445566778899aabbccddeeff", "pwd");
            assertEquals(
                    1,
                    daemon.client.list(AuditLog.Filter.ALL, Optional.empty(), 5).size());
            var session = daemon.client.canary().session();
            daemon.hears(session, "pwd");
            assertEquals(
                    1,
                    daemon.client.list(AuditLog.Filter.ALL, Optional.empty(), 5).size());
            assertEquals(1, daemon.client.canary(session).seen().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-code", "codex", "gemini", "qwen", "copilot"})
    void aCanaryIsShapedAsARecordedCall(String agent) throws IOException {
        var canary = Json.tree(new CanaryCall(agent, "s", home, "pwd").json().getBytes(UTF_8));
        try (var cases = Files.list(CASES.resolve(agent))) {
            assertTrue(
                    cases.map(VerifyTest::hook).anyMatch(recorded -> hasThoseOf(canary, recorded)), canary.toString());
        }
    }

    private static JsonNode hook(Path golden) {
        try {
            return Json.tree(Files.readAllBytes(golden)).path("hook");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasThoseOf(JsonNode canary, JsonNode recorded) {
        var names = recorded.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
        return canary.properties().stream()
                .allMatch(member -> names.contains(member.getKey())
                        && member.getValue().getNodeType()
                                == recorded.path(member.getKey()).getNodeType());
    }
}
