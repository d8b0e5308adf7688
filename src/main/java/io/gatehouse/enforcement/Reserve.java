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

    /// When the first calls are denied from.
    public Instant firstUntil() {
        return othersUntil.isBefore(readsUntil) ? othersUntil : readsUntil;
    }

    /// Whether half of the time until [#firstUntil] is over.
    public boolean isHalfGoneAt(Instant now) {
        var half = Duration.between(confirmedAt, firstUntil()).dividedBy(2);
        return now.isAfter(confirmedAt.plus(half));
    }

    /// Whether every call is denied, also while the clock says that the confirmation is in the future.
    public boolean isGoneAt(Instant now) {
        return now.isBefore(confirmedAt) || (now.isAfter(readsUntil) && now.isAfter(othersUntil));
    }
}
