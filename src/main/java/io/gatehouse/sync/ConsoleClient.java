package io.gatehouse.sync;

import io.gatehouse.json.Json;
import io.gatehouse.policy.Shown;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.CoverageReport;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Enrolment;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Filing;
import io.gatehouse.wire.Routes;
import io.gatehouse.wire.Standing;
import io.gatehouse.wire.Withdrawal;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;

/// One console, over HTTP/1.1. Never throws for what the console or the network does; safe for many threads.
///
/// Design. An answer is up to 4 MB and whole within [#PATIENCE], or it is none. When the console answers 401 and its
/// `Date` is not this computer's time, requests are signed by its time from then on: a laptop with a wrong clock still
/// hands in its evidence. That time is used for nothing else.
public final class ConsoleClient implements AutoCloseable {
    private static final int LARGEST_ANSWER = 4 << 20;
    private static final int LONGEST_SENTENCE = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);

    /// From when on the console's time is taken.
    private static final Duration CLOCK_DIFFERS = Duration.ofSeconds(30);

    private final URI url;
    private final InstantSource clock;
    private final Duration patience;
    private final BiConsumer<String, byte[]> left;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private volatile Duration ahead = Duration.ZERO;

    /// @param url without a path
    /// @param clock this computer's
    public ConsoleClient(URI url, InstantSource clock) {
        this(url, clock, PATIENCE);
    }

    /// @param left is told the path and the body of each request that was handed to the network, on the thread that
    ///     sent it
    public ConsoleClient(URI url, InstantSource clock, BiConsumer<String, byte[]> left) {
        this(url, clock, PATIENCE, left);
    }

    ConsoleClient(URI url, InstantSource clock, Duration patience) {
        this(url, clock, patience, (_, _) -> {});
    }

    private ConsoleClient(URI url, InstantSource clock, Duration patience, BiConsumer<String, byte[]> left) {
        this.left = left;
        this.url = url;
        this.clock = clock;
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_PATIENCE)
                .executor(threads)
                .build();
    }

    public Reply<Enrolment.Answer> enrol(Enrolment.Request request) {
        var body = Json.bytes(request);
        return said(
                exchange("POST", Routes.ENROL, body, Optional.empty(), limited()),
                bytes -> Json.read(bytes, Enrolment.Answer.class));
    }

    Reply<Standing> file(DeviceKey device, Filing filing) {
        return post(device, Routes.REQUESTS, filing, bytes -> Json.read(bytes, Standing.class));
    }

    Reply<Standing> answer(DeviceKey device, Answer answer) {
        return post(device, Routes.ANSWERS, answer, bytes -> Json.read(bytes, Standing.class));
    }

    Reply<Standing> withdraw(DeviceKey device, Withdrawal withdrawal) {
        return post(device, Routes.WITHDRAWALS, withdrawal, bytes -> Json.read(bytes, Standing.class));
    }

    Reply<Evidence.Receipt> hand(DeviceKey device, Evidence.Batch batch) {
        return post(device, Routes.AUDIT, batch, bytes -> Json.read(bytes, Evidence.Receipt.class));
    }

    Reply<Boolean> report(DeviceKey device, DeviceReport report) {
        return post(device, Routes.REPORT, report, _ -> true);
    }

    Reply<Boolean> tell(DeviceKey device, CoverageReport report) {
        return post(device, Routes.COVERAGE, report, _ -> true);
    }

    /// The stream of events; whoever asked closes it.
    Reply<InputStream> events(DeviceKey device) {
        var reply = signed(device, "GET", Routes.EVENTS, new byte[0], BodyHandlers.ofInputStream());
        return switch (reply) {
            case Reply.Away<HttpResponse<InputStream>>(var why) -> new Reply.Away<>(why);
            case Reply.Refused<HttpResponse<InputStream>>(var status, var sentence) ->
                new Reply.Refused<>(status, sentence);
            case Reply.Said<HttpResponse<InputStream>>(var response) -> events(response);
        };
    }

    private static Reply<InputStream> events(HttpResponse<InputStream> response) {
        var isStream = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("text/event-stream"))
                .isPresent();
        if (response.statusCode() == 200 && isStream) {
            return new Reply.Said<>(response.body());
        }
        try (var body = response.body()) {
            var start = body.readNBytes(LONGEST_SENTENCE * 4);
            return response.statusCode() == 200
                    ? new Reply.Away<>("It answered with something that is no stream of events.")
                    : refusal(response.statusCode(), start);
        } catch (IOException _) {
            return refusal(response.statusCode(), new byte[0]);
        }
    }

    private <T> Reply<T> post(DeviceKey device, String path, Object value, Function<byte[], T> read) {
        return said(signed(device, "POST", path, Json.bytes(value), limited()), read);
    }

    private static BodyHandler<byte[]> limited() {
        return BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER);
    }

    private <T> Reply<HttpResponse<T>> signed(
            DeviceKey device, String method, String path, byte[] body, BodyHandler<T> handler) {
        var at = now();
        var first = exchange(method, path, body, Optional.of(device.header(method, path, at, body)), handler);
        if (first instanceof Reply.Said<HttpResponse<T>>(var response)
                && response.statusCode() == 401
                && tookTimeOf(response, at)) {
            closeQuietly(response.body());
            return exchange(method, path, body, Optional.of(device.header(method, path, now(), body)), handler);
        }
        return first;
    }

    private static void closeQuietly(Object body) {
        if (body instanceof InputStream stream) {
            try {
                stream.close();
            } catch (IOException _) { // the connection is gone
                return;
            }
        }
    }

    private Instant now() {
        return clock.instant().plus(ahead);
    }

    /// @param signedAt the time that it did not take
    /// @return whether the console's time is another one
    private boolean tookTimeOf(HttpResponse<?> response, Instant signedAt) {
        try {
            var date = response.headers().firstValue("Date");
            if (date.isEmpty()) {
                return false;
            }
            var its = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.get()));
            if (Duration.between(signedAt, its).abs().compareTo(CLOCK_DIFFERS) < 0) {
                return false;
            }
            ahead = Duration.between(clock.instant(), its);
            return true;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private <T> Reply<HttpResponse<T>> exchange(
            String method, String path, byte[] body, Optional<String> authorization, BodyHandler<T> handler) {
        var request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(patience)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        authorization.ifPresent(value -> request.header("Authorization", value));
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        var coming = http.sendAsync(request.build(), handler);
        try {
            var response = coming.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            left.accept(path, body);
            return new Reply.Said<>(response);
        } catch (TimeoutException _) {
            coming.cancel(true);
            left.accept(path, body);
            return new Reply.Away<>("It did not answer within " + patience.toSeconds() + " s.");
        } catch (InterruptedException _) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            return new Reply.Away<>("Gatehouse is stopping.");
        } catch (ExecutionException e) {
            if (connected(e)) {
                left.accept(path, body);
            }
            return new Reply.Away<>(why(e));
        }
    }

    private static boolean connected(Throwable failure) {
        return causes(failure)
                .noneMatch(cause -> cause instanceof ConnectException
                        || cause instanceof UnknownHostException
                        || cause instanceof UnresolvedAddressException
                        || cause instanceof HttpConnectTimeoutException
                        || cause instanceof SSLException);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    /// What a person can make of a network failure; the JDK's own messages are often empty.
    private static String why(Throwable failure) {
        var causes = causes(failure).toList();
        for (var cause : causes) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return "Its host name is not known.";
            }
            if (cause instanceof SSLException) {
                return "TLS: " + cause.getMessage();
            }
        }
        return causes.stream().anyMatch(ConnectException.class::isInstance)
                ? "The connection was refused, or there is no way to it."
                : "The connection failed (" + causes.getLast().getClass().getSimpleName() + ").";
    }

    private static <T> Reply<T> said(Reply<HttpResponse<byte[]>> reply, Function<byte[], T> read) {
        return switch (reply) {
            case Reply.Away<HttpResponse<byte[]>>(var why) -> new Reply.Away<>(why);
            case Reply.Refused<HttpResponse<byte[]>>(var status, var sentence) -> new Reply.Refused<>(status, sentence);
            case Reply.Said<HttpResponse<byte[]>>(var response)
            when response.statusCode() / 100 != 2 -> refusal(response.statusCode(), response.body());
            case Reply.Said<HttpResponse<byte[]>>(var response) -> read(response.body(), read);
        };
    }

    private static <T> Reply<T> read(byte[] body, Function<byte[], T> read) {
        try {
            return new Reply.Said<>(read.apply(body));
        } catch (JacksonException | NullPointerException _) { // JSON null for one
            return new Reply.Away<>("Its answer is none of this version of Gatehouse's console.");
        }
    }

    private record Problem(String error) {}

    /// What passes by itself counts as being away.
    private static <T> Reply<T> refusal(int status, byte[] body) {
        String sentence;
        try {
            sentence = Shown.line(Json.read(body, Problem.class).error(), LONGEST_SENTENCE);
        } catch (JacksonException | NullPointerException _) {
            sentence = "It answered with HTTP status " + status + ".";
        }
        return status >= 500 || status == 408 || status == 429 || status / 100 == 3
                ? new Reply.Away<>(sentence)
                : new Reply.Refused<>(status, sentence);
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
