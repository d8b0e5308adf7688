package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.analysis.Masking;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.local.Status;
import io.gatehouse.local.Vitals;
import io.gatehouse.policy.Shown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What somebody who is asked for help wants to know, as one text: no recorded call is in it, and no secret.
///
/// Design. It is masked as a whole and at the end: by what looks like a secret, and by those secrets that this computer
/// has, whatever they look like. It can be made without a daemon, because then it is needed most.
final class Diagnostics {
    private static final int LINES = 200;
    private static final int MOST_LOG_BYTES = 128 << 10;
    private static final int SHORTEST_SECRET = 4;

    private final Settings.Loaded settings;
    private final StringBuilder text = new StringBuilder();

    private Diagnostics(Settings.Loaded settings) {
        this.settings = settings;
    }

    /// @param daemon what it says of itself; absent when none runs
    /// @param why there is no daemon to be asked; "" when there is
    static String of(Settings.Loaded settings, Optional<Daemons> daemon, String why, Instant now) {
        var made = new Diagnostics(settings);
        made.write(daemon, why, now);
        return made.masked();
    }

    record Daemons(Status status, Vitals vitals) {}

    private void write(Optional<Daemons> daemon, String why, Instant now) {
        text.append("Gatehouse, a diagnostic bundle of ")
                .append(now)
                .append("\nSecrets are masked as ")
                .append(Masking.MASK)
                .append(". No recorded call is in it.\n");
        var versions = VitalsBoard.versions();
        section("Versions");
        line("gatehouse  " + versions.gatehouse());
        line("java       " + versions.java());
        line("os         " + versions.os());
        section("Status");
        daemon.ifPresentOrElse(told -> status(told.status()), () -> line(why));
        section("Settings");
        VitalsBoard.settings(settings)
                .forEach(setting -> line("%-26s %s  (%s)".formatted(setting.key(), setting.value(), setting.source())));
        settings.problems().forEach(problem -> line("Problem    " + problem));
        daemon.ifPresent(told -> counts(told.vitals()));
        section("Files in " + settings.config().dataDir());
        files();
        section("Log, the last " + LINES + " lines");
        log().forEach(this::line);
    }

    private void section(String title) {
        text.append("\n== ").append(title).append(" ==\n");
    }

    private void line(String line) {
        text.append(Shown.text(line, false)).append('\n');
    }

    private void status(Status status) {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, UTF_8);
        new StatusText(new Terminal(InputStream.nullInputStream(), out, out, Filer.PERSON)).print(status);
        bytes.toString(UTF_8).lines().forEach(this::line);
    }

    private void counts(Vitals vitals) {
        section("Calls by day");
        line("day         allowed   denied  would-deny   median      p99");
        for (var day : vitals.days()) {
            line("%s  %8d %8d %11d %8s %8s"
                    .formatted(
                            day.from().atZone(ZoneId.systemDefault()).toLocalDate(),
                            day.allowed(),
                            day.denied(),
                            day.wouldDeny(),
                            millis(day.medianMicros()),
                            millis(day.p99Micros())));
        }
        section("Sizes");
        var sizes = vitals.sizes();
        line("database   %d of %d bytes, %d records".formatted(sizes.database(), sizes.cap(), sizes.records()));
        line("log        %d bytes".formatted(sizes.log()));
        vitals.roundTrip().ifPresent(took -> line("PDP        answers in " + millis(took.toNanos() / 1_000)));
        vitals.consoleAt().ifPresent(at -> line("console    was sent something last at " + at));
    }

    private static String millis(long micros) {
        return micros == 0 ? "-" : "%.1f ms".formatted(micros / 1000.0);
    }

    private void files() {
        try (var files = Files.list(settings.config().dataDir())) {
            for (var file : files.sorted().toList()) {
                line("%12d  %s".formatted(Files.size(file), file.getFileName()));
            }
        } catch (IOException e) {
            line("They cannot be listed: " + e.getClass().getSimpleName());
        }
    }

    private List<String> log() {
        var file = settings.config().dataDir().resolve(Logging.FILE);
        try (var log = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, log.length() - MOST_LOG_BYTES);
            var bytes = new byte[(int) (log.length() - from)];
            log.seek(from);
            log.readFully(bytes);
            var lines = new String(bytes, UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        } catch (IOException _) {
            return List.of("There is no log " + file + ".");
        }
    }

    private String masked() {
        return Masking.text(text.toString(), secrets());
    }

    /// The longest first, because one may hold another.
    private List<String> secrets() {
        Set<String> secrets = new HashSet<>(settings.config().pdp().headers().values());
        settings.config().hook().token().ifPresent(secrets::add);
        settings.enrolment().usable().map(Enrolled::privateKey).ifPresent(secrets::add);
        for (var name : List.of("hook.token", "local.token")) {
            firstLine(settings.config().dataDir().resolve(name)).ifPresent(secrets::add);
        }
        settings.config().pdp().tls().key().ifPresent(key -> secrets.addAll(lines(key)));
        return secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .sorted((one, other) -> Integer.compare(other.length(), one.length()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Optional<String> firstLine(Path file) {
        return lines(file).stream().findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readString(file).lines().map(String::strip).toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException _) {
            return List.of(); // what cannot be read here was not written to the text either
        }
    }
}
