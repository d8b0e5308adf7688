package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Shown;
import io.gatehouse.protect.AgentPrograms;
import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeCodeSettings.Telling;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.ClaudeHooks.Transport;
import io.gatehouse.protect.Endpoint;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse agents`: puts the hook into agents' settings and takes it out. It writes the files itself: an
/// administrator's rights are those of the command, not of the daemon.
@Command(
        name = "agents",
        description = "Connect coding agents to Gatehouse, and see which are.",
        synopsisSubcommandLabel = "COMMAND")
final class AgentsCommand {
    private static final String AGENTS =
            "claude-code, codex, gemini, qwen, copilot, opencode, cursor, windsurf or droid";

    private final Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    AgentsCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(description = "Put Gatehouse's hook into an agent's settings; what else is there stays.")
    int protect(
            @Parameters(paramLabel = "AGENT", description = AGENTS) String agent,
            @Option(names = "--user", description = "In your own settings (the default).") boolean user,
            @Option(names = "--managed", description = "In the computer's managed settings, for everyone on it.")
                    boolean managed,
            @Option(
                            names = "--transport",
                            paramLabel = "http|shim",
                            description = "How Claude Code asks: over HTTP (the default), or by a program that takes no"
                                    + " answer from whoever else has the port.")
                    @Nullable
                    String transport,
            @Option(
                            names = "--telemetry",
                            description =
                                    "Have Claude Code tell Gatehouse what it ran, so that a call that nobody asked"
                                            + " about is found. Where its telemetry goes somewhere over HTTP, it is sent on there as it is.")
                    boolean telemetry,
            @Option(names = "--dry-run", description = "Only tell what would change.") boolean dryRun) {
        var level = level(agent, user, managed);
        var chosen = transport(agent, transport);
        if (telemetry && !agent.equals(ClaudeCode.NAME)) {
            throw new ParameterException(spec.commandLine(), "--telemetry is for claude-code only.");
        }
        var settings = cli.settings();
        if (cli.refuses(settings)) {
            return Cli.BAD_SETTINGS;
        }
        var endpoint = findEndpoint(settings.config(), level);
        if (endpoint.isEmpty()) {
            return Cli.FAILED;
        }
        var ways = ways(endpoint.get(), settings.config());
        var hooks = Hooks.of(cli.machine(), ways, settings.config().dataDir());
        var way = chosen.orElseGet(() -> hooks.transport(agent, level));
        if (way == Transport.SHIM) {
            if (ways.shim().isEmpty()) {
                cli.terminal()
                        .error("The program gatehouse-hook is not where Gatehouse is installed; install it again.");
                return Cli.FAILED;
            }
            if (!dryRun) {
                keep(endpoint.get(), level, ways.shim().get().directory(level));
            }
        }
        var done = agent.equals(ClaudeCode.NAME)
                ? "hook to " + ways.by(way, level) + " is in"
                : "hook of " + agent + " is in";
        tell(hooks.protect(agent, level, way, dryRun), dryRun, done);
        hooks.findOther(agent)
                .map(other -> other.leftToDo(level))
                .filter(left -> !left.isEmpty())
                .ifPresent(left -> cli.terminal().line(left));
        if (!AgentPrograms.Agent.isTried(agent)) {
            cli.terminal()
                    .line("The hook of " + agent + " is " + AgentPrograms.Agent.NOT_TRIED
                            + ": look whether its calls come, in the window or with gatehouse status.");
        }
        return telemetry ? tellWhatRan(hooks, level, dryRun) : Cli.OK;
    }

    private int tellWhatRan(Hooks hooks, Level level, boolean dryRun) {
        var change = hooks.tell(level, cli.machine().env().keySet(), dryRun);
        if (change.isEmpty()) {
            cli.terminal()
                    .error("Claude Code's telemetry is switched off, or goes where it could not be sent on to (gRPC, a"
                            + " certificate, the shell's variables), so it was left as it is.");
            return Cli.FAILED;
        }
        tell(change.get(), dryRun, "telemetry to Gatehouse is in");
        if (cli.machine().claudeCode().telling(hooks.ways().endpoint()) instanceof Telling.GoesOn(var to)) {
            cli.terminal()
                    .line("Gatehouse sends it on to " + Shown.line(to.url().toString(), 200) + ", as before.");
        }
        return Cli.OK;
    }

    private ClaudeHooks ways(Endpoint endpoint, Config config) {
        return new ClaudeHooks(endpoint, Protection.shim(config.dataDir(), cli.machine()));
    }

    /// The way that was chosen; empty to leave it as it is.
    private Optional<Transport> transport(String agent, @Nullable String named) {
        if (named == null) {
            return Optional.empty();
        }
        var found = Stream.of(Transport.values())
                .filter(one -> one.name().equalsIgnoreCase(named))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--transport takes http or shim, not \"" + named + "\"."));
        if (found == Transport.HTTP && !agent.equals(ClaudeCode.NAME)) {
            throw new ParameterException(spec.commandLine(), agent + " can be asked by the shim only.");
        }
        return Optional.of(found);
    }

    /// Where the program finds port and token: for everyone's agents in a place that everyone can read.
    private static void keep(Endpoint endpoint, Level level, Path directory) {
        switch (level) {
            case USER -> DataDir.open(directory).keepEndpoint(endpoint);
            case MANAGED -> endpoint.publish(directory, InstantSource.system());
        }
    }

    @Command(description = "Take Gatehouse's hook out again; what else is there stays.")
    int unprotect(
            @Parameters(paramLabel = "AGENT", description = AGENTS) String agent,
            @Option(names = "--user", description = "In your own settings (the default).") boolean user,
            @Option(names = "--managed", description = "In the computer's managed settings.") boolean managed,
            @Option(names = "--dry-run", description = "Only tell what would change.") boolean dryRun) {
        var level = level(agent, user, managed);
        var dataDir = cli.settings().config().dataDir();
        var change = Hooks.unprotect(cli.machine(), dataDir, agent, level, dryRun);
        tell(change, dryRun, "hook is out of");
        return Cli.OK;
    }

    @Command(description = "Tell which agents are on this computer, and whether they ask Gatehouse.")
    int list(@Option(names = "--json", description = "For machines.") boolean json) {
        return here((config, ways) -> list(config, ways, json));
    }

    private int list(Config config, ClaudeHooks ways, boolean json) {
        var agents = new AgentsHere(cli.machine().agentPrograms())
                .list(cli.machine().claudeCode().state(ways), Protection.others(config.dataDir(), cli.machine()));
        if (json) {
            cli.terminal()
                    .json(agents.stream()
                            .map(agent -> new Agent(
                                    agent.name(),
                                    agent.askable(),
                                    agent.protection().name(),
                                    agent.settingsFile(),
                                    agent.detail(),
                                    agent.program(),
                                    agent.version(),
                                    agent.tried()))
                            .toList());
        } else {
            agents.forEach(this::print);
        }
        return Cli.OK;
    }

    @Command(description = "Prove that agents ask, by a call through their own settings that must be denied.")
    int verify(
            @Parameters(paramLabel = "AGENT", arity = "0..1", description = AGENTS + "; all of them without it.")
                    @Nullable
                    String agent,
            @Option(names = "--json", description = "For machines.") boolean json) {
        if (agent != null) {
            requireKnown(agent);
        }
        return here((config, ways) -> verify(config, ways, Optional.ofNullable(agent), json));
    }

    private int verify(Config config, ClaudeHooks ways, Optional<String> agent, boolean json) {
        var results = new Verify(config, cli.machine(), ways).run(agent);
        if (json) {
            cli.terminal().json(results);
        } else if (results.isEmpty()) {
            cli.terminal().line("No agent that can ask Gatehouse was found on this computer.");
        } else {
            DoctorText.print(results.stream().map(Verify.Result::finding).toList(), cli.terminal());
        }
        return results.stream().allMatch(Verify.Result::verified) ? Cli.OK : Cli.FAILED;
    }

    /// Runs a command by the settings of this person's agents.
    private int here(BiFunction<Config, ClaudeHooks, Integer> command) {
        var settings = cli.settings();
        if (cli.refuses(settings)) {
            return Cli.BAD_SETTINGS;
        }
        return findEndpoint(settings.config(), Level.USER)
                .map(endpoint -> command.apply(settings.config(), ways(endpoint, settings.config())))
                .orElse(Cli.FAILED);
    }

    private void print(AgentReport agent) {
        cli.terminal()
                .line("%-14s%-13s%s"
                        .formatted(
                                agent.name(),
                                agent.askable() ? words(agent.protection()) : "unprotected",
                                agent.askable()
                                        ? agent.settingsFile()
                                        : agent.program() + ": Gatehouse cannot be asked by it"));
        if (!agent.detail().isEmpty()) {
            cli.terminal().line(agent.detail());
        }
        if (agent.askable() && !agent.tried()) {
            cli.terminal().line("%27s%s".formatted("", AgentPrograms.Agent.NOT_TRIED));
        }
    }

    record Agent(
            String name,
            boolean askable,
            String protection,
            String settingsFile,
            String detail,
            String program,
            String version,
            boolean tried) {}

    private static String words(Status.Protection protection) {
        return switch (protection) {
            case NOT_FOUND -> "not found";
            case UNPROTECTED -> "unprotected";
            case USER -> "protected";
            case MANAGED -> "managed";
            case DAMAGED -> "DAMAGED";
        };
    }

    private Level level(String agent, boolean user, boolean managed) {
        requireKnown(agent);
        if (user && managed) {
            throw new ParameterException(spec.commandLine(), "Choose one of --user and --managed.");
        }
        return managed ? Level.MANAGED : Level.USER;
    }

    /// @throws ParameterException when Gatehouse knows no such agent
    private void requireKnown(String name) {
        if (!name.equals(ClaudeCode.NAME) && cli.machine().findOtherAgent(name).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Gatehouse knows no agent \"" + name + "\", only " + AGENTS + ".");
        }
    }

    /// Where agents are to ask. Says why when that is not known.
    private Optional<Endpoint> findEndpoint(Config config, Level level) {
        if (level == Level.MANAGED
                && (config.hook().token().isEmpty() || config.hook().port() == 0)) {
            cli.terminal()
                    .error("Managed settings hold for everyone on this computer, so they need one fixed port and token:"
                            + " set hook.port and hook.token in "
                            + cli.machine().managed().file() + " first.");
            return Optional.empty();
        }
        var dataDir = DataDir.open(config.dataDir());
        var port = dataDir.findHookPort(config.hook());
        if (port.isEmpty()) {
            cli.terminal()
                    .error("hook.port is 0, so the port is known once the daemon has run: start gatehouse first.");
            return Optional.empty();
        }
        return Optional.of(new Endpoint(port.getAsInt(), dataDir.hookToken(config.hook())));
    }

    private void tell(Change change, boolean dryRun, String done) {
        var terminal = cli.terminal();
        if (!change.changed()) {
            terminal.line("Nothing to change: the " + done + " " + change.file());
        } else if (dryRun) {
            terminal.line("Would change " + change.file());
        } else {
            terminal.line("Done: the " + done + " " + change.file());
            change.backup().ifPresent(backup -> terminal.line("What was there before is in " + backup));
        }
    }
}
