package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/// An HTTP server on loopback that does with each request what a test tells it to, byte by byte.
final class BadPdp implements AutoCloseable {
    /// Answers one request.
    interface Script {
        /// @param n how many requests came before this one
        void answer(Wire wire, int n) throws IOException;
    }

    private final ServerSocket listening;
    private final Script script;
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    BadPdp(Script script) {
        this(ServerSocketFactory.getDefault(), script);
    }

    BadPdp(ServerSocketFactory sockets, Script script) {
        this.script = script;
        try {
            listening = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    URI url(String scheme) {
        return URI.create(scheme + "://localhost:" + listening.getLocalPort());
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) { // closed
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var wire = new Wire(socket, closed, new StringBuilder());
            while (wire.readRequest()) {
                script.answer(wire, requests.getAndIncrement());
            }
        } catch (IOException _) { // the client has had enough
        }
    }

    record Wire(Socket socket, CountDownLatch closed, StringBuilder received) {
        /// Of the request that is to be answered.
        String body() {
            return received.toString();
        }

        void raw(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        void json(String body) throws IOException {
            status("200 OK", body);
        }

        void status(String status, String body) throws IOException {
            raw("HTTP/1.1 " + status + "\r\nContent-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n");
            socket.getOutputStream().write(body.getBytes(UTF_8));
            socket.getOutputStream().flush();
        }

        /// Closes so that the other side is told of an error (RST).
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /// Says nothing for a time.
        void hang(Duration time) {
            try {
                boolean _ = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /// Says nothing until the test is over.
        void hang() {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean readRequest() throws IOException {
            var in = socket.getInputStream();
            var head = new ByteArrayOutputStream();
            while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                head.write(next);
            }
            received.setLength(0);
            var text = head.toString(ISO_8859_1);
            int at = text.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
            if (at >= 0) {
                var length =
                        text.substring(at + "content-length: ".length()).lines().findFirst();
                received.append(new String(
                        in.readNBytes(Integer.parseInt(length.orElseThrow().strip())), UTF_8));
            }
            return true;
        }
    }
}
