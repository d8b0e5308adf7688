package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real plugin, in Node, against the real hook server and against strangers on its port.
@Tag("agent")
class OpencodePluginIT {
    private static final Path PLUGIN = Path.of("installer/hooks/gatehouse-opencode.js");
    private static final String UNCHECKED = "THREW Gatehouse could not check this call, so it is denied.";
    private static final Decision DENY = new Decision(
            Effect.DENY, List.of(new Rule("file.secret", "file", "It is a secret.", "Ask.", false, Severity.HIGH)));

    private static final String CALLER =
            """
            import { Gatehouse } from './plugin.mjs';
            const hooks = await Gatehouse({ directory: '/w', worktree: '/w' });
            try {
              await hooks['tool.execute.before'](
                { tool: 'bash', sessionID: 's', callID: 'c' }, { args: { command: 'echo "é\\u2028x"' } });
              console.log('RAN');
            } catch (e) {
              console.log('THREW ' + e.message);
            }
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void install() throws IOException {
        Files.writeString(
                directory.resolve("plugin.mjs"),
                Files.readString(PLUGIN).replace("'@DIRECTORY@'", "\"" + directory + "\""));
        Files.writeString(directory.resolve("caller.mjs"), CALLER);
        Files.writeString(directory.resolve("hook.token"), HookServer.TOKEN);
    }

    private String called(int port) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("hook.port"), Integer.toString(port));
        var process = new ProcessBuilder("node", directory.resolve("caller.mjs").toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    void anAllowedToolRuns() throws IOException, InterruptedException {
        try (var server = new HookServer()) {
            assertEquals("RAN", called(server.port()));
            assertEquals("opencode", server.recorded.getFirst().origin().agent());
        }
    }

    @Test
    void aDeniedToolIsToldWhy() throws IOException, InterruptedException {
        try (var server = new HookServer(HookServer::understood, DENY)) {
            var said = called(server.port());
            assertTrue(said.startsWith("THREW Denied by rule file.secret: It is a secret."), said);
        }
    }

    @Test
    void nobodyOnThePortIsADeny() throws IOException, InterruptedException {
        int port;
        try (var server = new HookServer()) {
            port = server.port();
        }
        assertTrue(called(port).startsWith(UNCHECKED));
    }

    @Test
    void withoutATokenItIsADeny() throws IOException, InterruptedException {
        Files.delete(directory.resolve("hook.token"));
        try (var server = new HookServer()) {
            assertTrue(called(server.port()).startsWith(UNCHECKED));
        }
    }

    @Test
    void anotherTokenIsADeny() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("hook.token"), "another-token-0123456789");
        try (var server = new HookServer()) {
            assertTrue(called(server.port()).startsWith(UNCHECKED));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "",
                "allow",
                "\nallow\n{}\n\n",
                "0000000000000000000000000000000000000000000000000000000000000000\nallow\n{}\n\n"
            })
    void aStrangersAnswerIsADeny(String body) throws IOException, InterruptedException {
        try (var stranger = new Stranger("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body)) {
            assertTrue(called(stranger.port()).startsWith(UNCHECKED));
            assertEquals(1, stranger.asked());
        }
    }
}
