package io.gatehouse.local;

import io.gatehouse.audit.RecordHead;
import io.gatehouse.local.LocalClient.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's end of the daemon's event stream: connects, reads, and connects again.
final class Listening implements LocalClient.Subscription {
    private static final Logger log = LoggerFactory.getLogger(Listening.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /// Three heartbeats of the daemon: one that hangs must not look connected.
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

    private final LocalClient client;
    private final Consumer<Event> listener;
    private final Optional<Consumer<Landing>> onLanding;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("local-events").unstarted(this::run);

    private final Duration longestSilence;

    /// By [System#nanoTime]; absent while the listener has the word.
    private volatile @Nullable Long waitingSince;

    private Duration pause = FIRST_PAUSE;
    private boolean connected;
    private String told = "";

    /// @param onLanding present for a window
    Listening(
            LocalClient client,
            Consumer<Event> listener,
            Optional<Consumer<Landing>> onLanding,
            Duration longestSilence) {
        this.client = client;
        this.listener = listener;
        this.onLanding = onLanding;
        this.longestSilence = longestSilence;
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        client.ended(this);
    }

    private void run() {
        try {
            disconnected(whyFollowingEnded());
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
                disconnected(whyFollowingEnded());
            }
        } catch (InterruptedException _) {
            log.debug("No longer listening to the daemon");
        }
    }

    private String whyFollowingEnded() {
        try {
            var path = onLanding.isPresent() ? "events?window=true" : "events";
            var response = client.send("GET", path, new byte[0], BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                if (response.statusCode() != 200) {
                    throw LocalClient.refusal(response.statusCode(), body.readAllBytes());
                }
                var watch = Thread.ofVirtual().name("local-events-watch").start(() -> closeOnceSilent(body));
                try {
                    follow(body);
                } finally {
                    watch.interrupt();
                }
            }
            return "The Gatehouse daemon has ended";
        } catch (LocalApiException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException _) {
            return "The connection to the Gatehouse daemon was lost";
        }
    }

    private void disconnected(String why) {
        connected = false;
        if (!why.equals(told)) {
            told = why;
            tell(new Event.Disconnected(why));
        }
    }

    private void follow(InputStream stream) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        var name = "";
        var data = "";
        for (@Nullable String line = read(lines); line != null; line = read(lines)) {
            if (line.startsWith("event: ")) {
                name = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                data = line.substring("data: ".length());
            } else if (line.isEmpty() && !name.isEmpty()) {
                heard(name, data.getBytes(StandardCharsets.UTF_8));
                name = "";
            }
        }
    }

    private @Nullable String read(BufferedReader lines) throws IOException {
        waitingSince = System.nanoTime();
        try {
            return lines.readLine();
        } finally {
            waitingSince = null;
        }
    }

    private void closeOnceSilent(InputStream stream) {
        try {
            var left = longestSilence;
            while (left.isPositive()) {
                if (closed.await(left.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
                var since = waitingSince;
                left = since == null ? longestSilence : longestSilence.minusNanos(System.nanoTime() - since);
            }
            stream.close();
        } catch (InterruptedException _) {
            log.debug("The stream ended by itself");
        } catch (IOException e) {
            log.debug("A silent stream could not be closed", e);
        }
    }

    /// Names that a newer daemon may send are passed over.
    private void heard(String name, byte[] data) {
        switch (name) {
            case "status" -> status(LocalClient.read(data, Status.class));
            case "request" -> tell(new Event.Requested(LocalClient.read(data, KeptRequest.class)));
            case "record" -> tell(new Event.Recorded(LocalClient.read(data, RecordHead.class)));
            case "land" -> land(LocalClient.read(data, Windows.Call.class));
            case "lost" ->
                tell(new Event.Missed(LocalClient.read(data, Lost.class).count()));
            default -> log.debug("An event of an unknown kind from the daemon: {}", name);
        }
    }

    private void status(Status status) {
        var event = connected ? new Event.Changed(status) : new Event.Connected(status);
        connected = true;
        pause = FIRST_PAUSE;
        told = "";
        tell(event);
    }

    private void land(Windows.Call call) {
        onLanding.filter(_ -> closed.getCount() > 0).ifPresent(landing -> {
            try {
                landing.accept(call.landing());
                client.landed(call.number());
            } catch (RuntimeException e) {
                log.warn("The window did not come to the front", e);
            }
        });
    }

    private void tell(Event event) {
        if (closed.getCount() == 0) {
            return;
        }
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            log.error("A listener to the daemon failed", e);
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// The data of the event `lost`.
    record Lost(long count) {}
}
