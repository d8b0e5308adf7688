package io.gatehouse.app;

import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.local.Vitals;
import io.gatehouse.local.Vitals.Bar;
import io.gatehouse.store.Figures;
import io.gatehouse.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// Counts when somebody looks; nothing of it is counted before.
///
/// @param pdp absent when none is configured
/// @param console absent when this computer is not enrolled
record VitalsBoard(
        Settings.Loaded settings, Optional<CerbosPdp> pdp, Store store, Optional<ConsoleLink> console, Clock clock) {
    static final int HOURS = 24;
    static final int DAYS = 14;

    Vitals now() {
        var fill = store.fill();
        var dataDir = settings.config().dataDir();
        return new Vitals(
                hours(),
                days(),
                pdp.flatMap(CerbosPdp::roundTrip),
                console.flatMap(link -> lastSent(link.url().toString())),
                new Vitals.Sizes(
                        fill.usedBytes(), fill.maxBytes(), store.evidence().last(), logBytes(dataDir)),
                versions(),
                settings(settings));
    }

    /// The calls of the last days, by day.
    List<Bar> days() {
        var today = here().truncatedTo(ChronoUnit.DAYS);
        return bars(DAYS, i -> today.plusDays(i).toInstant());
    }

    private List<Bar> hours() {
        var hour = here().truncatedTo(ChronoUnit.HOURS).toInstant();
        return bars(HOURS, i -> hour.plus(i, ChronoUnit.HOURS));
    }

    private ZonedDateTime here() {
        return clock.instant().atZone(ZoneId.systemDefault());
    }

    /// @param begin of the bar so many after the one that is not over
    private List<Bar> bars(int count, IntFunction<Instant> begin) {
        var borders = new ArrayList<Instant>();
        for (int i = 1 - count; i <= 1; i++) {
            borders.add(begin.apply(i));
        }
        return store.figures(borders).stream().map(VitalsBoard::bar).toList();
    }

    private static Bar bar(Figures figures) {
        return new Bar(
                figures.from(),
                figures.allowed(),
                figures.denied(),
                figures.wouldDeny(),
                figures.medianMicros(),
                figures.p99Micros());
    }

    private Optional<Instant> lastSent(String url) {
        return store.sentTotals().list().stream()
                .filter(total -> total.receiver().equals(url))
                .map(total -> total.lastAt())
                .max(Instant::compareTo);
    }

    static Vitals.Versions versions() {
        return new Vitals.Versions(
                Version.text(),
                System.getProperty("java.vendor", "") + " " + System.getProperty("java.runtime.version", ""),
                Machine.osName() + " " + System.getProperty("os.arch", ""));
    }

    static List<Vitals.Setting> settings(Settings.Loaded settings) {
        return SignedCopy.completed(settings).stream()
                .map(line -> new Vitals.Setting(line.key(), line.value(), line.source()))
                .toList();
    }

    private static long logBytes(Path dataDir) {
        try (var files = Files.list(dataDir)) {
            return files.filter(file -> file.getFileName().toString().startsWith(Logging.FILE))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException _) {
            return 0; // told as nothing: no more than a number on a page
        }
    }
}
