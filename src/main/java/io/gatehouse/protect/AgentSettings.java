package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeCodeSettings.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The settings of an agent that asks through a program or a plugin of Gatehouse's.
public interface AgentSettings {
    /// Gatehouse's name of the agent.
    String name();

    /// Puts the hook in, or puts it right. A second time it changes nothing.
    ///
    /// @throws ProtectException when a file cannot be read, understood or written; it is as it was then
    Change protect(Level level, ShimCommand shim, boolean dryRun);

    /// Takes it out. A file that nobody changed since is again what it was before, to the byte.
    ///
    /// @throws ProtectException as above
    Change unprotect(Level level, boolean dryRun);

    /// Whether the agent asks, as far as its settings tell. Of an agent that is not here, that is not known:
    /// `UNPROTECTED`.
    State state(ShimCommand shim);

    /// Whether a hook that works is other than [#protect] would write it.
    ///
    /// @param state as [#state] tells it
    default Optional<Outdated> outdated(State state, ShimCommand shim) {
        return state.level()
                .filter(level -> changes(level, shim))
                .map(level -> Outdated.of(name(), level, state.file(), List.of(), ""));
    }

    private boolean changes(Level level, ShimCommand shim) {
        try {
            return protect(level, shim, true).changed();
        } catch (ProtectException _) { // which writes nothing there
            return false;
        }
    }

    /// The files that [#protect] writes.
    List<Path> files(Level level);

    /// What the agent does before a tool call, the machine's settings first; empty where no hook of ours is written.
    ///
    /// @throws ProtectException when a file cannot be read or understood
    Optional<Configured> configured();

    /// What decides that.
    List<Path> decisive();

    /// What is left for the person to do after [#protect], one sentence; "" for nothing.
    default String leftToDo(Level level) {
        return "";
    }
}
