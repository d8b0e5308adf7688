package io.gatehouse.agent;

import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import java.io.IOException;
import java.io.InputStream;

/// The hook protocol of one agent.
public interface Agent {
    /// Gatehouse's name of the agent: the last part of its endpoint's path.
    String name();

    /// Reads one hook request to its end.
    ///
    /// @throws IOException only when `body` does; whatever the bytes are is a [Reading]
    Reading read(InputStream body) throws IOException;

    /// The answer that makes the agent do what the verdict says. Total: there is no verdict it cannot express.
    byte[] write(Verdict verdict, String event);

    /// What a hook request turned out to be.
    sealed interface Reading {
        /// @param event the agent's name of the event, to be quoted in the answer
        record Call(ToolCall call, String event) implements Reading {}

        record Ran(Outcome outcome) implements Reading {}

        /// Settings that the agent asks to take up.
        record Changed(SettingsChange change, String event) implements Reading {}

        record Begun(SessionBegun session) implements Reading {}

        /// An event that asks for no decision.
        record Ignored(String event) implements Reading {}

        /// @param why what was expected, without quoting the input
        record Malformed(String why) implements Reading {}
    }
}
