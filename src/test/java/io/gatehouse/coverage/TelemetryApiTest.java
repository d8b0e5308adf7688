package io.gatehouse.coverage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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

    private static final Forward.Pace PACE =
            new Forward.Pace(Duration.ofSeconds(5), List.of(Duration.ofMillis(20)), Duration.ofMillis(50));

    private final List<String> left = new CopyOnWriteArrayList<>();
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Optional<Forward.Receiver> before = Optional.empty();
    private final Forward forward = new Forward(() -> before, (url, bytes) -> left.add(url + " " + bytes), PACE);
    private LoopbackServer server;

    @BeforeEach
    void serve() {
        server = new LoopbackServer(
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
        forward.close();
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

        private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
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
                        headers.containsKey(TelemetryApi.HEADER)
                                || headers.toString().contains(TOKEN),
                        new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1)));
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            receiver.start();
            before = Optional.of(new Forward.Receiver(url(), Map.of("Api-Key", "k1")));
        }

        private URI url() {
            return URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/otel/v1/logs");
        }

        @AfterEach
        void stopReceiving() {
            receiver.stop(0);
        }

        private Received next() throws InterruptedException {
            var next = received.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came");
            }
            return next;
        }

        private void await(Predicate<Forward.State> isSo) {
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!isSo.test(forward.state())) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(forward.state());
                }
                Thread.onSpinWait();
            }
        }

        @Test
        void itGoesThereUnchangedButForOurToken() throws InterruptedException {
            assertEquals(200, answer(post(PROTOBUF, protobuf())).statusCode());

            assertEquals(
                    new Received("/otel/v1/logs", PROTOBUF, "k1", false, new String(protobuf(), ISO_8859_1)), next());
            assertEquals(List.of(RAN), outcomes);
            assertEquals(List.of(url() + " " + protobuf().length), left);
            await(state -> state.equals(new Forward.State(1, 0, 0, 0, "")));
        }

        @Test
        void aHeaderOfTheAgentsGoesAlongUnlessSettingsNameIt() throws InterruptedException {
            before = Optional.of(new Forward.Receiver(url(), Map.of()));
            answer(post(JSON, json()).header("api-key", "k2"));
            assertEquals("k2", next().key());
            before = Optional.of(new Forward.Receiver(url(), Map.of("api-key", "k3")));
            answer(post(JSON, json()).header("api-key", "k2"));
            assertEquals("k3", next().key());
        }

        @Test
        void whatCannotBeReadHereGoesThereAllTheSame() throws InterruptedException {
            assertEquals(200, answer(post("text/plain", json())).statusCode());

            assertEquals(new String(json(), ISO_8859_1), next().body());
            assertEquals(List.of(), outcomes);
        }

        @Test
        void theAgentDoesNotWaitForAReceiverThatIsAwayAndItGetsAllOnceItIsBack() throws InterruptedException {
            status = 503;
            assertEquals(200, answer(post(JSON, json())).statusCode());
            assertEquals(200, answer(post(PROTOBUF, protobuf())).statusCode());
            await(state -> state.trouble().equals("It answered with HTTP status 503."));
            assertEquals(2, forward.state().waiting());
            status = 200;
            await(state -> state.equals(new Forward.State(2, 0, 0, 0, "")));
            assertEquals(PROTOBUF, received.stream().toList().getLast().type());
        }

        @Test
        void whenTheLineIsFullTheOldestGoesAndIsCounted() {
            status = 503;
            int sent = Forward.MOST_WAITING + 3;
            for (int i = 0; i < sent; i++) {
                answer(post("text/plain", Integer.toString(i).getBytes(UTF_8)));
            }
            assertEquals(Forward.MOST_WAITING, forward.state().waiting());
            assertEquals(3, forward.state().dropped());
            received.clear();
            status = 200;
            await(state -> state.waiting() == 0);
            assertEquals(
                    Integer.toString(sent - 1),
                    received.stream().toList().getLast().body());
        }

        @Test
        void manyLargePartsAreNotKeptEither() {
            status = 503;
            for (int i = 0; i < 5; i++) {
                answer(post("text/plain", new byte[3 << 20]));
            }
            assertEquals(2, forward.state().waiting());
            assertEquals(3, forward.state().dropped());
        }

        @Test
        void aRedirectIsNotFollowedAndARefusalIsCounted() throws InterruptedException {
            status = 307;
            answer(post(JSON, json()));
            await(state -> state.refused() == 1);
            assertEquals("/otel/v1/logs", next().path());
            assertEquals(0, received.size());
            assertEquals(new Forward.State(0, 0, 0, 1, "It answered with HTTP status 307."), forward.state());
        }

        @Test
        void anEndpointThatIsOursEndsThere() {
            before = Optional.of(
                    new Forward.Receiver(URI.create("http://localhost:" + server.port() + "/v1/logs"), Map.of()));
            answer(post(JSON, json()));
            await(state -> state.refused() == 1);
            assertEquals("It answered with HTTP status 401.", forward.state().trouble());
            assertEquals(List.of(RAN), outcomes);
        }

        @Test
        void strangersReachNobody() {
            answer(post(JSON, json()).setHeader(TelemetryApi.HEADER, "other"));

            assertEquals(new Forward.State(0, 0, 0, 0, ""), forward.state());
            assertEquals(0, received.size());
        }
    }
}
