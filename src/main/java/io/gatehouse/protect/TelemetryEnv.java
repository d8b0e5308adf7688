package io.gatehouse.protect;

import io.gatehouse.json.Json;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// The variables in Claude Code's settings by which it tells Gatehouse what it ran.
///
/// Design. Where telemetry has a place already, two variables lead the logs here, and Gatehouse sends them on to that
/// place, which the variables beside still name: so nothing has to be remembered, and taking ours out is enough. Where
/// it cannot be sent on as it is, nothing is written. What is taken out again is found by looking, as the hooks are.
///
/// @see <a href="https://code.claude.com/docs/en/monitoring-usage">Claude Code's telemetry</a>
final class TelemetryEnv {
    /// Gatehouse's endpoint and header.
    static final String PATH = "/v1/logs";

    private static final String HEADER = "x-gatehouse-telemetry=";

    private static final String ENV = "env";
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT";
    private static final String PROTOCOL = "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL";
    private static final String HEADERS = "OTEL_EXPORTER_OTLP_LOGS_HEADERS";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private TelemetryEnv() {}

    /// What is written. An alarm must come within five seconds, so what ran is sent each second.
    private static Map<String, String> wanted(Endpoint endpoint) {
        var wanted = new LinkedHashMap<String, String>();
        wanted.put("CLAUDE_CODE_ENABLE_TELEMETRY", "1");
        wanted.put("OTEL_LOGS_EXPORTER", "otlp");
        wanted.put(PROTOCOL, "http/json");
        wanted.put(ENDPOINT, "http://127.0.0.1:" + endpoint.port() + PATH);
        wanted.put(HEADERS, HEADER + Endpoint.telemetryToken(endpoint.token()));
        wanted.put("OTEL_LOGS_EXPORT_INTERVAL", "1000");
        wanted.put("OTEL_LOG_TOOL_DETAILS", "1");
        return wanted;
    }

    /// Whether a variable says something of telemetry.
    static boolean isTelemetry(String name) {
        return name.startsWith("OTEL_") || name.contains("TELEMETRY");
    }

    /// What these settings say of telemetry without ours.
    static Map<String, String> theirs(String settings) {
        var theirs = new LinkedHashMap<String, String>();
        env(without(settings)).properties().stream()
                .filter(variable -> isTelemetry(variable.getKey()))
                .forEach(variable ->
                        theirs.put(variable.getKey(), variable.getValue().asString("")));
        return theirs;
    }

    static boolean isIn(String settings) {
        return isOurs(env(settings));
    }

    /// The settings with our variables.
    ///
    /// @param theirs what all settings together say besides
    static String with(String settings, Endpoint endpoint, TheirTelemetry theirs) {
        return switch (theirs) {
            case TheirTelemetry.None _ -> with(settings, wanted(endpoint));
            case TheirTelemetry.ToReceiver _ -> {
                var wanted = wanted(endpoint);
                wanted.keySet().retainAll(List.of(ENDPOINT, HEADERS));
                yield with(env(settings).has(PROTOCOL) ? without(settings) : settings, wanted);
            }
            case TheirTelemetry.Other _ -> without(settings);
        };
    }

    private static String with(String settings, Map<String, String> wanted) {
        var env = env(settings);
        var text = settings;
        if (!Json.read(text, JsonNode.class).path(ENV).isObject()) {
            text = JsonText.root(text).put(ENV, Json.mapper().createObjectNode());
        }
        for (var variable : wanted.entrySet()) {
            if (!env.path(variable.getKey()).asString("").equals(variable.getValue())) {
                text = JsonText.root(text)
                        .findObject(ENV)
                        .orElseThrow()
                        .put(variable.getKey(), StringNode.valueOf(variable.getValue()));
            }
        }
        return text;
    }

    /// The settings without our variables; as they are where none are ours.
    static String without(String settings) {
        var env = env(settings);
        if (!isOurs(env)) {
            return settings;
        }
        var text = settings;
        for (var name : wanted(new Endpoint(1, "any")).keySet()) {
            if (env.has(name) && (env.has(PROTOCOL) || name.equals(ENDPOINT) || name.equals(HEADERS))) {
                text = JsonText.root(text).findObject(ENV).orElseThrow().remove(name);
            }
        }
        return env(text).isEmpty() ? JsonText.root(text).remove(ENV) : text;
    }

    private static JsonNode env(String settings) {
        return Json.read(settings, JsonNode.class).path(ENV);
    }

    private static boolean isOurs(JsonNode env) {
        return env.path(HEADERS).asString("").startsWith(HEADER)
                && isHere(env.path(ENDPOINT).asString(""));
    }

    private static boolean isHere(String endpoint) {
        try {
            var url = URI.create(endpoint);
            return url.getHost() != null && LOOPBACK.contains(url.getHost()) && PATH.equals(url.getPath());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
