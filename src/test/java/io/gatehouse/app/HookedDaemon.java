package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.cerbos.PlanKeeper;
import io.gatehouse.coverage.TelemetryApi;
import io.gatehouse.enforcement.Person;
import io.gatehouse.json.Json;
import io.gatehouse.local.LocalClient;
import io.gatehouse.protect.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/// A daemon in this process that decides by the starter policies, and an agent that asks it.
final class HookedDaemon implements AutoCloseable {
    private final Path home;
    final Daemon daemon;
    final LocalClient client;

    HookedDaemon(Path home) throws IOException {
        this(home, "");
    }

    /// @param more lines of its settings
    HookedDaemon(Path home, String more) throws IOException {
        this(home, more, PlanKeeper::onAThread);
    }

    /// @param later runs something after a pause
    HookedDaemon(Path home, String more, BiConsumer<Duration, Runnable> later) throws IOException {
        this(home, Laptop.at(home), more, later);
    }

    HookedDaemon(Path home, Machine machine) throws IOException {
        this(home, machine, "", PlanKeeper::onAThread);
    }

    private HookedDaemon(Path home, Machine machine, String more, BiConsumer<Duration, Runnable> later)
            throws IOException {
        this.home = home;
        var config = home.resolve(".config/gatehouse/gatehouse.yaml");
        Files.createDirectories(config.getParent());
        Files.writeString(config, "hook: {port: 0}\nprincipal: {id: ada, roles: [developer]}\n" + more);
        Files.createDirectories(home.resolve("shop/.git"));
        daemon = new Daemon(
                Settings.load(Optional.of(config), machine, Instant.EPOCH),
                DataDir.open(data()),
                machine,
                Person.NOBODY,
                later);
        client = LocalClient.open(data());
    }

    private Path data() {
        return home.resolve(".local/share/gatehouse");
    }

    /// What the agent hears of a line that it wants to run in the workspace `shop`; "" for an allow.
    String hears(String session, String line) throws IOException, InterruptedException {
        return told(session, line)
                .path("hookSpecificOutput")
                .path("permissionDecisionReason")
                .asString("");
    }

    JsonNode told(String session, String line) throws IOException, InterruptedException {
        return told(Map.of(
                "session_id",
                session,
                "tool_use_id",
                "t1",
                "cwd",
                home.resolve("shop").toString(),
                "hook_event_name",
                "PreToolUse",
                "tool_name",
                "Bash",
                "tool_input",
                Map.of("command", line)));
    }

    /// The agent tells that the call of that session has run.
    void ran(String session, String line) throws IOException, InterruptedException {
        var _ = told(Map.of(
                "session_id",
                session,
                "tool_use_id",
                "t1",
                "cwd",
                home.resolve("shop").toString(),
                "hook_event_name",
                "PostToolUse",
                "tool_name",
                "Bash",
                "tool_input",
                Map.of("command", line),
                "tool_response",
                Map.of("stdout", "")));
    }

    /// What the agent hears of any hook request.
    JsonNode told(Map<String, Object> body) throws IOException, InterruptedException {
        return told("claude-code", body);
    }

    JsonNode told(String agent, Map<String, Object> body) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.port() + "/hooks/" + agent))
                            .header("Content-Type", "application/json")
                            .header("Authorization", "Bearer " + token())
                            .POST(BodyPublishers.ofByteArray(Json.bytes(body)))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            return answer.body().isEmpty()
                    ? Json.mapper().createObjectNode()
                    : Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
        }
    }

    /// The agent's telemetry tells that a call has run.
    void telemetry(String session, String call, String command) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.port() + TelemetryApi.PATH))
                            .header("Content-Type", "application/json")
                            .header(TelemetryApi.HEADER, Endpoint.telemetryToken(token()))
                            .POST(
                                    BodyPublishers.ofByteArray(
                                            Json.bytes(
                                                    Map.of(
                                                            "resourceLogs",
                                                            List.of(
                                                                    Map.of(
                                                                            "resource",
                                                                            Map.of(
                                                                                    "attributes",
                                                                                    List.of(
                                                                                            attribute(
                                                                                                    "service.name",
                                                                                                    "claude-code"))),
                                                                            "scopeLogs",
                                                                            List.of(
                                                                                    Map.of(
                                                                                            "logRecords",
                                                                                            List.of(
                                                                                                    Map.of(
                                                                                                            "attributes",
                                                                                                            List.of(
                                                                                                                    attribute(
                                                                                                                            "event.name",
                                                                                                                            "tool_result"),
                                                                                                                    attribute(
                                                                                                                            "session.id",
                                                                                                                            session),
                                                                                                                    attribute(
                                                                                                                            "tool_use_id",
                                                                                                                            call),
                                                                                                                    attribute(
                                                                                                                            "tool_name",
                                                                                                                            "Bash"),
                                                                                                                    attribute(
                                                                                                                            "tool_parameters",
                                                                                                                            Json
                                                                                                                                    .text(
                                                                                                                                            Map
                                                                                                                                                    .of(
                                                                                                                                                            "full_command",
                                                                                                                                                            command))))))))))))))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
        }
    }

    private static Map<String, Object> attribute(String key, String value) {
        return Map.of("key", key, "value", Map.of("stringValue", value));
    }

    String token() throws IOException {
        return Files.readString(data().resolve("hook.token")).strip();
    }

    /// The id of the call that was denied last.
    String lastDenied() {
        return client.list(new AuditLog.Filter(true, "", Instant.EPOCH), Optional.empty(), 1)
                .getFirst()
                .id();
    }

    @Override
    public void close() {
        client.close();
        daemon.close();
    }
}
