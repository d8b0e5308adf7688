package io.gatehouse.coverage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.enforcement.Outcome;
import io.gatehouse.hook.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryApiTest {
    private static final String TOKEN = "telemetry-token";
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final Map<String, String> BASH =
            Map.of("session.id", "s1", "tool_use_id", "t1", "tool_name", "Bash", "success", "true");
    private static final Outcome RAN = new Outcome("claude-code", "s1", "t1", "Bash", "", false, Duration.ZERO);

    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private LoopbackServer server;

    @BeforeEach
    void serve() {
        server = new LoopbackServer(
                0, Optional.empty(), List.of(new TelemetryApi(TOKEN, outcomes::add)), (_, response, callback) -> {
                    response.setStatus(400);
                    callback.succeeded();
                    return true;
                });
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private HttpRequest.Builder post(String type, byte[] body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/logs"))
                .header("Content-Type", type)
                .header(TelemetryApi.HEADER, TOKEN)
                .POST(BodyPublishers.ofByteArray(body));
    }

    private HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static byte[] json() {
        return Otlp.json("claude-code", "claude_code.tool_result", BASH).getBytes(UTF_8);
    }

    private static byte[] protobuf() {
        return Otlp.protobuf("claude-code", "claude_code.tool_result", BASH);
    }

    @Test
    void whatRanIsTakenFromJson() {
        var answer = answer(post(JSON, json()));

        assertEquals(200, answer.statusCode());
        assertEquals("{}", answer.body());
        assertEquals(List.of(RAN), outcomes);
    }

    @Test
    void whatRanIsTakenFromProtobufToo() {
        var answer = answer(post(PROTOBUF, protobuf()));

        assertEquals(200, answer.statusCode());
        assertEquals("", answer.body());
        assertEquals(List.of(RAN), outcomes);
    }

    @Test
    void whatRanIsTakenFromPackedTelemetry() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(json());
        }

        assertEquals(
                200,
                answer(post(JSON, packed.toByteArray()).header("Content-Encoding", "gzip"))
                        .statusCode());
        assertEquals(List.of(RAN), outcomes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "other", "telemetry-token2"})
    void nobodyIsHeardWithoutTheToken(String token) {
        assertEquals(
                401,
                answer(post(JSON, json()).setHeader(TelemetryApi.HEADER, token)).statusCode());
        assertEquals(List.of(), outcomes);
    }

    @Test
    void aWebPageIsNotHeard() {
        assertEquals(
                401,
                answer(post(JSON, json()).header("Origin", "https://evil.test")).statusCode());
        assertEquals(List.of(), outcomes);
    }

    @Test
    void whatCannotBeReadIsRefused() {
        assertEquals(400, answer(post(JSON, "{".getBytes(UTF_8))).statusCode());
        assertEquals(400, answer(post(PROTOBUF, "{".getBytes(UTF_8))).statusCode());
        assertEquals(400, answer(post("text/plain", json())).statusCode());
        assertEquals(
                400, answer(post(JSON, json()).header("Content-Encoding", "br")).statusCode());
        assertEquals(
                400,
                answer(post(JSON, json()).header("Content-Encoding", "gzip")).statusCode());
        assertEquals(List.of(), outcomes);
    }

    @Test
    void whatIsTooLargeIsRefusedPackedOrNot() throws IOException {
        var large = new byte[TelemetryApi.LARGEST_BODY + 1];
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(large);
        }

        assertEquals(400, answer(post(JSON, large)).statusCode());
        assertEquals(
                400,
                answer(post(JSON, packed.toByteArray()).header("Content-Encoding", "gzip"))
                        .statusCode());
    }

    @Test
    void otherPathsAndMethodsAreLeftAlone() {
        var metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/metrics"))
                .header(TelemetryApi.HEADER, TOKEN)
                .POST(BodyPublishers.noBody());

        assertEquals(404, answer(metrics).statusCode());
        assertEquals(404, answer(post(JSON, json()).GET()).statusCode());
    }
}
