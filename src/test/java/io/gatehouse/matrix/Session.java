package io.gatehouse.matrix;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// One run of a client, whose model waits with its first answer.
final class Session {
    private static final Path PROGRAM = Path.of("src/test/agents/run-agent.sh").toAbsolutePath();
    private static final long PATIENCE_SECONDS = 120;

    final Client client;
    final List<Tool> tools;
    private final Path out;
    private final Wish wish;
    private final Process process;

    /// @param out of this session alone; must not exist yet
    Session(Client client, List<Tool> tools, boolean isDenied, Path home, Path out, int port) {
        this.client = client;
        this.tools = tools;
        this.out = out;
        this.wish = new Wish(out.resolve("work"), isDenied);
        try {
            Files.createDirectories(wish.work().resolve(".git"));
            Files.writeString(wish.work().resolve("notes.txt"), Client.CANARY + "\n");
            Files.writeString(wish.work().resolve(".env"), "KEY=" + Client.CANARY + "\n");
            new ProcessBuilder("git", "init", "--quiet", wish.work().toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            Files.writeString(
                    out.resolve("script.json"),
                    Json.text(client.script(tools, wish, released().toString())));
            process = new ProcessBuilder(
                            PROGRAM.toString(), client.agent(), home.toString(), out.toString(), Integer.toString(port))
                    .redirectErrorStream(true)
                    .redirectOutput(out.resolve("harness.txt").toFile())
                    .start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Path released() {
        return out.resolve("go");
    }

    /// Until the client has asked its model, which means that all that comes before a tool is behind it.
    void awaitModel() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(out.resolve("go.awaited"))) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("the model was not asked\n" + this);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /// The model answers.
    void go() throws IOException {
        Files.writeString(released(), "");
    }

    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(3 * PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the client does not end\n" + this);
        }
    }

    /// Whether the world shows that the tool did what it was asked for.
    boolean ran(Tool tool) {
        var work = wish.work();
        return switch (tool) {
            case SHELL -> Files.exists(work.resolve("shell-ran"));
            case WRITE -> Files.exists(Path.of(wish.written()));
            case READ -> text("model.jsonl").contains(Client.CANARY);
            case MCP -> Files.exists(work.resolve("noted"));
            case SUBAGENT -> Files.exists(work.resolve("subagent-ran"));
        };
    }

    /// Whether the client had the call before it, and told its model what came of it.
    boolean wasAnswered(Tool tool) {
        return switch (client) {
            case CLAUDE_HTTP, CLAUDE_SHIM ->
                model().stream()
                        .anyMatch(entry -> entry.path("kind").asString("").equals("tool_result")
                                && entry.path("tool_use_id").asString("").equals(tool.name()));
            case OPENCODE, GEMINI, QWEN, COPILOT, CODEX, CODEX_SCRIPT ->
                model().stream()
                        .anyMatch(entry -> !entry.path("child").asBoolean(true)
                                && entry.path("results").size() > tools.indexOf(tool));
        };
    }

    private List<JsonNode> model() {
        var lines = new ArrayList<JsonNode>();
        text("model.jsonl").lines().forEach(line -> lines.add(Json.read(line, JsonNode.class)));
        return lines;
    }

    private String text(String file) {
        try {
            var path = out.resolve(file);
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Everything that was said, for a failure's message.
    @Override
    public String toString() {
        return client + " " + tools + " in " + out + "\n" + text("harness.txt") + text("stdout.txt")
                + text("stderr.txt") + text("model.log") + text("model.jsonl");
    }
}
