package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// Codex' requirements for everyone on a machine. The file is TOML, which is not edited here: it is written where there
/// is none, and left alone otherwise.
record CodexRequirements(SettingsFile settings) {
    static final Path FILE = Path.of("/etc/codex/requirements.toml");
    /// A basic string of TOML, as [#literal] writes it.
    private static final Pattern COMMAND = Pattern.compile("(?m)^command = \"((?:[^\"\\\\]|\\\\.)*+)\"");
    private static final String HEAD = "# Written by: gatehouse agents protect codex --managed\n";

    Change protect(ShimCommand shim, boolean dryRun) {
        return settings.change(dryRun, content -> {
            if (content.isPresent() && !isOurs(content.get())) {
                throw new ProtectException(
                        settings.path() + " is there already and stays as it is. Add this to it:\n" + text(shim));
            }
            return Optional.of((HEAD + text(shim)).getBytes(StandardCharsets.UTF_8));
        });
    }

    Change unprotect(boolean dryRun) {
        return settings.change(dryRun, content -> {
            if (content.isPresent()
                    && !isOurs(content.get())
                    && new String(content.get(), StandardCharsets.UTF_8).contains(ShimCommand.PROGRAM)) {
                throw new ProtectException(settings.path() + " was changed by hand; take the hook with "
                        + ShimCommand.PROGRAM + " out of it by hand");
            }
            return content.filter(bytes -> !isOurs(bytes));
        });
    }

    /// Whether a hook of ours is in force, if any is there.
    Optional<Boolean> works(ShimCommand shim) {
        return settings.read()
                .filter(bytes -> new String(bytes, StandardCharsets.UTF_8).contains(ShimCommand.PROGRAM))
                .map(bytes -> Arrays.equals(bytes, (HEAD + text(shim)).getBytes(StandardCharsets.UTF_8))
                        || new String(bytes, StandardCharsets.UTF_8)
                                .contains(literal(shim.line("codex", Level.MANAGED))));
    }

    /// The line that Codex is told to run.
    Optional<Configured> configured() {
        return settings.read()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .flatMap(text -> COMMAND.matcher(text)
                        .results()
                        .map(found -> found.group(1))
                        .filter(line -> line.contains(ShimCommand.PROGRAM))
                        .findFirst())
                .map(line -> new Configured.Command(settings.path(), line.replaceAll("\\\\([\\\\\"])", "$1")));
    }

    private static boolean isOurs(byte[] content) {
        return new String(content, StandardCharsets.UTF_8).startsWith(HEAD);
    }

    private static String text(ShimCommand shim) {
        return """
                allow_managed_hooks_only = true

                [features]
                hooks = true

                [hooks]
                managed_dir = %s

                [[hooks.PreToolUse]]
                matcher = "*"

                [[hooks.PreToolUse.hooks]]
                type = "command"
                command = %s
                timeout = %d
                """
                .formatted(
                        literal(shim.hooks().toString()),
                        literal(shim.line("codex", Level.MANAGED)),
                        ShimCommand.TIMEOUT_SECONDS);
    }

    private static String literal(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
