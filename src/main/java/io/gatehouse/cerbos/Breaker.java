package io.gatehouse.cerbos;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Keeps calls from waiting, one after the other, for a PDP that is away: after a failure nobody asks for a
/// while, then
/// one call tries, and so on with longer pauses. Calls that were under way together when it went away fail together,
/// which counts as one failure. Safe for many threads.
final class Breaker {
    private static final long SHORTEST = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST = Duration.ofSeconds(15).toNanos();

    private final LongSupplier nanoTime;
    private long pause;
    private long retryAt;
    private long failures;

    Breaker(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// One attempt to ask, to be told to [#failed] or [#answered].
    ///
    /// @param failures how many there had been when it began
    record Attempt(long failures) {}

    /// For a call: empty when it must not ask now. While the PDP is away one caller gets an attempt at the end of
    /// each
    /// pause, and no other as long as that may be under way.
    synchronized Optional<Attempt> tryBegin() {
        if (pause > 0) {
            long now = nanoTime.getAsLong();
            if (now - retryAt < 0) {
                return Optional.empty();
            }
            retryAt = now + LONGEST;
        }
        return Optional.of(begin());
    }

    /// For whoever holds up no call.
    synchronized Attempt begin() {
        return new Attempt(failures);
    }

    synchronized void failed(Attempt attempt) {
        if (attempt.failures() < failures) {
            return; // it began before the failure that everybody knows of
        }
        failures++;
        pause = pause == 0 ? SHORTEST : Math.min(pause * 2, LONGEST);
        retryAt = nanoTime.getAsLong() + pause;
    }

    synchronized void answered() {
        pause = 0;
    }
}
