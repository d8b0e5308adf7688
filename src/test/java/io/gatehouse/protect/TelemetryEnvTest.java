package io.gatehouse.protect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TelemetryEnvTest {
    private static final Endpoint HERE = new Endpoint(7411, "hook-token");
    private static final Endpoint THERE = new Endpoint(7412, "other-token");

    private static Map<String, String> env(String settings) {
        return Json.read(settings, JsonNode.class).path("env").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, one -> one.getValue().asString(), (one, _) -> one, TreeMap::new));
    }

    @Test
    void telemetryGoesToGatehouseWithATokenOfItsOwn() {
        var written = TelemetryEnv.with("{}\n", HERE);

        assertEquals(
                new TreeMap<>(Map.of(
                        "CLAUDE_CODE_ENABLE_TELEMETRY", "1",
                        "OTEL_LOGS_EXPORTER", "otlp",
                        "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/json",
                        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://127.0.0.1:7411/v1/logs",
                        "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
                                "x-gatehouse-telemetry=" + Endpoint.telemetryToken("hook-token"),
                        "OTEL_LOGS_EXPORT_INTERVAL", "1000",
                        "OTEL_LOG_TOOL_DETAILS", "1")),
                env(written));
        assertFalse(written.contains("hook-token"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}\n",
                "{\n  \"model\": \"x\"\n}\n",
                "{\n  \"env\": {\n    \"A\": \"1\"\n  },\n  \"model\": \"x\"\n}\n",
                "{\"env\":{\"A\":\"1\"}}",
                "{\r\n\t\"env\": {\r\n\t\t\"A\": \"1\"\r\n\t}\r\n}"
            })
    void itIsWrittenOnceAndMovedAndTakenOutAgain(String settings) {
        var written = TelemetryEnv.with(settings, HERE);

        assertEquals(written, TelemetryEnv.with(written, HERE));
        assertEquals(TelemetryEnv.with(settings, THERE), TelemetryEnv.with(written, THERE));
        assertEquals(Json.read(settings, JsonNode.class), Json.read(TelemetryEnv.without(written), JsonNode.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"env\": {\"OTEL_EXPORTER_OTLP_ENDPOINT\": \"http://collector.test:4317\"}}",
                "{\"env\": {\"CLAUDE_CODE_ENABLE_TELEMETRY\": \"1\"}}",
                "{\"env\": {\"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT\": \"http://127.0.0.1:4318/v1/logs\"}}",
                "{\"env\": {\"DISABLE_TELEMETRY\": \"1\"}}"
            })
    void telemetryThatGoesElsewhereOrNowhereIsLeftAlone(String settings) {
        assertEquals(settings, TelemetryEnv.with(settings, HERE));
        assertEquals(settings, TelemetryEnv.without(settings));
    }

    @Test
    void theTokenOfTelemetryIsNotTheHooks() {
        assertTrue(Endpoint.telemetryToken("a").matches("[0-9a-f]{64}"));
        assertFalse(Endpoint.telemetryToken("a").equals(Endpoint.telemetryToken("b")));
    }
}
