package io.gatehouse.protect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.Json;
import java.net.URI;
import java.util.Map;
import java.util.Set;
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

    private static String with(String settings, Endpoint endpoint) {
        return TelemetryEnv.with(settings, endpoint, TheirTelemetry.of(TelemetryEnv.theirs(settings), endpoint));
    }

    @Test
    void telemetryGoesToGatehouseWithATokenOfItsOwn() {
        var written = with("{}\n", HERE);

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
        var written = with(settings, HERE);

        assertEquals(written, with(written, HERE));
        assertEquals(with(settings, THERE), with(written, THERE));
        assertEquals(Json.read(settings, JsonNode.class), Json.read(TelemetryEnv.without(written), JsonNode.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"env\": {\"OTEL_EXPORTER_OTLP_ENDPOINT\": \"http://collector.test:4317\"}}",
                "{\"env\": {\"CLAUDE_CODE_ENABLE_TELEMETRY\":\"1\",\"OTEL_LOGS_EXPORTER\":\"otlp\",\"OTEL_EXPORTER_OTLP_PROTOCOL\":\"grpc\",\"OTEL_EXPORTER_OTLP_ENDPOINT\":\"http://collector.test:4317\"}}",
                "{\"env\": {\"CLAUDE_CODE_ENABLE_TELEMETRY\":\"1\",\"OTEL_LOGS_EXPORTER\":\"otlp\",\"OTEL_EXPORTER_OTLP_PROTOCOL\":\"http/json\",\"OTEL_EXPORTER_OTLP_ENDPOINT\":\"http://127.0.0.1:7411\"}}",
                "{\"env\": {\"CLAUDE_CODE_ENABLE_TELEMETRY\":\"1\",\"OTEL_LOGS_EXPORTER\":\"otlp\",\"OTEL_EXPORTER_OTLP_PROTOCOL\":\"http/json\",\"OTEL_EXPORTER_OTLP_ENDPOINT\":\"https://c.test\",\"OTEL_EXPORTER_OTLP_CERTIFICATE\":\"/ca.pem\"}}",
                "{\"env\": {\"CLAUDE_CODE_ENABLE_TELEMETRY\":\"1\",\"OTEL_LOGS_EXPORTER\":\"otlp,console\",\"OTEL_EXPORTER_OTLP_PROTOCOL\":\"http/json\",\"OTEL_EXPORTER_OTLP_ENDPOINT\":\"https://c.test\"}}",
                "{\"env\": {\"CLAUDE_CODE_ENABLE_TELEMETRY\": \"1\"}}",
                "{\"env\": {\"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT\": \"http://127.0.0.1:4318/v1/logs\"}}",
                "{\"env\": {\"DISABLE_TELEMETRY\": \"1\"}}"
            })
    void telemetryThatGoesElsewhereOrNowhereIsLeftAlone(String settings) {
        assertEquals(settings, with(settings, HERE));
        assertEquals(settings, TelemetryEnv.without(settings));
    }

    @Test
    void theTokenOfTelemetryIsNotTheHooks() {
        assertTrue(Endpoint.telemetryToken("a").matches("[0-9a-f]{64}"));
        assertFalse(Endpoint.telemetryToken("a").equals(Endpoint.telemetryToken("b")));
    }

    private static final String THEIRS =
            """
            {"env": {"CLAUDE_CODE_ENABLE_TELEMETRY": "1", "OTEL_LOGS_EXPORTER": "otlp", "OTEL_METRICS_EXPORTER": "otlp",
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf", "OTEL_EXPORTER_OTLP_ENDPOINT": "https://c.test/otel/",
            "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Basic%20YQ==, x-team=a+b"}}
            """;

    @Test
    void whereItGoesToOneReceiverTwoVariablesLeadTheLogsHereAndTheRestStays() {
        var written = with(THEIRS, HERE);

        var expected = new TreeMap<>(env(THEIRS));
        expected.put("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://127.0.0.1:7411/v1/logs");
        expected.put(
                "OTEL_EXPORTER_OTLP_LOGS_HEADERS", "x-gatehouse-telemetry=" + Endpoint.telemetryToken("hook-token"));
        assertEquals(expected, env(written));
        assertEquals(written, with(written, HERE));
        assertEquals(Json.read(THEIRS, JsonNode.class), Json.read(TelemetryEnv.without(written), JsonNode.class));
    }

    @Test
    void whereItWentIsReadFromWhatStays() {
        assertEquals(
                new TheirTelemetry.ToReceiver(new TelemetryReceiver(
                        URI.create("https://c.test/otel/v1/logs"),
                        Map.of("Authorization", "Basic YQ==", "x-team", "a+b"))),
                TheirTelemetry.of(TelemetryEnv.theirs(with(THEIRS, HERE)), HERE));
    }

    @Test
    void whatIsOursGivesWayWhenTelemetryComesToGoElsewhere() {
        var ours = with("{}", HERE);
        var theirs = TheirTelemetry.of(TelemetryEnv.theirs(THEIRS), HERE);
        assertEquals(
                Set.of("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_HEADERS"),
                env(TelemetryEnv.with(ours, HERE, theirs)).keySet());
        assertEquals(Map.of(), env(TelemetryEnv.with(ours, HERE, new TheirTelemetry.Other())));
    }
}
