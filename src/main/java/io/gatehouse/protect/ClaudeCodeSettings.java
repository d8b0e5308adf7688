package io.gatehouse.protect;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.protect.ClaudeHooks.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
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
    public record State(Protection protection, Path file, String detail) {
        /// Of the hook that works; empty where none does.
        public Optional<Level> level() {
            return switch (protection) {
                case USER -> Optional.of(Level.USER);
                case MANAGED -> Optional.of(Level.MANAGED);
                case NOT_FOUND, UNPROTECTED, DAMAGED -> Optional.empty();
            };
        }
    }

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
    public Change protect(Level level, ClaudeHook hook, boolean dryRun) {
        return edit(level, dryRun, content -> Optional.of(protectedContent(level, content, hook)));
    }

    /// Takes our hooks out. A file that nobody changed since [#protect] is again what it was before, to the byte.
    ///
    /// @param dryRun only tells whether something would change
    /// @throws ProtectException when the file cannot be read, understood or written; it is as it was then
    public Change unprotect(Level level, boolean dryRun) {
        return edit(level, dryRun, content -> content.flatMap(bytes -> unprotectedContent(level, bytes)));
    }

    /// Has Claude Code tell this Gatehouse by its telemetry what it ran, unless that is switched off or goes where it
    /// could not be sent on to. [#unprotect] takes it out again, and so does [#protect] when the hook changes.
    ///
    /// @param variables names of those that agents are started with
    /// @param dryRun only tells whether something would change
    /// @return empty where telemetry is somebody else's; nothing of ours is left in it then
    /// @throws ProtectException when a file cannot be read, understood or written; it is as it was then
    public Optional<Change> tell(Level level, Endpoint endpoint, Collection<String> variables, boolean dryRun) {
        if (variables.stream().anyMatch(TelemetryEnv::isTelemetry)) {
            return Optional.empty();
        }
        var theirs = theirTelemetry(endpoint);
        var change = edit(
                level,
                dryRun,
                content -> content.isEmpty() && theirs instanceof TheirTelemetry.Other
                        ? content
                        : Optional.of(TelemetryEnv.with(
                                        HookSettings.read(file(level), content).text(), endpoint, theirs)
                                .getBytes(StandardCharsets.UTF_8)));
        return theirs instanceof TheirTelemetry.Other ? Optional.empty() : Optional.of(change);
    }

    /// Whether the logs of its telemetry come to this Gatehouse, and what becomes of them.
    public sealed interface Telling {
        record Nothing() implements Telling {}

        /// They went nowhere before.
        record Here() implements Telling {}

        record GoesOn(TelemetryReceiver receiver) implements Telling {}

        /// They come here, and settings by now say that they go where they cannot be sent on to.
        record Stuck() implements Telling {}
    }

    /// @throws ProtectException when a file cannot be read or understood
    public Telling telling(Endpoint endpoint) {
        if (allSettings().noneMatch(settings -> TelemetryEnv.isIn(settings.text()))) {
            return new Telling.Nothing();
        }
        return switch (theirTelemetry(endpoint)) {
            case TheirTelemetry.None _ -> new Telling.Here();
            case TheirTelemetry.ToReceiver(var receiver) -> new Telling.GoesOn(receiver);
            case TheirTelemetry.Other _ -> new Telling.Stuck();
        };
    }

    private TheirTelemetry theirTelemetry(Endpoint endpoint) {
        var variables = new HashMap<String, String>();
        allSettings().forEach(settings -> variables.putAll(TelemetryEnv.theirs(settings.text())));
        return TheirTelemetry.of(variables, endpoint);
    }

    /// What counts more comes later.
    private Stream<HookSettings> allSettings() {
        return Stream.concat(Stream.of(file(Level.USER)), managedFiles().stream())
                .map(file -> HookSettings.read(file, new SettingsFile(file, "rw-------", clock).read()));
    }

    private Change edit(Level level, boolean dryRun, SettingsFile.Edit edit) {
        return settingsFile(level).change(dryRun, edit);
    }

    /// An older entry of ours is taken out first, so that undoing still finds its way back.
    private byte[] protectedContent(Level level, Optional<byte[]> content, ClaudeHook hook) {
        var settings = HookSettings.read(file(level), content);
        if (settings.ours().isEmpty() || settings.with(hook).equals(settings)) {
            return added(level, settings, hook).bytes();
        }
        var without = content.flatMap(bytes -> unprotectedContent(level, bytes));
        return added(level, HookSettings.read(file(level), without), hook).bytes();
    }

    private static HookSettings added(Level level, HookSettings settings, ClaudeHook hook) {
        return switch (level) {
            case USER -> settings.with(hook);
            case MANAGED -> settings.with(hook).withLock();
        };
    }

    private Optional<byte[]> unprotectedContent(Level level, byte[] told) {
        var content = untold(level, told);
        var settings = HookSettings.read(file(level), Optional.of(content));
        if (settings.ours().isEmpty()) {
            return Optional.of(content);
        }
        var original = settings.findHook().flatMap(asked -> originals(level)
                .filter(candidate -> Arrays.equals(content, protectedContent(level, candidate, asked)))
                .findFirst());
        return original.orElseGet(() -> Optional.of(settings.without().bytes()));
    }

    private byte[] untold(Level level, byte[] content) {
        var text = HookSettings.read(file(level), Optional.of(content)).text();
        var untold = TelemetryEnv.without(text);
        return untold.equals(text) ? content : untold.getBytes(StandardCharsets.UTF_8);
    }

    /// The hook that is written here just as [#protect] would write it, whatever it asks.
    ///
    /// @throws ProtectException when the file cannot be read or understood
    public Optional<ClaudeHook> findIntact(Level level) {
        return HookSettings.read(file(level), settingsFile(level).read())
                .findHook()
                .filter(hook -> !protect(level, hook, true).changed());
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

    /// Whether Claude Code asks this Gatehouse, as far as its settings tell.
    public State state(ClaudeHooks hooks) {
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
            var flaw = holder.get().flaw(Level.MANAGED, hooks);
            for (var file : managed) {
                flaw = flaw.or(
                        () -> file.disables(hooks.endpoint(), holder.get().asksOverHttp()));
            }
            return state(Protection.MANAGED, holder.get().file(), flaw);
        }
        return userState(hooks, managed);
    }

    private State userState(ClaudeHooks hooks, List<HookSettings> managed) {
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
            var flaw = settings.flaw(Level.USER, hooks)
                    .or(() -> settings.disables(hooks.endpoint(), settings.asksOverHttp()))
                    .or(() -> settings.asksOverHttp() ? settings.proxy() : Optional.empty());
            if (flaw.isEmpty() && managed.stream().anyMatch(HookSettings::allowsManagedHooksOnly)) {
                flaw = Optional.of(
                        "managed settings in " + managedDir + " allow managed hooks only; protect with --managed");
            }
            return state(Protection.USER, file, flaw);
        } catch (ProtectException e) {
            // Claude Code ignores such a file as a whole, our hook with it.
            var holdsOurs = content.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .map(text -> text.contains(Endpoint.PATH) || text.contains(ShimCommand.PROGRAM))
                    .orElse(true);
            return holdsOurs
                    ? new State(Protection.DAMAGED, file, String.valueOf(e.getMessage()))
                    : new State(Protection.UNPROTECTED, file, "");
        }
    }

    /// Whether a hook that works is other than [#protect] would write it.
    ///
    /// @param state as [#state] tells it
    public Optional<Outdated> outdated(State state, ClaudeHooks hooks) {
        try {
            return state.level().flatMap(level -> outdated(level, state.file(), hooks));
        } catch (ProtectException _) {
            return Optional.empty(); // the file was damaged since, which its state tells
        }
    }

    /// An administrator's own file is theirs to write; only what it means for a person is told of it.
    private Optional<Outdated> outdated(Level level, Path file, ClaudeHooks hooks) {
        var settings = HookSettings.read(file, new SettingsFile(file, "rw-------", clock).read());
        var wanted = hooks.by(settings.asksOverHttp() ? Transport.HTTP : Transport.SHIM, level);
        var parts = file.equals(file(level)) ? settings.differing(added(level, settings, wanted)) : List.<String>of();
        var means = settings.lets(wanted) ? "" : "a rule that asks you denies at once";
        return parts.isEmpty() && means.isEmpty()
                ? Optional.empty()
                : Optional.of(Outdated.of(ClaudeCode.NAME, level, file, parts, means));
    }

    /// Why a session must not take up a file that was changed: it would not ask any more. Empty when it may.
    ///
    /// @param changed of the person or of a project; what is no settings file does not count to the client
    public Optional<String> refusal(Path changed, ClaudeHooks hooks) {
        var state = state(hooks);
        return switch (state.protection()) {
            case NOT_FOUND, MANAGED -> Optional.empty(); // nobody's settings but the machine's turn a managed hook off
            case UNPROTECTED -> Optional.of("No hook is in " + state.file() + " any more");
            case DAMAGED -> Optional.of(state.detail());
            case USER -> weakens(changed, hooks);
        };
    }

    private Optional<String> weakens(Path changed, ClaudeHooks hooks) {
        try {
            var own =
                    HookSettings.read(file(Level.USER), settingsFile(Level.USER).read());
            var other = HookSettings.read(changed, new SettingsFile(changed, "rw-------", clock).read());
            return other.disables(hooks.endpoint(), own.asksOverHttp())
                    .or(() -> own.asksOverHttp() ? other.proxy() : Optional.empty())
                    .or(() -> other.ours().isEmpty() || changed.equals(own.file())
                            ? Optional.empty()
                            : Optional.of(
                                    changed + " holds a hook of Gatehouse's too, which takes the place of yours"));
        } catch (ProtectException _) {
            return Optional.empty();
        }
    }

    /// What Claude Code does before a tool call, the machine's settings first; empty where no hook of ours is written.
    ///
    /// @throws ProtectException when a file cannot be read or understood
    public Optional<Configured> configured() {
        var files = new ArrayList<>(managedFiles());
        files.add(file(Level.USER));
        return files.stream()
                .flatMap(file ->
                        HookSettings.read(file, new SettingsFile(file, "rw-------", clock).read())
                                .configured()
                                .stream())
                .findFirst();
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
