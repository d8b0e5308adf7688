package io.gatehouse.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.app.WindowProcess;
import io.gatehouse.json.Json;
import io.gatehouse.ui.window.MeasuredWindow;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints what the window costs on the real daemon with a year of work in its database; `-Dbench.calls` sets how much
/// (1,000,000), `-Dbench.year` names a directory where the database is kept and found again. Without a screen the
/// window is drawn in memory.
@Tag("bench")
class WindowBenchIT {
    private static final String TOKEN = "the-token-of-the-benchmark";
    private static final int PER_SECOND = 100;
    private static final int SECONDS = 20;
    /// Calls that a daemon has answered before somebody opens a window.
    private static final int USUAL = 600;

    /// Typed letter by letter: one letter, common, rare and absent words, paths and two words.
    private static final List<String> TYPED = List.of(
            "git push",
            "src/main/java",
            "cartservice1",
            "overwrites",
            "systemctl",
            "mvn npm",
            "docs.oracle.com",
            "zebra");

    @TempDir
    Path dir;

    @Test
    void measuresTheWindow() throws Exception {
        int calls = Integer.getInteger("bench.calls", 1_000_000);
        System.out.println(
                System.getenv("DISPLAY") == null
                        ? "no display: keystrokes and frames are slower than on a screen; see src/test/screen/run.sh"
                        : "on the display " + System.getenv("DISPLAY"));
        var data = Path.of(System.getProperty("bench.year", dir.resolve("year").toString()));
        if (!Files.exists(data.resolve("gatehouse.db"))) {
            long start = System.nanoTime();
            YearOfWork.write(data, calls, Instant.now());
            System.out.println(
                    calls + " calls written and indexed in " + (System.nanoTime() - start) / 1_000_000_000 + " s");
        }
        var config = Files.writeString(
                dir.resolve("bench.yaml"),
                """
                dataDir: %s
                hook: {port: 0, token: %s}
                principal: {id: ana, roles: [developer]}
                audit: {maxSize: 8GB}
                """
                        .formatted(data, TOKEN));
        try (var daemon = daemon(config)) {
            int port = daemon.port();
            daemon.rss("daemon, nothing asked yet");
            var project = Files.createDirectories(dir.resolve("project/.git")).getParent();
            for (int i = 0; i < USUAL; i++) { // or what any request loads would count as a window's
                ask(port, project, i);
            }
            daemon.rss("daemon, after " + USUAL + " calls and no window");
            opens(data, List.of(), "first window");
            var prepared = prepared(data);
            for (int i = 0; i < 3; i++) {
                opens(data, prepared, "window");
            }
            daemon.rss("daemon, after four windows");
            try (var window = window(data, prepared)) {
                window.await("first cpu (\\d+)");
                daemon.rss("daemon, with a window");
                window.rss("window, just opened");
                types(window, "no filter");
                window.ask("tool Bash", "chosen");
                window.ask("agent codex", "chosen");
                types(window, "with tool and agent");
                window.ask("rule file.secret", "chosen");
                types(window, "with tool, agent and rule");
                window.ask("clear", "cleared");
                window.ask("group true", "grouped");
                types(window, "by session");
                window.ask("group false", "grouped");
                window.ask("clear", "cleared");
                window.rss("window, after searching");
                daemon.rss("daemon, after searching");
                window.ask("frames", "begun");
                int sent = storm(port);
                var frames = window.ask("longest", "frames (\\d+) longest (\\d+) over (\\d+)");
                System.out.printf(
                        "%d calls in %d s: %s frames, the longest after %.1f ms, %s over 50 ms%n",
                        sent, SECONDS, frames.group(1), Integer.parseInt(frames.group(2)) / 1e3, frames.group(3));
                window.rss("window, after the storm");
                daemon.rss("daemon, after the storm");
                window.end();
            }
            daemon.rss("daemon, the window being closed");
        }
    }

    private void opens(Path data, List<String> prepared, String which) throws IOException {
        long began = System.nanoTime();
        try (var window = window(data, prepared)) {
            var cpu = window.await("first cpu (\\d+)").group(1);
            System.out.printf(
                    "%s to its first content: %d ms, with %s ms of CPU%n",
                    which, (System.nanoTime() - began) / 1_000_000, cpu);
            window.end();
        }
    }

