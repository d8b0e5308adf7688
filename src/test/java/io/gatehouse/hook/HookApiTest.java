package io.gatehouse.hook;

import static io.gatehouse.hook.HookServer.TOKEN;
import static io.gatehouse.hook.HookServer.concat;
import static io.gatehouse.hook.HookServer.post;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookApiTest {
    private static final String OURS =
            "Host: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer " + TOKEN;
    private static final byte[] CALL =
            """
            {"session_id": "s", "cwd": "/w", "hook_event_name": "PreToolUse", "tool_name": "Bash",
             "tool_use_id": "t", "tool_input": {"command": "ls"}}
            """
                    .getBytes(UTF_8);

    private final HookServer server = new HookServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void keepsAnIdleConnectionAtLeastAMinute() {
        assertTrue(server.idleTimeout().compareTo(Duration.ofSeconds(60)) >= 0, server.idleTimeout()::toString);
    }

    @Test
    void aCallIsDecidedAndRecorded() {
        assertTrue(server.exchange(post(CALL)).hasNoOpinion());
        assertEquals(List.of("ls"), server.recorded.stream().map(e -> e.shown()).toList());
    }

    @Test
    void aCallIsDecidedWhileTwoHundredOthersStallInTheirBodies() throws IOException {
        var request = post(CALL);
        var stalled = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 200; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                stalled.add(socket);
                socket.getOutputStream().write(request, 0, request.length - 1);
            }
            assertTrue(server.exchange(request).hasNoOpinion());
            assertEquals(1, server.recorded.size());
        } finally {
            for (var socket : stalled) {
                socket.close();
            }
        }
    }

    @Test
    void whatAToolDidIsNotedAndOtherEventsAreAccepted() {
        var ran =
                """
                {"session_id": "s", "hook_event_name": "PostToolUse", "tool_use_id": "t", "duration_ms": 12}
                """;
        assertTrue(server.exchange(post(ran.getBytes(UTF_8))).hasNoOpinion());
        assertEquals(List.of(new Outcome("claude-code", "s", "t", false, Duration.ofMillis(12))), server.outcomes);
        assertTrue(server.exchange(post("{\"hook_event_name\": \"Stop\"}".getBytes(UTF_8)))
                .hasNoOpinion());
    }

    @Test
    void settingsThatMustNotBeTakenUpAreRefusedInTheWayOfTheirEventAndRecorded() {
        var change = "{\"hook_event_name\": \"ConfigChange\", \"session_id\": \"s\", \"source\": \"user_settings\"%s}";
        assertTrue(server.exchange(post(change.formatted("").getBytes(UTF_8))).hasNoOpinion());
        assertEquals(List.of(), server.recorded);

        var answer = server.exchange(post(
                change.formatted(", \"file_path\": \"/home/ana/settings.json\"").getBytes(UTF_8)));
        var json = Json.tree(answer.body().getBytes(UTF_8));
        assertEquals("block", json.path("decision").asString(""));
        assertFalse(json.path("reason").asString("").isBlank());
        assertEquals("/home/ana/settings.json", json.path("systemMessage").asString(""));
        assertTrue(server.recorded.getFirst().verdict() instanceof Verdict.Deny deny
                && deny.cause() == Cause.HOOK_REMOVED);
    }

    /// Whatever stands in for a request, the tool does not run.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001", // the beginning of TLS
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "POST\r\n\r\n",
                "POST /hooks/claude-code\r\n\r\n", // HTTP/0.9
                "POST /hooks/claude-code HTTP/9.9\r\n\r\n",
                "POST /hooks/claude-code%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "POST /hooks/claude%2dcode HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
                "POST /hooks/claude-code;x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
                "POST /x/..%2fhooks/claude-code HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
                "POST http://evil.example/hooks/claude-code HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
                "POST /hooks/claude-code HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
                "POST /hooks/claude-code HTTP/1.1\r\nHost: a b\r\nContent-Length: 0\r\n\r\n",
                "POST /hooks/claude-code HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
                "POST /hooks/claude-code HTTP/1.1\r\nHost: 127.0.0.1\r\nno colon\r\n\r\n",
                "POST /hooks/claude-code HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \u0000\r\n\r\n",
                "POST /hooks/claude-code HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
                "POST /hooks/claude-code HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n",
                "POST /hooks/claude-code HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
                "%POST%\r\nTransfer-Encoding: banana\r\n\r\n",
                "%POST%\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "%POST%\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
                "%POST%\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "%POST%\r\nContent-Length: 1000\r\n\r\n{\"hook_event_name\":",
                "%POST%\r\nExpect: banana\r\nContent-Length: 0\r\n\r\n",
                "%POST%\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                "%POST%\r\n\r\n",
                "%POST 1.0%\r\nContent-Length: 0\r\n\r\n"
            })
    void aRequestThatIsNoGoodHttpIsADeny(String request) {
        var bytes = request.replace("%POST%", "POST /hooks/claude-code HTTP/1.1\r\n" + OURS)
                .replace("%POST 1.0%", "POST /hooks/claude-code HTTP/1.0\r\n" + OURS)
                .getBytes(ISO_8859_1);
        var answer = server.exchange(bytes);
        assertTrue(answer.denies(), answer.toString());
    }

    @Test
    void aHeaderOrAPathThatIsTooLongIsADeny() {
        var longText = "x".repeat(100_000);
        var header = server.exchange(post(OURS + "\r\nX: " + longText, CALL));
        assertTrue(header.denies(), header.toString());
        var path = server.exchange(
                ("POST /hooks/claude-code?" + longText + " HTTP/1.1\r\n" + OURS + "\r\n\r\n").getBytes(ISO_8859_1));
        assertTrue(path.denies(), path.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evil.example | application/json | Bearer TOKEN | | FOREIGN_REQUEST",
                "127.0.0.1.evil.example | application/json | Bearer TOKEN | | FOREIGN_REQUEST",
                "127.0.0.1@evil.example | application/json | Bearer TOKEN | | FOREIGN_REQUEST",
                "127.0.0.1 | text/plain | Bearer TOKEN | | FOREIGN_REQUEST",
                "127.0.0.1 | application/x-www-form-urlencoded | Bearer TOKEN | | FOREIGN_REQUEST",
                "127.0.0.1 | application/jsonp | Bearer TOKEN | | FOREIGN_REQUEST",
                "127.0.0.1 | application/json | Bearer TOKEN | http://127.0.0.1:7411 | FOREIGN_REQUEST",
                "127.0.0.1 | application/json | Bearer TOKEN | null | FOREIGN_REQUEST",
                "127.0.0.1 | application/json | Bearer TOKENx | | BAD_TOKEN",
                "127.0.0.1 | application/json | Bearer | | BAD_TOKEN",
                "127.0.0.1 | application/json | bearer TOKEN | | BAD_TOKEN",
                "127.0.0.1 | application/json | Basic TOKEN | | BAD_TOKEN",
                "127.0.0.1 | application/json | TOKEN | | BAD_TOKEN"
            })
    void aStrangerIsDeniedUnreadAndRecorded(
            String host, String type, String authorization, String origin, Cause cause) {
        var headers = "Host: " + host + "\r\nContent-Type: " + type + "\r\nAuthorization: "
                + authorization.replace("TOKEN", TOKEN) + (origin == null ? "" : "\r\nOrigin: " + origin);
        var answer = server.exchange(post(headers, CALL));
        assertTrue(answer.denies(), answer.toString());
        assertEquals(
                List.of(cause),
                server.recorded.stream()
                        .map(e -> ((Verdict.Deny) e.verdict()).cause())
                        .toList());
    }

    @Test
    void aThousandStrangersLeaveOneRecord() {
        for (int i = 0; i < 1_000; i++) {
            assertTrue(server.exchange(post("Host: evil.example", CALL)).denies());
        }
        assertEquals(1, server.recorded.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"})
    void otherMethodsAreNotFound(String method) {
        var request = new String(post(CALL), UTF_8).replaceFirst("POST", method);
        assertEquals(404, server.exchange(request.getBytes(UTF_8)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/hooks", "/hooks/", "/hooks/other", "/hooks/claude-code/", "/HOOKS/claude-code"})
    void otherPathsAreNotFound(String path) {
        var request = new String(post(CALL), UTF_8).replaceFirst("/hooks/claude-code", path);
        assertEquals(404, server.exchange(request.getBytes(UTF_8)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:7411", "localhost", "LOCALHOST:1", "[::1]:7411"})
    void everyNameOfThisMachineIsGood(String host) {
        var answer = server.exchange(post(OURS.replace("127.0.0.1", host), CALL));
        assertTrue(answer.hasNoOpinion(), answer.toString());
    }

    @Test
    void aBodyOfSixteenMegabytesIsReadAndALargerOneIsADeny() {
        int most = 16 << 20;
        assertTrue(server.exchange(post(write(most))).hasNoOpinion());
        assertTrue(server.exchange(post(write(most + 1))).denies());
        assertEquals(
                List.of(new Verdict.Allow(), Cause.TOO_LARGE),
                server.recorded.stream()
                        .map(e -> e.verdict() instanceof Verdict.Deny deny ? deny.cause() : e.verdict())
                        .toList());
    }

    /// A call to Write whose whole body has this size.
    private static byte[] write(int size) {
        var head =
                """
                {"session_id": "s", "cwd": "/w", "hook_event_name": "PreToolUse", "tool_name": "Write",
                 "tool_use_id": "t", "tool_input": {"file_path": "/w/x", "content": "\
                """
                        .getBytes(UTF_8);
        var tail = "\"}}".getBytes(UTF_8);
        var content = new byte[size - head.length - tail.length];
        Arrays.fill(content, (byte) 'x');
        return concat(concat(head, content), tail);
    }

    @Test
    void aBugIsADeny() {
        try (var broken = new HookServer(_ -> {
            throw new AssertionError("a bug");
        })) {
            var answer = broken.exchange(post(CALL));
            assertTrue(answer.denies(), answer.toString());
        }
    }
}
