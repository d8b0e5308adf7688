package io.gatehouse.ui.bus;

import java.time.Duration;

/// How long to wait before trying again: twice as long each time, up to a limit. For one thread.
public final class Backoff {
    private final Duration first;
    private final Duration most;
    private Duration next;

    public Backoff(Duration first, Duration most) {
        this.first = first;
        this.most = most;
        this.next = first;
    }

    public Duration next() {
        var now = next;
        var doubled = now.multipliedBy(2);
        next = doubled.compareTo(most) < 0 ? doubled : most;
        return now;
    }

    public void reset() {
        next = first;
    }
}
