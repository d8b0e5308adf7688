package io.gatehouse.protect;

import io.gatehouse.json.Json;
import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeCodeSettings.Protection;
import io.gatehouse.protect.ClaudeCodeSettings.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// opencode: a plugin of Gatehouse's in the person's plugin directory. For the machine the plugin lies beside the
/// managed settings, which do not look for plugins there and so must name it.
///
/// @param plugins the person's plugin directory
/// @param managedDir of the machine, usually `/etc/opencode`
public record OpencodeSettings(Path plugins, Path managedDir, InstantSource clock) implements AgentSettings {
    private static final String FILE = "gatehouse.js";

    /// @param osName as Java names it
    public static OpencodeSettings locate(Map<String, String> env, Path home, String osName, InstantSource clock) {
        return new OpencodeSettings(
                ShimAgent.directory(env, "XDG_CONFIG_HOME", home.resolve(".config"))
                        .resolve("opencode/plugin"),
                ShimAgent.managed(osName, "opencode", "opencode", "opencode"),
                clock);
    }

    @Override
    public String name() {
        return "opencode";
    }

    @Override
    public Change protect(Level level, ShimCommand shim, boolean dryRun) {
        var wanted = Optional.of(content(shim, level));
        var plugin = plugin(level).change(dryRun, _ -> wanted);
        return switch (level) {
            case USER -> plugin;
            case MANAGED -> both(plugin, settings().change(dryRun, this::named));
        };
    }

    @Override
    public Change unprotect(Level level, boolean dryRun) {
        return switch (level) {
            case USER -> plugin(level).change(dryRun, _ -> Optional.empty());
            case MANAGED -> {
                var settings = settings().change(dryRun, content -> content.flatMap(this::unnamed));
                yield both(plugin(level).change(dryRun, _ -> Optional.empty()), settings);
            }
        };
    }

    private static Change both(Change plugin, Change settings) {
        return new Change(settings.file(), plugin.changed() || settings.changed(), settings.backup());
    }

    /// The plugin with the directory that it finds port and token in.
    private static byte[] content(ShimCommand shim, Level level) {
        var source = shim.hooks().resolve(ShimCommand.PLUGIN);
        try {
            return Files.readString(source)
                    .replace("'@DIRECTORY@'", Json.text(shim.directory(level).toString()))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ProtectException(source + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Optional<byte[]> named(Optional<byte[]> content) {
        var settings = HookSettings.read(settings().path(), content);
        var plugins = settings.root().path("plugin");
        if (plugins.valueStream().anyMatch(plugin -> plugin.asString("").equals(address()))) {
            return content;
        }
        var all = Json.mapper().createArrayNode();
        plugins.forEach(all::add);
        all.add(address());
        return Optional.of(JsonText.root(settings.text()).put("plugin", all).getBytes(StandardCharsets.UTF_8));
    }

    private Optional<byte[]> unnamed(byte[] content) {
        var settings = HookSettings.read(settings().path(), Optional.of(content));
        var others = Json.mapper().createArrayNode();
        settings.root()
                .path("plugin")
                .valueStream()
                .filter(plugin -> !plugin.asString("").equals(address()))
                .forEach(others::add);
        if (others.size() == settings.root().path("plugin").size()) {
            return Optional.of(content);
        }
        var text = JsonText.root(settings.text());
        var without = others.isEmpty() ? text.remove("plugin") : text.put("plugin", others);
        return HookSettings.read(settings().path(), Optional.of(without.getBytes(StandardCharsets.UTF_8)))
                        .root()
                        .isEmpty()
                ? Optional.empty()
                : Optional.of(without.getBytes(StandardCharsets.UTF_8));
    }

    private String address() {
        return "file://" + managedDir.resolve(FILE);
    }

    @Override
    public State state(ShimCommand shim) {
        try {
            var managed = plugin(Level.MANAGED).read();
            if (managed.isPresent()) {
                var isNamed =
                        SettingsFile.isSame(settings().read(), named(settings().read()));
                return state(
                        Protection.MANAGED,
                        isNamed && is(managed, shim, Level.MANAGED),
                        plugin(Level.MANAGED).path());
            }
            var own = plugin(Level.USER).read();
            return own.isPresent()
                    ? state(
                            Protection.USER,
                            is(own, shim, Level.USER),
                            plugin(Level.USER).path())
                    : new State(Protection.UNPROTECTED, plugin(Level.USER).path(), "");
        } catch (ProtectException e) {
            return new State(Protection.DAMAGED, plugin(Level.USER).path(), String.valueOf(e.getMessage()));
        }
    }

    private static boolean is(Optional<byte[]> content, ShimCommand shim, Level level) {
        return content.filter(bytes -> Arrays.equals(bytes, content(shim, level)))
                .isPresent();
    }

    private static State state(Protection sound, boolean works, Path file) {
        return works
                ? new State(sound, file, "")
                : new State(
                        Protection.DAMAGED,
                        file,
                        "The plugin " + file
                                + " is not this Gatehouse's; mend it with: gatehouse agents protect opencode");
    }

    /// The machine's plugin only where its settings name it.
    @Override
    public Optional<Configured> configured() {
        var managed = plugin(Level.MANAGED).read().isPresent()
                && SettingsFile.isSame(settings().read(), named(settings().read()));
        return managed
                ? Optional.of(new Configured.Plugin(plugin(Level.MANAGED).path()))
                : plugin(Level.USER)
                        .read()
                        .map(_ -> new Configured.Plugin(plugin(Level.USER).path()));
    }

    @Override
    public List<Path> files(Level level) {
        return switch (level) {
            case USER -> List.of(plugin(level).path());
            case MANAGED -> List.of(plugin(level).path(), settings().path());
        };
    }

    @Override
    public List<Path> decisive() {
        return List.of(plugins, managedDir);
    }

    private SettingsFile plugin(Level level) {
        return switch (level) {
            case USER -> new SettingsFile(plugins.resolve(FILE), "rw-------", clock);
            case MANAGED -> new SettingsFile(managedDir.resolve(FILE), "rw-r--r--", clock);
        };
    }

    private SettingsFile settings() {
        return new SettingsFile(managedDir.resolve("opencode.json"), "rw-r--r--", clock);
    }
}
