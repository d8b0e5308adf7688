package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeCodeSettings.Protection;
import io.gatehouse.protect.ClaudeCodeSettings.State;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Codex CLI: a list of hooks for the person, TOML for the machine.
public record CodexSettings(ShimAgent agent, InstantSource clock) implements AgentSettings {
    @Override
    public String name() {
        return agent.name();
    }

    @Override
    public Change protect(Level level, ShimCommand shim, boolean dryRun) {
        return switch (level) {
            case USER -> ofPerson().protect(level, shim, dryRun);
            case MANAGED -> requirements().protect(shim, dryRun);
        };
    }

    @Override
    public Change unprotect(Level level, boolean dryRun) {
        return switch (level) {
            case USER -> ofPerson().unprotect(level, dryRun);
            case MANAGED -> requirements().unprotect(dryRun);
        };
    }

    @Override
    public State state(ShimCommand shim) {
        try {
            return requirements()
                    .works(shim)
                    .map(works -> works
                            ? new State(Protection.MANAGED, agent.managed(), "")
                            : new State(
                                    Protection.DAMAGED,
                                    agent.managed(),
                                    "The hook in " + agent.managed() + " does not run this Gatehouse's program"))
                    .orElseGet(() -> ofPerson().state(shim));
        } catch (ProtectException e) {
            return new State(Protection.DAMAGED, agent.managed(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<Configured> configured() {
        return requirements().configured().or(() -> ofPerson().configured(Level.USER));
    }

    @Override
    public List<Path> files(Level level) {
        return switch (level) {
            case USER -> List.of(agent.user());
            case MANAGED -> List.of(agent.managed());
        };
    }

    @Override
    public List<Path> decisive() {
        var config = agent.user().resolveSibling("config.toml");
        return List.of(agent.user(), config, agent.managed());
    }

    @Override
    public String leftToDo(Level level) {
        return switch (level) {
            case USER -> "Codex runs the hook only after you have looked at it: start codex and type /hooks.";
            case MANAGED -> "";
        };
    }

    private CodexRequirements requirements() {
        return new CodexRequirements(new SettingsFile(agent.managed(), "rw-r--r--", clock));
    }

    /// Of which only the person's level is used: the machine's file is no JSON.
    private HookListSettings ofPerson() {
        return new HookListSettings(agent.at(agent.user(), agent.user().resolveSibling("hooks.managed.json")), clock);
    }
}
