package io.gatehouse.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/// The commands of `gatehouse`, by their names.
///
/// Design. Picocli reads all annotations of a command when it is built, and building all of them took a tenth of a
/// daemon's start. So only those are built that the arguments name.
final class Commands {
    private final Map<String, Supplier<Object>> all = new LinkedHashMap<>();

    private Commands(Cli cli) {
        method("daemon");
        method("window", "showWindow");
        method("status");
        method("stop");
        all.put("explain", () -> new ExplainCommand(cli));
        all.put("agents", () -> new AgentsCommand(cli));
        all.put("exceptions", () -> new ExceptionsCommand(cli));
        method("doctor");
        all.put("config", () -> new ConfigCommand(cli));
        all.put("enrol", () -> new EnrolCommand(cli));
        method("sync");
        all.put("policy", () -> new CommandLine(new PolicyCommand(cli))
                .addSubcommand(new PolicyTestCommand(cli))
                .addSubcommand(new PolicyOfflineCommand(cli))
                .addSubcommand(new PolicyReplayCommand(cli)));
        all.put("console", () -> new ConsoleCommand(cli));
        method("version");
        method("prepare-window", "prepareWindow");
        method("rehearse-window", "rehearseWindow");
    }

    private void method(String name) {
        method(name, name);
    }

    private void method(String name, String method) {
        all.put(
                name,
                () -> new CommandLine(
                        CommandLine.getCommandMethods(Cli.class, method).getFirst()));
    }

    /// Those that the arguments name. All where they name none, but for a start of the daemon, or ask for help: what
    /// is told then names every command.
    static Map<String, Supplier<Object>> needed(Cli cli, List<String> args) {
        var all = new Commands(cli).all;
        var named = new LinkedHashMap<>(all);
        named.keySet().retainAll(args);
        boolean starts = args.isEmpty() || args.equals(List.of("--window"));
        boolean isHelp = args.contains("--help") || args.contains("-h");
        return !starts && (named.isEmpty() || isHelp) ? all : named;
    }
}
