package io.gatehouse.ui.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// How many notices may still appear within an hour. For one thread.
final class Budget {
    private static final Duration SPAN = Duration.ofHours(1);

    private final int perHour;
    private final Deque<Instant> spent = new ArrayDeque<>();

    Budget(int perHour) {
        this.perHour = perHour;
    }

    boolean hasRoom(Instant now) {
        spent.removeIf(at -> at.isAfter(now) || !at.plus(SPAN).isAfter(now));
        return spent.size() < perHour;
    }

    /// Counts a notice that appears, also one beyond the budget.
    void spend(Instant now) {
        spent.addLast(now);
        if (spent.size() > perHour) {
            spent.removeFirst();
        }
    }
}
