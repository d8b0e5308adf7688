package io.gatehouse.coverage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends an agent's telemetry on to where it went before, byte for byte, but for Gatehouse's own token.
///
/// Design. The agent does not wait for it: what came is put in a line and the agent is answered. A thread that lives
/// while there is something to send works it off; what the receiver cannot take now is tried again, and when the line
/// is full the oldest goes and is counted. A redirect is not followed, so that nothing goes where no settings name.
public final class Forward implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Forward.class);

    static final int MOST_WAITING = 64;
    static final long MOST_BYTES = 8 << 20;

    /// Of the connection here, or what the client adds by itself.
    private static final Set<String> OWN = Set.of(
            TelemetryApi.HEADER,
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "expect",
            "upgrade",
            "te");

    private final Supplier<Optional<Receiver>> receiver;
    private final BiConsumer<URI, Integer> left;
    private final Pace pace;
    private final Deque<Sent> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean works;
    private boolean closed;
    private State state = State.NOTHING;

    /// Where telemetry went before.
    ///
    /// @param headers that settings add to each request
    public record Receiver(URI url, Map<String, String> headers) {
        public Receiver {
            headers = Map.copyOf(headers);
        }
    }

    /// How it goes, since the daemon's start.
    ///
    /// @param dropped never sent, because the receiver was away for too long
    /// @param refused sent, and not taken
    /// @param trouble why the last try failed; "" when it did not
    public record State(long sent, int waiting, long dropped, long refused, String trouble) {
        static final State NOTHING = new State(0, 0, 0, 0, "");

        State with(int now) {
            return new State(sent, now, dropped, refused, trouble);
        }
    }

    /// @param patience with one request
    /// @param pauses between two tries, the last of them for ever
    /// @param idle after which nothing is kept ready any more
    public record Pace(Duration patience, List<Duration> pauses, Duration idle) {
        public static final Pace USUAL = new Pace(
                Duration.ofSeconds(10),
                Stream.of(1, 5, 15, 60).map(Duration::ofSeconds).toList(),
                Duration.ofSeconds(30));
    }

    /// One request; equal to itself alone.
    private static final class Sent {
        private final List<Map.Entry<String, String>> headers;
        private final byte[] body;

        Sent(List<Map.Entry<String, String>> headers, byte[] body) {
            this.headers = headers;
            this.body = body;
        }
    }

    private sealed interface Outcome {
        record Taken() implements Outcome {}

        record Refused(String why) implements Outcome {}

        record Away(String why) implements Outcome {}
    }

    /// @param receiver asked before each try, so that what settings say now counts
    /// @param left told where each request went and how many bytes it had
    public Forward(Supplier<Optional<Receiver>> receiver, BiConsumer<URI, Integer> left, Pace pace) {
        this.receiver = receiver;
        this.left = left;
        this.pace = pace;
    }

    /// Sends this on, where telemetry went somewhere before. Returns at once.
    ///
    /// @param headers as they came
    /// @return false where it went nowhere
    boolean take(List<Map.Entry<String, String>> headers, byte[] body) {
        if (receiver.get().isEmpty()) {
            return false;
        }
        synchronized (this) {
            if (closed) {
                return false;
            }
            waiting.addLast(new Sent(headers, body));
            waitingBytes += body.length;
            while (waiting.size() > MOST_WAITING || waitingBytes > MOST_BYTES) {
                waitingBytes -= waiting.removeFirst().body.length;
                state = new State(state.sent(), 0, state.dropped() + 1, state.refused(), state.trouble());
            }
            notifyAll();
            if (!works) {
                works = true;
                Thread.ofVirtual().name("telemetry-forward").start(this::work);
            }
            return true;
        }
    }

    public synchronized State state() {
        return state.with(waiting.size());
    }

    private void work() {
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(pace.patience())
                .build()) {
            int failures = 0;
            for (var next = next(); next.isPresent(); next = next()) {
                var outcome = send(client, next.get());
                if (settled(next.get(), outcome)) {
                    failures = 0;
                } else {
                    pause(pace.pauses().get(Math.min(failures++, pace.pauses().size() - 1)));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // what waits is taken up with the next that comes
            log.error("Telemetry is not sent on because of a bug", e);
            stopped();
        }
    }

    private synchronized void stopped() {
        works = false;
    }

    /// The oldest that waits; empty when nothing came for a while, and then this thread is to end.
    private synchronized Optional<Sent> next() throws InterruptedException {
        long end = System.nanoTime() + pace.idle().toNanos();
        while (!closed && waiting.isEmpty()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        if (closed || waiting.isEmpty()) {
            works = false;
            return Optional.empty();
        }
        return Optional.of(waiting.getFirst());
    }

    private synchronized void pause(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); !closed && left > 0; left = end - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
    }

    /// @return false when it is to be tried again
    private synchronized boolean settled(Sent one, Outcome outcome) {
        var before = state;
        state = switch (outcome) {
            case Outcome.Taken _ -> new State(before.sent() + 1, 0, before.dropped(), before.refused(), "");
            case Outcome.Refused(var why) -> new State(before.sent(), 0, before.dropped(), before.refused() + 1, why);
            case Outcome.Away(var why) -> new State(before.sent(), 0, before.dropped(), before.refused(), why);
        };
        if (!state.trouble().isEmpty() && !state.trouble().equals(before.trouble())) {
            log.warn("Telemetry could not be sent on: {}", state.trouble());
        }
        if (outcome instanceof Outcome.Away) {
            return false;
        }
        if (one.equals(waiting.peekFirst())) { // else it was dropped meanwhile
            waiting.removeFirst();
            waitingBytes -= one.body.length;
        }
        return true;
    }

    private Outcome send(HttpClient client, Sent one) throws InterruptedException {
        var to = receiver.get();
        if (to.isEmpty()) {
            return new Outcome.Refused("Settings name no receiver any more.");
        }
        var url = to.get().url();
        try {
            var request = asked(to.get(), one);
            left.accept(url, one.body.length);
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                return new Outcome.Taken();
            }
            var why = "It answered with HTTP status " + status + ".";
            return status >= 500 || status == 408 || status == 429 ? new Outcome.Away(why) : new Outcome.Refused(why);
        } catch (IOException e) {
            return new Outcome.Away("It does not answer (" + e.getClass().getSimpleName() + ").");
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused("A header or the address cannot be sent.");
        }
    }

    private HttpRequest asked(Receiver to, Sent one) {
        var asked =
                HttpRequest.newBuilder(to.url()).timeout(pace.patience()).POST(BodyPublishers.ofByteArray(one.body));
        var configured = new HashMap<String, String>();
        to.headers().forEach((name, value) -> configured.put(name.toLowerCase(Locale.ROOT), value));
        for (var header : one.headers) {
            var name = header.getKey().toLowerCase(Locale.ROOT);
            if (!OWN.contains(name) && !configured.containsKey(name)) {
                asked.header(header.getKey(), header.getValue());
            }
        }
        configured.forEach((name, value) -> {
            if (!OWN.contains(name)) {
                asked.header(name, value);
            }
        });
        return asked.build();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
