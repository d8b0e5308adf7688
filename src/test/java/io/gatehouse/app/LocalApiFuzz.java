package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.app.OddLocal.Sent;
import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.hook.Fuzzing;
import io.gatehouse.json.Json;
import io.gatehouse.local.ExceptionWish;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Sends requests that nobody would send to the local API of a daemon that has something to tell: first without the
/// token, then with it. The same seed sends the same.
final class LocalApiFuzz implements AutoCloseable {
    /// In what the daemon has recorded, and in no request.
    private static final String MARKER = "zebra-crossing-4711";

    private static final Set<Integer> DOCUMENTED = Set.of(200, 202, 400, 401, 403, 404, 405, 408, 409, 413, 415, 503);
    private static final Set<String> REFUSALS = Set.of(
            "The local token is missing or is not the one of this start of the daemon.",
            "Requests from web pages (with an Origin header) are refused.",
            "The Host header must be 127.0.0.1, localhost or [::1], with the daemon's port.");
    private static final String UNREAD = "{\"error\":\"This is no HTTP/1.1 request that Gatehouse reads.\"}";
    private static final Pattern TRACE = Pattern.compile("Exception|\\tat |<html|<HTML|jetty|java\\.");
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int STALLED = 40;
    private static final int BETWEEN_GOOD_CALLS = 100;
    private static final long MOST_GROWN = 24L << 20;

    private final HookedDaemon daemon;
    private final Path home;
    private final Random random;
    private final OddLocal odd;
    private final List<String> secrets;
    private final String denied;
    private final List<Socket> stalled = new ArrayList<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread waiting;

    LocalApiFuzz(Path home, long seed) throws IOException, InterruptedException {
        this.home = home;
        random = new Random(seed);
        daemon = new HookedDaemon(home);
        daemon.hears("s", "sudo rm -rf /etc/" + MARKER);
        daemon.hears("s", "ls " + MARKER);
        denied = daemon.lastDenied();
        daemon.hears("s2", "npm publish --tag " + MARKER);
        var request = daemon.client
                .file(new ExceptionWish(
                        daemon.lastDenied(),
                        ScopeChoice.Kind.EXACT,
                        true,
                        Duration.ofHours(1),
                        OptionalLong.of(1),
                        MARKER,
                        "",
                        Filer.AGENT))
                .request()
                .id();
        var token = Files.readString(data().resolve("local.token")).strip();
        secrets = List.of(token, daemon.token());
        odd = new OddLocal(
                random,
                daemon.daemon.port(),
                token,
                daemon.token(),
                List.of(daemon.lastDenied(), request, daemon.client.canary().session()));
        waiting = Thread.ofVirtual().start(this::awaitTheStop);
    }

    /// What must be as it was.
    ///
    /// @param calls each row of the log, as it is stored
    /// @param others what else is kept of this person's wishes, and the files beside the data
    private record Kept(List<String> calls, List<String> others) {}

    void run(int rounds) {
        var before = kept();
        stallSome(false);
        for (int round = 0; round < rounds / 3; round++) {
            check(round, odd.stranger(), false);
            if (round % BETWEEN_GOOD_CALLS == 0) {
                theServerLives();
            }
        }
        var after = kept();
        assertEquals(before.others(), after.others(), "a stranger changed something");
        assertOnlyStrangersWereAdded(before.calls(), after.calls());
        assertEquals(1, stopped.getCount(), "a stranger stopped the daemon");

        stallSome(true);
        long settled = 0;
        for (int round = rounds / 3; round < rounds; round++) {
            check(round, odd.known(), true);
            if (round % BETWEEN_GOOD_CALLS == 0) {
                theServerLives();
            }
            if (round == rounds / 3 * 2) {
                settled = Fuzzing.usedHeap();
            }
        }
        theServerLives();
        assertOnlyStrangersWereAdded(before.calls(), kept().calls());
        assertEquals(List.of(), rows("grant_use", "1"));
        assertEquals(List.of(), rows("signed_document", "1"));
        long grown = Fuzzing.usedHeap() - settled;
        System.out.printf("fuzz: %d requests, %d kB more in the last third, %s%n", rounds, grown >> 10, seen);
        assertTrue(grown < MOST_GROWN, grown + " bytes more are held after the last third");
    }