    /// What the first window leaves for the next.
    private List<String> prepared(Path data) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("gatehouse.dist"), "bin", "gatehouse")
                                .toString(),
                        "prepare-window",
                        "--data-dir",
                        data.toString())
                .inheritIO();
        builder.environment().put("XDG_DATA_HOME", dir.resolve("share").toString());
        int exit = builder.start().waitFor();
        System.out.printf(
                "the next window prepared in %.1f s, exit code %d%n", (System.nanoTime() - start) / 1e9, exit);
        try (var caches = Files.newDirectoryStream(dir.resolve("share/gatehouse/window-classes"), "*.aot")) {
            for (var cache : caches) {
                System.out.println("what is kept for it: " + (Files.size(cache) >> 20) + " MB");
                return List.of("-XX:AOTCache=" + cache);
            }
        }
        return List.of();
    }

    private static void types(Program window, String how) throws IOException {
        var micros = new ArrayList<Long>();
        var slow = new ArrayList<String>();
        for (var word : TYPED) {
            for (int end = 1; end <= word.length(); end++) {
                var typed = word.substring(0, end);
                if (typed.endsWith(" ")) {
                    continue; // asks nothing new
                }
                long took = Long.parseLong(
                        window.ask("type " + typed, "typed (\\d+)").group(1));
                micros.add(took);
                if (took > 50_000) {
                    slow.add(typed + " " + took / 1_000);
                }
            }
        }
        window.ask("type ", "typed (\\d+)");
        var sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "keystroke answered, %s: p50 %.1f ms, p95 %.1f ms, worst %.1f ms of %d; over 50 ms: %s%n",
                how,
                sorted[sorted.length / 2] / 1e3,
                sorted[sorted.length * 95 / 100] / 1e3,
                sorted[sorted.length - 1] / 1e3,
                sorted.length,
                slow);
    }

    /// @return how many calls the daemon has decided
    private int storm(int port) throws IOException {
        var project = Files.createDirectories(dir.resolve("project/.git")).getParent();
        long began = System.nanoTime();
        int sent = 0;
        for (int second = 0; second < SECONDS; second++) {
            for (int i = 0; i < PER_SECOND; i++) {
                ask(port, project, sent);
                sent++;
                long due = began + sent * (1_000_000_000L / PER_SECOND);
                while (System.nanoTime() < due) {
                    java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        }
        System.out.printf("the last call was sent after %.1f s%n", (System.nanoTime() - began) / 1e9);
        return sent;
    }

    private static void ask(int port, Path project, int number) throws IOException {
        var answer = new Load(
                        port, "/hooks/claude-code", "Authorization: Bearer " + TOKEN + "\r\n", hook(project, number))
                .once();
        assertTrue(answer.startsWith("{"), answer);
    }

    private static byte[] hook(Path project, int number) {
        var command = number % 20 == 0 ? "git push --force origin b" + number : "ls -la src/part" + number;
        return Json.text(Map.of(
                        "session_id",
                        "session-" + number % 5,
                        "transcript_path",
                        "/home/ana/t.jsonl",
                        "cwd",
                        project.toString(),
                        "permission_mode",
                        "default",
                        "hook_event_name",
                        "PreToolUse",
                        "tool_name",
                        "Bash",
                        "tool_input",
                        Map.of("command", command),
                        "tool_use_id",
                        "toolu_storm" + number))
                .getBytes(StandardCharsets.UTF_8);
    }

    private Program daemon(Path config) throws IOException {
        return new Program(
                dir,
                "daemon",
                List.of(
                        Path.of(System.getProperty("gatehouse.dist"), "bin", "gatehouse")
                                .toString(),
                        "--config",
                        config.toString(),
                        "daemon",
                        "--headless"));
    }

    private Program window(Path data, List<String> prepared) throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(WindowProcess.FLAGS);
        command.addAll(prepared);
        if (System.getenv("DISPLAY") == null) {
            command.addAll(List.of("-Dglass.platform=Headless", "-Dprism.order=sw"));
        }
        var tests = Path.of(MeasuredWindow.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        command.addAll(List.of(
                "-cp",
                Path.of(System.getProperty("gatehouse.dist"), "lib") + "/*:" + tests,
                MeasuredWindow.class.getName(),
                "window",
                "--data-dir",
                data.toString()));
        return new Program(dir, "window", command);
    }

    private static final class Program implements AutoCloseable {
        private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

        private final Process process;
        private final BufferedReader out;
        private final BufferedWriter in;

        Program(Path dir, String name, List<String> command) throws IOException {
            var builder = new ProcessBuilder(command)
                    .redirectError(dir.resolve(name + ".err").toFile());
            builder.environment().putIfAbsent("DISPLAY", "none");
            process = builder.start();
            out = process.inputReader();
            in = process.outputWriter();
        }

        int port() throws IOException {
            return Integer.parseInt(await(ADDRESS.pattern()).group(1));
        }

        Matcher ask(String question, String answer) throws IOException {
            tell(question);
            return await(answer);
        }

        Matcher await(String answer) throws IOException {
            var pattern = Pattern.compile(answer);
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                var matcher = pattern.matcher(line);
                if (matcher.find()) {
                    return matcher;
                }
            }
            throw new IOException("the program ended before it said " + answer);
        }

        void rss(String when) throws IOException {
            var memory = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"));
            System.out.println("RSS of the " + when + ": " + megabytes(memory, "VmRSS:") + " MB, of which anonymous "
                    + megabytes(memory, "RssAnon:"));
        }

        private static long megabytes(List<String> memory, String name) {
            return memory.stream()
                            .filter(line -> line.startsWith(name))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024;
        }

        /// As a person closes it.
        void end() throws IOException {
            tell("close");
            process.onExit().join();
        }

        private void tell(String what) throws IOException {
            in.write(what + "\n");
            in.flush();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
