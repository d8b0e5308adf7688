package io.gatehouse.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/// What looks after evidence once it is here.
///
/// @param counts how many calls a day
/// @param lastRun when all was countersigned and dropped the last time
public record Custody(
        Checkpoints checkpoints,
        LogCheck check,
        Retention retention,
        Holds holds,
        DayCounts counts,
        SavedSearches searches,
        Clock clock,
        AtomicReference<Instant> lastRun) {
    private static final Duration EVERY = Duration.ofHours(1);

    static Custody of(ConsoleDatabase database, SigningKey key, ConsoleLog log, Clock clock) {
        var checkpoints = new Checkpoints(database, key, clock);
        return new Custody(
                checkpoints,
                new LogCheck(database, checkpoints, clock),
                new Retention(database, checkpoints, log, clock),
                new Holds(database, log, clock),
                new DayCounts(database),
                new SavedSearches(database, clock),
                clock,
                new AtomicReference<>(Instant.EPOCH));
    }

    /// Called every few seconds: checks one log, and each hour countersigns all and drops what is over.
    void run() {
        var now = clock.instant();
        if (Duration.between(lastRun.get(), now).abs().compareTo(EVERY) >= 0) {
            var _ = checkpoints.run();
            retention.run();
            lastRun.set(now);
        }
        check.runNext();
    }
}
