package io.gatehouse.cerbos;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Keeps calls from waiting, one after the other, for a PDP that is away: after a failure nobody asks for a
/// while, then one
/// call tries, and so on with longer pauses. Safe for many threads.
final class Breaker {
    private static final long SHORTEST = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST = Duration.ofSeconds(15).toNanos();

    private final LongSupplier nanoTime;
    private long pause;
    private long retryAt;

    Breaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// Whether to ask now. While the PDP is away only one caller is told so at the end of each pause.
    synchronized boolean admits() {
        if (pause == 0) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if (now - retryAt < 0) {
            return false;
        }
        retryAt = now + pause;
        return true;
    }

    synchronized void failed() {
        pause = pause == 0 ? SHORTEST : Math.min(pause * 2, LONGEST);
        retryAt = nanoTime.getAsLong() + pause;
    }

    synchronized void answered() {
        pause = 0;
    }
}
