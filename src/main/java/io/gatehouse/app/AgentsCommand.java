package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Status;
import io.gatehouse.protect.AgentSettings;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.Endpoint;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
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
    private static final String AGENTS = "claude-code, codex, gemini, qwen, copilot or opencode";

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
            @Option(names = "--dry-run", description = "Only tell what would change.") boolean dryRun) {
        var level = level(agent, user, managed);
        var settings = cli.settings();
        if (cli.refuses(settings)) {
            return Cli.BAD_SETTINGS;
        }
        var endpoint = findEndpoint(settings.config(), level);
        if (endpoint.isEmpty()) {
            return Cli.FAILED;
        }
        if (!agent.equals(ClaudeCode.NAME)) {
            return protectOther(other(agent), level, endpoint.get(), settings.config(), dryRun);
        }
        var change = claudeCode().protect(level, endpoint.get(), dryRun);
        tell(change, dryRun, "hook to " + endpoint.get() + " is in");
        return Cli.OK;
    }

    private int protectOther(AgentSettings agent, Level level, Endpoint endpoint, Config config, boolean dryRun) {
        var shim = Protection.shim(config.dataDir(), cli.machine());
        if (shim.isEmpty()) {
            cli.terminal().error("The program gatehouse-hook is not where Gatehouse is installed; install it again.");
            return Cli.FAILED;
        }
        if (!dryRun) {
            keep(endpoint, level, shim.get().directory(level));
        }
        tell(agent.protect(level, shim.get(), dryRun), dryRun, "hook of " + agent.name() + " is in");
        if (!agent.leftToDo(level).isEmpty()) {
            cli.terminal().line(agent.leftToDo(level));
        }
        return Cli.OK;
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
        var change = agent.equals(ClaudeCode.NAME)
                ? claudeCode().unprotect(level, dryRun)
                : other(agent).unprotect(level, dryRun);
        tell(change, dryRun, "hook is out of");
        return Cli.OK;
    }

    @Command(description = "Tell which agents are on this computer, and whether they ask Gatehouse.")
    int list(@Option(names = "--json", description = "For machines.") boolean json) {
        var settings = cli.settings();
        if (cli.refuses(settings)) {
            return Cli.BAD_SETTINGS;
        }
        var endpoint = findEndpoint(settings.config(), Level.USER);
        if (endpoint.isEmpty()) {
            return Cli.FAILED;
        }
        var agents = new AgentsHere(cli.machine().agentPrograms(), _ -> Optional.empty())
                .list(
                        claudeCode().state(endpoint.get()),
                        Protection.others(settings.config().dataDir(), cli.machine()));
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
                                    agent.version()))
                            .toList());
        } else {
            agents.forEach(this::print);
        }
        return Cli.OK;
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
    }

    record Agent(
            String name,
            boolean askable,
            String protection,
            String settingsFile,
            String detail,
            String program,
            String version) {}

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
        if (!agent.equals(ClaudeCode.NAME)) {
            other(agent);
        }
        if (user && managed) {
            throw new ParameterException(spec.commandLine(), "Choose one of --user and --managed.");
        }
        return managed ? Level.MANAGED : Level.USER;
    }

    /// @throws ParameterException when Gatehouse knows no such agent
    private AgentSettings other(String name) {
        return cli.machine().otherAgents().stream()
                .filter(agent -> agent.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "Gatehouse knows no agent \"" + name + "\", only " + AGENTS + "."));
    }

    private ClaudeCodeSettings claudeCode() {
        return cli.machine().claudeCode();
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