    private static void assertOnlyStrangersWereAdded(List<String> before, List<String> after) {
        assertEquals(before, after.subList(0, before.size()));
        for (var row : after.subList(before.size(), after.size())) {
            assertTrue(row.contains("FOREIGN_REQUEST") || row.contains("BAD_TOKEN"), row);
        }
    }

    private void check(int round, Sent sent, boolean known) {
        var bytes = exchange(sent.bytes());
        var shown = "round " + round + ", " + sent.kind() + ": " + Fuzzing.printable(sent.bytes()) + "\ngot "
                + Fuzzing.printable(bytes);
        var answer = Heard.first(bytes, sent.head());
        if (answer == null) {
            assertFalse(sent.plain(), "no answer in " + shown);
            seen.merge((known ? "known" : "stranger") + " closed", 1, Integer::sum);
            return;
        }
        seen.merge((known ? "known " : "stranger ") + answer.status(), 1, Integer::sum);
        assertFalse(TRACE.matcher(answer.body()).find() && !known, shown);
        secrets.forEach(secret -> assertFalse(answer.body().contains(secret), shown));
        if (!known) {
            assertFalse(answer.body().contains(MARKER), shown);
            assertFalse(answer.body().contains(home.toString()), shown);
        }
        if (answer.isUnread()) {
            assertFalse(sent.plain(), shown);
        } else if (answer.isOfTheApi()) {
            isAsItShould(answer, sent, known, shown);
        } else {
            assertFalse(sent.plain(), shown);
            assertTrue(answer.isNothing() || answer.isTheHooksDeny(), shown);
        }
    }

    private static void isAsItShould(Heard answer, Sent sent, boolean known, String shown) {
        assertTrue(DOCUMENTED.contains(answer.status()), shown);
        if (answer.status() >= 400 && !sent.head()) {
            var sentence = answer.json().path("error").asString("");
            assertTrue(sentence.matches("[A-Zaslv].{20,}"), shown);
            assertFalse(TRACE.matcher(answer.body()).find(), shown);
        }
        if (!known) {
            assertTrue(answer.status() == 401 || answer.status() == 403 || !sent.plain(), shown);
            assertTrue(answer.status() >= 400, shown);
            assertTrue(
                    sent.head() || REFUSALS.contains(answer.json().path("error").asString("")), shown);
        } else if (sent.plain()) {
            assertFalse(answer.body().contains("INTERNAL_ERROR"), shown);
            assertTrue(answer.status() != 401 && answer.status() != 403, shown);
            assertTrue(!sent.sound() || Set.of(200, 202, 409, 503).contains(answer.status()), shown);
        }
    }

    /// Sends it at once or in small pieces, and reads until the server closes or an event stream has begun.
    private byte[] exchange(byte[] request) {
        int piece = random.nextInt(8) == 0 ? 1 + random.nextInt(64) : request.length;
        if (request.length / Math.max(1, piece) > 2_000) {
            piece = request.length;
        }
        int size = Math.max(1, piece);
        var heard = new ByteArrayOutputStream();
        Thread writer;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.daemon.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            writer = Thread.ofVirtual().start(() -> Fuzzing.send(socket, request, size));
            hear(socket, heard);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no end of the answer to " + Fuzzing.printable(request), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return heard.toByteArray();
    }

    private static void hear(Socket socket, ByteArrayOutputStream heard) throws IOException {
        try {
            var buffer = new byte[64 << 10];
            InputStream in = socket.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                heard.write(buffer, 0, n);
                if (Heard.isStreamBegun(heard.toByteArray())) {
                    return;
                }
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) { // reset, since the server did not read all
        }
    }

    /// Senders that stop somewhere and keep their connections.
    private void stallSome(boolean known) {
        try {
            for (int i = 0; i < STALLED; i++) {
                var whole = (known ? odd.known() : odd.stranger()).bytes();
                var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.daemon.port());
                stalled.add(socket);
                socket.getOutputStream().write(whole, 0, Math.clamp(whole.length - random.nextInt(20), 0, 60_000));
            }
            if (known) {
                stalled.add(stalledQuestion());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket stalledQuestion() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.daemon.port());
        var head = "POST /api/explain HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + secrets.getFirst()
                + "\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n{";
        socket.getOutputStream().write(head.getBytes(ISO_8859_1));
        return socket;
    }

    private void theServerLives() {
        assertEquals("ada", daemon.client.status().principal());
        assertTrue(
                daemon.client.find(denied).orElseThrow().enforcement().shown().contains(MARKER));
    }

