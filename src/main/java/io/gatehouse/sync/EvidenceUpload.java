package io.gatehouse.sync;

import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Evidence.Outcome;
import io.gatehouse.wire.Evidence.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the audit log, batch by batch. For one thread at a time.
///
/// Design. A batch that the console cannot make sense of is sent in halves until the record that it refuses stands
/// alone. That one is set aside, kept and told, and what is behind it goes on; the console sees a hole there. When it
/// refuses record after record, or even an empty batch, nothing more is set aside: then it is not the record's fault.
final class EvidenceUpload {
    private static final Logger log = LoggerFactory.getLogger(EvidenceUpload.class);

    /// Of the records in one batch, so that a slow line needs few seconds for it.
    private static final long MOST_CHARACTERS = 1 << 20;

    private static final int MOST_REFUSED_IN_A_ROW = 5;

    private final ConsoleClient client;
    private final DeviceKey key;
    private final Records records;

    private boolean mayHaveRows = true;
    private int most = Evidence.MOST_ROWS;
    private int refusedInARow;

    EvidenceUpload(ConsoleClient client, DeviceKey key, Records records) {
        this.client = client;
        this.key = key;
        this.records = records;
    }

    /// Sends all that waits.
    ///
    /// @return why some still does, a sentence for people
    Optional<String> run() {
        var reached = new Reached(records.sentUpTo());
        while (true) {
            var rows = records.after(records.sentUpTo(), most, MOST_CHARACTERS);
            var ran = mayHaveRows ? outcomes(rows) : List.<Outcome>of();
            var late = late(rows, ran);
            if (rows.isEmpty() && late.isEmpty()) {
                return Optional.empty();
            }
            var outcomes = new ArrayList<>(late);
            outcomes.addAll(ran);
            var why =
                    switch (client.hand(key, new Evidence.Batch(rows, outcomes))) {
                        case Reply.Said<Evidence.Receipt>(var receipt) -> received(reached, rows, late, receipt.upTo());
                        case Reply.Refused<Evidence.Receipt> refused
                        when isOfTheBatch(refused.status()) -> narrow(rows, late, refused);
                        case Reply.Refused<Evidence.Receipt> refused -> Optional.of(refused.sentence());
                        case Reply.Away<Evidence.Receipt>(var away) -> Optional.of(away);
                    };
            if (why.isPresent()) {
                mayHaveRows = true;
                return why;
            }
        }
    }

    /// What the console may not know although it has the rows.
    private static List<Outcome> outcomes(List<Row> rows) {
        return rows.stream()
                .flatMap(row -> row.outcome().map(ran -> new Outcome(row.seq(), ran)).stream())
                .toList();
    }

    /// As many as fit; none while the row is searched that is refused.
    private List<Outcome> late(List<Row> rows, List<Outcome> ran) {
        int left = rows.isEmpty() ? most : most < Evidence.MOST_ROWS ? 0 : Evidence.MOST_ROWS - ran.size();
        return left == 0 ? List.of() : records.listLate(left);
    }

    private static boolean isOfTheBatch(int status) {
        return status == 400 || status == 413 || status == 422;
    }

    private Optional<String> received(Reached reached, List<Row> rows, List<Outcome> late, long upTo) {
        if (upTo < 0 || upTo > records.last()) {
            return Optional.of("It says that it has more records than this computer has; the database of one of them"
                    + " may be an older copy.");
        }
        mayHaveRows = false;
        most = Math.min(2 * most, Evidence.MOST_ROWS);
        records.received(
                upTo,
                rows.stream()
                        .filter(row -> row.outcome().isEmpty())
                        .map(Row::seq)
                        .toList(),
                late.stream().map(Outcome::seq).toList());
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        refusedInARow = 0;
        if (!reached.goesOn(upTo)) {
            return Optional.of("It does not take the records that it is sent.");
        }
        mayHaveRows = reached.wentBack;
        return Optional.empty();
    }

    /// Makes the next batch a smaller one, until what is refused is alone.
    private Optional<String> narrow(List<Row> rows, List<Outcome> late, Reply.Refused<Evidence.Receipt> refused) {
        int sent = Math.max(rows.size(), late.size());
        if (sent > 1 || (!rows.isEmpty() && !late.isEmpty())) {
            most = Math.max(1, sent / 2);
            return Optional.empty();
        }
        var nothing = new Evidence.Batch(List.of(), List.of());
        if (!(client.hand(key, nothing) instanceof Reply.Said) || ++refusedInARow > MOST_REFUSED_IN_A_ROW) {
            return Optional.of(refused.sentence());
        }
        if (rows.isEmpty()) {
            log.error(
                    "The console does not take the outcome of record {}: {}",
                    late.getFirst().seq(),
                    refused.sentence());
            records.received(
                    records.sentUpTo(), List.of(), List.of(late.getFirst().seq()));
            return Optional.empty();
        }
        log.error(
                "The console does not take record {} (HTTP {}: {}). It stays on this computer, and the console is told of"
                        + " a gap",
                rows.getFirst().seq(),
                refused.status(),
                refused.sentence());
        records.setAside(rows.getFirst().seq(), refused.sentence());
        return Optional.empty();
    }

    /// How far the console has come, which may go back once before it goes on.
    private static final class Reached {
        private long last;
        private long furthest;
        private boolean wentBack;

        Reached(long upTo) {
            last = upTo;
            furthest = upTo;
        }

        boolean goesOn(long upTo) {
            boolean isFurther = upTo > last;
            last = upTo;
            if (upTo > furthest) {
                furthest = upTo;
                wentBack = false;
            } else if (!isFurther) {
                if (wentBack) {
                    return false;
                }
                wentBack = true; // it lost some, or asks for them once more: they are sent again
            }
            return true;
        }
    }
}
