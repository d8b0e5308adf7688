package io.gatehouse.console.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.gatehouse.console.People;
import io.gatehouse.json.Json;
import io.gatehouse.wire.DeviceSignature;
import io.gatehouse.wire.Enrolment;
import io.gatehouse.wire.Routes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a laptop does with the console. For tests alone.
public final class TestLaptop {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String base;
    private final String device;
    private final InstantSource clock;
    private final KeyPair key;

    public TestLaptop(int port, String device, InstantSource clock) {
        this(port, device, clock, People.newKey());
    }

    public TestLaptop(int port, String device, InstantSource clock, KeyPair key) {
        this.key = key;
        this.base = "http://127.0.0.1:" + port;
        this.device = device;
        this.clock = clock;
    }

    /// An event of the stream.
    public record Event(String name, String data) {
        public <T> T as(Class<T> type) {
            return Json.read(data, type);
        }
    }

    public KeyPair key() {
        return key;
    }

    public Enrolment.Answer enrol(String code) {
        var response = enrolment(code);
        assertEquals(200, response.statusCode(), response.body());
        return Json.read(response.body(), Enrolment.Answer.class);
    }

    public HttpResponse<String> enrolment(String code) {
        return send(unsigned(Routes.ENROL, Json.bytes(People.enrolment(code, device, key))));
    }

    public HttpResponse<String> post(String path, Object body) {
        return post(path, Json.bytes(body));
    }

    public HttpResponse<String> post(String path, byte[] body) {
        return send(signed("POST", path, body).build());
    }

    public <T> T post(String path, Object body, Class<T> answer) {
        var response = post(path, body);
        assertEquals(200, response.statusCode(), response.body());
        return Json.read(response.body(), answer);
    }

    public HttpRequest unsigned(String path, byte[] body) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    public HttpRequest.Builder signed(String method, String path, byte[] body) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .header("Authorization", authorization(method, path, body))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
    }

    public String authorization(String method, String path, byte[] body) {
        return DeviceSignature.header(device, key.getPrivate(), method, path, clock.instant(), body);
    }

    public static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Stream listen() {
        try {
            var response = HTTP.send(signed("GET", Routes.EVENTS, new byte[0]).build(), BodyHandlers.ofInputStream());
            assertEquals(200, response.statusCode());
            return new Stream(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What comes, in its order.
    public static final class Stream implements AutoCloseable {
        private static final Event END = new Event("end of the stream", "");

        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private final InputStream in;

        private Stream(InputStream in) {
            this.in = in;
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
                var name = "";
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.equals(":")) {
                        events.add(new Event("comment", ""));
                    } else if (line.startsWith("event: ")) {
                        name = line.substring("event: ".length());
                    } else if (line.startsWith("data: ")) {
                        events.add(new Event(name, line.substring("data: ".length())));
                    }
                }
            } catch (IOException _) {
                // the stream was closed
            }
            events.add(END);
        }

        /// The next one of that name; others before it are passed over.
        public Event next(String name) {
            try {
                for (; ; ) {
                    var event = events.poll(20, TimeUnit.SECONDS);
                    assertNotNull(event, "no event " + name + " within 20 s");
                    if (event.name().equals(name)) {
                        return event;
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        public void ends() {
            next(END.name());
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
