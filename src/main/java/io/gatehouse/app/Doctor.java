package io.gatehouse.app;

import io.gatehouse.app.Doctor.Finding.Weight;
import io.gatehouse.hook.PortCheck;
import io.gatehouse.hook.PortCheck.Listener;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.LocalApiException;
import io.gatehouse.local.LocalClient;
import io.gatehouse.local.Status;
import io.gatehouse.protect.AgentPrograms.Agent;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Looks at everything on this computer that could keep a call from being asked, or from being answered. Changes
/// nothing, and needs no running daemon.
///
/// @param machine with the environment in which it is run, which is that of agents started from the same terminal
record Doctor(Settings.Loaded settings, Machine machine) {
    private static final List<String> PROXIES = List.of("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY");
    static final String SPARE_LOOPBACK = "export NO_PROXY=127.0.0.1,localhost no_proxy=127.0.0.1,localhost";
    private static final List<String> WITHOUT_HOOKS = List.of("CLAUDE_CODE_SIMPLE", "CLAUDE_CODE_SAFE_MODE");

    private static final Set<PosixFilePermission> WRITING =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OWN =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /// What is so about one thing.
    ///
    /// @param said one sentence
    /// @param remedy a command, or what to do; "" for nothing
    record Finding(String about, Weight weight, String said, String remedy) {
        enum Weight {
            GOOD,
            /// To be known; calls are decided all the same.
            NOTICE,
            /// Calls may go unasked, or are all denied.
            BAD
        }

        private static Finding good(String about, String said) {
            return new Finding(about, Weight.GOOD, said, "");
        }
    }

    List<Finding> examine() {
        var status = status();
        var endpoint = endpoint();
        var ways = endpoint.map(asked ->
                new ClaudeHooks(asked, Protection.shim(settings.config().dataDir(), machine)));
        var agent = ways.map(machine.claudeCode()::state);
        var hooks = ways.map(known -> HookFindings.of(machine, known)).orElse(List.of());
        return Stream.of(
                        settingsFindings(),
                        dataFindings(),
                        daemonFindings(status, agent, hooks),
                        endpoint.map(this::portFindings).orElse(List.of()),
                        status.map(Doctor::policyFindings).orElse(List.of()),
                        ClockFindings.of(asked(), machine.os()),
                        DatabaseFindings.of(settings.config()),
                        TrayFindings.of(machine),
                        agent.map(this::agentFindings).orElse(List.of()),
                        endpoint.map(at -> TelemetryFindings.of(machine, at)).orElse(List.of()),
                        agent.map(this::otherFindings).orElse(List.of()),
                        hooks,
                        status.map(this::newsFindings).orElse(List.of()))
                .flatMap(List::stream)
                .toList();
    }

    /// Whose clock this computer's is compared with.
    private Optional<URI> asked() {
        return settings.enrolment()
                .usable()
                .map(Enrolled::url)
                .or(() -> settings.config().console().url())
                .or(() -> settings.config().pdp().url());
    }

    private Optional<Status> status() {
        try (var daemon = LocalClient.open(settings.config().dataDir())) {
            return Optional.of(daemon.status());
        } catch (LocalApiException _) {
            return Optional.empty();
        }
    }

    /// What the daemon has noticed of agents, and does not tell among its problems.
    private List<Finding> newsFindings(Status status) {
        try (var daemon = LocalClient.open(settings.config().dataDir())) {
            return daemon.agents().stream()
                    .flatMap(agent -> Stream.concat(
                                    news(agent)
                                            .filter(said -> !status.problems().contains(said))
                                            .stream(),
                                    agent.notes().stream())
                            .map(said -> new Finding(agent.name(), Weight.NOTICE, said, "")))
                    .toList();
        } catch (LocalApiException _) {
            return List.of();
        }
    }

    /// Of an agent whose settings are not sound, that is told with them.
    private static Optional<String> news(AgentReport agent) {
        return switch (agent.protection()) {
            case USER, MANAGED -> Optional.of(agent.detail()).filter(said -> !said.isEmpty());
            case NOT_FOUND, UNPROTECTED, DAMAGED -> Optional.empty();
        };
    }

    /// Where agents are to ask; empty before the first start.
    private Optional<Endpoint> endpoint() {
        var hook = settings.config().hook();
        var dataDir = new DataDir(settings.config().dataDir());
        var port = dataDir.findHookPort(hook);
        var token = dataDir.findHookToken(hook);
        return port.isPresent() && token.isPresent()
                ? Optional.of(new Endpoint(port.getAsInt(), token.get()))
                : Optional.empty();
    }

    private List<Finding> settingsFindings() {
        if (settings.problems().isEmpty()) {
            return List.of(Finding.good("settings", "They are understood."));
        }
        return settings.problems().stream()
                .map(problem -> new Finding("settings", Weight.BAD, problem, "gatehouse config show"))
                .toList();
    }

