package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.app.ProtectedAgents.Listed;
import io.gatehouse.protect.AgentSettings;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.ClaudeHooks.Transport;
import io.gatehouse.protect.Configured;
import io.gatehouse.protect.ProtectException;
import io.gatehouse.protect.ShimCommand;
import io.gatehouse.protect.StandingHook;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hooks of all agents of this machine: puts them in and takes them out, and remembers which are to stay.
///
/// @param ways in which this Gatehouse is asked
record Hooks(ClaudeCodeSettings claudeCode, List<AgentSettings> others, ClaudeHooks ways, ProtectedAgents kept) {
    private static final Logger log = LoggerFactory.getLogger(Hooks.class);

    static Hooks of(Machine machine, ClaudeHooks ways, Path dataDir) {
        return new Hooks(machine.claudeCode(), machine.otherAgents(), ways, ProtectedAgents.in(dataDir));
    }

    Optional<AgentSettings> findOther(String agent) {
        return others.stream().filter(one -> one.name().equals(agent)).findFirst();
    }

    boolean knows(String agent) {
        return agent.equals(ClaudeCode.NAME) || findOther(agent).isPresent();
    }

    /// An agent that was to tell what it ran still is.
    ///
    /// @throws ProtectException when it cannot be written
    Change protect(String agent, Level level, Transport transport, boolean dryRun) {
        boolean tells = find(agent, level).map(Listed::tells).orElse(false);
        var means = means(agent, level, transport, tells);
        var change = means.write(dryRun);
        if (!dryRun) {
            keep(agent, level, transport, tells, means);
        }
        return change;
    }

    /// Has Claude Code, which is protected, tell what it ran, for as long as it is protected.
    ///
    /// @param variables names of those that agents are started with
    /// @return empty where its telemetry is somebody else's
    /// @throws ProtectException when it cannot be written
    Optional<Change> tell(Level level, Collection<String> variables, boolean dryRun) {
        var change = claudeCode.tell(level, ways.endpoint(), variables, dryRun);
        if (change.isPresent() && !dryRun) {
            var transport = transport(ClaudeCode.NAME, level);
            keep(ClaudeCode.NAME, level, transport, true, means(ClaudeCode.NAME, level, transport, true));
        }
        return change;
    }

    private void keep(String agent, Level level, Transport transport, boolean tells, StandingHook.Means means) {
        kept.add(new Listed(
                agent, level, transport, tells, InstantSource.system().instant(), StandingHook.places(means.files())));
    }

    /// The way in which it asks, or HTTP where that is not known.
    Transport transport(String agent, Level level) {
        return find(agent, level)
                .map(Listed::transport)
                .orElse(agent.equals(ClaudeCode.NAME) ? Transport.HTTP : Transport.SHIM);
    }

    private Optional<Listed> find(String agent, Level level) {
        return kept.list().stream()
                .filter(one -> one.agent().equals(agent) && one.level() == level)
                .findFirst();
    }

    /// Takes a hook out for good: it is off the list before it is out, so that nobody puts it back.
    static Change unprotect(Machine machine, Path dataDir, String agent, Level level, boolean dryRun) {
        if (!dryRun) {
            ProtectedAgents.in(dataDir).remove(agent, level);
        }
        return agent.equals(ClaudeCode.NAME)
                ? machine.claudeCode().unprotect(level, dryRun)
                : machine.findOtherAgent(agent)
                        .orElseThrow(
                                () -> new IllegalArgumentException("Gatehouse knows no agent called " + agent + "."))
                        .unprotect(level, dryRun);
    }

    /// Those that are to stay.
    List<StandingHook> standing() {
        return kept.list().stream()
                .filter(listed -> isPossible(listed.agent(), listed.transport()))
                .map(listed -> new StandingHook(
                        listed.agent(),
                        listed.level(),
                        listed.since(),
                        listed.places(),
                        means(listed.agent(), listed.level(), listed.transport(), listed.tells())))
                .toList();
    }

    private boolean isPossible(String agent, Transport transport) {
        return agent.equals(ClaudeCode.NAME)
                ? transport == Transport.HTTP || ways.shim().isPresent()
                : findOther(agent).isPresent() && ways.shim().isPresent();
    }

