package io.gatehouse.app;

import io.gatehouse.cerbos.PolicyException;
import io.gatehouse.console.ConsoleException;
import io.gatehouse.hook.LoopbackServer;
import io.gatehouse.local.Landing;
import io.gatehouse.local.LocalApiException;
import io.gatehouse.local.LocalClient;
import io.gatehouse.local.Status;
import io.gatehouse.protect.ProtectException;
import io.gatehouse.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/// The command line: `gatehouse` and its commands.
@Command(
        name = "gatehouse",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        addMethodSubcommands = false, // see Commands
        versionProvider = Cli.Versions.class,
        description = {
            "Asks your organisation's policy before a coding agent's tool call runs.",
            "Without a command it starts the daemon with its tray icon."
        },
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done; of explain: the call would go on",
            " 1:could not be done; the message says why",
            " 3:of explain: the call would be denied",
            " 4:of policy test: nothing is wrong, but there is no cerbos to test with",
            "64:the command line is wrong",
            "69:the daemon is not running",
            "70:a bug in Gatehouse",
            "78:the settings are wrong"
        })
final class Cli implements Callable<Integer> {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int DENIED = 3;
    static final int NOT_TESTED = 4;
    static final int USAGE = 64;
    static final int NOT_RUNNING = 69;
    static final int BUG = 70;
    static final int BAD_SETTINGS = 78;

    private static final Logger log = LoggerFactory.getLogger(Cli.class);

    private final Launcher launcher;
    private final Machine machine;
    private final Terminal terminal;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The settings file; otherwise the one that GATEHOUSE_CONFIG names, or the usual one.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--window", description = "Open the window, too.")
    private boolean window;

    Cli(Launcher launcher, Machine machine, Terminal terminal) {
        this.launcher = launcher;
        this.machine = machine;
        this.terminal = terminal;
    }

    /// @return the exit code
    static int run(Launcher launcher, Machine machine, Terminal terminal, String... args) {
        var cli = new Cli(launcher, machine, terminal);
        var line = new CommandLine(cli);
        Commands.needed(cli, List.of(args)).forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
                .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
                .setParameterExceptionHandler((e, _) -> cli.misused(e))
                .setExecutionExceptionHandler((e, _, _) -> cli.failed(e))
                .execute(args);
    }

    @Override
    public Integer call() {
        return launcher.daemon(settings(), false, window);
    }

    @Command(description = "Start the daemon without opening the window.")
    int daemon(
            @Option(names = "--headless", description = "No tray icon and no notices, also where there is a display.")
                    boolean headless) {
        return launcher.daemon(settings(), headless, false);
    }

    @Command(name = "window", description = "Open the window.")
    int showWindow(
            @Parameters(paramLabel = "ID", arity = "0..1", description = "The enforcement to show first.")
                    Optional<String> id,
            @Option(names = "--ask", description = "Ask for an exception to it.") boolean ask,
            @Option(names = "--data-dir", hidden = true, description = "Of the daemon to show.")
                    Optional<Path> dataDir) {
        return launcher.window(dataDir.orElseGet(this::dataDir), new Landing(id, ask && id.isPresent()));
    }

    @Command(name = "prepare-window", hidden = true, description = "Prepare the next window's start.")
    int prepareWindow(@Option(names = "--data-dir", required = true) Path dataDir) {
        return launcher.prepareWindow(dataDir);
    }

    @Command(name = "rehearse-window", hidden = true, description = "Be a window that nobody sees, for Java to learn.")
    int rehearseWindow(@Option(names = "--data-dir", required = true) Path dataDir) {
        return launcher.rehearseWindow(dataDir);
    }

    @Command(description = "Tell what the running daemon does and what is wrong.")
    int status(
            @Option(names = "--json", description = "For machines.") boolean json,
            @Option(
                            names = "--bundle",
                            paramLabel = "FILE",
                            description =
                                    "Write status, settings, counts and the end of the log to a new file, for whoever"
                                            + " is asked for help; secrets are masked. Needs no running daemon.")
                    Optional<Path> bundle) {
        if (bundle.isPresent()) {
            return bundle(bundle.get());
        }
        try (var daemon = connect()) {
            var status = daemon.status();
            if (json) {
                terminal.json(status);
            } else {
                new StatusText(terminal).print(status);
            }
            return OK;
        }
    }

    private int bundle(Path file) {
        var settings = settings();
        String text;
        try (var daemon = LocalClient.open(settings.config().dataDir())) {
            text = daemon.diagnostics();
        } catch (LocalApiException e) {
            text = Diagnostics.of(settings, Optional.empty(), String.valueOf(e.getMessage()), Instant.now());
        }
        try {
            PrivateFile.writeNew(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (FileAlreadyExistsException _) {
            terminal.error(file + " is there already; name a new file.");
            return FAILED;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
        terminal.line("Written to " + file + ". Secrets are masked; read it before you pass it on.");
        return OK;
    }

    @Command(description = "Look for what could keep agents from being asked or answered, and tell how to mend it.")
    int doctor(@Option(names = "--json", description = "For machines.") boolean json) {
        var findings = new Doctor(settings(), machine).examine();
        if (json) {
            terminal.json(findings);
        } else {
            DoctorText.print(findings, terminal);
        }
        return DoctorText.bad(findings) == 0 ? OK : FAILED;
    }

    @Command(description = "Send what waits for the console, and fetch what is new there.")
    int sync() {
        try (var daemon = connect()) {
            var console = daemon.sync();
            terminal.line(StatusText.console(console));
            return console.line() == Status.Line.CONNECTED && console.detail().isEmpty() ? OK : FAILED;
        }
    }

    @Command(description = "Stop the daemon. Protected agents are then denied every tool call.")
    int stop() {
        try (var daemon = connect()) {
            daemon.stop();
            terminal.line("Gatehouse stops; agents that are protected are denied every tool call until it runs again.");
            return OK;
        }
    }

    @Command(description = "Tell the version.")
    int version() {
        terminal.line("gatehouse " + Version.text());
        return OK;
    }

    Settings.Loaded settings() {
        return Settings.load(config, machine, Instant.now());
    }

    Launcher launcher() {
        return launcher;
    }

    Machine machine() {
        return machine;
    }

    Terminal terminal() {
        return terminal;
    }

    LocalClient connect() {
        return LocalClient.open(dataDir());
    }

    private Path dataDir() {
        return settings().config().dataDir();
    }

    /// Tells what is wrong with the settings.
    ///
    /// @return whether nothing may rest on them
    boolean refuses(Settings.Loaded settings) {
        settings.problems().forEach(terminal::error);
        return settings.fatal().isPresent();
    }

    private int misused(ParameterException e) {
        terminal.error(
                e.getMessage() + " See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return USAGE;
    }

    private int failed(Exception e) {
        return switch (e) {
            case LocalApiException.NotRunning notRunning -> told(notRunning, NOT_RUNNING);
            case LocalApiException _,
                    LoopbackServer.PortTaken _,
                    PolicyException _,
                    ProtectException _,
                    ConsoleException _,
                    StoreException _,
                    UncheckedIOException _ -> told(e, FAILED);
            default -> {
                log.error("A bug in Gatehouse", e);
                yield told(e, BUG);
            }
        };
    }

    private int told(Exception e, int code) {
        String.valueOf(e.getMessage()).lines().forEach(terminal::error);
        return code;
    }

    static final class Versions implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"gatehouse " + Version.text()};
        }
    }
}
