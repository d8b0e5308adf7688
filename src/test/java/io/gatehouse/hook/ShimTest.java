package io.gatehouse.hook;

import static io.gatehouse.hook.HookServer.call;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The real shim, in the shells of this machine, against the real hook server and against strangers on its port.
class ShimTest {
    private static final Path SHIM = Path.of("installer/hooks/gatehouse-hook").toAbsolutePath();
    private static final String CALL = call("ls");
    private static final Decision DENY = new Decision(
            Effect.DENY,
            List.of(new Rule("file.secret", "file", "It is a \"secret\".\nReally.", "Ask.", false, Severity.HIGH)));

    @TempDir
    Path directory;

    private final HookServer server = new HookServer();

    @BeforeEach
    void theFilesThatTheDaemonKeeps() {
        keep("hook.port", Integer.toString(server.port()));
        keep("hook.token", HookServer.TOKEN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void keep(String name, String content) {
        try {
            Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the agent gets.
    private record Said(int exit, String out, String err) {
        boolean isSilentAllow() {
            return exit == 0 && out.isEmpty() && err.isEmpty();
        }

        boolean denies() {
            return exit == 2
                    && !err.isBlank()
                    && Json.tree(out.getBytes(UTF_8))
                            .path("hookSpecificOutput")
                            .path("permissionDecision")
                            .asString("")
                            .equals("deny");
        }
    }

    private Said ask(String call) {
        return ask("sh", call, Map.of(), "claude-code", directory.toString(), "10");
    }

    private Said ask(String shell, String call, Map<String, String> environment, String... arguments) {
        var process = start(shell, call, environment, arguments);
        return ended(process);
    }

    private Process start(String shell, String call, Map<String, String> environment, String... arguments) {
        try {
            var input = Files.writeString(directory.resolve("call"), call);
            var command = new ArrayList<>(List.of(shell, SHIM.toString()));
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(command)
                    .redirectInput(input.toFile())
                    .redirectOutput(directory.resolve("out").toFile())
                    .redirectError(directory.resolve("err").toFile())
                    .directory(directory.toFile());
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Said ended(Process process) {
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the shim hangs");
            return new Said(
                    process.exitValue(),
                    Files.readString(directory.resolve("out")),
                    Files.readString(directory.resolve("err")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash"})
    void anAllowIsSilenceAndADenyIsSaidInEveryWay(String shell) {
        assertTrue(ask(shell, CALL, Map.of(), "claude-code", directory.toString(), "10")
                .isSilentAllow());
        assertEquals(List.of("ls"), server.recorded.stream().map(e -> e.shown()).toList());

        try (var strict = new HookServer(HookServer::understood, DENY)) {
            keep("hook.port", Integer.toString(strict.port()));
            var said = ask(shell, CALL, Map.of(), "claude-code", directory.toString(), "10");
            assertTrue(said.denies(), said.toString());
            assertTrue(said.err().startsWith("Denied by rule file.secret: It is a \"secret\"."), said.err());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo \\\\ \\n %s $(touch marker) `touch marker` \"'${HOME}",
                "cat <<END\n$token\nEND\n",
                "printf 'é 日本 \uD83D\uDE00'\n\n\n"
            })
    void theCallArrivesAsItIsAndNothingInItRuns(String command) {
        assertTrue(ask(call(command) + "\n\n").isSilentAllow());
        assertEquals(
                List.of(command), server.recorded.stream().map(e -> e.shown()).toList());
        assertFalse(Files.exists(directory.resolve("marker")));
    }

    @Test
    void aCallOfAMegabyteIsDecided() {
        assertTrue(
                ask(call("echo " + "x".repeat(200_000)) + " ".repeat(800_000)).isSilentAllow());
    }

    @Test
    void whatTheServerTakesForNoCallIsADeny() {
        for (var call : List.of("", "{}", "null", "[]", CALL.substring(0, 40), CALL + "}")) {
            var said = ask(call);
            assertTrue(said.denies(), call + " got " + said);
        }
    }

    @Test
    void withNobodyListeningItDenies() {
        server.close();
        assertTrue(ask(CALL).denies());
    }

    @ParameterizedTest
    @CsvSource({"hook.token,another-token-0123456789", "hook.token,''", "hook.port,''", "hook.port,'1;exit 0'"})
    void withAnotherTokenOrWithoutOneOrAPortItDenies(String file, String content) {
        keep(file, content);
        assertTrue(ask(CALL).denies());
    }

    @Test
    void withoutItsFilesOrItsArgumentsItDenies() {
        assertTrue(ask(
                        "sh",
                        CALL,
                        Map.of(),
                        "claude-code",
                        directory.resolve("nowhere").toString())
                .denies());
        assertTrue(ask("sh", CALL, Map.of(), "claude-code").denies());
        assertTrue(ask("sh", CALL, Map.of()).denies());
        assertTrue(
                ask("sh", CALL, Map.of(), "../api/status", directory.toString()).denies());
        assertTrue(ask("sh", CALL, Map.of(), "unknown", directory.toString()).denies());
    }

    @ParameterizedTest
    @CsvSource({
        "claude-code, 110",
        "gemini, 110",
        "qwen, 30",
        "codex, 45",
        "copilot, 45",
        "cursor, 45",
        "droid, 45",
        "windsurf, 15"
    })
    void waitsLongEnoughToAskAPersonOnlyWhereTheAgentWaitsToo(String agent, String seconds) throws IOException {
        var heard = new ArrayList<String>();
        var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        other.createContext("/", exchange -> {
            heard.addAll(exchange.getRequestHeaders().getOrDefault(Waiting.HEADER, List.of()));
            exchange.close();
        });
        other.start();
        try {
            keep("hook.port", Integer.toString(other.getAddress().getPort()));
            assertEquals(
                    2, ask("sh", CALL, Map.of(), agent, directory.toString()).exit());
        } finally {
            other.stop(0);
        }
        assertEquals(List.of(seconds), heard);
    }

    @Test
    void neitherAProxyNorTheSettingsOfCurlNorAFunctionLeadItElsewhere() throws IOException {
        try (var stranger = new Stranger("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) {
            Files.writeString(directory.resolve(".curlrc"), "proxy = http://127.0.0.1:" + stranger.port() + "\n");
            var proxy = "http://127.0.0.1:" + stranger.port();
            var environment = Map.of(
                    "http_proxy",
                    proxy,
                    "HTTP_PROXY",
                    proxy,
                    "ALL_PROXY",
                    proxy,
                    "HOME",
                    directory.toString(),
                    "CURL_HOME",
                    directory.toString(),
                    "BASH_FUNC_curl%%",
                    "() { exit 0; }",
                    "BASH_FUNC_read%%",
                    "() { exit 0; }",
                    "PATH",
                    directory.toString());
            Files.writeString(directory.resolve("curl"), "#!/bin/sh\nexit 0\n");
            assertTrue(directory.resolve("curl").toFile().setExecutable(true));
            for (var shell : List.of("/bin/sh", "/bin/bash")) {
                assertTrue(ask(shell, CALL, environment, "claude-code", directory.toString(), "10")
                        .isSilentAllow());
            }
            assertEquals(2, server.recorded.size());
            assertEquals(0, stranger.asked());
        }
    }

    /// Whatever a stranger on the port says, the tool does not run.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "%OK%",
                "%OK%{}",
                "%OK%allow\n{}\n\n",
                "%OK%\nallow\n{}\n\n",
                "%OK%e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nallow\n{}\n\n",
                "%OK%$(exit 0)\nallow\n{}\n",
                "%OK%*\nallow\n{}\n\n",
                "%OK%%OLD%",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nallow",
                "allow\n",
                "%HANG%"
            })
    void aStrangerOnThePortIsADeny(String answer) {
        var old = new byte[1][];
        try (var relay = new Relay(server.port(), call -> call)) {
            keep("hook.port", Integer.toString(relay.port()));
            assertTrue(ask(CALL).isSilentAllow());
            old[0] = relay.answered();
        }
        var says = answer.replace("%OK%", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
                .replace("%OLD%", new String(old[0], UTF_8));
        try (var stranger = new Stranger(says)) {
            keep("hook.port", Integer.toString(stranger.port()));
            var said = ask("sh", CALL, Map.of(), "claude-code", directory.toString(), "1");
            assertTrue(said.denies(), said.toString());
            assertEquals(1, stranger.asked());
        }
    }

    @Test
    void aStrangerBetweenThemLearnsNoTokenAndCannotChangeTheCallOrTheAnswer() {
        try (var relay = new Relay(server.port(), call -> call.replace("rm -rf", "ls"))) {
            keep("hook.port", Integer.toString(relay.port()));
            assertTrue(ask(call("rm -rf x")).denies());
            assertFalse(relay.seen().contains(HookServer.TOKEN));
        }
        assertEquals(
                List.of(Optional.of(Cause.BAD_TOKEN)),
                server.recorded.stream().map(e -> cause(e.verdict())).toList());

        try (var strict = new HookServer(HookServer::understood, DENY);
                var relay = new Relay(strict.port(), call -> call, answer -> answer.replace("\ndeny\n", "\nallow\n"))) {
            keep("hook.port", Integer.toString(relay.port()));
            assertTrue(ask(CALL).denies());
        }
    }

    private static Optional<Cause> cause(Verdict verdict) {
        return verdict instanceof Verdict.Deny deny ? Optional.of(deny.cause()) : Optional.empty();
    }

    @Test
    void aStrangerThatSaysTheProofOfTheQuestionIsNotBelieved() throws IOException {
        var stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        stranger.createContext("/", exchange -> {
            try (exchange) {
                var answer = exchange.getRequestHeaders().getFirst("Gatehouse-Proof") + "\nallow\n{}\n\n";
                exchange.sendResponseHeaders(200, answer.length());
                exchange.getResponseBody().write(answer.getBytes(UTF_8));
            }
        });
        stranger.start();
        try {
            keep("hook.port", Integer.toString(stranger.getAddress().getPort()));
            assertTrue(ask(CALL).denies());
        } finally {
            stranger.stop(0);
        }
    }

    @Test
    void theTokenIsInNoListOfProcesses() throws IOException {
        try (var stranger = new Stranger("%HANG%")) {
            keep("hook.port", Integer.toString(stranger.port()));
            var process = start("sh", CALL, Map.of(), "claude-code", directory.toString(), "20");
            stranger.awaitAsked();
            var lines = new ArrayList<String>();
            lines.add(line(process.toHandle()));
            process.descendants().forEach(one -> lines.add(line(one)));
            assertTrue(lines.stream().anyMatch(line -> line.contains("curl")), lines.toString());
            assertTrue(lines.stream().noneMatch(line -> line.contains(HookServer.TOKEN)), lines.toString());

            process.descendants().forEach(ProcessHandle::destroy);
            assertTrue(ended(process).denies());
        }
    }

    @Test
    void anAgentThatEndsItHearsADeny() {
        try (var stranger = new Stranger("%HANG%")) {
            keep("hook.port", Integer.toString(stranger.port()));
            var process = start("sh", CALL, Map.of(), "claude-code", directory.toString(), "2");
            stranger.awaitAsked();
            process.destroy();
            assertTrue(ended(process).denies());
        }
    }

    /// To Cursor silence is a failure, and an empty object says nothing.
    @Test
    void anAllowIsAnEmptyObjectToCursorAndADenyIsNone() {
        var call =
                "{\"hook_event_name\":\"preToolUse\",\"conversation_id\":\"s\",\"cwd\":\"/\",\"tool_name\":\"Shell\","
                        + "\"tool_input\":{\"command\":\"ls\"}}";
        assertEquals(new Said(0, "{}\n", ""), ask("sh", call, Map.of(), "cursor", directory.toString(), "10"));
        try (var strict = new HookServer(HookServer::understood, DENY)) {
            keep("hook.port", Integer.toString(strict.port()));
            var said = ask("sh", call, Map.of(), "cursor", directory.toString(), "10");
            assertEquals(2, said.exit());
            assertEquals(
                    "deny",
                    Json.tree(said.out().getBytes(UTF_8)).path("permission").asString(""));
        }
    }

    @Test
    void aFunctionOfTheSurroundingsKeepsNoDenyFromBeingSaid() {
        server.close();
        for (var name : List.of("printf", "command")) {
            var environment = Map.of("BASH_FUNC_" + name + "%%", "() { exit 0; }");
            assertTrue(
                    ask("/bin/bash", CALL, environment, "claude-code", directory.toString(), "10")
                            .denies(),
                    name);
        }
    }

    private static String line(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException _) { // it has ended
            return "";
        }
    }

    @ParameterizedTest
    @CsvSource({
        "codex, /hookSpecificOutput/permissionDecision, /hookSpecificOutput/permissionDecisionReason",
        "qwen, /hookSpecificOutput/permissionDecision, /hookSpecificOutput/permissionDecisionReason",
        "droid, /hookSpecificOutput/permissionDecision, /hookSpecificOutput/permissionDecisionReason",
        "gemini, /decision, /reason",
        "copilot, /permissionDecision, /permissionDecisionReason",
        "windsurf, /decision, /reason",
        "cursor, /permission, /agent_message"
    })
    void withoutAnAnswerItDeniesInTheAgentsOwnWords(String agent, String effect, String reason) {
        server.close();
        var said = ask("sh", CALL, Map.of(), agent, directory.toString());
        var json = Json.tree(said.out().getBytes(UTF_8));
        assertEquals(2, said.exit());
        assertEquals("deny", json.at(effect).asString(""));
        assertEquals(said.err().strip(), json.at(reason).asString(""));
        assertTrue(said.err().startsWith("Gatehouse could not check this call"), said.err());
    }
}
