package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Status;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.Endpoint;
import java.util.Optional;
import java.util.OptionalInt;
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
    private final Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    AgentsCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(description = "Put Gatehouse's hook into an agent's settings; what else is there stays.")
    int protect(
            @Parameters(paramLabel = "AGENT", description = "claude-code") String agent,
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
        var change = claudeCode().protect(level, endpoint.get(), dryRun);
        tell(change, dryRun, "hook to " + endpoint.get() + " is in");
        return Cli.OK;
    }

    @Command(description = "Take Gatehouse's hook out again; what else is there stays.")
    int unprotect(
            @Parameters(paramLabel = "AGENT", description = "claude-code") String agent,
            @Option(names = "--user", description = "In your own settings (the default).") boolean user,
            @Option(names = "--managed", description = "In the computer's managed settings.") boolean managed,
            @Option(names = "--dry-run", description = "Only tell what would change.") boolean dryRun) {
        var change = claudeCode().unprotect(level(agent, user, managed), dryRun);
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
                .list(claudeCode().state(endpoint.get()));
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
            throw new ParameterException(
                    spec.commandLine(), "Gatehouse knows no agent \"" + agent + "\", only " + ClaudeCode.NAME + ".");
        }
        if (user && managed) {
            throw new ParameterException(spec.commandLine(), "Choose one of --user and --managed.");
        }
        return managed ? Level.MANAGED : Level.USER;
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
        var port = config.hook().port() == 0
                ? dataDir.findHookPort()
                : OptionalInt.of(config.hook().port());
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
