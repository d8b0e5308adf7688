package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeCodeSettings.Protection;
import io.gatehouse.protect.ClaudeCodeSettings.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Settings of JSON with lists of hooks, at both levels: Gemini CLI, Qwen Code, Copilot CLI, Cursor, Windsurf.
public record HookListSettings(ShimAgent agent, InstantSource clock) implements AgentSettings {
    @Override
    public String name() {
        return agent.name();
    }

    @Override
    public Change protect(Level level, ShimCommand shim, boolean dryRun) {
        return file(level).change(dryRun, content -> Optional.of(protectedContent(level, content, shim)));
    }

    private byte[] protectedContent(Level level, Optional<byte[]> content, ShimCommand shim) {
        var hooks = read(level, content);
        var wanted = added(level, hooks, shim);
        if (hooks.ours().isEmpty() || Arrays.equals(wanted, hooks.bytes())) {
            return wanted;
        }
        // An older entry is taken out first, so that undoing still finds its way back.
        return added(level, read(level, withoutOurs(level, hooks.bytes())), shim);
    }

    private byte[] added(Level level, ShimHooks hooks, ShimCommand shim) {
        var with = hooks.withMembers(agent.fixed()).with(agent.entry(shim, level));
        return switch (level) {
            case USER -> with.bytes();
            case MANAGED -> with.withMembers(agent.lock()).bytes();
        };
    }

    @Override
    public Change unprotect(Level level, boolean dryRun) {
        return file(level).change(dryRun, content -> content.flatMap(bytes -> withoutOurs(level, bytes)));
    }

    private Optional<byte[]> withoutOurs(Level level, byte[] content) {
        var hooks = read(level, Optional.of(content));
        if (hooks.ours().isEmpty()) {
            return Optional.of(content);
        }
        if (agent.ownFile()) {
            return Optional.empty();
        }
        var entry = hooks.ours().getFirst();
        return originals(level)
                .filter(candidate -> Arrays.equals(content, again(level, read(level, candidate), entry)))
                .findFirst()
                .orElseGet(() -> Optional.of(hooks.without().bytes()));
    }

    private byte[] again(Level level, ShimHooks original, JsonNode entry) {
        var with = original.withMembers(agent.fixed()).with(entry);
        return level == Level.MANAGED ? with.withMembers(agent.lock()).bytes() : with.bytes();
    }

    /// What the file may have been: a backup without a hook of ours, or no file.
    private Stream<Optional<byte[]>> originals(Level level) {
        var backups = file(level).backups().stream()
                .map(backup -> new SettingsFile(backup, "rw-------", clock).read())
                .filter(content -> read(level, content).ours().isEmpty());
        return Stream.concat(backups, Stream.of(Optional.empty()));
    }

    @Override
    public State state(ShimCommand shim) {
        for (var level : List.of(Level.MANAGED, Level.USER)) {
            var state = state(level, shim);
            if (state.isPresent()) {
                return state.get();
            }
        }
        return new State(Protection.UNPROTECTED, agent.user(), "");
    }

    /// Absent when this level has no hook of ours.
    private Optional<State> state(Level level, ShimCommand shim) {
        var path = file(level).path();
        Optional<byte[]> content = Optional.empty();
        try {
            content = file(level).read();
            var hooks = read(level, content);
            if (hooks.ours().isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(flaw(hooks, agent.entry(shim, level))
                    .map(why -> new State(
                            Protection.DAMAGED,
                            path,
                            "The hook in " + path + " " + why + "; mend it with: gatehouse agents protect " + name()
                                    + (level == Level.MANAGED ? " --managed" : "")))
                    .orElseGet(() -> new State(sound(level), path, "")));
        } catch (ProtectException e) {
            return content.map(bytes -> new String(bytes, StandardCharsets.UTF_8).contains(ShimCommand.PROGRAM))
                            .orElse(level == Level.USER)
                    ? Optional.of(new State(Protection.DAMAGED, path, String.valueOf(e.getMessage())))
                    : Optional.empty();
        }
    }

    private Optional<String> flaw(ShimHooks hooks, JsonNode wanted) {
        if (hooks.have(wanted)) {
            return agent.disabling(hooks.root()).map(member -> "is turned off by " + member);
        }
        return Optional.of(
                hooks.run(wanted)
                        ? "is not as this version of Gatehouse writes it, so calls may go unasked"
                        : "does not run this Gatehouse's program");
    }

    private static Protection sound(Level level) {
        return switch (level) {
            case USER -> Protection.USER;
            case MANAGED -> Protection.MANAGED;
        };
    }

    @Override
    public Optional<Configured> configured() {
        return configured(Level.MANAGED).or(() -> configured(Level.USER));
    }

    Optional<Configured> configured(Level level) {
        var path = file(level).path();
        return read(level, file(level).read()).ours().stream()
                .flatMap(entry -> ShimCommand.lines(entry).stream())
                .findFirst()
                .map(line -> new Configured.Command(path, line));
    }

    @Override
    public List<Path> files(Level level) {
        return List.of(file(level).path());
    }

    @Override
    public List<Path> decisive() {
        return List.of(agent.user(), agent.managed());
    }

    private ShimHooks read(Level level, Optional<byte[]> content) {
        return ShimHooks.read(file(level).path(), content, agent);
    }

    private SettingsFile file(Level level) {
        return switch (level) {
            case USER -> new SettingsFile(agent.user(), "rw-------", clock);
            case MANAGED -> new SettingsFile(agent.managed(), "rw-r--r--", clock);
        };
    }
}
