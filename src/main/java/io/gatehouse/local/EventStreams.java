package io.gatehouse.local;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The streams of `GET /api/events`.
///
/// Design. Whoever publishes a record waits for a verdict, so publishing only offers to each stream's bounded queue.
/// A stream's own thread writes, and stands still when its reader does; what finds the queue full is counted, and the
/// reader is told that number and lists records and requests again.
final class EventStreams {
    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);
    private static final int MOST = 16;
    private static final int QUEUED = 256;

    private final Feed<AuditRecord> feed;
    private final Feed<KeptRequest> requests;
    private final Windows windows;
    private final StatusWatch watch;
    private final Pace pace;
    private final Semaphore free = new Semaphore(MOST);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    EventStreams(
            Feed<AuditRecord> feed, Feed<KeptRequest> requests, Windows windows, Supplier<Status> status, Pace pace) {
        this.feed = feed;
        this.requests = requests;
        this.windows = windows;
        this.watch = new StatusWatch(status, pace.status());
        this.pace = pace;
    }

    /// @param status the status is asked for at most this often, however many listen
    /// @param heartbeat the longest silence of a stream; must stay below the server's idle timeout
    record Pace(Duration status, Duration heartbeat) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(15));
    }

    /// Serves one stream to its end, on the calling thread.
    ///
    /// @param isWindow whether it is told where to land
    void serve(Exchange exchange, boolean isWindow) throws IOException {
        if (!free.tryAcquire()) {
            throw new Problem(503, "There are " + MOST + " event streams already; close a window of Gatehouse.");
        }
        var stream = new Stream(exchange);
        var end = feed.subscribe(record -> stream.offer("record", RecordHead.of(record)));
        var endOfRequests = requests.subscribe(request -> stream.offer("request", request));
        Runnable endOfWindow = isWindow ? windows.add(call -> stream.offered("land", call)) : () -> {};
        threads.add(Thread.currentThread());
        try {
            if (closed) {
                throw new Problem(503, "The daemon is stopping.");
            }
            stream.write();
        } catch (InterruptedException _) {
            log.debug("An event stream ends because the daemon stops");
        } finally {
            threads.remove(Thread.currentThread());
            end.run();
            endOfRequests.run();
            endOfWindow.run();
            free.release();
        }
        Thread.interrupted(); // or completing the response would close the connection under it
        exchange.callback().succeeded();
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    /// What a stream has to write.
    private record Told(String name, Object data) {}

    private final class Stream {
        private final BlockingQueue<Told> queue = new ArrayBlockingQueue<>(QUEUED);
        private final AtomicLong missed = new AtomicLong();
        private final Exchange exchange;
        private long wroteAt;

        Stream(Exchange exchange) {
            this.exchange = exchange;
        }

        void offer(String name, Object data) {
            if (!offered(name, data)) {
                missed.incrementAndGet();
            }
        }

        boolean offered(String name, Object data) {
            return queue.offer(new Told(name, data));
        }

        void write() throws IOException, InterruptedException {
            var status = watch.now();
            begin();
            send("status", status);
            long checkedAt = System.nanoTime();
            while (!closed) {
                long wait = pace.status().toNanos() - (System.nanoTime() - checkedAt);
                @Nullable Told told = queue.poll(wait, TimeUnit.NANOSECONDS);
                if (told != null) {
                    send(told.name(), told.data());
                }
                long count = missed.getAndSet(0);
                if (count > 0) {
                    send("lost", new Listening.Lost(count));
                }
                if (System.nanoTime() - checkedAt >= pace.status().toNanos()) {
                    var current = watch.recent();
                    if (!current.equals(status)) {
                        status = current;
                        send("status", status);
                    }
                    checkedAt = System.nanoTime();
                }
                if (System.nanoTime() - wroteAt >= pace.heartbeat().toNanos()) {
                    send(":\n\n");
                }
            }
        }

        private void begin() {
            var response = exchange.response();
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
        }

        private void send(String name, Object data) throws IOException {
            send("event: " + name + "\ndata: " + Json.text(data) + "\n\n");
        }

        private void send(String text) throws IOException {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            Content.Sink.write(exchange.response(), false, bytes);
            wroteAt = System.nanoTime();
        }
    }

    /// One status for all streams, so that many readers ask no more often than one.
    private static final class StatusWatch {
        private final Supplier<Status> source;
        private final Duration age;
        private @Nullable Status latest;
        private long askedAt;

        StatusWatch(Supplier<Status> source, Duration age) {
            this.source = source;
            this.age = age;
        }

        synchronized Status now() {
            var status = source.get();
            latest = status;
            askedAt = System.nanoTime();
            return status;
        }

        synchronized Status recent() {
            var status = latest;
            return status != null && System.nanoTime() - askedAt < age.toNanos() ? status : now();
        }
    }
}
