package io.gatehouse.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalApiTest {
    @TempDir
    Path dataDir;

    private TestDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        daemon = new TestDaemon(dataDir);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:1", "localhost", "LOCALHOST:7411", "[::1]", "[::1]:7411"})
    void answersToEachNameOfThisMachine(String host) throws IOException {
        assertEquals(200, status(daemon.raw(withHost("GET /api/status", host))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:7411",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "127.0.0.2",
                "0.0.0.0",
                "192.168.1.2:7411",
                "[::2]",
                "localhost:7411\r\nOrigin: http://localhost"
            })
    void refusesEveryOtherName(String host) throws IOException {
        assertEquals(403, status(daemon.raw(withHost("GET /api/status", host))));
    }

    @Test
    void refusesARequestThatNamesNoHost() throws IOException {
        var request = "GET /api/status HTTP/1.0\r\n" + daemon.bearer() + "\r\n";
        assertEquals(403, status(daemon.raw(request.getBytes(StandardCharsets.US_ASCII))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "null", "https://evil.example", ""})
    void refusesWhatComesFromAWebPage(String origin) throws IOException {
        for (var method : List.of("GET", "OPTIONS", "POST")) {
            var answer = daemon.raw(method + " /api/status", daemon.bearer() + "Origin: " + origin + "\r\n", "");
            assertEquals(403, status(answer));
            assertFalse(answer.contains("Access-Control"), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: Bearer\r\n",
                "Authorization: Bearer \r\n",
                "Authorization: Bearer wrong\r\n",
                "Authorization: Basic TOKEN\r\n",
                "Authorization: TOKEN\r\n",
                "Authorization: Bearer TOKENx\r\n",
                "Authorization: Bearer TOKEN TOKEN\r\n",
                "Authorization: Bearer TOKEN\r\nAuthorization: Bearer TOKEN\r\n",
                "Cookie: token=TOKEN\r\n"
            })
    void tellsNothingWithoutTheToken(String headers) throws IOException {
        for (var target : List.of("GET /api/status", "GET /api/nothing", "DELETE /api/stop", "POST /api/stop")) {
            var answer = daemon.raw(target, headers.replace("TOKEN", daemon.token.value()), "");
            assertEquals(401, status(answer));
            assertEquals(
                    "{\"error\":\"The local token is missing or is not the one of this start of the daemon.\"}",
                    body(answer));
        }
        assertEquals(1, daemon.stopped.getCount());
    }

    @ParameterizedTest
    @CsvSource({
        "GET /api/, 404",
        "GET /api/mode, 404",
        "POST /api/mode, 404",
        "GET /api/status/, 404",
        "GET /api/STATUS, 404",
        "GET /api/enforcements/, 404",
        "GET /api/enforcements/unknown, 404",
        "GET /api/enforcements/%00, 400",
        "GET /api/enforcements/a.b, 404",
        "POST /api/agents/a.b/protect, 404",
        "POST /api/agents/claude-code/unprotect, 404",
        "POST /api/status, 405",
        "HEAD /api/status, 405",
        "OPTIONS /api/status, 405",
        "PUT /api/explain, 405",
        "GET /api/explain, 405",
        "GET /api/stop, 405",
        "DELETE /api/enforcements/id1, 405",
        "POST /api/events, 405",
        "GET /api/agents/claude-code/protect, 405",
        "GET /api, 299",
        "GET /hooks/claude-code, 299",
        "GET /, 299"
    })
    void servesOnlyItsPathsAndMethods(String target, int status) throws IOException {
        assertEquals(status, status(daemon.raw(target, daemon.bearer(), "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=501",
                "limit=many",
                "limit=1&limit=2",
                "since=yesterday",
                "since=1969-12-31T23:59:59Z",
                "since=%2B1000000000-12-31T23:59:59Z",
                "verdicts=denied",
                "principal=ana",
                "text=%ff",
                "text=%zz"
            })
    void refusesAQueryThatItDoesNotUnderstand(String query) throws IOException {
        var answer = daemon.raw("GET /api/enforcements?" + query, daemon.bearer(), "");
        assertEquals(400, status(answer), answer);
        assertEquals("", daemon.log.listedWith);
    }

    @Test
    void listsTheNewestHundredUnlessAskedOtherwise() throws IOException {
        assertEquals("[]", body(daemon.raw("GET /api/enforcements", daemon.bearer(), "")));
        assertEquals(AuditLog.Filter.ALL + " " + Optional.empty() + " 100", daemon.log.listedWith);
    }

    @Test
    void tellsSessionsAndWhatOneCanFilterBy() throws IOException {
        assertEquals(
                "{\"sessions\":[],\"next\":null}",
                body(daemon.raw("GET /api/sessions?verdicts=ALLOWED", daemon.bearer(), "")));
        assertEquals(
                "{\"agents\":[],\"tools\":[],\"workspaces\":[],\"rules\":[]}",
                body(daemon.raw("GET /api/facets", daemon.bearer(), "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{}",
                "[]",
                "null",
                "{\"is\":\"Url\"}",
                "{\"is\":\"Grant\",\"id\":\"x\"}",
                "{\"is\":\"java.net.URI\"}",
                "{\"is\":\"Url\",\"url\":null}",
                "{\"is\":\"Url\",\"url\":\"u\",\"mode\":\"OBSERVE\"}",
                "{\"is\":\"File\",\"action\":\"EXEC\",\"path\":\"p\",\"cwd\":\"c\"}"
            })
    void refusesAQuestionThatIsNone(String body) throws IOException {
        var answer = explain("application/json; charset=utf-8", body);
        assertEquals(400, status(answer));
        assertTrue(body(answer).startsWith("{\"error\":\"The body must be JSON of one of "), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json5", ""})
    void refusesAQuestionThatIsNotSentAsJson(String type) throws IOException {
        assertEquals(415, status(explain(type, "{\"is\":\"Url\",\"url\":\"u\"}")));
    }

    @Test
    void readsALargeQuestionOnlyWhenItQuotesAHook() throws IOException {
        var large = "x".repeat(64 << 10);
        var quoted = "{\"is\":\"Hook\",\"agent\":\"claude-code\",\"json\":\"" + large + "\"}";
        assertEquals(413, status(explain("application/json", "{\"is\":\"Url\",\"url\":\"" + large + "\"}")));
        assertEquals(200, status(explain("application/json", quoted)));
    }

    @Test
    void refusesAQuestionOfMoreThanTwentyMegabytesBeforeItIsSent() throws IOException {
        var headers = "Content-Type: application/json\r\nContent-Length: " + ((20 << 20) + 1) + "\r\n";
        assertEquals(413, status(daemon.raw("POST /api/explain", daemon.bearer() + headers, "")));
    }

    @Test
    void refusesABodyWhereNoneIsExpected() throws IOException {
        assertEquals(413, status(daemon.raw("POST /api/stop", daemon.bearer(), "{}")));
        assertEquals(1, daemon.stopped.getCount());
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade: h2c, 400",
        "Expect: 200-maybe, 417",
        "no colon, 400",
        "Content-Length: -1, 400",
        "Transfer-Encoding: gzip, 400"
    })
    void answersWhatIsNoHttpWithASentence(String header, int status) throws IOException {
        for (var token : List.of(daemon.bearer(), "")) {
            var answer = daemon.raw("GET /api/status", token + header + "\r\n", "");
            assertEquals(status, status(answer), answer);
            assertTrue(answer.contains("Content-Type: application/json\r\n"), answer);
            assertEquals("{\"error\":\"This is no HTTP/1.1 request that Gatehouse reads.\"}", body(answer));
        }
    }

    @Test
    void answersThatABodyBrokeOff() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(largeQuestion());
            socket.shutdownOutput();
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(400, status(answer), answer);
            assertEquals("{\"error\":\"The body broke off before its end.\"}", body(answer));
        }
    }

    @Test
    void aLargeQuestionThatNeverEndsKeepsNoOtherWaitingForLong() throws Exception {
        try (var impatient = new TestDaemon(
                        Files.createDirectory(dataDir.resolve("impatient")),
                        EventStreams.Pace.USUAL,
                        Duration.ofSeconds(1));
                var stalled = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
            stalled.setSoTimeout(10_000);
            stalled.getOutputStream().write(largeQuestion(impatient));
            var late = new String(stalled.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(408, status(late), late);
            assertEquals("{\"error\":\"The body did not come within 1 seconds.\"}", body(late));

            var quoted = "{\"is\":\"Hook\",\"agent\":\"claude-code\",\"json\":\"" + "x".repeat(64 << 10) + "\"}";
            var header = "Content-Type: application/json\r\n";
            assertEquals(200, status(impatient.raw("POST /api/explain", impatient.bearer() + header, quoted)));
        }
    }

    @Test
    void decidesOneQuestionAtATimeAndAnswersEverythingElseMeanwhile() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var impatient = new TestDaemon(
                        Files.createDirectory(dataDir.resolve("impatient")),
                        EventStreams.Pace.USUAL,
                        Duration.ofMillis(100));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            impatient.explain = question -> {
                begun.countDown();
                await(goOn);
                return TestDaemon.enforcement("asked", question.toString());
            };
            var header = impatient.bearer() + "Content-Type: application/json\r\n";
            var url = "{\"is\":\"Url\",\"url\":\"u\"}";
            var first = threads.submit(() -> impatient.raw("POST /api/explain", header, url));
            await(begun);
            var second = impatient.raw("POST /api/explain", header, url);
            assertEquals(503, status(second), second);
            assertEquals(
                    "{\"error\":\"Gatehouse is busy with other questions like this one; ask again.\"}", body(second));
            assertEquals(200, status(impatient.raw("GET /api/status", impatient.bearer(), "")));
            goOn.countDown();
            assertEquals(200, status(first.get(10, TimeUnit.SECONDS)));
            assertEquals(200, status(impatient.raw("POST /api/explain", header, url)));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] largeQuestion() {
        return largeQuestion(daemon);
    }

    /// Its head, and the first byte of nine million.
    private static byte[] largeQuestion(TestDaemon daemon) {
        return ("POST /api/explain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + daemon.bearer()
                        + "Content-Type: application/json\r\nContent-Length: 9000000\r\n\r\n{")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void answersABugWithASentenceAndNoTrace() throws IOException {
        daemon.explain = _ -> {
            throw new IllegalStateException("secret detail");
        };
        var answer = explain("application/json", "{\"is\":\"Url\",\"url\":\"u\"}");
        assertEquals(500, status(answer));
        assertEquals("{\"error\":\"Gatehouse failed because of a bug; its log says where.\"}", body(answer));
    }

    @Test
    void answersARefusalWithItsSentence() throws IOException {
        daemon.protect = name -> {
            throw new LocalApi.Refused("There is no agent named " + name + ".");
        };
        var answer = daemon.raw("POST /api/agents/nobody/protect", daemon.bearer(), "");
        assertEquals(409, status(answer));
        assertEquals("{\"error\":\"There is no agent named nobody.\"}", body(answer));
    }

    @Test
    void stopsTheDaemonAfterAgreeingTo() throws Exception {
        assertEquals(202, status(daemon.raw("POST /api/stop", daemon.bearer(), "")));
        assertTrue(daemon.stopped.await(10, TimeUnit.SECONDS));
    }

    @Test
    void neverLetsAnAnswerBeKeptOrTakenForAnythingButJson() throws IOException {
        var answer = daemon.raw("GET /api/status", daemon.bearer(), "");
        assertTrue(answer.contains("Content-Type: application/json\r\n"), answer);
        assertTrue(answer.contains("Cache-Control: no-store\r\n"), answer);
        assertTrue(answer.contains("X-Content-Type-Options: nosniff\r\n"), answer);
        assertFalse(answer.contains("Access-Control"), answer);
    }

    private String explain(String type, String body) throws IOException {
        var header = type.isEmpty() ? "" : "Content-Type: " + type + "\r\n";
        return daemon.raw("POST /api/explain", daemon.bearer() + header, body);
    }

    private byte[] withHost(String target, String host) {
        return (target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + daemon.bearer() + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
