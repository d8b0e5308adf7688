package io.gatehouse.sync;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: at random up to a bound that doubles with each failure, so that ten thousand
/// laptops do not come back at once.
final class Backoff {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(5);

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    Duration next() {
        failures = Math.min(failures + 1, 16);
        long most = Math.min(LONGEST.toMillis(), SHORTEST.toMillis() << failures);
        return Duration.ofMillis(random.nextLong(SHORTEST.toMillis(), most + 1));
    }

    void reset() {
        failures = 0;
    }
}
