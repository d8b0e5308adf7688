package io.gatehouse.wire;

/// The person takes a request back before it is decided.
///
/// @param request its id
public record Withdrawal(String request) {}
