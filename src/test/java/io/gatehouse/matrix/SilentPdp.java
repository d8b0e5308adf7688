package io.gatehouse.matrix;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.cerbos.RealPdp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A PDP that takes the question of a tool call and does not answer it.
final class SilentPdp implements AutoCloseable {
    private final HttpServer server;
    private final RealPdp real;
    private final boolean answersOtherQuestions;
    private final Semaphore held = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param answersOtherQuestions by the real one: without its answers the daemon soon asks nothing at all
    SilentPdp(RealPdp real, boolean answersOtherQuestions) {
        this.real = real;
        this.answersOtherQuestions = answersOtherQuestions;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String setting() {
        return "pdp: {url: \"http://127.0.0.1:" + server.getAddress().getPort() + "\"}\n";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean isOfATool = body.contains("\"kind\":\"tool\"")
                    && exchange.getRequestURI().getPath().contains("check");
            if (isOfATool || !answersOtherQuestions) {
                if (isOfATool) {
                    held.release();
                }
                var _ = closed.await(10, TimeUnit.MINUTES);
                return;
            }
            var answer = real.post(exchange.getRequestURI().getPath(), body);
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.statusCode(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void awaitCall() throws InterruptedException {
        if (!held.tryAcquire(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the PDP was not asked about a tool");
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
