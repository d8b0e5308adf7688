package io.gatehouse.protect;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What settings say of telemetry that is not ours.
sealed interface TheirTelemetry {
    /// No word.
    record None() implements TheirTelemetry {}

    /// Logs go to one receiver over HTTP, so that they can be sent on as they are.
    record ToReceiver(TelemetryReceiver receiver) implements TheirTelemetry {}

    /// It is switched off, goes another way, or needs what only the agent has.
    record Other() implements TheirTelemetry {}

    String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    Set<String> LOOPBACK = Set.of("localhost", "0.0.0.0", "[::1]", "[::]");

    /// @param variables of telemetry alone
    /// @param own where this Gatehouse listens; nothing is sent on to itself
    static TheirTelemetry of(Map<String, String> variables, Endpoint own) {
        if (variables.isEmpty()) {
            return new None();
        }
        return receiver(variables)
                .filter(receiver -> !isOwn(receiver.url(), own))
                .<TheirTelemetry>map(ToReceiver::new)
                .orElseGet(Other::new);
    }

    private static Optional<TelemetryReceiver> receiver(Map<String, String> variables) {
        boolean isPlain = variables.keySet().stream().allMatch(TheirTelemetry::isUnderstood)
                && variables.getOrDefault("CLAUDE_CODE_ENABLE_TELEMETRY", "").equals("1")
                && variables.getOrDefault("OTEL_LOGS_EXPORTER", "").strip().equals("otlp")
                && Set.of("http/json", "http/protobuf")
                        .contains(variables.getOrDefault("OTEL_EXPORTER_OTLP_PROTOCOL", ""));
        return isPlain
                ? url(variables.getOrDefault(ENDPOINT, ""))
                        .map(url -> new TelemetryReceiver(
                                url, headers(variables.getOrDefault("OTEL_EXPORTER_OTLP_HEADERS", ""))))
                : Optional.empty();
    }

    /// What says where logs go in another way, by which certificate, or that nothing is told.
    private static boolean isUnderstood(String variable) {
        return !variable.startsWith("OTEL_EXPORTER_OTLP_LOGS_")
                && !variable.contains("CERTIFICATE")
                && !variable.endsWith("_KEY")
                && (!variable.contains("TELEMETRY") || variable.equals("CLAUDE_CODE_ENABLE_TELEMETRY"));
    }

    private static Optional<URI> url(String base) {
        try {
            var url = URI.create(base.strip().replaceFirst("/+$", "") + TelemetryEnv.PATH);
            return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                            && url.getHost() != null
                            && url.getUserInfo() == null
                            && url.getQuery() == null
                            && url.getFragment() == null
                    ? Optional.of(url)
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isOwn(URI url, Endpoint own) {
        var host = url.getHost();
        return url.getPort() == own.port() && (LOOPBACK.contains(host) || host.startsWith("127."));
    }

    /// `name=value` with commas between, each percent-encoded.
    private static Map<String, String> headers(String list) {
        var headers = new LinkedHashMap<String, String>();
        for (var pair : list.split(",", -1)) {
            int sign = pair.indexOf('=');
            if (sign > 0) {
                headers.put(
                        pair.substring(0, sign).strip(),
                        decoded(pair.substring(sign + 1).strip()));
            }
        }
        return headers;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return value;
        }
    }
}
