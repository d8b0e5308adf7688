package io.gatehouse.store;

/// How many calls were decided, and how.
///
/// @param medianMicros of analysis and decision together, 0 when there was no call
public record Counts(long allowed, long denied, long wouldDeny, long medianMicros) {}
