package io.gatehouse.app;

import io.gatehouse.protect.AgentPrograms;
import io.gatehouse.protect.AgentSettings;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.CodexSettings;
import io.gatehouse.protect.DroidSettings;
import io.gatehouse.protect.HookListSettings;
import io.gatehouse.protect.OpencodeSettings;
import io.gatehouse.protect.ShimAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// This computer, as far as settings depend on it.
///
/// @param managed where an administrator's settings are; a person can set neither this nor its owner
/// @param userName the operating system's name of the person
record Machine(Os os, Path home, Map<String, String> env, String userName, Managed managed) {
    enum Os {
        LINUX("Linux"),
        MAC("Mac OS X"),
        WINDOWS("Windows");

        private final String javaName;

        Os(String javaName) {
            this.javaName = javaName;
        }
    }

    /// @param file in which they are, or for people the place where the system keeps them
    /// @param directory where else the administrator puts what is everybody's
    /// @param owner who must own the file and its directory; absent where the directory's own protection is enough
    /// @param preferences present where the system keeps them
    record Managed(Path file, Path directory, Optional<String> owner, Optional<Preferences> preferences) {
        private static final Path PROFILE = Path.of("/Library/Managed Preferences/" + SettingsSchema.DOMAIN + ".plist");
        private static final Path GROUP_POLICY = Path.of("HKLM\\" + SettingsSchema.REGISTRY_KEY);

        Managed(Path file, Optional<String> owner) {
            this(file, parent(file), owner, Optional.empty());
        }

        static Path parent(Path file) {
            return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        }

        /// What device management keeps in the system goes before a file.
        static Managed here(Os os, Preferences.Runner runner) {
            return switch (os) {
                case LINUX -> on(os);
                case MAC ->
                    Files.exists(PROFILE, LinkOption.NOFOLLOW_LINKS)
                            ? on(os).kept(PROFILE, Preferences.ofMac(PROFILE, runner))
                            : on(os);
                case WINDOWS ->
                    Optional.of(Preferences.ofWindows(runner))
                            .filter(Preferences::areThere)
                            .map(policy -> on(os).kept(GROUP_POLICY, policy))
                            .orElseGet(() -> on(os));
            };
        }

        Managed kept(Path place, Preferences there) {
            return new Managed(place, directory, owner, Optional.of(there));
        }

        /// No variable names it, which a person could set; and on Windows it is not in `ProgramData`, where everybody
        /// can make a directory.
        static Managed on(Os os) {
            return switch (os) {
                case LINUX -> new Managed(Path.of("/etc/gatehouse/gatehouse.yaml"), Optional.of("root"));
                case MAC ->
                    new Managed(Path.of("/Library/Application Support/Gatehouse/managed.yaml"), Optional.of("root"));
                case WINDOWS -> new Managed(Path.of("C:\\Program Files\\Gatehouse\\gatehouse.yaml"), Optional.empty());
            };
        }
    }

    static Machine current() {
        var name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        var os = name.startsWith("windows") ? Os.WINDOWS : name.startsWith("mac") ? Os.MAC : Os.LINUX;
        var env = System.getenv();
        var home = os == Os.WINDOWS ? null : env.get("HOME");
        return new Machine(
                os,
                Path.of(home == null || home.isBlank() ? System.getProperty("user.home") : home)
                        .toAbsolutePath(),
                env,
                System.getProperty("user.name", ""),
                Managed.here(os, SystemProgram::run));
    }

    Path defaultConfigFile() {
        var directory =
                switch (os) {
                    case LINUX -> directory("XDG_CONFIG_HOME", ".config").resolve("gatehouse");
                    case MAC -> home.resolve("Library/Application Support/Gatehouse");
                    case WINDOWS -> directory("APPDATA", "AppData\\Roaming").resolve("Gatehouse");
                };
        return directory.resolve("gatehouse.yaml");
    }

    Path defaultDataDir() {
        return switch (os) {
            case LINUX -> directory("XDG_DATA_HOME", ".local/share").resolve("gatehouse");
            case MAC -> home.resolve("Library/Application Support/Gatehouse/Data");
            case WINDOWS -> directory("LOCALAPPDATA", "AppData\\Local").resolve("Gatehouse");
        };
    }

    /// This computer's name, for people; "" when nothing says it.
    String hostName() {
        var named = env.getOrDefault("COMPUTERNAME", env.getOrDefault("HOSTNAME", ""));
        if (!named.isBlank()) {
            return named;
        }
        try {
            return Files.readString(Path.of("/etc/hostname")).strip();
        } catch (IOException | UncheckedIOException _) {
            return "";
        }
    }

    /// Name and version of the operating system, for people.
    static String osName() {
        return (System.getProperty("os.name", "") + " " + System.getProperty("os.version", "")).strip();
    }

    /// Whether there is a screen to show a window on.
    boolean hasDisplay() {
        return os != Os.LINUX
                || !env.getOrDefault("DISPLAY", "").isBlank()
                || !env.getOrDefault("WAYLAND_DISPLAY", "").isBlank();
    }

    ClaudeCodeSettings claudeCode() {
        return ClaudeCodeSettings.locate(env, home, os.javaName, InstantSource.system());
    }

    /// One of [#otherAgents].
    Optional<AgentSettings> findOtherAgent(String name) {
        return otherAgents().stream().filter(agent -> agent.name().equals(name)).findFirst();
    }

    /// The other agents that can ask, by a program or a plugin.
    List<AgentSettings> otherAgents() {
        var clock = InstantSource.system();
        return List.of(
                new CodexSettings(ShimAgent.codex(env, home), clock),
                new HookListSettings(ShimAgent.gemini(home, os.javaName), clock),
                new HookListSettings(ShimAgent.qwen(home, os.javaName), clock),
                new HookListSettings(ShimAgent.copilot(env, home, os.javaName), clock),
                OpencodeSettings.locate(env, home, os.javaName, clock),
                new HookListSettings(ShimAgent.cursor(home, os.javaName), clock),
                new HookListSettings(ShimAgent.windsurf(home, os.javaName), clock),
                new DroidSettings(ShimAgent.droid(env, home, os.javaName), clock));
    }

    /// Where the programs of coding agents may be. What starts a desktop often knows less of the path than a terminal
    /// does, so the usual places of a person's own programs are looked through, too.
    AgentPrograms agentPrograms() {
        var usual =
                Stream.of(".local/bin", ".npm-global/bin", ".bun/bin", "bin").map(home::resolve);
        var everyones = os == Os.WINDOWS
                ? Stream.<Path>empty()
                : Stream.of("/usr/local/bin", "/opt/homebrew/bin").map(Path::of);
        return new AgentPrograms(
                Stream.of(claudeCode().programs().stream(), usual, everyones)
                        .flatMap(Function.identity())
                        .distinct()
                        .toList(),
                os == Os.WINDOWS ? List.of(".exe", ".cmd", "") : List.of(""));
    }

    /// A relative value is ignored, as the XDG base directory specification wants it.
    private Path directory(String variable, String fallback) {
        var value = env.getOrDefault(variable, "");
        return !value.isBlank() && Path.of(value).isAbsolute() ? Path.of(value) : home.resolve(fallback);
    }
}
