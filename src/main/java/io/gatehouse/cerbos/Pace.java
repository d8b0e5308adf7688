package io.gatehouse.cerbos;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// How soon the PDP may be asked for all plans again: at once after one or two fetches, as a laptop needs them; after
/// one that failed, or a third in a short time, in a minute, then twice as long each time, up to an hour. Some quiet
/// hours later all is forgotten. Not for several threads.
final class Pace {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration QUIET = LONGEST.multipliedBy(2);
    private static final int FREE = 2;

    private final RandomGenerator random;
    private Instant last = Instant.MIN;
    private Duration pause = Duration.ZERO;
    private int strain;

    /// @param random spreads many laptops, which all saw the same at the same time
    Pace(RandomGenerator random) {
        this.random = random;
    }

    /// A clock that was set back is no reason to wait.
    boolean permits(Instant now) {
        return now.isBefore(last) || !now.isBefore(next());
    }

    /// From when on it permits.
    Instant next() {
        return last.equals(Instant.MIN) ? last : last.plus(pause);
    }

    void fetched(Instant now) {
        rest(now);
        pace(now, strain + 1);
    }

    void failed(Instant now) {
        rest(now);
        pace(now, Math.max(FREE, strain) + 1);
    }

    private void rest(Instant now) {
        if (last.equals(Instant.MIN) || now.isAfter(last.plus(QUIET))) {
            strain = 0;
        }
    }

    private void pace(Instant now, int strain) {
        this.strain = strain;
        last = now;
        if (strain <= FREE) {
            pause = Duration.ZERO;
            return;
        }
        var doubled = SHORTEST.multipliedBy(1L << Math.min(strain - FREE - 1, 10));
        var most = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        pause = most.plusMillis((long) (most.toMillis() * random.nextDouble() / 2));
    }
}
