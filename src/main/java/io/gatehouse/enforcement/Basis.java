package io.gatehouse.enforcement;

import java.time.Instant;
import java.util.Optional;

/// What a verdict rests on.
public sealed interface Basis {
    /// The central PDP answered just now.
    ///
    /// @param callId the PDP's id of the answer, the join key to its decision log
    record Central(String revision, String callId) implements Basis {}

    /// The PDP could not be reached, or there is none; its policies, fetched before, were evaluated here.
    ///
    /// @param confirmedAt when the PDP last confirmed this revision; absent for the policies that ship with
    ///     Gatehouse,     which nobody confirms
    /// @param unavailable why the PDP was not asked
    record Plan(String revision, Optional<Instant> confirmedAt, String unavailable) implements Basis {}

    /// The PDP could not be reached; it gave the same answers to equal requests before.
    ///
    /// @param confirmedAt when the PDP last confirmed this revision
    record Cached(String revision, Instant confirmedAt, String unavailable) implements Basis {}

    /// Nothing: always a deny.
    record None(String why) implements Basis {}
}