    /// At the start: lists what is in the settings just as it is written here, because an administrator put it in,
    /// or an earlier version. What is listed and as it was written for another port or token, or by an earlier
    /// version, is written anew.
    void adopt() {
        var listed = kept.list();
        listed.stream().filter(one -> one.agent().equals(ClaudeCode.NAME)).forEach(this::follow);
        for (var agent : Stream.concat(
                        Stream.of(ClaudeCode.NAME), others.stream().map(AgentSettings::name))
                .toList()) {
            for (var level : Level.values()) {
                if (listed.stream().noneMatch(one -> one.agent().equals(agent) && one.level() == level)) {
                    adopt(agent, level);
                }
            }
        }
    }

    private void follow(Listed listed) {
        try {
            if (isOfAnotherPort(listed)) {
                writeAnew(listed);
            } else if (isOutdated(listed)) {
                try {
                    writeAnew(listed);
                } catch (ProtectException e) { // an administrator's: it works, and must not be told of as damaged
                    kept.remove(listed.agent(), listed.level());
                    throw e;
                }
            }
        } catch (ProtectException e) {
            log.warn("Claude Code's hook cannot be written: {}", e.getMessage());
        }
    }

    private void writeAnew(Listed listed) {
        means(listed.agent(), listed.level(), listed.transport(), listed.tells())
                .write(false);
        log.info("Claude Code's hook in {} is written anew", claudeCode.file(listed.level()));
    }

    private boolean isOfAnotherPort(Listed listed) {
        return listed.transport() == Transport.HTTP
                && claudeCode
                        .findIntact(listed.level())
                        .filter(hook -> !hook.equals(ways.by(Transport.HTTP, listed.level())))
                        .isPresent();
    }

    /// A way of asking other than the listed one is no earlier version's, but somebody's.
    private boolean isOutdated(Listed listed) {
        var state = claudeCode.state(ways);
        return state.level().filter(level -> level == listed.level()).isPresent()
                && claudeCode.outdated(state, ways).isPresent()
                && claudeCode
                        .configured()
                        .filter(hook -> hook instanceof Configured.Http == (listed.transport() == Transport.HTTP))
                        .isPresent();
    }

    private void adopt(String agent, Level level) {
        for (var transport : agent.equals(ClaudeCode.NAME) ? Transport.values() : new Transport[] {Transport.SHIM}) {
            if (isPossible(agent, transport)) {
                boolean tells = agent.equals(ClaudeCode.NAME) && tells(level);
                var means = means(agent, level, transport, tells);
                if (isIn(means)) {
                    keep(agent, level, transport, tells, means);
                    return;
                }
            }
        }
    }

    private boolean tells(Level level) {
        try {
            return claudeCode
                    .tell(level, ways.endpoint(), List.of(), true)
                    .filter(change -> !change.changed())
                    .isPresent();
        } catch (ProtectException _) {
            return false;
        }
    }

    private static boolean isIn(StandingHook.Means means) {
        try {
            return !means.write(true).changed();
        } catch (ProtectException _) {
            return false;
        }
    }

    private StandingHook.Means means(String agent, Level level, Transport transport, boolean tells) {
        if (agent.equals(ClaudeCode.NAME)) {
            return new OfClaudeCode(claudeCode, ways, level, transport, tells);
        }
        var settings = findOther(agent)
                .orElseThrow(() -> new IllegalArgumentException("Gatehouse knows no agent called " + agent + "."));
        var shim = ways.shim()
                .orElseThrow(() -> new IllegalArgumentException("The program gatehouse-hook is not installed."));
        return new OfOther(settings, shim, level);
    }

    private record OfClaudeCode(
            ClaudeCodeSettings settings, ClaudeHooks ways, Level level, Transport transport, boolean tells)
            implements StandingHook.Means {
        @Override
        public List<Path> files() {
            return List.of(settings.file(level));
        }

        @Override
        public Change write(boolean dryRun) {
            var change = settings.protect(level, ways.by(transport, level), dryRun);
            return tells
                    ? settings.tell(level, ways.endpoint(), List.of(), dryRun)
                            .filter(told -> told.changed() && !change.changed())
                            .orElse(change)
                    : change;
        }

        @Override
        public String flaw() {
            return settings.state(ways).detail();
        }
    }

    private record OfOther(AgentSettings settings, ShimCommand shim, Level level) implements StandingHook.Means {
        @Override
        public List<Path> files() {
            return settings.files(level);
        }

        @Override
        public Change write(boolean dryRun) {
            return settings.protect(level, shim, dryRun);
        }

        @Override
        public String flaw() {
            return settings.state(shim).detail();
        }
    }
}
