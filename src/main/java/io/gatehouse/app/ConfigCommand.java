package io.gatehouse.app;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `gatehouse config`: the settings as they are in force.
@Command(name = "config", description = "See the settings.", synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {
    private final Cli cli;

    ConfigCommand(Cli cli) {
        this.cli = cli;
    }

    @Command(description = "Tell each setting's value and where it comes from; secrets are masked.")
    int show(@Option(names = "--json", description = "For machines.") boolean json) {
        var settings = cli.settings();
        var lines = SignedCopy.completed(settings);
        if (json) {
            cli.terminal()
                    .json(new Shown(lines, settings.problems(), settings.fatal().isPresent()));
        } else {
            print(lines);
            settings.problems().forEach(cli.terminal()::error);
        }
        return settings.fatal().isPresent() ? Cli.BAD_SETTINGS : Cli.OK;
    }

    @Command(description = "Print what every setting means, for people or for device management.")
    int schema(
            @Option(
                            names = "--format",
                            description = "${COMPLETION-CANDIDATES}; the default is docs.",
                            defaultValue = "docs")
                    SettingsSchema.Format format) {
        format.text().lines().forEach(cli.terminal()::line);
        return Cli.OK;
    }

    /// @param denyAll whether the problems make every call a deny
    record Shown(List<Settings.Line> settings, List<String> problems, boolean denyAll) {}

    private void print(List<Settings.Line> lines) {
        int keys = lines.stream().mapToInt(line -> line.key().length()).max().orElse(0);
        int values = lines.stream()
                .mapToInt(line -> line.value().length())
                .filter(length -> length < 60)
                .max()
                .orElse(0);
        for (var line : lines) {
            cli.terminal()
                    .line(("%-" + keys + "s  %-" + values + "s  %s")
                            .formatted(line.key(), line.value(), line.source()));
        }
    }
}
