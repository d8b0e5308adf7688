package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What agents whose hooks are programs run before a tool call. It says neither port nor token, so that it stays the
/// same when those change: Codex asks its person again about each command line that it has not seen.
///
/// @param hooks the directory of Gatehouse's hook programs
/// @param own the directory that holds the person's `hook.port` and `hook.token`
/// @param everyones the same for the machine's level
/// @param windows whether it is the program for Windows
public record ShimCommand(Path hooks, Path own, Path everyones, boolean windows) {
    static final String PROGRAM = "gatehouse-hook";
    static final String SESSION = "gatehouse-session";
    static final String PLUGIN = "gatehouse-opencode.js";

    /// Longer than the shim's own deadline of at most 110 s, which is longer than a person's answer and the decisions
    /// around it take. Then it denies; an agent that stops waiting runs the tool.
    static final int TIMEOUT_SECONDS = 120;

    private static final Pattern SPECIAL = Pattern.compile("[\"$%!`\\p{Cntrl}]");

    public ShimCommand(Path hooks, Path own, Path everyones) {
        this(hooks, own, everyones, false);
    }

    /// A line for a POSIX shell; on Windows one that cmd, PowerShell and Git's shell read alike.
    String line(String agent, Level level) {
        return windows
                ? "powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "
                        + quotedForAll(hooks.resolve(PROGRAM + ".ps1")) + " " + agent + " "
                        + quotedForAll(directory(level))
                : line(PROGRAM, agent, level);
    }

    /// The same, of the program that tells of sessions; absent on Windows, for which there is none.
    Optional<String> sessionLine(String agent, Level level) {
        return windows ? Optional.empty() : Optional.of(line(SESSION, agent, level));
    }

    private String line(String program, String agent, Level level) {
        return "sh " + quoted(hooks.resolve(program)) + " " + agent + " " + quoted(directory(level));
    }

    /// Whether a line can name these places: to the shells of Windows some characters mean something within quotes.
    public boolean isSayable() {
        return !windows
                || Stream.of(hooks, own, everyones)
                        .noneMatch(path -> SPECIAL.matcher(path.toString()).find());
    }

    private static String quotedForAll(Path path) {
        return "\"" + path.toString().replace('\\', '/') + "\"";
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
