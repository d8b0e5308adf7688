package io.gatehouse.enforcement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The time by which Gatehouse decides: setting the computer's clock back makes nothing younger. Safe for many
/// threads.
///
/// Design. Time runs with the monotonic counter, which nobody can set, and which stands still while the computer
/// sleeps. What else it takes from the computer's clock can only put it forward. Before somebody who is trusted
/// told the time
/// (an _anchor_), it is the later of the computer's clock and its own, which begins at the latest time of the run
/// before. After that, it adds each step that the computer's clock makes beyond the counter: a sleep, or somebody who
/// sets the clock forward, which only ages things. Only the next anchor puts it back.
public final class GuardedClock extends Clock {
    /// By how much an anchor may differ without changing anything: answers take time, their dates are whole seconds,
    /// and replicas differ.
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    /// A step back of the computer's clock that is no jitter.
    private static final Duration STEP = Duration.ofSeconds(1);

    private final InstantSource system;
    private final LongSupplier nanoTime;

    // Guarded by this. The time is base + (counter - baseNanos).
    private Instant base;
    private long baseNanos;
    /// How far the computer's clock is ahead of the time, at most since it was last set back; negative when it is
    /// behind.
    private Duration ahead;
    private boolean isAnchored;

    /// @param system the computer's clock
    /// @param nanoTime a counter that only rises
    /// @param reached the latest time of the run before
    public GuardedClock(InstantSource system, LongSupplier nanoTime, Optional<Instant> reached) {
        this.system = system;
        this.nanoTime = nanoTime;
        var now = system.instant();
        base = reached.filter(now::isBefore).orElse(now);
        baseNanos = nanoTime.getAsLong();
        ahead = Duration.between(base, now);
    }

    @Override
    public synchronized Instant instant() {
        var counted = counted();
        var lead = Duration.between(counted, system.instant());
        if (!isAnchored) {
            if (lead.isPositive()) {
                base = base.plus(lead);
            }
        } else if (lead.compareTo(ahead) > 0) {
            base = base.plus(lead.minus(ahead)); // and so it is ahead by as much as before
        } else if (lead.compareTo(ahead.minus(STEP)) < 0) {
            ahead = lead;
        }
        return counted();
    }

    private Instant counted() {
        return base.plusNanos(nanoTime.getAsLong() - baseNanos);
    }

    /// Takes the time from somebody who is trusted to know it and cannot be imitated.
    public synchronized void anchor(Instant told) {
        var now = instant();
        var time = Duration.between(now, told).abs().compareTo(TOLERANCE) > 0 ? told : now;
        base = time;
        baseNanos = nanoTime.getAsLong();
        ahead = Duration.between(time, system.instant());
        isAnchored = true;
    }

    /// By how much the computer's clock is behind this one; negative when it is ahead.
    public Duration systemIsBehind() {
        return Duration.between(system.instant(), instant());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        InstantSource time = () -> instant();
        return time.withZone(zone);
    }
}