    private List<Finding> dataFindings() {
        var directory = settings.config().dataDir();
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        if (!Files.isWritable(directory)) {
            return List.of(new Finding(
                    "data",
                    Weight.BAD,
                    "Gatehouse may not write into " + directory + ", so it keeps no record and allows nothing, and does"
                            + " not start.",
                    "chmod 700 " + directory + "; where the whole disk is read-only, mount it for writing"));
        }
        var open = othersMay(directory, Set.of(PosixFilePermission.values()));
        return open
                ? List.of(new Finding(
                        "data",
                        Weight.BAD,
                        "Others on this computer may enter " + directory + ", where the hook token is.",
                        "chmod 700 " + directory))
                : List.of(Finding.good("data", directory + " is yours alone."));
    }

    /// @param hooks what is told with its agent
    private static List<Finding> daemonFindings(
            Optional<Status> status, Optional<ClaudeCodeSettings.State> agent, List<Finding> hooks) {
        if (status.isEmpty()) {
            return List.of(new Finding(
                    "daemon",
                    Weight.BAD,
                    "Gatehouse is not running, so protected agents are denied every tool call.",
                    "gatehouse"));
        }
        var findings = new ArrayList<Finding>();
        findings.add(Finding.good(
                "daemon",
                "Version " + status.get().version() + ", process "
                        + status.get().pid() + ", runs."));
        var detail = agent.map(ClaudeCodeSettings.State::detail).orElse(""); // told with its agent, too
        for (var problem : status.get().problems()) {
            if (!problem.equals(detail) && hooks.stream().noneMatch(told -> problem.startsWith(told.said()))) {
                findings.add(new Finding(
                        "daemon", status.get().deniesAll() ? Weight.BAD : Weight.NOTICE, problem, "gatehouse status"));
            }
        }
        return findings;
    }

    private List<Finding> portFindings(Endpoint endpoint) {
        var port = "Port " + endpoint.port() + " on 127.0.0.1";
        return switch (PortCheck.ask(endpoint.port(), endpoint.token())) {
            case Listener.GATEHOUSE -> List.of(Finding.good("port", port + " is Gatehouse's."));
            case Listener.NOBODY ->
                List.of(new Finding("port", Weight.NOTICE, "Nobody listens on it: " + port + ".", "gatehouse"));
            case Listener.STRANGER -> List.of(stranger(port, PortOwner.find(Path.of("/"), endpoint.port())));
        };
    }

    /// Two people who are logged in on one computer have the same port, unless one of them sets another.
    static Finding stranger(String port, Optional<PortOwner> owner) {
        var other = owner.filter(one -> !PortOwner.self().equals(Optional.of(one.uid())));
        return new Finding(
                "port",
                Weight.BAD,
                other.map(person -> port + " belongs to " + person.name() + ", who is on this computer too. Agents of"
                                + " yours that ask there are denied, and over HTTP could be answered in Gatehouse's"
                                + " name.")
                        .orElseGet(() -> port + " belongs to another program or another person, who could answer"
                                + " agents in Gatehouse's name."),
                other.isPresent()
                        ? "Set hook.port to another one in your settings, then: gatehouse stop; gatehouse; gatehouse"
                                + " agents protect AGENT"
                        : "Stop that program, or set hook.port to another one and protect the agents again.");
    }

    private static List<Finding> policyFindings(Status status) {
        var pdp = status.pdp();
        var policy =
                switch (pdp.connection()) {
                    case CONNECTED -> Finding.good("policy", pdp.url() + " decides, revision " + pdp.revision() + ".");
                    case BUILT_IN -> Finding.good("policy", "The policies that ship with Gatehouse decide.");
                    case NOT_ASKED -> Finding.good("policy", pdp.url() + " was not asked yet.");
                    case NOT_CONFIGURED ->
                        new Finding(
                                "policy",
                                Weight.BAD,
                                "No policy decides, so every call is denied.",
                                "gatehouse config show");
                    case UNREACHABLE, REFUSING, BROKEN ->
                        new Finding(
                                "policy",
                                status.reserve().isPresent() ? Weight.NOTICE : Weight.BAD,
                                pdp.url() + " does not decide: " + pdp.detail(),
                                "gatehouse status");
                };
        var console = status.console().map(line -> switch (line.line()) {
            case CONNECTED -> Finding.good("console", line.url() + " is connected.");
            case AWAY, OFF ->
                new Finding(
                        "console", Weight.NOTICE, line.url() + " is not connected. " + line.detail(), "gatehouse sync");
        });
        return Stream.concat(Stream.of(policy), console.stream()).toList();
    }

