package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/// Somebody between an agent and the hook server, who may change what either says.
final class Relay implements AutoCloseable {
    private static final Set<String> OWN = Set.of("host", "content-length", "connection", "expect");

    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int to;
    private final UnaryOperator<String> call;
    private final UnaryOperator<String> answer;
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private volatile byte[] answered = {};

    Relay(int to, UnaryOperator<String> call) {
        this(to, call, UnaryOperator.identity());
    }

    Relay(int to, UnaryOperator<String> call, UnaryOperator<String> answer) {
        this.to = to;
        this.call = call;
        this.answer = answer;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::relay);
        server.start();
    }

    private void relay(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to + exchange.getRequestURI()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            seen.add(name + values);
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        seen.add(body);
        try {
            var said = http.send(
                            request.POST(BodyPublishers.ofString(call.apply(body)))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            seen.add(said);
            answered = answer.apply(said).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answered.length);
            exchange.getResponseBody().write(answered);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// All that passed by.
    String seen() {
        return String.join("\n", seen);
    }

    /// The last answer.
    byte[] answered() {
        return answered;
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
