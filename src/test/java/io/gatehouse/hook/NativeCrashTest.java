package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.command.ShellLine;
import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The parser is native code. If it crashes while a call waits, it takes the whole daemon with it, so that nobody is
/// left who could answer: the waiting call gets not one byte, later ones get no connection. Claude Code takes both
/// for a failed hook, which the `onFailure: "block"` of the hook that Gatehouse installs turns into a deny; the
/// health check objects to a hook without it (`ClaudeCodeSettingsTest`).
class NativeCrashTest {
    private static final String CRASH = "crash";

    @TempDir
    Path dir;

    @Test
    void aCallThatCrashesTheParserGetsNoAnswerAndNoLaterCallDoes() throws Exception {
        var report = dir.resolve("crash.log");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:ErrorFile=" + report,
                        "-XX:-CreateCoredumpOnCrash",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Crashing.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            int port = Integer.parseInt(out.readLine());
            assertEquals(
                    200, HookServer.exchange(port, HookServer.post(bash("ls"))).status());

            assertEquals("", answer(port, bash(CRASH)));

            process.waitFor();
            assertTrue(Files.readString(report).contains("SIGSEGV"), "it died of something else");
            var refused = assertThrows(
                    UncheckedIOException.class, () -> HookServer.exchange(port, HookServer.post(bash("ls"))));
            assertTrue(refused.getCause() instanceof java.net.ConnectException, String.valueOf(refused.getCause()));
        } finally {
            process.destroyForcibly();
        }
    }

    /// All that came back: nothing, whether the connection was closed or reset.
    private static String answer(int port, byte[] body) {
        try {
            var answer = HookServer.exchange(port, HookServer.post(body));
            return answer.status() == 0 ? answer.body() : answer.toString();
        } catch (UncheckedIOException e) {
            assertTrue(e.getCause() instanceof SocketException, String.valueOf(e.getCause()));
            return "";
        }
    }

    private static byte[] bash(String line) {
        return Json.bytes(Map.of(
                "hook_event_name", "PreToolUse",
                "session_id", "s1",
                "tool_use_id", "t1",
                "cwd", "/w",
                "tool_name", "Bash",
                "tool_input", Map.of("command", line)));
    }

    /// A daemon whose parser crashes at one line. Its policy allows everything.
    static final class Crashing {
        private Crashing() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            try (var server = new HookServer(Crashing::analysed)) {
                System.out.println(server.port());
                Thread.currentThread().join();
            }
        }

        private static Analysis analysed(ToolCall call) {
            for (var intent : call.intents()) {
                if (intent instanceof ToolCall.Intent.Shell(var _, var line, var _)) {
                    ShellLine.parse(line);
                    if (line.equals(CRASH)) {
                        readNowhere();
                    }
                }
            }
            return HookServer.understood(call);
        }

        /// C code that reads at address 0, as a bug in a parser would.
        @SuppressWarnings("restricted")
        private static void readNowhere() {
            var linker = Linker.nativeLinker();
            var length = linker.downcallHandle(
                    linker.defaultLookup().find("strlen").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
            try {
                long read = (long) length.invokeExact(MemorySegment.NULL);
                throw new AssertionError("read " + read + " bytes at address 0");
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }
}
