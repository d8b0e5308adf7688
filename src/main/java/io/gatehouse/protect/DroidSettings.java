package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeCodeSettings.Protection;
import io.gatehouse.protect.ClaudeCodeSettings.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Factory Droid: a person's hooks are in their settings, unless there is a file of hooks beside them.
///
/// Design. By its documentation Droid reads `hooks.json` and looks into the settings only where that is missing; by a
/// report of its users 0.186 read the settings alone. So the hook goes into the settings, and into the other file as
/// well where there is one; none is made, which would hide what hooks the settings have.
///
/// @see <a href="https://docs.factory.ai/harness/hooks">Droid hooks</a>
/// @see <a href="https://github.com/Factory-AI/factory/issues/3">The report</a>
public final class DroidSettings implements AgentSettings {
    private final ShimAgent agent;
    private final Path hooksFile;
    private final HookListSettings settings;
    private final HookListSettings hooks;

    public DroidSettings(ShimAgent agent, InstantSource clock) {
        this.agent = agent;
        this.hooksFile = agent.user().resolveSibling("hooks.json");
        this.settings = new HookListSettings(agent, clock);
        this.hooks = new HookListSettings(agent.alone(hooksFile), clock);
    }

    @Override
    public String name() {
        return agent.name();
    }

    @Override
    public Change protect(Level level, ShimCommand shim, boolean dryRun) {
        if (alsoIn(level)) {
            hooks.protect(level, shim, true); // else one would be written before the other turns out to be no settings
        }
        var first = settings.protect(level, shim, dryRun);
        return alsoIn(level) ? both(first, hooks.protect(level, shim, dryRun)) : first;
    }

    @Override
    public Change unprotect(Level level, boolean dryRun) {
        var first = settings.unprotect(level, dryRun);
        return alsoIn(level) ? both(first, hooks.unprotect(level, dryRun)) : first;
    }

    private boolean alsoIn(Level level) {
        return level == Level.USER && Files.exists(hooksFile);
    }

    private static Change both(Change first, Change second) {
        return new Change(
                first.changed() ? first.file() : second.file(),
                first.changed() || second.changed(),
                first.backup().or(second::backup));
    }

    @Override
    public State state(ShimCommand shim) {
        var first = settings.state(shim);
        if (!alsoIn(Level.USER) || first.protection() == Protection.MANAGED) {
            return first;
        }
        var second = hooks.state(shim);
        if (second.protection() == Protection.DAMAGED || second.protection() == first.protection()) {
            return second;
        }
        return first.protection() == Protection.DAMAGED
                ? first
                : new State(
                        Protection.DAMAGED,
                        hooksFile,
                        "The hook is in one only of " + agent.user() + " and " + hooksFile
                                + ", and Droid reads either; mend it with: gatehouse agents protect droid");
    }

    @Override
    public Optional<Configured> configured() {
        return settings.configured(Level.MANAGED)
                .or(() -> alsoIn(Level.USER) ? hooks.configured(Level.USER) : Optional.empty())
                .or(() -> settings.configured(Level.USER));
    }

    @Override
    public List<Path> files(Level level) {
        return switch (level) {
            case USER -> List.of(agent.user(), hooksFile);
            case MANAGED -> List.of(agent.managed());
        };
    }

    @Override
    public List<Path> decisive() {
        return List.of(
                agent.user(),
                hooksFile,
                agent.user().resolveSibling("settings.local.json"),
                agent.user().resolveSibling("hooks"),
                agent.managed());
    }

    @Override
    public String leftToDo(Level level) {
        return switch (level) {
            case USER -> "";
            case MANAGED ->
                "Droid takes " + agent.managed()
                        + " instead of what your organisation set at Factory; set that there, too.";
        };
    }
}
