package io.gatehouse.enforcement;

import java.time.Duration;

/// What the agent reported after a tool ran.
///
/// @param tool as the agent names it; "" where it does not say
/// @param command the shell line that ran, not masked; "" where there was none or the agent does not say
/// @param failed whether the tool itself failed
public record Outcome(
        String agent, String session, String callId, String tool, String command, boolean failed, Duration took) {
    /// Of an agent that does not say which tool it was.
    public Outcome(String agent, String session, String callId, boolean failed, Duration took) {
        this(agent, session, callId, "", "", failed, took);
    }
}
