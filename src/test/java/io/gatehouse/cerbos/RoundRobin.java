package io.gatehouse.cerbos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A load balancer that gives each request to the next of its servers, also within one connection.
public final class RoundRobin implements AutoCloseable {
    private final List<URI> servers;
    private final HttpServer front;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient back =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, List<byte[]>> bodies = new ConcurrentHashMap<>();

    public RoundRobin(URI... servers) {
        this.servers = List.of(servers);
        try {
            front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        front.setExecutor(threads);
        front.createContext("/", this::forward);
        front.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + front.getAddress().getPort());
    }

    /// How many requests there were for a path, such as `/api/check/resources`.
    public int requests(String path) {
        return bodies(path).size();
    }

    /// What was asked at a path, to the byte.
    public List<byte[]> bodies(String path) {
        return bodies.getOrDefault(path, List.of());
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = exchange.getRequestBody().readAllBytes();
            bodies.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>()).add(body);
            var server = servers.get(Math.floorMod(next.getAndIncrement(), servers.size()));
            var answer = back.send(
                    HttpRequest.newBuilder(server.resolve(path))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        front.stop(0);
        back.shutdownNow();
        threads.shutdownNow();
    }
}
