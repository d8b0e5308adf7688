package io.gatehouse.app;

import io.gatehouse.console.ConsoleSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `gatehouse console`: the security team's web application.
@Command(
        name = "console",
        description = {
            "Serve the security team's console: requests, grants, laptops and what agents did.",
            "It speaks plain http on this machine; put a proxy that speaks TLS in front of it."
        })
final class ConsoleCommand implements Callable<Integer> {
    private final Cli cli;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where database and signing key are, unless said otherwise. Default: console in the data directory.")
    private Optional<Path> dataDir = Optional.empty();

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "To listen on. Default: ${DEFAULT-VALUE}.")
    private String bind = "127.0.0.1";

    @Option(names = "--port", description = "To listen on. Default: ${DEFAULT-VALUE}.")
    private int port = ConsoleSettings.USUAL_PORT;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The public address, by which laptops and browsers reach it. Default: this machine.")
    private Optional<URI> url = Optional.empty();

    @Option(
            names = "--database",
            paramLabel = "jdbc:postgresql:…",
            description =
                    "A PostgreSQL database; otherwise SQLite in the data directory. GATEHOUSE_CONSOLE_DATABASE names it,"
                            + " too, without showing its password in the list of processes.")
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--signing-key",
            paramLabel = "FILE",
            description =
                    "The Ed25519 key (PEM) that signs grants; made where there is none. Default: signing-key.pem in"
                            + " the data directory.")
    private Optional<Path> signingKey = Optional.empty();

    @Option(
            names = "--behind-proxy",
            description = "A proxy in front speaks TLS, so plain http may be spoken beyond this machine.")
    private boolean behindProxy;

    @Option(
            names = "--lease",
            paramLabel = "HOURS",
            description = "How long a laptop that cannot reach the console goes by its grants, 1 to 168. Default: 24.")
    private Optional<Integer> lease = Optional.empty();

    @Option(
            names = "--second-approval",
            paramLabel = "RULE",
            split = ",",
            description = "A rule that two reviewers must approve; may be repeated.")
    private Set<String> secondApproval = Set.of();

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description =
                    "More settings: how people log in, and whom to tell. Default: console.yaml in the data directory.")
    private Optional<Path> settingsFile = Optional.empty();

    ConsoleCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        ConsoleSettings settings;
        try {
            settings = settings();
        } catch (IllegalArgumentException e) {
            cli.terminal().error(String.valueOf(e.getMessage()));
            return Cli.USAGE;
        }
        return cli.launcher().console(settings);
    }

    private ConsoleSettings settings() {
        var directory = dataDir.orElseGet(() -> cli.machine().defaultDataDir().resolve("console"));
        var variable = cli.machine().env().getOrDefault("GATEHOUSE_CONSOLE_DATABASE", "");
        var settings = new ConsoleSettings(
                directory,
                bind,
                port,
                url.orElseGet(() -> URI.create("http://127.0.0.1:" + port)),
                database.or(() -> variable.isBlank() ? Optional.empty() : Optional.of(variable)),
                signingKey.orElseGet(() -> directory.resolve("signing-key.pem")),
                behindProxy,
                lease.map(Duration::ofHours).orElse(Duration.ofHours(24)),
                secondApproval,
                Optional.empty(),
                List.of());
        var usual = directory.resolve(ConsoleFile.NAME);
        return settingsFile
                .or(() -> Files.exists(usual) ? Optional.of(usual) : Optional.empty())
                .map(file -> ConsoleFile.applied(file, settings))
                .orElse(settings);
    }
}
