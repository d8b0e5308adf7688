package io.gatehouse.sync;

import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.wire.CoverageReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Tells the console how much of what ran was decided: a call that was not at once, the counts every few minutes. For
/// one thread at a time.
public final class CoverageUpload {
    private final ConsoleClient client;
    private final DeviceKey key;
    private final Told told;
    private final InstantSource clock;

    private List<Covered> counts = List.of();
    private Instant countedAt = Instant.EPOCH;

    /// @param waiting what the console is to be told now
    /// @param arrived takes the calls that the console has
    public record Told(Supplier<CoverageReport> waiting, Consumer<List<Uncovered>> arrived) {}

    CoverageUpload(ConsoleClient client, DeviceKey key, Told told, InstantSource clock) {
        this.client = client;
        this.key = key;
        this.told = told;
        this.clock = clock;
    }

    /// Sends all that waits.
    ///
    /// @param refused gets what the console said against it
    /// @return why some still waits, a sentence for people
    Optional<String> run(Consumer<String> refused) {
        while (true) {
            var report = told.waiting().get();
            if (report.calls().isEmpty() && !isDue(report.agents())) {
                return Optional.empty();
            }
            switch (client.tell(key, report)) {
                case Reply.Said<Boolean> _ -> {
                    told.arrived().accept(report.calls());
                    counts = report.agents();
                    countedAt = clock.instant();
                }
                case Reply.Refused<Boolean> refusal -> {
                    refused.accept(refusal.sentence());
                    return Optional.empty();
                }
                case Reply.Away<Boolean>(var why) -> {
                    return Optional.of(why);
                }
            }
        }
    }

    private boolean isDue(List<Covered> agents) {
        return !agents.equals(counts)
                && Duration.between(countedAt, clock.instant()).abs().compareTo(Uploader.REPORT_EVERY) >= 0;
    }
}
