package io.gatehouse.enforcement;

import java.time.Duration;

/// How long an agent waits for the verdict on its call.
///
/// @param until by [System#nanoTime]
/// @param meanwhile run before a person is waited for: other calls may be decided then
public record Patience(long until, Runnable meanwhile) {
    /// Of an agent that waits for a decision, and for nobody's answer.
    public static final Patience NONE = new Patience(System.nanoTime(), () -> {});

    Duration left() {
        return Duration.ofNanos(until - System.nanoTime());
    }
}
