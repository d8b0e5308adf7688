package io.gatehouse.audit;

import io.gatehouse.enforcement.Enforcement;
import java.util.Optional;

/// An enforcement as it is kept.
///
/// @param outcome what the agent reported after the tool ran, once it did
public record AuditRecord(Sequence sequence, Enforcement enforcement, Optional<Ran> outcome) {
    /// Numbers records so that a lost tail shows as a gap.
    ///
    /// @param device this installation's id
    /// @param epoch rises by one at each start of the daemon
    /// @param number rises by one with each record of an epoch, from 1
    public record Sequence(String device, long epoch, long number) {}

    /// @param millis how long the tool ran, as the agent measured it
    public record Ran(boolean failed, long millis) {}
}
