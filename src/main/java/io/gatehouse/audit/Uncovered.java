package io.gatehouse.audit;

import java.time.Instant;

/// A tool that ran although Gatehouse did not let it: the agent says so, and no decision allows it.
///
/// @param session the agent's id of it
/// @param callId the agent's id of the call
/// @param command what was run, masked; "" where the agent does not tell
/// @param denied whether the call was denied; else nobody asked about it
/// @param at when Gatehouse heard of it
public record Uncovered(
        String agent, String session, String callId, String tool, String command, boolean denied, Instant at) {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_COMMAND = 2_000;

    public Uncovered {
        session = cut(session, LONGEST_NAME);
        callId = cut(callId, LONGEST_NAME);
        tool = cut(tool, LONGEST_NAME);
        command = cut(command, LONGEST_COMMAND);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }
}
