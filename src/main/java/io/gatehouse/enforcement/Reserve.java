package io.gatehouse.enforcement;

import java.time.Duration;
import java.time.Instant;

/// What could be decided without the PDP from now on, if it never answered again.
///
/// @param revision the one that it confirmed last
/// @param hasPlans whether calls that were never seen before are decided too
/// @param readsUntil when calls that only read files are denied from
/// @param othersUntil when all other calls are denied from
public record Reserve(String revision, Instant confirmedAt, boolean hasPlans, Instant readsUntil, Instant othersUntil) {

    /// Whether half of the time until the first calls are denied is over.
    public boolean isHalfGoneAt(Instant now) {
        var first = othersUntil.isBefore(readsUntil) ? othersUntil : readsUntil;
        var half = Duration.between(confirmedAt, first).dividedBy(2);
        return now.isAfter(confirmedAt.plus(half));
    }
}
