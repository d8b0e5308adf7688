package io.gatehouse.store;

/// Where the audit log first is not what was written.
///
/// @param row the place in the log, from 1
/// @param what one sentence, for people
public record Break(long row, String what) {}
