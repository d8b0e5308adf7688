package io.gatehouse.console.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.console.TestClock;
import io.gatehouse.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import tools.jackson.databind.JsonNode;

/// Somebody who is told, on a real port.
final class TestReceiver implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    final List<String> elsewhere = new ArrayList<>();

    /// What is answered to the next one.
    volatile IntSupplier status = () -> 204;

    record Told(String delivery, String timestamp, String signature, String body) {
        JsonNode json() {
            return Json.read(body, JsonNode.class);
        }

        String event() {
            return json().path("event").asString("");
        }
    }

    TestReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/in", this::take);
        server.createContext("/elsewhere", exchange -> {
            elsewhere.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        told.add(new Told(
                headers.getFirst("Gatehouse-Delivery"),
                headers.getFirst("Gatehouse-Timestamp"),
                headers.getFirst("Gatehouse-Signature"),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        int answer = status.getAsInt();
        if (answer / 100 == 3) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/in");
    }

    Told next() {
        try {
            var next = told.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was told");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Lets time pass until something comes.
    Told next(TestClock clock, Duration step) {
        try {
            for (int i = 0; i < 120; i++) {
                clock.move(step);
                var next = told.poll(500, TimeUnit.MILLISECONDS);
                if (next != null) {
                    return next;
                }
            }
            throw new AssertionError("nothing was told");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    List<Told> next(int many) {
        var all = new ArrayList<Told>();
        for (int i = 0; i < many; i++) {
            all.add(next());
        }
        return all;
    }

    /// Those that came by now and were not asked for.
    int more() {
        return told.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
