package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.nio.file.Path;
import java.util.List;

/// A hook that works and is not as `agents protect` writes it: an earlier version wrote it, or somebody changed it.
///
/// @param said what is so and what that means, one sentence
/// @param remedy the command that mends it
public record Outdated(String said, String remedy) {
    /// @param parts what is other there; none where only that something is, is known
    /// @param means what that leads to; "" where nothing is known to
    static Outdated of(String agent, Level level, Path file, List<String> parts, String means) {
        return new Outdated(
                "The hook in " + file + " is not as this version of Gatehouse writes it"
                        + (parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")")
                        + (means.isEmpty() ? "" : ", so " + means) + ".",
                "gatehouse agents protect " + agent + (level == Level.MANAGED ? " --managed" : ""));
    }

    /// Both, for where there is one place only.
    public String text() {
        return said + " Mend it with: " + remedy;
    }
}
