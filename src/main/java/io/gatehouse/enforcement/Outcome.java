package io.gatehouse.enforcement;

import java.time.Duration;

/// What the agent reported after a tool ran.
///
/// @param failed whether the tool itself failed
public record Outcome(String agent, String session, String callId, boolean failed, Duration took) {}
