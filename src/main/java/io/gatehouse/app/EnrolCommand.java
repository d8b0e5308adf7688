package io.gatehouse.app;

import io.gatehouse.local.LocalApiException;
import io.gatehouse.store.KeptEnrolment;
import io.gatehouse.store.Store;
import io.gatehouse.sync.ConsoleClient;
import io.gatehouse.sync.DeviceKey;
import io.gatehouse.sync.Enroller;
import io.gatehouse.sync.Enroller.Result;
import io.gatehouse.wire.Enrolment;
import io.gatehouse.wire.PinnedKeys;
import io.gatehouse.wire.SignedDocuments;
import io.gatehouse.wire.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gatehouse enrol`: makes this computer one that a console knows. It writes the enrolment itself, because the local
/// API never changes principal or keys; the daemon takes it up at its start.
@Command(
        name = "enrol",
        description = {
            "Enrol this computer at your organisation's console, by a code that your security team gave you.",
            "From then on the console says who uses this computer and with which roles, gets its audit, and can grant"
                    + " exceptions."
        })
final class EnrolCommand implements Callable<Integer> {
    private static final int LOOKS_FOR_THE_END = 100;
    private static final int MILLIS_BETWEEN_LOOKS = 100;

    private final Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "URL", description = "The console, like https://gatehouse.example.com.")
    @SuppressWarnings("NullAway.Init")
    private String address;

    @Parameters(index = "1", paramLabel = "CODE", description = "Good for one enrolment.")
    @SuppressWarnings("NullAway.Init")
    private String code;

    @Option(names = "--replace", description = "As root: also when the console of before has not released it.")
    private boolean replace;

    EnrolCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        var settings = cli.settings();
        if (cli.refuses(settings)) {
            return Cli.BAD_SETTINGS;
        }
        var url = url();
        var refusal = refusedBySettings(settings, url);
        if (refusal.isPresent()) {
            return refuse(refusal.get());
        }
        var config = settings.config();
        var dataDir = DataDir.open(config.dataDir());
        var file = new EnrolmentFile(dataDir.root(), cli.machine().defaultDataDir());
        Prepared prepared;
        try (var store = Store.open(dataDir.root(), config.auditMaxBytes(), Clock.systemUTC())) {
            var elsewhere = refusedByEnrolment(store.enrolment().find(), file, url);
            if (elsewhere.isPresent()) {
                return refuse(elsewhere.get());
            }
            var asked = ask(url, store.device(), config);
            if (asked.isEmpty()) {
                return Cli.FAILED;
            }
            prepared = asked.get();
        }
        var lock = awaitEnd(dataDir);
        try (var _ = lock.orElse(null);
                var store = Store.open(dataDir.root(), config.auditMaxBytes(), Clock.systemUTC())) {
            keep(prepared, file, store);
            tell(prepared, store.evidence().last(), lock.isPresent());
        } catch (IOException e) {
            throw new UncheckedIOException("The enrolment cannot be written", e);
        }
        return Cli.OK;
    }

    /// What the console answered, checked.
    private record Prepared(Enrolled enrolled, Enrolment.Answer answer) {}

    private URI url() {
        try {
            return Values.consoleUrl(new ConfigFile.Value.Text(address));
        } catch (Values.Bad e) {
            throw new ParameterException(spec.commandLine(), "URL " + e.getMessage() + ".", e);
        }
    }

    private Optional<String> refusedBySettings(Settings.Loaded settings, URI url) {
        var named = settings.config().console().url();
        if (settings.managed() && named.isEmpty()) {
            return Optional.of("Your organisation's settings in "
                    + cli.machine().managed().file()
                    + " name no console, so this computer is enrolled at none. Ask your administrator to set"
                    + " console.url.");
        }
        return named.filter(other -> !other.equals(url))
                .map(other -> "The settings name another console, " + other + ". Enrol there"
                        + (settings.managed() ? ", or ask your administrator." : ", or change console.url."));
    }

    /// The database knows of a release; where it is another one, or gone, only the files tell where this computer is
    /// enrolled.
    private Optional<String> refusedByEnrolment(Optional<KeptEnrolment.Kept> kept, EnrolmentFile file, URI url) {
        if (replace && PrivateFile.isRoot(file.dataDir())) {
            return Optional.empty();
        }
        return Stream.concat(kept.map(KeptEnrolment.Kept::url).stream(), Stream.of(file.remembered()))
                .filter(place -> !place.isEmpty() && !place.equals(url.toString()))
                .filter(place -> kept.filter(known -> known.url().equals(place))
                        .flatMap(KeptEnrolment.Kept::releasedAt)
                        .isEmpty())
                .findFirst()
                .map(place -> "This computer is enrolled at " + place
                        + kept.filter(known -> known.url().equals(place))
                                .map(known -> " since " + StatusBoard.time(known.enrolledAt()))
                                .orElse("")
                        + ". Ask its security team to release it there; Gatehouse has to run to hear of that. Or, as root: gatehouse"
                        + " enrol --replace URL CODE");
    }

    private int refuse(String sentence) {
        cli.terminal().error(sentence);
        return Cli.FAILED;
    }

    private Optional<Prepared> ask(URI url, String device, Config config) {
        var pair = DeviceKey.generate();
        var clock = Clock.systemUTC();
        try (var client = new ConsoleClient(url, clock)) {
            var machine = cli.machine();
            var request = new Enrolment.Request(
                    code, device, pair.publicKey(), machine.hostName(), Machine.osName(), Version.text());
            return switch (new Enroller(client, config.console().keys(), clock).enrol(request)) {
                case Result.Not(var sentence) -> {
                    cli.terminal().error(sentence);
                    yield Optional.empty();
                }
                case Result.Enrolled(var answer, var keys) ->
                    Optional.of(new Prepared(
                            new Enrolled(
                                    Enrolled.CONTRACT,
                                    url,
                                    device,
                                    answer.principal().id(),
                                    keys,
                                    pair.publicKey(),
                                    pair.privateKey(),
                                    clock.instant()),
                            answer));
            };
        }
    }

    /// The daemon goes by what it read at its start, so it is stopped.
    ///
    /// @return the lock of the data directory; absent when another process still has it
    private Optional<DataDir.Held> awaitEnd(DataDir dataDir) {
        var lock = dataDir.tryLock();
        if (lock.isPresent()) {
            return lock;
        }
        try (var daemon = cli.connect()) {
            daemon.stop();
            cli.terminal()
                    .line(
                            "Gatehouse was running and is stopped now; agents that are protected are denied every tool call"
                                    + " until it runs again.");
            for (int i = 0; lock.isEmpty() && i < LOOKS_FOR_THE_END; i++) {
                TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
                lock = dataDir.tryLock();
            }
        } catch (LocalApiException e) { // it is just starting or stopping
            cli.terminal().error(String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return lock;
    }

    private static void keep(Prepared prepared, EnrolmentFile file, Store store) throws IOException {
        var enrolled = prepared.enrolled();
        file.write(enrolled);
        store.enrolment().put(enrolled.publicKey(), enrolled.url().toString(), enrolled.at());
        var documents = SignedDocuments.load(
                new Verifier(PinnedKeys.of(enrolled.keys()), enrolled.device(), enrolled.principal()),
                new DocumentShelf(store.documents(), _ -> false), // just told which
                Clock.systemUTC());
        var _ = documents.receive(prepared.answer().document().bytes()); // the stream brings it again
    }

    private void tell(Prepared prepared, long records, boolean stopped) {
        var enrolled = prepared.enrolled();
        var principal = prepared.answer().principal();
        var terminal = cli.terminal();
        terminal.line("This computer is enrolled at " + enrolled.url() + " for " + principal.id() + " ("
                + String.join(", ", principal.roles()) + ").");
        if (records > 0) {
            terminal.line((records == 1 ? "1 record" : records + " records")
                    + " of its audit, from before, will be sent there too.");
        }
        terminal.line(
                stopped
                        ? "Start Gatehouse for that to count: gatehouse"
                        : "Stop Gatehouse and start it again for that to count: gatehouse stop, then gatehouse");
    }
}
