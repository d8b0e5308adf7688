package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.local.Status;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreException;
import io.gatehouse.sync.ConsoleClient;
import io.gatehouse.sync.Sync;
import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.Routes;
import io.gatehouse.wire.SignedDocuments;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's line to the console at which this computer is enrolled. Nothing waits for it.
final class ConsoleLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConsoleLink.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Enrolled enrolled;
    private final URI url;
    private final Store store;
    private final SignedDocuments documents;
    private final Supplier<DeviceReport> report;
    private final Instant madeAt = Clock.systemUTC().instant();

    /// Null until it is started. Written under this object's lock.
    private volatile @Nullable Sync sync;

    private volatile Optional<String> lastReport = Optional.empty();
    private volatile Optional<String> lastCoverage = Optional.empty();
    private boolean closed;

    /// @param url where the console is, as the administrator says or as it was when this computer was enrolled
    /// @param report what this computer says about itself
    ConsoleLink(Enrolled enrolled, URI url, Store store, SignedDocuments documents, Supplier<DeviceReport> report) {
        this.enrolled = enrolled;
        this.url = url;
        this.store = store;
        this.documents = documents;
        this.report = report;
    }

    /// Begins on another thread, because loading a client of HTTP takes a moment.
    void start() {
        if (isOfThisInstallation()) {
            Thread.ofVirtual().name("console-start").start(this::begin);
        }
    }

    /// A database that was begun anew is another installation, whose records are not those that the console knows.
    private boolean isOfThisInstallation() {
        return enrolled.device().equals(store.device());
    }

    private synchronized void begin() {
        if (closed) {
            return;
        }
        var clock = Clock.systemUTC();
        if (store.enrolment().find().isEmpty()) { // the enrolment was cut short
            store.enrolment().put(enrolled.publicKey(), enrolled.url().toString(), enrolled.at());
        }
        var made = new Sync(
                new ConsoleClient(url, clock, this::left),
                enrolled.key(),
                new Sync.Freight(
                        documents,
                        new ConsoleOutbox(store.requests(), store.evidence()),
                        new ConsoleRecords(store.evidence()),
                        report,
                        ConsoleCoverage.of(store.coverage()),
                        () -> store.enrolment().release(clock.instant())),
                clock,
                Sync.Pace.USUAL,
                new Random());
        sync = made;
        made.start();
    }

    private void left(String path, byte[] body) {
        if (path.equals(Routes.REPORT)) {
            lastReport = Optional.of(new String(body, UTF_8));
        }
        if (path.equals(Routes.COVERAGE)) {
            lastCoverage = Optional.of(new String(body, UTF_8));
        }
        try {
            store.sentTotals()
                    .add(url.toString(), path, 1, body.length, Clock.systemUTC().instant());
        } catch (StoreException e) { // what is counted there nothing rests on
            log.warn("What was sent to the console could not be counted: {}", e.getMessage());
        }
    }

    URI url() {
        return url;
    }

    /// The JSON of the last report about this computer that was sent since the start.
    Optional<String> lastReport() {
        return lastReport;
    }

    /// The JSON of the last report about what ran that was sent since the start.
    Optional<String> lastCoverage() {
        return lastCoverage;
    }

    /// There is something new to send.
    void soon() {
        var current = sync;
        if (current != null) {
            current.soon();
        }
    }

    /// Tries at once, and waits some seconds for how that goes.
    Status.ConsoleState now() {
        var current = sync;
        if (current != null) {
            var _ = current.now(PATIENCE);
        }
        return state();
    }

    /// How many records the console does not have.
    long waiting() {
        return store.evidence().last() - store.evidence().sentUpTo();
    }

    Status.ConsoleState state() {
        var current = sync;
        var document = documents.document();
        var released = store.enrolment().find().flatMap(kept -> kept.releasedAt());
        if (!isOfThisInstallation()) {
            return new Status.ConsoleState(
                    url.toString(),
                    Status.Line.OFF,
                    madeAt,
                    "This computer's database was begun anew, so it is another computer to the console; "
                            + EnrolmentFile.remedy() + ".",
                    waiting(),
                    0,
                    Optional.empty(),
                    released);
        }
        var state = current == null ? new Sync.State(new Sync.Line(false, madeAt, ""), waiting(), "") : current.state();
        return new Status.ConsoleState(
                url.toString(),
                state.line().connected() ? Status.Line.CONNECTED : Status.Line.AWAY,
                state.line().since(),
                detail(state),
                state.waiting(),
                document.map(Document::version).orElse(0L),
                document.map(one -> one.issuedAt().plus(Duration.ofHours(one.leaseHours()))),
                released);
    }

    private String detail(Sync.State state) {
        var detail = state.line().connected() ? state.trouble() : state.line().why();
        var setAside = new ConsoleRecords(store.evidence()).setAside();
        return detail.isEmpty() ? setAside : (detail + " " + setAside).strip();
    }

    @Override
    public void close() {
        Sync current;
        synchronized (this) {
            closed = true;
            current = sync;
        }
        if (current != null) {
            current.close();
        }
    }
}
