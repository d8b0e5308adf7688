package io.gatehouse.cerbos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what is handed to the network for a PDP. Calls wait for it, so it only adds. Safe for many threads.
public final class Traffic {
    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    private static final class Count {
        private final LongAdder times = new LongAdder();
        private final LongAdder bytes = new LongAdder();
        private volatile long lastAt;
    }

    /// @param bytes of the bodies
    public record Sent(String path, long times, long bytes, Instant lastAt) {}

    void add(String path, int bytes) {
        var count = counts.computeIfAbsent(path, _ -> new Count());
        count.times.increment();
        count.bytes.add(bytes);
        count.lastAt = System.currentTimeMillis();
    }

    /// What was sent since this was asked last. For one thread at a time.
    List<Sent> take() {
        var taken = new ArrayList<Sent>();
        counts.forEach((path, count) -> {
            long times = count.times.sumThenReset();
            if (times > 0) {
                taken.add(new Sent(path, times, count.bytes.sumThenReset(), Instant.ofEpochMilli(count.lastAt)));
            }
        });
        return taken;
    }
}
