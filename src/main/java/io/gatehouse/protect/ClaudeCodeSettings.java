package io.gatehouse.protect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Claude Code's settings, as far as they decide whether it asks Gatehouse.
///
/// Design. Only the members that change are rewritten; the rest of the file stays as it is, character for character.
/// What is taken out again is found by looking (the path of our endpoint on loopback), not by remembering.
///
/// @param configDir of the person, usually `~/.claude`
/// @param managedDir of the machine, usually `/etc/claude-code`
/// @param programs the directories in which programs are looked for
/// @see <a href="https://code.claude.com/docs/en/settings">Claude Code settings</a>
public record ClaudeCodeSettings(Path configDir, Path managedDir, List<Path> programs, InstantSource clock) {
    public enum Level {
        /// This person's sessions; an agent can turn it off by changing the file.
        USER,
        /// Every session on this machine; takes an administrator.
        MANAGED
    }

    public enum Protection {
        /// Claude Code was not found on this machine.
        NOT_FOUND,
        UNPROTECTED,
        USER,
        MANAGED,
        /// A hook of ours is there and would not work as it stands.
        DAMAGED
    }

    /// @param file the file that holds, or would hold, the hook
    /// @param detail what is wrong and what to do, one sentence; "" unless damaged
    public record State(Protection protection, Path file, String detail) {}

    /// @param changed false when everything was as wanted already
    /// @param backup the copy of what was there before
    public record Change(Path file, boolean changed, Optional<Path> backup) {}

    /// @param osName as Java names it
    public static ClaudeCodeSettings locate(Map<String, String> env, Path home, String osName, InstantSource clock) {
        var os = osName.toLowerCase(Locale.ROOT);
        var configured = env.getOrDefault("CLAUDE_CONFIG_DIR", "");
        var managed = os.startsWith("windows")
                ? "C:\\Program Files\\ClaudeCode"
                : os.startsWith("mac") ? "/Library/Application Support/ClaudeCode" : "/etc/claude-code";
        var separator = os.startsWith("windows") ? ";" : ":";
        return new ClaudeCodeSettings(
                configured.isBlank()
                        ? home.resolve(".claude")
                        : Path.of(configured).toAbsolutePath(),
                Path.of(managed),
                Arrays.stream(env.getOrDefault("PATH", "").split(separator))
                        .filter(entry -> !entry.isBlank())
                        .map(Path::of)
                        .toList(),
                clock);
    }

    public Path file(Level level) {
        return switch (level) {
            case USER -> configDir.resolve("settings.json");
            case MANAGED -> managedDir.resolve("managed-settings.d").resolve("50-gatehouse.json");
        };
    }

    /// What decides whether Claude Code asks Gatehouse: the person's settings, and all that the machine's may hold.
    public List<Path> decisive() {
        return List.of(file(Level.USER), managedDir);
    }

    /// Puts the hooks in, or puts them right. A second time it changes nothing.
    ///
    /// @param dryRun only tells whether something would change
    /// @throws ProtectException when the file cannot be read, understood or written; it is as it was then
    public Change protect(Level level, Endpoint endpoint, boolean dryRun) {
        return edit(level, dryRun, content -> Optional.of(protectedContent(level, content, endpoint)));
    }

    /// Takes our hooks out. A file that nobody changed since [#protect] is again what it was before, to the byte.
    ///
    /// @param dryRun only tells whether something would change
    /// @throws ProtectException when the file cannot be read, understood or written; it is as it was then
    public Change unprotect(Level level, boolean dryRun) {
        return edit(level, dryRun, content -> content.flatMap(bytes -> unprotectedContent(level, bytes)));
    }

    private Change edit(Level level, boolean dryRun, SettingsFile.Edit edit) {
        return settingsFile(level).change(dryRun, edit);
    }

    /// An older entry of ours is taken out first, so that undoing still finds its way back.
    private byte[] protectedContent(Level level, Optional<byte[]> content, Endpoint endpoint) {
        var settings = HookSettings.read(file(level), content);
        if (settings.ours().isEmpty() || settings.with(endpoint).equals(settings)) {
            return added(level, settings, endpoint).bytes();
        }
        var without = content.flatMap(bytes -> unprotectedContent(level, bytes));
        return added(level, HookSettings.read(file(level), without), endpoint).bytes();
    }

    private static HookSettings added(Level level, HookSettings settings, Endpoint endpoint) {
        return switch (level) {
            case USER -> settings.with(endpoint);
            case MANAGED -> settings.with(endpoint).withLock();
        };
    }

