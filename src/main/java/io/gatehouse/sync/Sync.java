package io.gatehouse.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.json.Json;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Refusal;
import io.gatehouse.wire.SignedDocuments;
import io.gatehouse.wire.SignedDocuments.Received;
import io.gatehouse.wire.Standing;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// Keeps a laptop and its console in step until closed: listens for what the console pushes, and sends what waits.
///
/// Design. Two virtual threads that mostly sleep. The one that listens goes on for ever, with pauses that grow; the one
/// that sends works when something came, when the line came back, and every half minute. Nothing waits for either: a
/// verdict rests on what the laptop has.
public final class Sync implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sync.class);

    private final ConsoleClient client;
    private final DeviceKey key;
    private final SignedDocuments documents;
    private final Outbox outbox;
    private final Uploader uploader;
    private final Records records;
    private final Runnable onReleased;
    private final InstantSource clock;
    private final Pace pace;
    private final RandomGenerator random;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Semaphore listenAgain = new Semaphore(0);
    private final Semaphore sendAgain = new Semaphore(0);
    private final Thread listening = Thread.ofVirtual().name("console-events").unstarted(this::listen);
    private final Thread sending = Thread.ofVirtual().name("console-upload").unstarted(this::send);

    /// By [System#nanoTime]: when the stream was heard last.
    private volatile long heardAt;

    private volatile boolean backingOff;
    /// Who waits for the end of a try that began after they came.
    private final Queue<CompletableFuture<Boolean>> asked = new ConcurrentLinkedQueue<>();

    private volatile Line line;
    private volatile String trouble = "";

    /// @param silence after which a stream counts as dead; three heartbeats of the console
    /// @param gathering how long records are gathered before they are sent
    /// @param look how often it is looked whether something is to be reported
    public record Pace(Duration silence, Duration gathering, Duration look) {
        public static final Pace USUAL =
                new Pace(Duration.ofSeconds(45), Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    /// The stream of events.
    ///
    /// @param since when it came to this
    /// @param why it is not connected; "" while it is, and before it was tried
    public record Line(boolean connected, Instant since, String why) {}

    /// How it goes.
    ///
    /// @param waiting records that the console does not have
    /// @param trouble why what waits could not be sent; "" for no reason
    public record State(Line line, long waiting, String trouble) {}

    /// What goes back and forth.
    ///
    /// @param onReleased the console lets this laptop enrol elsewhere
    public record Freight(
            SignedDocuments documents,
            Outbox outbox,
            Records records,
            Supplier<DeviceReport> report,
            CoverageUpload.Told coverage,
            Runnable onReleased) {}

    /// @param client closed with this
    /// @param clock this computer's
    public Sync(
            ConsoleClient client,
            DeviceKey key,
            Freight freight,
            InstantSource clock,
            Pace pace,
            RandomGenerator random) {
        this.client = client;
        this.key = key;
        this.documents = freight.documents();
        this.outbox = freight.outbox();
        this.records = freight.records();
        this.onReleased = freight.onReleased();
        this.uploader = new Uploader(client, key, freight, clock);
        this.clock = clock;
        this.pace = pace;
        this.random = random;
        this.line = new Line(false, clock.instant(), "");
    }

    public void start() {
        listening.start();
        sending.start();
    }

    public State state() {
        return new State(line, records.last() - records.sentUpTo(), trouble);
    }

    /// There is something new to send. Quick, and does nothing while the console is away.
    public void soon() {
        if (!backingOff && sendAgain.availablePermits() == 0) {
            sendAgain.release();
        }
    }

    /// Tries at once, also while the console is away, and waits for the end of that.
    ///
    /// @return whether nothing waits any more; [#state] says why it does
    public boolean now(Duration patience) {
        var awaited = new CompletableFuture<Boolean>();
        asked.add(awaited);
        listenAgain.release();
        sendAgain.release();
        try {
            return awaited.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void listen() {
        var backoff = new Backoff(random);
        try {
            while (isOpen()) {
                var why = listenOnce(backoff);
                if (line.connected() || !line.why().equals(why)) {
                    log.info("Not connected to the console: {}", why);
                    line = new Line(
                            false, line.connected() || line.why().isEmpty() ? clock.instant() : line.since(), why);
                }
                await(listenAgain, backoff.next());
            }
        } catch (InterruptedException _) {
            log.debug("No longer listening to the console");
        }
    }

    /// @return why it ended
    private String listenOnce(Backoff backoff) {
        try {
            return connect(backoff);
        } catch (RuntimeException e) { // whatever it was, the next connection may do better
            log.error("The connection to the console ended by a bug", e);
            return "The connection ended by a bug; Gatehouse's log says where.";
        }
    }

    private String connect(Backoff backoff) {
        return switch (client.events(key)) {
            case Reply.Away<InputStream>(var why) -> why;
            case Reply.Refused<InputStream> refused -> refused.sentence();
            case Reply.Said<InputStream>(var stream) -> {
                try (stream) {
                    yield follow(stream, backoff);
                } catch (IOException _) {
                    yield "The connection broke.";
                }
            }
        };
    }

    private String follow(InputStream stream, Backoff backoff) throws IOException {
        heardAt = System.nanoTime();
        sendAgain.release();
        line = new Line(true, clock.instant(), "");
        log.info("Connected to the console");
        var watch = Thread.ofVirtual().name("console-silence").start(() -> closeOnceSilent(stream));
        try {
            var events = new EventStream(stream, () -> heardAt = System.nanoTime());
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                hear(event.get());
                backoff.reset();
            }
            return "The console ended the connection.";
        } catch (IOException e) {
            return isSilent() ? "The console fell silent." : "The connection broke.";
        } finally {
            watch.interrupt();
        }
    }

    private boolean isSilent() {
        return System.nanoTime() - heardAt >= pace.silence().toNanos();
    }

    private void closeOnceSilent(InputStream stream) {
        try {
            while (!isSilent()) {
                var left = pace.silence().minusNanos(System.nanoTime() - heardAt);
                if (closed.await(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
            stream.close();
        } catch (InterruptedException _) {
            log.debug("The stream ended by itself");
        } catch (IOException e) {
            log.debug("A silent stream could not be closed", e);
        }
    }

    /// Names that a newer console may send are passed over, and so is what makes no sense.
    ///
    /// @throws IOException when it could not be kept: the console says all of it again at the next connection
    private void hear(EventStream.Event event) throws IOException {
        try {
            switch (event.name()) {
                case "document" -> {
                    if (documents.receive(event.data().getBytes(UTF_8)) instanceof Received.Refused(var refusal)
                            && refusal.reason() == Refusal.Reason.NOT_KEPT) {
                        throw new IOException("A document could not be kept.");
                    }
                    soon();
                }
                case "standing" -> outbox.stands(Json.read(event.data(), Standing.class));
                case "released" -> {
                    log.warn("The console has released this computer: it may be enrolled elsewhere");
                    onReleased.run();
                }
                default -> log.debug("An event of an unknown kind from the console: {}", event.name());
            }
        } catch (JacksonException e) {
            log.warn("The console sent an event {} that cannot be read", event.name(), e);
        } catch (RuntimeException e) { // the database, for one
            log.error("An event {} of the console could not be taken", event.name(), e);
            throw new IOException("What the console said could not be kept.", e);
        }
    }

    private void send() {
        var backoff = new Backoff(random);
        try {
            while (isOpen()) {
                sendAgain.drainPermits();
                var waiting = new ArrayList<CompletableFuture<Boolean>>();
                asked.removeIf(waiting::add);
                var left = sendOnce(!waiting.isEmpty());
                var why = left.why();
                if (!why.equals(trouble) && !why.isEmpty()) {
                    log.warn("What waits for the console could not be sent: {}", why);
                }
                trouble = why;
                backingOff = left.pause();
                if (!backingOff) {
                    backoff.reset();
                }
                waiting.forEach(one -> one.complete(why.isEmpty()));
                if (await(sendAgain, backingOff ? backoff.next() : pace.look())
                        && closed.await(pace.gathering().toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            log.debug("Nothing more is sent to the console");
        }
    }

    private Uploader.Left sendOnce(boolean all) {
        try {
            return uploader.run(all);
        } catch (RuntimeException e) { // the database, for one: the next try may do better
            log.error("What waits for the console cannot be read or marked as sent", e);
            return new Uploader.Left("What waits cannot be read; Gatehouse's log says why.", true);
        }
    }

    private static boolean await(Semaphore signal, Duration longest) throws InterruptedException {
        boolean signalled = signal.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
        signal.drainPermits();
        return signalled;
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    /// Returns when nothing of it uses the database any more.
    @Override
    public void close() {
        closed.countDown();
        listening.interrupt();
        sending.interrupt();
        client.close();
        try {
            listening.join(Duration.ofSeconds(2));
            sending.join(Duration.ofSeconds(2));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
