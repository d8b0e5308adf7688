package io.gatehouse.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/// Sends one POST again and again over plain sockets, so that the client costs little and the same everywhere.
final class Load {
    private final int port;
    private final String path;
    private final String headers;
    private final byte[] body;

    /// @param headers whole header lines besides `Host`, `Content-Type` and `Content-Length`
    Load(int port, String path, String headers, byte[] body) {
        this.port = port;
        this.path = path;
        this.headers = headers;
        this.body = body;
    }

    /// @param p50 and the others in microseconds; `perSecond` with eight clients at once, over kept connections
    record Result(double p50, double p99, double perSecond, String firstAnswer) {}

    Result run(int warmUp, int calls, boolean keepAlive) {
        repeat(warmUp, keepAlive);
        var first = once();
        var nanos = repeat(calls, keepAlive);
        Arrays.sort(nanos);
        return new Result(nanos[calls / 2] / 1e3, nanos[calls * 99 / 100] / 1e3, perSecond(calls), first);
    }

    /// In microseconds, with one client.
    double median(int calls, boolean keepAlive) {
        var nanos = repeat(calls, keepAlive);
        Arrays.sort(nanos);
        return nanos[calls / 2] / 1e3;
    }

    private double perSecond(int calls) {
        int clients = 8;
        long start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            var all = IntStream.range(0, clients)
                    .mapToObj(_ -> threads.submit(() -> repeat(calls / clients, true)))
                    .toList();
            for (var one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return calls * 1e9 / (System.nanoTime() - start);
    }

    String once() {
        try (var connection = new Connection()) {
            return connection.call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long[] repeat(int calls, boolean keepAlive) {
        var nanos = new long[calls];
        try (var kept = new Connection()) {
            for (int i = 0; i < calls; i++) {
                long start = System.nanoTime();
                if (keepAlive) {
                    kept.call();
                } else {
                    try (var fresh = new Connection()) {
                        fresh.call();
                    }
                }
                nanos[i] = System.nanoTime() - start;
            }
            return nanos;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final byte[] request;

        Connection() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            var head =
                    "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n"
                            .formatted(path, port, headers, body.length)
                            .getBytes(StandardCharsets.US_ASCII);
            request = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, request, head.length, body.length);
        }

        String call() throws IOException {
            socket.getOutputStream().write(request);
            int length = -1;
            boolean chunked = false;
            var status = line();
            for (var header = line(); !header.isEmpty(); header = line()) {
                var lower = header.toLowerCase(java.util.Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).strip());
                }
                chunked |= lower.startsWith("transfer-encoding: chunked");
            }
            if (!status.contains(" 200")) {
                throw new IOException("expected 200 and got " + status);
            }
            return chunked ? chunks() : new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        private String chunks() throws IOException {
            var text = new StringBuilder();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                text.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
                line();
            }
            line();
            return text.toString();
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the connection ended");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
