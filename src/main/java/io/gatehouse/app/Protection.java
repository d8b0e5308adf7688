package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.local.LocalApi;
import io.gatehouse.local.Status;
import io.gatehouse.local.Status.AgentState;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.protect.ProtectException;
import java.util.List;

/// The agents of this machine, as the daemon protects them. The settings are read each time: they are not ours alone.
final class Protection {
    private static final String LABEL = "Claude Code";

    private final ClaudeCodeSettings claudeCode;
    private final Endpoint endpoint;

    /// @param endpoint where this daemon is asked
    Protection(Endpoint endpoint, ClaudeCodeSettings claudeCode) {
        this.endpoint = endpoint;
        this.claudeCode = claudeCode;
    }

    /// @param problems what is wrong with the agents' hooks, one sentence each
    record Found(List<AgentState> agents, List<String> problems) {}

    Found find() {
        var state = claudeCode.state(endpoint);
        return new Found(List.of(agent(state)), state.detail().isEmpty() ? List.of() : List.of(state.detail()));
    }

    /// How the settings of the agent that can ask are now.
    ClaudeCodeSettings.State claudeCode() {
        return claudeCode.state(endpoint);
    }

    /// Writes the hook into the person's settings of the agent.
    ///
    /// @throws LocalApi.Refused when there is no such agent or its settings cannot be changed
    AgentState protect(String agent) {
        if (!agent.equals(ClaudeCode.NAME)) {
            throw new LocalApi.Refused("Gatehouse knows no agent called " + agent + ".");
        }
        try {
            claudeCode.protect(Level.USER, endpoint, false);
            return agent(claudeCode.state(endpoint));
        } catch (ProtectException e) {
            throw new LocalApi.Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static AgentState agent(ClaudeCodeSettings.State state) {
        return new AgentState(
                ClaudeCode.NAME, LABEL, of(state.protection()), state.file().toString());
    }

    static Status.Protection of(ClaudeCodeSettings.Protection protection) {
        return switch (protection) {
            case NOT_FOUND -> Status.Protection.NOT_FOUND;
            case UNPROTECTED -> Status.Protection.UNPROTECTED;
            case USER -> Status.Protection.USER;
            case MANAGED -> Status.Protection.MANAGED;
            case DAMAGED -> Status.Protection.DAMAGED;
        };
    }
}
