package io.gatehouse.app;

import io.gatehouse.json.Json;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A person's machine with the real Claude Code client, which speaks to a scripted model and has no network but the
/// daemon. See `src/test/agents/run-claude.sh`.
final class RealClaude {
    private static final Path SCRIPT = Path.of("src/test/agents/run-claude.sh").toAbsolutePath();
    private static final String SERVERS =
            """
            {"mcpServers": {
                "demo": {"command": "python3", "args": ["${HERE}/demo_mcp.py"]},
                "filesystem": {"command": "python3", "args": ["${HERE}/demo_mcp.py"]}}}
            """;

    private final Path out;
    private final ClaudeCodeSettings settings;
    private final List<String> options = new ArrayList<>();

    /// @param out must not exist yet
    RealClaude(Path out) {
        this.out = out;
        this.settings =
                new ClaudeCodeSettings(out.resolve("config"), out.resolve("managed"), List.of(), Clock.systemUTC());
        // The client asks its maker about each host before it fetches; there is no network to ask over.
        write("config/settings.json", "{\"skipWebFetchPreflight\": true}");
        runIn(out, "git", "init", "--quiet", work().toString());
    }

    /// The client's working directory, the top of a git repository.
    Path work() {
        return out.resolve("work");
    }

    /// A file of the person's or of the repository.
    void write(String path, String content) {
        try {
            var file = out.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Offers the MCP servers `demo` and `filesystem`, both the same program, to the next session.
    void offerMcpServers() {
        write("mcp-servers.json", SERVERS);
        options.addAll(List.of("--mcp-config", out.resolve("mcp-servers.json").toString()));
    }

    /// What `gatehouse agents protect claude-code` does.
    void protect(Level level, DaemonProcess daemon) {
        settings.protect(level, new Endpoint(daemon.port(), daemon.hookToken()), false);
        if (level == Level.MANAGED) {
            options.addAll(List.of("--managed-settings", out.resolve("managed").toString()));
        }
    }

    /// What `gatehouse agents protect claude-code --telemetry` does besides.
    void tell(DaemonProcess daemon) {
        var _ = settings.tell(Level.USER, new Endpoint(daemon.port(), daemon.hookToken()), List.of(), false)
                .orElseThrow();
    }

    /// Takes this out of the person's settings.
    ///
    /// @param event of the hooks; "" for all of them
    void dropHooks(String event) {
        try {
            var file = settings.file(Level.USER);
            var root = (ObjectNode) Json.tree(Files.readAllBytes(file));
            if (event.isEmpty()) {
                root.remove("hooks");
            } else {
                ((ObjectNode) root.path("hooks")).remove(event);
            }
            Files.writeString(file, Json.text(root));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One session, in which the model asks for what the script says.
    ///
    /// @param script of `src/test/agents/fake_model.py`
    /// @param arguments of the client
    CompletableFuture<Session> start(DaemonProcess daemon, Map<String, Object> script, String... arguments) {
        write("scenario.json", Json.text(script));
        var command = new ArrayList<>(List.of(
                SCRIPT.toString(),
                "--scenario",
                out.resolve("scenario.json").toString(),
                "--out",
                out.toString(),
                "--hook-port",
                Integer.toString(daemon.port())));
        command.addAll(options);
        command.add("--");
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.resolve("harness.txt").toFile())
                    .start();
            process.getOutputStream().close();
            return process.onExit().thenApply(ended -> new Session(out, ended.exitValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes what an earlier run left.
    static void clear(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void runIn(Path directory, String... command) {
        try {
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .inheritIO()
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// What came of a session.
    record Session(Path out, int exitValue) {
        /// Everything that was said, for a failure's message.
        @Override
        public String toString() {
            return "exit " + exitValue + "\n" + text("harness.txt") + text("stdout.txt") + text("stderr.txt")
                    + text("model.jsonl");
        }

        /// What the model was told of a call, absent when it never heard of it again.
        Optional<String> told(String callId) {
            return model().stream()
                    .filter(entry -> entry.path("kind").asString("").equals("tool_result")
                            && entry.path("tool_use_id").asString("").equals(callId))
                    .map(entry -> entry.path("text").asString(""))
                    .findFirst();
        }

        /// When the model heard what came of a call.
        Optional<Instant> toldAt(String callId) {
            return model().stream()
                    .filter(entry -> entry.path("kind").asString("").equals("tool_result")
                            && entry.path("tool_use_id").asString("").equals(callId))
                    .map(entry -> Instant.ofEpochMilli((long) (entry.path("t").doubleValue() * 1_000)))
                    .findFirst();
        }

        /// Whether the client opened a connection to that address of its network, other than to the model.
        boolean connectedTo(String address) {
            return model().stream()
                    .anyMatch(entry -> entry.path("kind").asString("").equals("connection")
                            && entry.path("to").asString("").equals(address));
        }

        /// Whether the model was asked for anything.
        boolean reachedTheModel() {
            return model().stream()
                    .anyMatch(entry -> entry.path("kind").asString("").equals("request"));
        }

        boolean made(String file) {
            return Files.exists(out.resolve("work").resolve(file));
        }

        private List<JsonNode> model() {
            return text("model.jsonl")
                    .lines()
                    .map(line -> Json.read(line, JsonNode.class))
                    .toList();
        }

        private String text(String file) {
            try {
                var path = out.resolve(file);
                return Files.exists(path) ? Files.readString(path) : "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
