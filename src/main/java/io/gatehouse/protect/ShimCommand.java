package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What agents whose hooks are programs run before a tool call. It says neither port nor token, so that it stays the
/// same when those change: Codex asks its person again about each command line that it has not seen.
///
/// @param hooks the directory of Gatehouse's hook programs
/// @param own the directory that holds the person's `hook.port` and `hook.token`
/// @param everyones the same for the machine's level
public record ShimCommand(Path hooks, Path own, Path everyones) {
    static final String PROGRAM = "gatehouse-hook";
    static final String SESSION = "gatehouse-session";
    static final String PLUGIN = "gatehouse-opencode.js";

    /// Longer than the shim's own deadline of at most 110 s, which is longer than a person's answer and the decisions
    /// around it take. Then it denies; an agent that stops waiting runs the tool.
    static final int TIMEOUT_SECONDS = 120;

    /// A line for a POSIX shell.
    String line(String agent, Level level) {
        return line(PROGRAM, agent, level);
    }

    /// The same, of the program that tells of sessions.
    String sessionLine(String agent, Level level) {
        return line(SESSION, agent, level);
    }

    private String line(String program, String agent, Level level) {
        return "sh " + quoted(hooks.resolve(program)) + " " + agent + " " + quoted(directory(level));
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

    /// The command lines in this part of a settings file that start the shim.
    static List<String> lines(JsonNode part) {
        return part.isString()
                ? Stream.of(part.stringValue())
                        .filter(text -> text.contains(PROGRAM))
                        .toList()
                : part.valueStream().flatMap(inner -> lines(inner).stream()).toList();
    }

    /// Whether this part of a settings file starts the shim, from wherever.
    static boolean isIn(JsonNode part) {
        return !lines(part).isEmpty();
    }
}
