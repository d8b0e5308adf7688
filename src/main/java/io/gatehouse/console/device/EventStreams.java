package io.gatehouse.console.device;

import io.gatehouse.console.DeviceKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The streams of `GET /api/v1/events`, thousands at a time.
///
/// Design. No stream has a thread. One clock asks the database which laptops have something new, whichever instance
/// brought it about, and lets their streams look; it also sends the comments and has documents renewed long before
/// their lease ends.
final class EventStreams {
    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

    private static final int MOST = 20_000;

    /// The oldest ends when there are more.
    private static final int MOST_OF_A_LAPTOP = 4;

    /// How many look at the database at a time.
    private static final int LOOKING = 8;

    private final DeviceApi.Services services;
    private final Timing timing;
    private final Map<String, List<EventStream>> streams = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Semaphore looking = new Semaphore(LOOKING);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("console-events").factory());
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger failures = new AtomicInteger();
    private long seen;
    private volatile boolean closed;

    /// @param poll how often it is asked what changed
    /// @param heartbeat the longest silence of a stream; must stay below the server's idle timeout
    /// @param renewal how often documents are looked at
    record Timing(Duration poll, Duration heartbeat, Duration renewal) {
        static final Timing USUAL = new Timing(Duration.ofMillis(300), Duration.ofSeconds(15), Duration.ofMinutes(5));
    }

    EventStreams(DeviceApi.Services services, Timing timing) {
        this.services = services;
        this.timing = timing;
    }

    void start() {
        seen = services.changes().last();
        every(timing.poll(), this::lookForChanges);
        every(timing.heartbeat().dividedBy(5), this::beat);
        every(timing.renewal(), this::renew);
    }

    private void every(Duration time, Runnable task) {
        var _ = clock.scheduleWithFixedDelay(
                () -> carefully(task), time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void carefully(Runnable task) {
        try {
            task.run();
            failures.set(0);
        } catch (Throwable e) { // a task that throws is never run again
            if (failures.getAndIncrement() % 200 == 0) {
                log.error("The database does not tell what is new for laptops", e);
            }
        }
    }

    void serve(Exchange exchange, DeviceKeys.Known laptop) {
        if (closed || open.get() >= MOST) {
            throw new Problem(503, "There are too many event streams; try again later.");
        }
        var stream = new EventStream(exchange, laptop, services, this::look, this::ended);
        var ofLaptop = streams.compute(laptop.device(), (_, before) -> {
            var all = before == null ? new CopyOnWriteArrayList<EventStream>() : before;
            all.add(stream);
            return all;
        });
        open.incrementAndGet();
        if (ofLaptop.size() > MOST_OF_A_LAPTOP) {
            ofLaptop.getFirst().end(); // of a connection that is gone, as it seems
        }
        stream.begin();
        if (closed) {
            stream.end(); // it came after all others were ended
        }
    }

    private void ended(EventStream stream) {
        streams.computeIfPresent(stream.device(), (_, ofLaptop) -> {
            if (ofLaptop.remove(stream)) {
                open.decrementAndGet();
            }
            return ofLaptop.isEmpty() ? null : ofLaptop;
        });
    }

    /// Runs what reads the database for a stream.
    private void look(Runnable task) {
        try {
            work.execute(() -> {
                looking.acquireUninterruptibly();
                try {
                    task.run();
                } finally {
                    looking.release();
                }
            });
        } catch (RejectedExecutionException _) {
            log.debug("A stream does not look any more, because the console stops");
        }
    }

    private void lookForChanges() {
        for (var changed : services.changes().after(seen)) {
            seen = changed.number();
            streams.getOrDefault(changed.device(), List.of()).forEach(EventStream::look);
        }
    }

    private void beat() {
        var before = System.nanoTime() - timing.heartbeat().toNanos();
        streams.values().forEach(ofLaptop -> ofLaptop.forEach(stream -> stream.beat(before)));
    }

    private void renew() {
        streams.forEach((device, ofLaptop) -> {
            if (ofLaptop.stream().anyMatch(EventStream::isDue)) {
                look(() -> carefully(() -> services.documents().renew(device)));
            }
        });
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        clock.shutdownNow();
        work.shutdownNow();
        streams.values().forEach(ofLaptop -> List.copyOf(ofLaptop).forEach(EventStream::end));
    }
}
