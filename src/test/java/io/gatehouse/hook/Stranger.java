package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Somebody else on the port: takes one look at each request, says the same to all, and goes.
final class Stranger implements AutoCloseable {
    private final ServerSocket socket;
    private final AtomicInteger asked = new AtomicInteger();
    private final Semaphore heard = new Semaphore(0);

    /// @param says "%HANG%" for nothing at all while the connection stays
    Stranger(String says) {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    var connection = socket.accept();
                    Thread.ofVirtual().start(() -> answer(connection, says));
                } catch (IOException _) { // closed
                    return;
                }
            }
        });
    }

    private void answer(Socket connection, String says) {
        try (connection) {
            var _ = connection.getInputStream().read(new byte[1 << 16]);
            asked.incrementAndGet();
            heard.release();
            if (says.equals("%HANG%")) {
                var _ = connection.getInputStream().readAllBytes();
            } else {
                connection.getOutputStream().write(says.getBytes(ISO_8859_1));
                connection.shutdownOutput();
                var _ = connection.getInputStream().readAllBytes();
            }
        } catch (IOException _) { // the other side has gone
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /// How many requests came.
    int asked() {
        return asked.get();
    }

    void awaitAsked() {
        try {
            if (!heard.tryAcquire(30, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody asked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