    private void awaitTheStop() {
        try {
            daemon.daemon.await();
            stopped.countDown();
        } catch (InterruptedException _) { // it was not stopped
        }
    }

    private Kept kept() {
        var others = new ArrayList<>(rows("exception_request", "1"));
        others.addAll(rows("grant_use", "1"));
        others.addAll(rows("signed_document", "1"));
        try (var files = Files.walk(home)) {
            files.filter(file -> !file.startsWith(data()))
                    .sorted()
                    .map(LocalApiFuzz::told)
                    .forEach(others::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Kept(rows("enforcement", "seq"), others);
    }

    private static String told(Path file) {
        try {
            return file + " " + (Files.isRegularFile(file) ? Files.readString(file) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> rows(String table, String order) {
        var rows = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("gatehouse.db"));
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT * FROM " + table + " ORDER BY " + order)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new StringBuilder();
                for (int column = 1; column <= columns; column++) {
                    var bytes = result.getBytes(column);
                    row.append(bytes == null ? "-" : new String(bytes, ISO_8859_1))
                            .append('|');
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path data() {
        return home.resolve(".local/share/gatehouse");
    }

    @Override
    public void close() throws IOException {
        waiting.interrupt();
        for (var socket : stalled) {
            socket.close();
        }
        daemon.close();
    }

    /// The first whole answer on a connection.
    private record Heard(int status, String head, String body) {
        static @Nullable Heard first(byte[] bytes, boolean toHead) {
            var text = new String(bytes, ISO_8859_1);
            while (text.startsWith("HTTP/1.1 100")) {
                text = text.substring(text.indexOf("\r\n\r\n") + 4);
            }
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                assertEquals("", text, "half an answer");
                return null;
            }
            assertTrue(text.matches("(?s)HTTP/1\\.[01] [1-5][0-9][0-9] .*"), text);
            var head = text.substring(0, end + 2).toLowerCase(Locale.ROOT);
            var rest = text.substring(end + 4);
            int status = Integer.parseInt(text.substring(9, 12));
            var length = header(head, "content-length");
            if (toHead && rest.startsWith("HTTP/1.1 ")) { // to what stood behind it
                rest = "";
            }
            if (!length.isEmpty() && !(toHead && rest.isEmpty())) {
                assertTrue(rest.length() >= Integer.parseInt(length), () -> "cut off: " + head);
                rest = rest.substring(0, Integer.parseInt(length));
            }
            return new Heard(status, head, new String(rest.getBytes(ISO_8859_1), UTF_8));
        }

        /// Whether the first event of a stream is there.
        static boolean isStreamBegun(byte[] bytes) {
            var text = new String(bytes, ISO_8859_1);
            return text.contains("text/event-stream")
                    && text.contains("event: status")
                    && text.indexOf("\n\n", text.indexOf("event: status")) > text.indexOf("event: status");
        }

        private static String header(String head, String name) {
            return head.lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        boolean isOfTheApi() {
            if (isTheHooksDeny()) {
                return false;
            }
            return switch (header(head, "content-type")) {
                case "application/json" -> {
                    assertEquals("no-store", header(head, "cache-control"), head);
                    assertEquals("nosniff", header(head, "x-content-type-options"), head);
                    assertFalse(head.contains("access-control"), head);
                    yield body.isEmpty() || !json().isMissingNode();
                }
                case "text/event-stream" -> body.contains("event: status\ndata: {");
                default -> false;
            };
        }

        /// What nothing is served at; the API itself gives each refusal a sentence.
        boolean isNothing() {
            return status == 404 && body.isEmpty();
        }

        boolean isUnread() {
            boolean without = isToHead() && header(head, "content-length").equals("" + UNREAD.length());
            return status >= 400 && status < 500 && (without || body.equals(UNREAD));
        }

        /// What a GET would be answered only its length and its headers tell.
        private boolean isToHead() {
            return body.isEmpty() && !header(head, "content-length").matches("0?");
        }

        boolean isTheHooksDeny() {
            boolean without = isToHead() && header(head, "cache-control").isEmpty();
            boolean denies =
                    body.contains("\"permissionDecision\":\"deny\"") && body.startsWith("{\"hookSpecificOutput\"");
            return status == 200 && (without || denies);
        }

        JsonNode json() {
            try {
                return Json.tree(body.getBytes(UTF_8));
            } catch (JacksonException _) {
                return Json.mapper().missingNode();
            }
        }
    }
}
