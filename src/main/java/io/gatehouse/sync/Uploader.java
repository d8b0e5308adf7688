package io.gatehouse.sync;

import io.gatehouse.wire.DeviceReport;
import io.gatehouse.wire.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what waits: requests first, then reports, then evidence. For one thread at a time.
///
/// Design. Everything is sent at least once. What was sent without an answer is sent again, and its outcomes with it:
/// the console may have the rows from before they had one.
final class Uploader {
    private static final Logger log = LoggerFactory.getLogger(Uploader.class);
    static final Duration REPORT_EVERY = Duration.ofMinutes(5);
    private static final int NOT_FOUND = 404;

    private final ConsoleClient client;
    private final DeviceKey key;
    private final Outbox outbox;
    private final EvidenceUpload evidence;
    private final CoverageUpload coverage;
    private final Supplier<DeviceReport> report;
    private final InstantSource clock;

    /// What the console did not take, and what it said.
    private final Map<Outbox.Item, Refusal> refusals = new HashMap<>();

    private Optional<DeviceReport> reported = Optional.empty();
    private Instant reportedAt = Instant.EPOCH;

    Uploader(ConsoleClient client, DeviceKey key, Sync.Freight freight, InstantSource clock) {
        this.client = client;
        this.key = key;
        this.outbox = freight.outbox();
        this.evidence = new EvidenceUpload(client, key, freight.records());
        this.coverage = new CoverageUpload(client, key, freight.coverage(), clock);
        this.report = freight.report();
        this.clock = clock;
    }

    /// What is left.
    ///
    /// @param why a sentence for people; "" when nothing waits
    /// @param pause whether the console is to be left alone for a while
    record Left(String why, boolean pause) {}

    /// What the console refuses keeps nothing else back, and neither do requests that cannot be read.
    ///
    /// @param all also what the console refused some minutes ago
    Left run(boolean all) {
        var refused = new ArrayList<String>();
        var away = requests(refused, all)
                .or(() -> report(refused))
                .or(() -> coverage.run(refused::add))
                .or(evidence::run);
        return away.map(why -> new Left(why, true))
                .orElseGet(() -> new Left(refused.stream().findFirst().orElse(""), false));
    }

    private Optional<String> requests(List<String> refused, boolean all) {
        List<Outbox.Item> items;
        try {
            items = outbox.list();
        } catch (RuntimeException e) { // evidence does not wait for it
            log.error("The exception requests that wait cannot be read", e);
            refused.add("The exception requests that wait cannot be read; Gatehouse's log says why.");
            return Optional.empty();
        }
        refusals.keySet().retainAll(items);
        var now = clock.instant();
        for (var item : items) {
            var before = refusals.get(item);
            if (!all && before != null && before.isRecent(now)) {
                refused.add(before.sentence());
                continue;
            }
            switch (send(item)) {
                case Reply.Said<Standing>(var standing) -> {
                    outbox.sent(item);
                    outbox.stands(standing);
                }
                case Reply.Refused<Standing> refusal
                when refusal.status() == NOT_FOUND && !(item instanceof Outbox.Item.File) ->
                    outbox.sent(item); // it never came there
                case Reply.Refused<Standing>(int status, var sentence) -> {
                    log.warn("The console does not take an exception request (HTTP {})", status);
                    refused.add(sentence);
                    refusals.put(item, new Refusal(now, sentence));
                }
                case Reply.Away<Standing>(var why) -> {
                    return Optional.of(why);
                }
            }
        }
        return Optional.empty();
    }

    private record Refusal(Instant at, String sentence) {
        boolean isRecent(Instant now) {
            return Duration.between(at, now).abs().compareTo(REPORT_EVERY) < 0;
        }
    }

    private Reply<Standing> send(Outbox.Item item) {
        return switch (item) {
            case Outbox.Item.File(var filing) -> client.file(key, filing);
            case Outbox.Item.Reply(var answer) -> client.answer(key, answer);
            case Outbox.Item.Withdraw(var withdrawal) -> client.withdraw(key, withdrawal);
        };
    }

    /// When something changed, and every few minutes.
    private Optional<String> report(List<String> refused) {
        var current = report.get();
        var now = clock.instant();
        boolean isDue = Duration.between(reportedAt, now).abs().compareTo(REPORT_EVERY) >= 0;
        if (!isDue && reported.equals(Optional.of(comparable(current)))) {
            return Optional.empty();
        }
        return switch (client.report(key, current)) {
            case Reply.Said<Boolean> _ -> {
                reported = Optional.of(comparable(current));
                reportedAt = now;
                yield Optional.empty();
            }
            case Reply.Refused<Boolean> refusal -> {
                refused.add(refusal.sentence());
                yield Optional.empty();
            }
            case Reply.Away<Boolean>(var why) -> Optional.of(why);
        };
    }

    /// Without what changes with each call.
    private static DeviceReport comparable(DeviceReport report) {
        return new DeviceReport(
                report.version(),
                report.host(),
                report.os(),
                report.mode(),
                report.basis(),
                report.revision(),
                report.agents(),
                0,
                report.documentVersion());
    }
}
