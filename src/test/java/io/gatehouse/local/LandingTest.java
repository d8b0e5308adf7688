package io.gatehouse.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.local.LocalClient.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LandingTest {
    @TempDir
    Path dataDir;

    private final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Landing> landed = new LinkedBlockingQueue<>();

    @Test
    void theOpenWindowIsToldWhereToLand() throws Exception {
        try (var daemon = new TestDaemon(dataDir);
                var client = LocalClient.open(dataDir);
                var _ = client.listen(heard::add, landed::add)) {
            connected();
            assertTrue(daemon.api.land(Landing.asking("a1")));
            assertEquals(Landing.asking("a1"), landed.poll(10, TimeUnit.SECONDS));
            assertTrue(daemon.api.land(Landing.ANYWHERE));
            assertEquals(Landing.ANYWHERE, landed.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoOnlyListensIsNoWindow() throws Exception {
        try (var daemon = new TestDaemon(dataDir);
                var client = LocalClient.open(dataDir);
                var _ = client.listen(heard::add)) {
            connected();
            assertFalse(daemon.api.land(Landing.on("a1")));
        }
    }

    @Test
    void aWindowThatDoesNotAnswerIsNoneAndTheOneBeforeItLands() throws Exception {
        try (var daemon = new TestDaemon(dataDir);
                var client = LocalClient.open(dataDir);
                var _ = client.listen(heard::add, landed::add)) {
            connected();
            try (var silent = follow(daemon)) {
                assertTrue(daemon.api.land(Landing.on("a1")));
                assertEquals(Landing.on("a1"), landed.poll(10, TimeUnit.SECONDS));
                assertNull(landed.poll());
                assertFalse(silent.isClosed());
            }
        }
    }

    @Test
    void aWindowThatWasClosedIsNone() throws Exception {
        try (var daemon = new TestDaemon(dataDir);
                var client = LocalClient.open(dataDir)) {
            try (var _ = client.listen(heard::add, landed::add)) {
                connected();
            }
            assertFalse(daemon.api.land(Landing.on("a1")));
            assertNull(landed.poll());
        }
    }

    private void connected() throws InterruptedException {
        assertInstanceOf(Event.Connected.class, heard.poll(10, TimeUnit.SECONDS));
    }

    /// A window that got its first event and then hangs.
    private static Socket follow(TestDaemon daemon) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port());
        var request = "GET /api/events?window=true HTTP/1.1\r\nHost: localhost\r\n" + daemon.bearer() + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var got = new StringBuilder();
        while (got.indexOf("event: status\n") < 0) {
            int next = socket.getInputStream().read();
            assertNotEquals(-1, next, got.toString());
            got.append((char) next);
        }
        return socket;
    }
}
