package io.gatehouse.local;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.local.LocalClient.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EventStreamsTest {
    private static final EventStreams.Pace QUICK = new EventStreams.Pace(Duration.ofMillis(10), Duration.ofMillis(20));
    private static final String LONG = "x".repeat(64 << 10);

    @TempDir
    Path dataDir;

    private final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();

    @Test
    void tellsTheStatusAndThenEachRecordAndItsOutcome() throws Exception {
        try (var daemon = new TestDaemon(dataDir);
                var client = LocalClient.open(dataDir);
                var _ = client.listen(heard::add)) {
            assertEquals(new Event.Connected(TestDaemon.STATUS), next());

            var ran = new AuditRecord(
                    TestDaemon.record(1).sequence(),
                    TestDaemon.record(1).enforcement(),
                    Optional.of(new AuditRecord.Ran(false, 5)));
            daemon.feed.publish(TestDaemon.record(1));
            daemon.feed.publish(TestDaemon.record(2, "printf 'a\nb'\r\u2028 ä"));
            daemon.feed.publish(ran);

            assertEquals(recorded(TestDaemon.record(1)), next());
            assertEquals(recorded(TestDaemon.record(2, "printf 'a\nb'\r\u2028 ä")), next());
            assertEquals(recorded(ran), next());
        }
    }

    @Test
    void tellsAStatusThatChanged() throws Exception {
        try (var daemon = new TestDaemon(dataDir, QUICK);
                var client = LocalClient.open(dataDir);
                var _ = client.listen(heard::add)) {
            assertEquals(new Event.Connected(TestDaemon.STATUS), next());
            daemon.status = TestDaemon.status("r2");
            assertEquals(new Event.Changed(TestDaemon.status("r2")), next());
            daemon.status = TestDaemon.status("r3");
            assertEquals(new Event.Changed(TestDaemon.status("r3")), next());
        }
    }

    @Test
    void keepsASilentStreamAlive() throws Exception {
        try (var daemon = new TestDaemon(dataDir, QUICK);
                var socket = follow(daemon)) {
            var lines = lines(socket);
            for (int beats = 0; beats < 3; ) {
                if (Objects.equals(lines.readLine(), ":")) {
                    beats++;
                }
            }
        }
    }

    @Test
    void tellsASlowListenerHowManyRecordsItMissed() throws Exception {
        var go = new CountDownLatch(1);
        int published = 1500;
        try (var daemon = new TestDaemon(dataDir);
                var client = LocalClient.open(dataDir);
                var _ = client.listen(event -> {
                    heard.add(event);
                    await(go);
                })) {
            assertInstanceOf(Event.Connected.class, next());
            for (int i = 1; i <= published; i++) {
                daemon.feed.publish(TestDaemon.record(i, LONG));
            }
            go.countDown();

            long recorded = 0;
            long missed = 0;
            long latest = 0;
            while (recorded + missed < published) {
                switch (next()) {
                    case Event.Recorded(var record) -> {
                        assertTrue(record.sequence().number() > latest, "out of order");
                        latest = record.sequence().number();
                        recorded++;
                    }
                    case Event.Missed(var count) -> missed += count;
                    case Event.Connected _, Event.Changed _, Event.Requested _, Event.Disconnected _ ->
                        throw new AssertionError();
                }
            }
            assertTrue(missed > 0, "nothing was missed");
            assertTrue(recorded >= 256, "only " + recorded + " records came");

            daemon.feed.publish(TestDaemon.record(9999));
            assertEquals(recorded(TestDaemon.record(9999)), next());
        }
    }

    @Test
    void neverHoldsUpThePublisherForAReaderThatStandsStill() throws Exception {
        try (var daemon = new TestDaemon(dataDir);
                var _ = follow(daemon);
                var _ = follow(daemon)) {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                for (int i = 1; i <= 20_000; i++) {
                    daemon.feed.publish(TestDaemon.record(i, LONG));
                }
            });
        }
    }

    @Test
    void tellsManyListenersWhatManyThreadsPublish() throws Exception {
        int listeners = 4;
        int publishers = 4;
        int each = 200;
        try (var daemon = new TestDaemon(dataDir);
                var client = LocalClient.open(dataDir);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var queues = new ArrayList<BlockingQueue<Event>>();
            for (int i = 0; i < listeners; i++) {
                var queue = new LinkedBlockingQueue<Event>();
                queues.add(queue);
                client.listen(queue::add);
                assertInstanceOf(Event.Connected.class, queue.poll(20, SECONDS));
            }
            for (int p = 0; p < publishers; p++) {
                int first = p * each;
                threads.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        daemon.feed.publish(TestDaemon.record(first + i));
                    }
                });
            }
            for (var queue : queues) {
                long told = 0;
                while (told < (long) publishers * each) {
                    told += switch (queue.poll(20, SECONDS)) {
                        case Event.Recorded _ -> 1;
                        case Event.Missed(var count) -> count;
                        case null -> throw new AssertionError("only " + told + " were told");
                        case Event other -> throw new AssertionError(other);
                    };
                }
                assertEquals((long) publishers * each, told);
            }
        }
    }

    @Test
    void findsADaemonThatStartsLaterAndOneThatStartsAgainElsewhere() throws Exception {
        try (var client = LocalClient.open(dataDir);
                var _ = client.listen(heard::add)) {
            var first = assertInstanceOf(Event.Disconnected.class, next());
            assertTrue(first.why().startsWith("Gatehouse is not running"), first.why());

            int port;
            try (var daemon = new TestDaemon(dataDir)) {
                port = daemon.port();
                assertEquals(new Event.Connected(TestDaemon.STATUS), nextBut(Event.Disconnected.class::isInstance));
            }
            assertInstanceOf(Event.Disconnected.class, next());

            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    var daemon = new TestDaemon(dataDir)) {
                assertNotEquals(port, daemon.port());
                assertEquals(new Event.Connected(TestDaemon.STATUS), nextBut(Event.Disconnected.class::isInstance));
                daemon.feed.publish(TestDaemon.record(1));
                assertEquals(recorded(TestDaemon.record(1)), next());
            }
        }
    }

    @Test
    void goesOnAfterAListenerThatThrows() throws Exception {
        try (var daemon = new TestDaemon(dataDir);
                var client = LocalClient.open(dataDir);
                var _ = client.listen(event -> {
                    heard.add(event);
                    throw new IllegalStateException("a bug in the window");
                })) {
            assertInstanceOf(Event.Connected.class, next());
            daemon.feed.publish(TestDaemon.record(1));
            assertEquals(recorded(TestDaemon.record(1)), next());
        }
    }

    @Test
    void tellsWhyTheDaemonDoesNotLetItListen() throws Exception {
        try (var _ = new TestDaemon(dataDir);
                var client = LocalClient.open(dataDir)) {
            Instance.announce(dataDir, Instance.locate(dataDir).port(), TestDaemon.NOON, LocalToken.fresh());
            try (var _ = client.listen(heard::add)) {
                assertEquals(
                        new Event.Disconnected(
                                "The local token is missing or is not the one of this start of the daemon."),
                        next());
            }
        }
    }

    @Test
    void takesADaemonThatHangsForOneThatIsGone() throws Exception {
        var seldom = new EventStreams.Pace(Duration.ofMinutes(5), Duration.ofMinutes(5));
        try (var _ = new TestDaemon(dataDir, seldom);
                var client = LocalClient.open(dataDir);
                var _ = client.listen(heard::add, Optional.empty(), Duration.ofMillis(300))) {
            assertInstanceOf(Event.Connected.class, next());
            assertEquals(new Event.Disconnected("The connection to the Gatehouse daemon was lost"), next());
            assertInstanceOf(Event.Connected.class, next());
        }
    }

    @Test
    void servesSixteenStreamsAndFreesThePlaceOfAReaderThatLeft() throws Exception {
        var sockets = new ArrayList<Socket>();
        try (var daemon = new TestDaemon(dataDir, QUICK)) {
            for (int i = 0; i < 16; i++) {
                sockets.add(follow(daemon));
            }
            var refused = daemon.raw("GET /api/events", daemon.bearer(), "");
            assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
            assertTrue(
                    refused.endsWith(
                            "{\"error\":\"There are 16 event streams already; close a window of" + " Gatehouse.\"}"),
                    refused);

            sockets.removeFirst().close();
            try (var client = LocalClient.open(dataDir);
                    var _ = client.listen(heard::add)) {
                assertEquals(new Event.Connected(TestDaemon.STATUS), nextBut(Event.Disconnected.class::isInstance));
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void refusesAThousandStreamsAndGoesOnAnswering() throws Exception {
        var sockets = new ArrayList<Socket>();
        try (var daemon = new TestDaemon(dataDir);
                var client = LocalClient.open(dataDir)) {
            for (int i = 0; i < 16; i++) {
                sockets.add(follow(daemon));
            }
            var request = "GET /api/events HTTP/1.1\r\nHost: localhost\r\n" + daemon.bearer() + "\r\n";
            for (int i = 0; i < 1_000; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port());
                sockets.add(socket);
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertEquals("HTTP/1.1 503 Service Unavailable", lines(socket).readLine());
            }
            assertEquals(TestDaemon.STATUS, client.status());
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void endsItsStreamsInOrderWhenTheDaemonStops() throws Exception {
        var daemon = new TestDaemon(dataDir);
        try (var socket = follow(daemon)) {
            daemon.close();
            var rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("0", rest.strip());
        }
    }

    private Event next() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(20, SECONDS), "nothing was heard");
    }

    private Event nextBut(Predicate<Event> passedOver) throws InterruptedException {
        var event = next();
        while (passedOver.test(event)) {
            event = next();
        }
        return event;
    }

    /// A reader that has got the first event and reads nothing more by itself.
    private static Socket follow(TestDaemon daemon) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port());
        socket.setSoTimeout(20_000);
        var request = "GET /api/events HTTP/1.1\r\nHost: localhost\r\n" + daemon.bearer() + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var got = new StringBuilder();
        while (!(got.indexOf("event: status\n") > 0 && got.indexOf("\n\n", got.indexOf("event: status\n")) > 0)) {
            int next = socket.getInputStream().read();
            assertNotEquals(-1, next, got.toString());
            got.append((char) next);
        }
        assertTrue(got.toString().startsWith("HTTP/1.1 200 "), got.toString());
        assertEquals(
                List.of(),
                got.toString()
                        .lines()
                        .filter(line -> line.contains("Access-Control"))
                        .toList());
        return socket;
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Event recorded(AuditRecord record) {
        return new Event.Recorded(RecordHead.of(record));
    }
}