    private Optional<byte[]> unprotectedContent(Level level, byte[] content) {
        var settings = HookSettings.read(file(level), Optional.of(content));
        if (settings.ours().isEmpty()) {
            return Optional.of(content);
        }
        var endpoint = settings.ours().stream()
                .flatMap(ours -> Endpoint.find(ours.hook()).stream())
                .findFirst();
        var original = endpoint.flatMap(asked -> originals(level)
                .filter(candidate -> Arrays.equals(content, protectedContent(level, candidate, asked)))
                .findFirst());
        return original.orElseGet(() -> Optional.of(settings.without().bytes()));
    }

    /// What the file may have been before it was protected: a backup without a hook of ours, or no file.
    private Stream<Optional<byte[]>> originals(Level level) {
        var backups = settingsFile(level).backups().stream()
                .map(backup -> new SettingsFile(backup, "rw-------", clock).read())
                .filter(content ->
                        HookSettings.read(file(level), content).ours().isEmpty());
        return Stream.concat(backups, Stream.of(Optional.empty()));
    }

    private SettingsFile settingsFile(Level level) {
        return switch (level) {
            case USER -> new SettingsFile(file(level), "rw-------", clock);
            case MANAGED -> new SettingsFile(file(level), "rw-r--r--", clock); // each person's client reads it
        };
    }

    /// Whether Claude Code asks that endpoint, as far as its settings tell.
    public State state(Endpoint endpoint) {
        var managed = new ArrayList<HookSettings>();
        try {
            for (var file : managedFiles()) {
                managed.add(HookSettings.read(file, new SettingsFile(file, "rw-r--r--", clock).read()));
            }
        } catch (ProtectException e) {
            return new State(Protection.DAMAGED, file(Level.MANAGED), String.valueOf(e.getMessage()));
        }
        var holder = managed.stream().filter(file -> !file.ours().isEmpty()).findFirst();
        if (holder.isPresent()) {
            var flaw = holder.get().flaw(endpoint);
            for (var file : managed) {
                flaw = flaw.or(() -> file.disables(endpoint));
            }
            return state(Protection.MANAGED, holder.get().file(), flaw);
        }
        return userState(endpoint, managed);
    }

    private State userState(Endpoint endpoint, List<HookSettings> managed) {
        var file = file(Level.USER);
        if (!Files.isDirectory(configDir) && !isInstalled()) {
            return new State(Protection.NOT_FOUND, file, "");
        }
        Optional<byte[]> content = Optional.empty();
        try {
            content = settingsFile(Level.USER).read();
            var settings = HookSettings.read(file, content);
            if (settings.ours().isEmpty()) {
                return new State(Protection.UNPROTECTED, file, "");
            }
            var flaw = settings.flaw(endpoint).or(() -> settings.disables(endpoint));
            if (flaw.isEmpty() && managed.stream().anyMatch(HookSettings::allowsManagedHooksOnly)) {
                flaw = Optional.of(
                        "managed settings in " + managedDir + " allow managed hooks only; protect with --managed");
            }
            return state(Protection.USER, file, flaw);
        } catch (ProtectException e) {
            // Claude Code ignores such a file as a whole, our hook with it.
            var holdsOurs = content.map(bytes -> new String(bytes, StandardCharsets.UTF_8).contains(Endpoint.PATH))
                    .orElse(true);
            return holdsOurs
                    ? new State(Protection.DAMAGED, file, String.valueOf(e.getMessage()))
                    : new State(Protection.UNPROTECTED, file, "");
        }
    }

    private static State state(Protection sound, Path file, Optional<String> flaw) {
        return flaw.map(why -> new State(
                        Protection.DAMAGED, file, why + "; mend it with: gatehouse agents protect claude-code"))
                .orElseGet(() -> new State(sound, file, ""));
    }

    private List<Path> managedFiles() {
        var files = new ArrayList<Path>();
        files.add(managedDir.resolve("managed-settings.json"));
        var dropIns = managedDir.resolve("managed-settings.d");
        if (Files.isDirectory(dropIns)) {
            try (var found = Files.list(dropIns)) {
                found.filter(file -> file.toString().endsWith(".json")).sorted().forEach(files::add);
            } catch (IOException e) {
                throw new ProtectException(dropIns + " cannot be read: " + e.getMessage(), e);
            }
        }
        return files;
    }

    private boolean isInstalled() {
        return programs.stream()
                .flatMap(directory ->
                        Stream.of("claude", "claude.exe", "claude.cmd").map(directory::resolve))
                .anyMatch(program -> Files.isRegularFile(program) && Files.isExecutable(program));
    }
}
