package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.agent.SessionBegun;
import io.gatehouse.agent.SettingsChange;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.LocalApi;
import io.gatehouse.local.Status;
import io.gatehouse.local.Status.AgentState;
import io.gatehouse.protect.AgentSettings;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeHooks.Transport;
import io.gatehouse.protect.Outdated;
import io.gatehouse.protect.ProtectException;
import io.gatehouse.protect.SettingsWatch;
import io.gatehouse.protect.ShimCommand;
import io.gatehouse.protect.Warden;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The agents of this machine, as the daemon protects them. The settings are read each time: they are not ours alone.
final class Protection implements AutoCloseable {
    private static final String LABEL = "Claude Code";

    private final Hooks hooks;
    private final Warden warden;
    private final SettingsWatch watch;
    private final Sessions sessions = new Sessions();
    private boolean adopted;

    /// @param told what happens to hooks that are to stay
    Protection(Hooks hooks, Consumer<Warden.Event> told, InstantSource clock) {
        this.hooks = hooks;
        this.warden = new Warden(hooks::standing, told, clock);
        this.watch = new SettingsWatch(this::watched, this::look);
    }

    /// What agents whose hooks are programs run.
    ///
    /// @param dataDir that holds the person's port and token
    static Optional<ShimCommand> shim(Path dataDir, Machine machine) {
        return ProgramFiles.hooks()
                .map(programs -> new ShimCommand(
                        programs,
                        dataDir,
                        machine.managed().directory().resolve("hook"),
                        machine.os() == Machine.Os.WINDOWS))
                .filter(ShimCommand::isSayable);
    }

    /// Begins to watch the settings of protected agents, on a thread of its own.
    void watch() {
        watch.start();
    }

    private List<Path> watched() {
        return Stream.concat(
                        Stream.of(hooks.kept().file()),
                        hooks.standing().stream().flatMap(hook -> hook.means().files().stream()))
                .toList();
    }

    /// On the watch's thread alone.
    private boolean look() {
        if (!adopted) {
            adopted = true;
            hooks.adopt();
        }
        return warden.look();
    }

    @Override
    public void close() {
        watch.close();
    }

    /// @param problems what is wrong with the agents' hooks, one sentence each
    record Found(List<AgentState> agents, List<String> problems) {}

    Found find() {
        var state = hooks.claudeCode().state(hooks.ways());
        var problems = new ArrayList<String>();
        if (!state.detail().isEmpty()) {
            problems.add(state.detail());
        }
        hooks.claudeCode().outdated(state, hooks.ways()).map(Outdated::text).ifPresent(problems::add);
        warden.news().stream()
                .map(Warden.Event::said)
                .filter(said -> state.detail().isEmpty() || !said.contains(state.detail()))
                .forEach(problems::add);
        problems.addAll(sessions.problems(hooks.transport(ClaudeCode.NAME, Level.USER) == Transport.HTTP));
        return new Found(List.of(agent(state)), problems.stream().distinct().toList());
    }

    /// Why an agent must not take up settings that were changed while it runs; empty when it may, and when it was not
    /// to ask, as after the person took the hook out.
    Optional<String> refusal(SettingsChange change) {
        if (!change.agent().equals(ClaudeCode.NAME)
                || hooks.kept().list().stream()
                        .noneMatch(listed -> listed.agent().equals(ClaudeCode.NAME))) {
            return Optional.empty();
        }
        var settings = hooks.claudeCode();
        return settings.refusal(fileOf(change).orElseGet(() -> settings.file(Level.USER)), hooks.ways())
                .map(why -> "A running session of Claude Code was to take up settings that would keep it from asking,"
                        + " and was refused: " + why + ".");
    }

