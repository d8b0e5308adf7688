package io.gatehouse.protect;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The ways in which Claude Code can ask this Gatehouse.
///
/// @param shim absent where the program is not installed
public record ClaudeHooks(Endpoint endpoint, Optional<ShimCommand> shim) {
    public enum Transport {
        HTTP,
        SHIM
    }

    /// Tells of sessions, too, where the program for that is installed.
    ///
    /// @throws ProtectException for a shim that is not installed
    public ClaudeHook by(Transport transport, Level level) {
        var asks = asking(transport, level);
        return shim.flatMap(command -> command.sessionLine(ClaudeCode.NAME, level))
                .<ClaudeHook>map(line -> new ClaudeWithSession(asks, line))
                .orElse(asks);
    }

    private ClaudeHook asking(Transport transport, Level level) {
        return switch (transport) {
            case HTTP -> endpoint;
            case SHIM ->
                findShim(level)
                        .orElseThrow(() -> new ProtectException(
                                "The program " + ShimCommand.PROGRAM + " is not where Gatehouse is installed"));
        };
    }

    private Optional<ClaudeShim> findShim(Level level) {
        return shim.map(command -> new ClaudeShim(command.line(ClaudeCode.NAME, level)));
    }

    /// Why this entry of ours would let a call go on unasked, or deny each one; empty when it works.
    Optional<String> flaw(Level level, JsonNode group, JsonNode hook) {
        return Endpoint.isOurs(hook)
                ? endpoint.flaw(group, hook)
                : findShim(level)
                        .map(wanted -> wanted.flaw(group, hook))
                        .orElseGet(() -> Optional.of("runs a program that is not where Gatehouse is installed"));
    }
}
