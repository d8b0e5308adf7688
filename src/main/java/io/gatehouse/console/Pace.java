package io.gatehouse.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// How much each caller may ask: so many requests at once, and one more each time that a bit of time has passed.
/// The callers of whom nothing was heard longest are forgotten.
public final class Pace {
    private static final int MOST_CALLERS = 100_000;

    private final int burst;
    private final long millisEach;
    private final InstantSource clock;
    private final Map<String, Long> freeAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_CALLERS;
        }
    };

    /// @param burst how many at once
    /// @param each after which time there is one more
    public Pace(int burst, Duration each, InstantSource clock) {
        this.burst = burst;
        this.millisEach = each.toMillis();
        this.clock = clock;
    }

    /// That caller may ask as if for the first time.
    public synchronized void forget(String caller) {
        freeAt.remove(caller);
    }

    /// Counts one request of that caller.
    ///
    /// @return whether it may be served
    public synchronized boolean admits(String caller) {
        long now = clock.millis();
        long free = Math.max(freeAt.getOrDefault(caller, 0L), now - burst * millisEach);
        boolean fits = free + millisEach <= now;
        if (fits) {
            freeAt.put(caller, free + millisEach);
        }
        return fits;
    }
}
