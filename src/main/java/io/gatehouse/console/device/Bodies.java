package io.gatehouse.console.device;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;

/// Reads what laptops send, so few bodies at a time that slow senders leave the server's threads and memory to
/// everybody else, the pages above all.
final class Bodies {
    static final int LARGEST_SMALL = 64 << 10;

    private static final int READING_AT_A_TIME = 100;
    private static final int LARGE_AT_A_TIME = 4;
    private static final int MOST_WAITING = 50;
    private static final int PATIENCE_SECONDS = 3;

    private final Semaphore reading = new Semaphore(READING_AT_A_TIME);
    private final Semaphore large = new Semaphore(LARGE_AT_A_TIME, true);

    /// Whether the body is, or may become, one of those that need much memory.
    static boolean isLarge(Exchange exchange) {
        long length = exchange.request().getLength();
        return length < 0 || length > LARGEST_SMALL;
    }

    /// @param use is done before the next large body gets its memory
    void take(Exchange exchange, int limit, Consumer<byte[]> use) {
        if (!isLarge(exchange)) {
            use.accept(read(exchange, limit));
            return;
        }
        if (!isLargeFree()) {
            throw busy(exchange);
        }
        try {
            use.accept(read(exchange, limit));
        } finally {
            large.release();
        }
    }

    byte[] read(Exchange exchange, int limit) {
        if (!reading.tryAcquire()) {
            throw busy(exchange);
        }
        try {
            return exchange.body(limit);
        } finally {
            reading.release();
        }
    }

    private boolean isLargeFree() {
        try {
            return large.getQueueLength() < MOST_WAITING && large.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Problem busy(Exchange exchange) {
        exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, "10");
        return new Problem(503, "The console has too much to read at the moment; try again later.");
    }
}
