package io.gatehouse.coverage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.hook.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import org.junit.jupiter.api.Nested;
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
        server = serving(Optional.empty());
    }

    private LoopbackServer serving(Optional<Forward> forward) {
        return new LoopbackServer(
                0,
                Optional.empty(),
                List.of(new TelemetryApi(TOKEN, outcomes::add, forward)),
                (_, response, callback) -> {
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

    @Nested
    class WhenTelemetryWentElsewhereBefore {
        private record Received(String path, String type, String key, boolean ours, String body) {}

        private final List<Received> received = new CopyOnWriteArrayList<>();
        private HttpServer receiver;
        private volatile int status = 202;

        @BeforeEach
        void receive() throws IOException {
            receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            receiver.createContext("/", exchange -> {
                var headers = exchange.getRequestHeaders();
                received.add(new Received(
                        exchange.getRequestURI().getPath(),
                        headers.getFirst("Content-Type"),
                        headers.getFirst("api-key"),
                        headers.containsKey(TelemetryApi.HEADER),
                        new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1)));
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            receiver.start();
            server.close();
            server = serving(Optional.of(new Forward(
                    URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/otel/v1/logs"))));
        }

        @AfterEach
        void stopReceiving() {
            receiver.stop(0);
        }

        @Test
        void itGoesThereUnchangedButForOurToken() {
            assertEquals(
                    202,
                    answer(post(PROTOBUF, protobuf()).header("api-key", "k1")).statusCode());

            assertEquals(List.of(RAN), outcomes);
            assertEquals("/otel/v1/logs", received.getFirst().path());
            assertEquals(PROTOBUF, received.getFirst().type());
            assertEquals("k1", received.getFirst().key());
            assertFalse(received.getFirst().ours());
            assertEquals(new String(protobuf(), ISO_8859_1), received.getFirst().body());
        }

        @Test
        void whatCannotBeReadHereGoesThereAllTheSame() {
            assertEquals(202, answer(post("text/plain", json())).statusCode());

            assertEquals(new String(json(), ISO_8859_1), received.getFirst().body());
            assertEquals(List.of(), outcomes);
        }

        @Test
        void theAgentHearsWhatTheReceiverSays() {
            status = 429;
            assertEquals(429, answer(post(JSON, json())).statusCode());
            receiver.stop(0);
            assertEquals(503, answer(post(JSON, json())).statusCode());
            assertEquals(List.of(RAN, RAN), outcomes);
        }

        @Test
        void strangersReachNobody() {
            answer(post(JSON, json()).setHeader(TelemetryApi.HEADER, "other"));

            assertTrue(received.isEmpty());
        }
    }
}
