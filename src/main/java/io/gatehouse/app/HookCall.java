package io.gatehouse.app;

import io.gatehouse.agent.CopilotCli;
import io.gatehouse.agent.Cursor;
import io.gatehouse.agent.GeminiCli;
import io.gatehouse.agent.Windsurf;
import io.gatehouse.json.Json;
import io.gatehouse.protect.Configured;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Calls an agent's hook as the agent does, and hears its answer as the agent would.
///
/// @param patience the longest that it waits for an answer
record HookCall(String agent, Duration patience) {
    private static final int LARGEST_ANSWER = 1 << 20;

    /// opencode's own process, as far as the plugin sees it.
    private static final String OPENCODE =
            """
            const chunks = [];
            for await (const chunk of process.stdin) chunks.push(chunk);
            const call = JSON.parse(Buffer.concat(chunks).toString('utf8'));
            const { readFileSync } = await import('node:fs');
            const source = readFileSync(process.argv[1], 'utf8');
            const plugin = await import('data:text/javascript,' + encodeURIComponent(source));
            const hooks = await plugin.Gatehouse({ directory: call.directory, worktree: call.directory });
            try {
              await hooks['tool.execute.before'](call.input, call.output);
            } catch (e) {
              console.error(e.message);
              process.exit(2);
            }
            """;

    /// What the agent takes the answer for.
    sealed interface Heard {
        record Refusal() implements Heard {}

        /// The tool would run.
        record Allowed() implements Heard {}

        /// No answer that was meant as one.
        ///
        /// @param what came instead, in a few words
        record Unclear(String what) implements Heard {}
    }

    Heard ask(Configured hook, String call) {
        try {
            return switch (hook) {
                case Configured.Http http -> post(http, call);
                case Configured.Command command -> ofCommand(run(List.of("/bin/sh", "-c", command.line()), call));
                case Configured.Plugin(var file) ->
                    ofPlugin(run(
                            List.of("node", "--input-type=module", "--eval", OPENCODE, "--", file.toString()), call));
            };
        } catch (ConnectException _) {
            return new Heard.Unclear("nobody listens there");
        } catch (IOException | IllegalArgumentException e) {
            return new Heard.Unclear(String.valueOf(e.getMessage()));
        }
    }

    private record Ended(int exit, String out, String err) {}

    private Ended run(List<String> command, String call) throws IOException {
        var directory = Files.createTempDirectory("gatehouse-verify");
        try {
            var in = Files.writeString(directory.resolve("in"), call);
            var process = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(directory.resolve("out").toFile())
                    .redirectError(directory.resolve("err").toFile())
                    .start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().onExit().join();
                throw new IOException("no answer within " + patience.toSeconds() + " s");
            }
            return new Ended(process.exitValue(), text(directory.resolve("out")), text(directory.resolve("err")));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        } finally {
            for (var name : List.of("in", "out", "err")) {
                Files.deleteIfExists(directory.resolve(name));
            }
            Files.deleteIfExists(directory);
        }
    }

    private static String text(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8);
        }
    }

    /// Strictly what Gatehouse's own hook says: some agents run the tool on anything less.
    private Heard ofCommand(Ended ended) {
        if (ended.exit() == 0 && ended.out().strip().equals(agent.equals(Cursor.NAME) ? "{}" : "")) {
            return new Heard.Allowed();
        }
        return ended.exit() == 2 && !ended.err().isBlank() && denies(ended.out())
                ? new Heard.Refusal()
                : unclear(ended);
    }

    private static Heard ofPlugin(Ended ended) {
        return switch (ended.exit()) {
            case 0 -> new Heard.Allowed();
            case 2 -> new Heard.Refusal();
            default -> unclear(ended);
        };
    }

    private static Heard unclear(Ended ended) {
        var said = ended.err().isBlank() ? ended.out() : ended.err();
        return new Heard.Unclear("exit status " + ended.exit()
                + (said.isBlank() ? "" : ": " + said.strip().lines().findFirst().orElse("")));
    }

    private Heard post(Configured.Http hook, String call) throws IOException {
        var connection = (HttpURLConnection) URI.create(hook.url()).toURL().openConnection(Proxy.NO_PROXY);
        try {
            connection.setConnectTimeout((int) patience.toMillis());
            connection.setReadTimeout((int) patience.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            hook.headers().forEach(connection::setRequestProperty);
            connection.getOutputStream().write(call.getBytes(StandardCharsets.UTF_8));
            int status = connection.getResponseCode();
            if (status / 100 != 2) {
                return new Heard.Unclear("HTTP status " + status);
            }
            var body = new String(connection.getInputStream().readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8);
            return body.isBlank() || body.strip().equals("{}")
                    ? new Heard.Allowed()
                    : denies(body) ? new Heard.Refusal() : new Heard.Unclear("an answer that is no decision");
        } finally {
            connection.disconnect();
        }
    }

    /// Whether this agent takes a JSON text for a deny with a reason.
    private boolean denies(String text) {
        JsonNode json;
        try {
            json = Json.tree(text.getBytes(StandardCharsets.UTF_8));
        } catch (JacksonException _) {
            return false;
        }
        var quoting = json.path("hookSpecificOutput");
        return switch (agent) {
            case GeminiCli.NAME, Windsurf.NAME -> says(json, "decision", "reason");
            case Cursor.NAME -> says(json, "permission", "user_message") && says(json, "decision", "reason");
            case CopilotCli.NAME -> says(json, "permissionDecision", "permissionDecisionReason");
            default ->
                quoting.path("hookEventName").asString("").equals("PreToolUse")
                        && says(quoting, "permissionDecision", "permissionDecisionReason");
        };
    }

    private static boolean says(JsonNode json, String decision, String reason) {
        return json.path(decision).asString("").equals("deny")
                && !json.path(reason).asString("").isBlank();
    }
}