    private static Optional<Path> fileOf(SettingsChange change) {
        try {
            return Optional.of(Path.of(change.file())).filter(Path::isAbsolute);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /// Notes a session that began.
    void begun(SessionBegun session) {
        sessions.begun(session);
    }

    /// What was recorded of changes.
    interface Changes {
        /// The newest since then.
        Optional<Enforcement> find(String agent, Instant since);
    }

    /// An agent whose hook is to stay, and what something else did to it last.
    Optional<AgentReport.Kept> kept(String agent, Changes changes) {
        var listed = hooks.kept().list().stream()
                .filter(one -> one.agent().equals(agent))
                .map(ProtectedAgents.Listed::since)
                .min(Comparator.naturalOrder());
        boolean stands = !works(agent)
                || warden.news().stream()
                        .anyMatch(event -> event.agent().equals(agent) && event.kind() == Warden.Event.Kind.ALARM);
        return listed.map(since -> new AgentReport.Kept(
                since,
                changes.find(agent, since)
                        .map(change -> new AgentReport.Change(change.at(), said(change.verdict()), !stands))));
    }

    private boolean works(String agent) {
        var state = agent.equals(ClaudeCode.NAME)
                ? hooks.claudeCode().state(hooks.ways())
                : states(hooks.others(), hooks.ways().shim()).get(agent);
        return state != null
                && switch (state.protection()) {
                    case USER, MANAGED -> true;
                    case NOT_FOUND, UNPROTECTED, DAMAGED -> false;
                };
    }

    private static String said(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> "";
            case Verdict.Deny deny -> deny.toldPerson();
            case Verdict.WouldDeny would -> would.deny().toldPerson();
        };
    }

    /// What is to be known of an agent's sessions that run.
    List<String> notes(String agent) {
        return agent.equals(ClaudeCode.NAME) ? sessions.notes() : List.of();
    }

    /// How the settings of the agent that can ask are now.
    ClaudeCodeSettings.State claudeCode() {
        return withNews(ClaudeCode.NAME, hooks.claudeCode().state(hooks.ways()));
    }

    /// How the settings of the others are now, by their names.
    Map<String, ClaudeCodeSettings.State> others() {
        var states = new HashMap<>(states(hooks.others(), hooks.ways().shim()));
        states.replaceAll(this::withNews);
        return Map.copyOf(states);
    }

    /// With what happened to its hook lately, where nothing else is told.
    private ClaudeCodeSettings.State withNews(String agent, ClaudeCodeSettings.State state) {
        var news = warden.news().stream()
                .filter(event -> event.agent().equals(agent))
                .map(Warden.Event::said)
                .reduce((_, newer) -> newer);
        return state.detail().isEmpty() && news.isPresent()
                ? new ClaudeCodeSettings.State(state.protection(), state.file(), news.get())
                : state;
    }

    /// How the settings of the others are now, by their names; none where the shim is not installed.
    static Map<String, ClaudeCodeSettings.State> others(Path dataDir, Machine machine) {
        return states(machine.otherAgents(), shim(dataDir, machine));
    }

    private static Map<String, ClaudeCodeSettings.State> states(
            List<AgentSettings> agents, Optional<ShimCommand> shim) {
        return shim.map(command ->
                        agents.stream().collect(Collectors.toMap(AgentSettings::name, agent -> agent.state(command))))
                .orElse(Map.of());
    }

    /// Writes the hook into the person's settings of the agent.
    ///
    /// @throws LocalApi.Refused when there is no such agent or its settings cannot be changed
    AgentState protect(String agent) {
        if (!hooks.knows(agent)
                || (!agent.equals(ClaudeCode.NAME) && hooks.ways().shim().isEmpty())) {
            throw new LocalApi.Refused("Gatehouse knows no agent called " + agent + ".");
        }
        try {
            hooks.protect(agent, Level.USER, hooks.transport(agent, Level.USER), false);
        } catch (ProtectException e) {
            throw new LocalApi.Refused(String.valueOf(e.getMessage()), e);
        }
        return agent.equals(ClaudeCode.NAME)
                ? agent(hooks.claudeCode().state(hooks.ways()))
                : other(agent, Optional.ofNullable(others().get(agent)).orElseThrow());
    }

    private static AgentState other(String name, ClaudeCodeSettings.State state) {
        return new AgentState(name, name, of(state.protection()), state.file().toString());
    }

    private static AgentState agent(ClaudeCodeSettings.State state) {
        return new AgentState(
                ClaudeCode.NAME, LABEL, of(state.protection()), state.file().toString());
    }

    static Status.Protection of(ClaudeCodeSettings.Protection protection) {
        return switch (protection) {
            case NOT_FOUND -> Status.Protection.NOT_FOUND;
            case UNPROTECTED -> Status.Protection.UNPROTECTED;
            case USER -> Status.Protection.USER;
            case MANAGED -> Status.Protection.MANAGED;
            case DAMAGED -> Status.Protection.DAMAGED;
        };
    }
}
