package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.agent.SessionBegun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real program that Claude Code runs when a session begins, against the real hook server.
class SessionHookTest {
    private static final Path PROGRAM =
            Path.of("installer/hooks/gatehouse-session").toAbsolutePath();

    @TempDir
    Path directory;

    private final HookServer server = new HookServer();

    @BeforeEach
    void theFilesThatTheDaemonKeeps() throws IOException {
        Files.writeString(directory.resolve("hook.port"), Integer.toString(server.port()));
        Files.writeString(directory.resolve("hook.token"), HookServer.TOKEN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String begin(Map<String, String> environment) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("sh", PROGRAM.toString(), "claude-code", directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write("{\"hook_event_name\": \"SessionStart\", \"source\": \"startup\"}".getBytes(UTF_8));
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        return Files.readString(directory.resolve("out"));
    }

    @Test
    void itTellsVersionProcessAndNamesButNoValues() throws Exception {
        var said = begin(Map.of(
                "AI_AGENT", "claude-code_2-1-330_harness",
                "CLAUDE_PID", "4711",
                "CLAUDE_CODE_SESSION_ID", "s-1",
                "HTTPS_PROXY", "http://ana:secret@proxy",
                "ANTHROPIC_BASE_URL", "http://127.0.0.1:9"));
        assertEquals("", said);
        assertEquals(
                List.of(new SessionBegun(
                        "claude-code", "s-1", "2.1.330", 4711, List.of("HTTPS_PROXY", "ANTHROPIC_BASE_URL"))),
                server.begun);
        assertEquals(List.of(), server.recorded);
    }

    @Test
    void aProxyThatSparesLoopbackIsNotTold() throws Exception {
        begin(Map.of("http_proxy", "http://proxy", "NO_PROXY", "localhost,127.0.0.1"));
        assertEquals(List.of(new SessionBegun("claude-code", "", "", 0, List.of())), server.begun);
    }

    @Test
    void whatCouldBreakTheJsonIsLeftOut() throws Exception {
        begin(Map.of("AI_AGENT", "claude-code_2\",\"x\":\"_harness", "CLAUDE_PID", "$(touch " + directory + "/ran)"));
        assertEquals(List.of(new SessionBegun("claude-code", "", "", 0, List.of())), server.begun);
        assertTrue(Files.notExists(directory.resolve("ran")));
    }

    @Test
    void aSessionBeginsWithoutGatehouseToo() throws Exception {
        server.close();
        assertEquals("", begin(Map.of()));
    }
}
