package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.local.LocalApi;
import io.gatehouse.local.Status;
import io.gatehouse.local.Status.AgentState;
import io.gatehouse.protect.AgentSettings;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.protect.ProtectException;
import io.gatehouse.protect.ShimCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The agents of this machine, as the daemon protects them. The settings are read each time: they are not ours alone.
final class Protection {
    private static final String LABEL = "Claude Code";

    private final ClaudeCodeSettings claudeCode;
    private final List<AgentSettings> others;
    private final Endpoint endpoint;
    private final Optional<ShimCommand> shim;

    /// @param endpoint where this daemon is asked
    /// @param shim what other agents run; absent where it is not installed
    Protection(Endpoint endpoint, Optional<ShimCommand> shim, Machine machine) {
        this.endpoint = endpoint;
        this.shim = shim;
        this.claudeCode = machine.claudeCode();
        this.others = machine.otherAgents();
    }

    /// What agents whose hooks are programs run.
    ///
    /// @param dataDir that holds the person's port and token
    static Optional<ShimCommand> shim(Path dataDir, Machine machine) {
        return HookPrograms.find()
                .map(hooks ->
                        new ShimCommand(hooks, dataDir, machine.managed().file().resolveSibling("hook")));
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

    /// How the settings of the others are now, by their names.
    Map<String, ClaudeCodeSettings.State> others() {
        return shim.map(command -> states(others, command)).orElse(Map.of());
    }

    /// How the settings of the others are now, by their names; none where the shim is not installed.
    static Map<String, ClaudeCodeSettings.State> others(Path dataDir, Machine machine) {
        return shim(dataDir, machine)
                .map(command -> states(machine.otherAgents(), command))
                .orElse(Map.of());
    }

    private static Map<String, ClaudeCodeSettings.State> states(List<AgentSettings> agents, ShimCommand shim) {
        return agents.stream().collect(Collectors.toMap(AgentSettings::name, agent -> agent.state(shim)));
    }

    /// Writes the hook into the person's settings of the agent.
    ///
    /// @throws LocalApi.Refused when there is no such agent or its settings cannot be changed
    AgentState protect(String agent) {
        try {
            if (!agent.equals(ClaudeCode.NAME)) {
                return protectOther(agent);
            }
            claudeCode.protect(Level.USER, endpoint, false);
            return agent(claudeCode.state(endpoint));
        } catch (ProtectException e) {
            throw new LocalApi.Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private AgentState protectOther(String name) {
        var agent = others.stream().filter(one -> one.name().equals(name)).findFirst();
        if (agent.isEmpty() || shim.isEmpty()) {
            throw new LocalApi.Refused("Gatehouse knows no agent called " + name + ".");
        }
        agent.get().protect(Level.USER, shim.get(), false);
        var state = agent.get().state(shim.get());
        return new AgentState(name, name, of(state.protection()), state.file().toString());
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