    private List<Finding> agentFindings(ClaudeCodeSettings.State state) {
        var findings = new ArrayList<Finding>();
        findings.add(protection(state));
        if (state.protection() == ClaudeCodeSettings.Protection.NOT_FOUND) {
            return findings;
        }
        machine.agentPrograms()
                .find(Agent.CLAUDE_CODE)
                .flatMap(found -> Release.of(found.version()))
                .filter(release -> release.isBefore(Release.BLOCKS_ON_FAILURE))
                .ifPresent(_ -> findings.add(new Finding(
                        Agent.CLAUDE_CODE.name(),
                        Weight.BAD,
                        "Claude Code is older than 2.1.295, so it runs tools when Gatehouse does not answer.",
                        "claude update")));
        var file = state.file();
        if (othersMay(file, WRITING)
                || Optional.ofNullable(file.getParent())
                        .filter(parent -> othersMay(parent, WRITING))
                        .isPresent()) {
            findings.add(new Finding(
                    Agent.CLAUDE_CODE.name(),
                    Weight.BAD,
                    "Others on this computer may change " + file + ", and so take the hook out.",
                    "chmod go-w " + file + " " + file.getParent()));
        }
        if (state.protection() != ClaudeCodeSettings.Protection.MANAGED) { // managed settings hold against these
            findings.addAll(environmentFindings());
        }
        return findings;
    }

    private static Finding protection(ClaudeCodeSettings.State state) {
        var about = Agent.CLAUDE_CODE.name();
        var protect = "gatehouse agents protect " + about;
        return switch (state.protection()) {
            case NOT_FOUND -> new Finding(about, Weight.NOTICE, "Claude Code was not found on this computer.", "");
            case UNPROTECTED ->
                new Finding(
                        about,
                        Weight.BAD,
                        "Claude Code does not ask Gatehouse: no hook is in " + state.file() + ".",
                        protect);
            case DAMAGED -> new Finding(about, Weight.BAD, state.detail(), ""); // which says what to do
            case MANAGED -> Finding.good(about, "Claude Code asks Gatehouse, by " + state.file() + ".");
            case USER ->
                Finding.good(
                        about,
                        "Claude Code asks Gatehouse, by " + state.file() + ", which an agent could be made to change.");
        };
    }

    private List<Finding> otherFindings(ClaudeCodeSettings.State claudeCode) {
        var others = Protection.others(settings.config().dataDir(), machine);
        return new AgentsHere(machine.agentPrograms())
                .list(claudeCode, others).stream()
                        .filter(agent -> !agent.name().equals(Agent.CLAUDE_CODE.name()))
                        .flatMap(agent -> other(agent).stream())
                        .toList();
    }

    private static Optional<Finding> other(AgentReport agent) {
        if (!agent.askable()) {
            return Optional.of(new Finding(
                    agent.name(),
                    Weight.NOTICE,
                    agent.label() + " is on this computer, and Gatehouse puts no hook into it.",
                    ""));
        }
        var protect = "gatehouse agents protect " + agent.name();
        return switch (agent.protection()) {
            case NOT_FOUND -> Optional.empty();
            case UNPROTECTED ->
                Optional.of(
                        agent.program().isEmpty() // of which only a directory tells
                                ? new Finding(
                                        agent.name(),
                                        Weight.NOTICE,
                                        agent.label() + " was used on this computer, and does not ask Gatehouse.",
                                        protect)
                                : new Finding(
                                        agent.name(), Weight.BAD, agent.label() + " does not ask Gatehouse.", protect));
            case DAMAGED -> Optional.of(new Finding(agent.name(), Weight.BAD, agent.detail(), protect));
            case USER, MANAGED ->
                Optional.of(Finding.good(
                        agent.name(),
                        agent.label() + " asks Gatehouse, by " + agent.settingsFile() + "."
                                + Agent.caveat(agent.name())));
        };
    }

    private List<Finding> environmentFindings() {
        var findings = new ArrayList<Finding>();
        diverting(machine.env())
                .ifPresent(proxy -> findings.add(new Finding(
                        "environment",
                        Weight.BAD,
                        proxy + " leads Claude Code's hooks to a proxy, and not to Gatehouse.",
                        SPARE_LOOPBACK)));
        WITHOUT_HOOKS.stream()
                .filter(this::isSet)
                .forEach(variable -> findings.add(new Finding(
                        "environment",
                        Weight.BAD,
                        variable + " makes Claude Code ignore the hooks of your settings.",
                        "unset " + variable)));
        return findings;
    }

    /// The variable that leads what is asked over HTTP to a proxy.
    static Optional<String> diverting(Map<String, String> env) {
        var spared = env.getOrDefault("no_proxy", env.getOrDefault("NO_PROXY", ""));
        return PROXIES.stream()
                .filter(variable -> !env.getOrDefault(variable, "").isBlank())
                .findFirst()
                .filter(_ -> !spared.contains("127.0.0.1") && !spared.strip().equals("*"));
    }

    private boolean isSet(String variable) {
        return !machine.env().getOrDefault(variable, "").isBlank();
    }

    /// Whether anybody but the owner has one of these permissions; false where there are none, as on Windows.
    private static boolean othersMay(Path file, Set<PosixFilePermission> permissions) {
        try {
            return Files.getPosixFilePermissions(file).stream()
                    .anyMatch(permission -> permissions.contains(permission) && !OWN.contains(permission));
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }
}
