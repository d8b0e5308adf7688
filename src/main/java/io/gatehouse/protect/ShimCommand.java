package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// What agents whose hooks are programs run before a tool call. It says neither port nor token, so that it stays the
/// same when those change: Codex asks its person again about each command line that it has not seen.
///
/// @param hooks the directory of Gatehouse's hook programs
/// @param own the directory that holds the person's `hook.port` and `hook.token`
/// @param everyones the same for the machine's level
public record ShimCommand(Path hooks, Path own, Path everyones) {
    static final String PROGRAM = "gatehouse-hook";
    static final String PLUGIN = "gatehouse-opencode.js";

    /// Longer than the shim's own deadline of 45 s, after which it denies; an agent that stops waiting runs the tool.
    static final int TIMEOUT_SECONDS = 60;

    /// A line for a POSIX shell.
    String line(String agent, Level level) {
        return "sh " + quoted(hooks.resolve(PROGRAM)) + " " + agent + " " + quoted(directory(level));
    }

    public Path directory(Level level) {
        return switch (level) {
            case USER -> own;
            case MANAGED -> everyones;
        };
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    /// Whether this part of a settings file starts the shim, from wherever.
    static boolean isIn(JsonNode part) {
        return part.isString()
                ? part.stringValue().contains(PROGRAM)
                : part.valueStream().anyMatch(ShimCommand::isIn);
    }
}
