package io.gatehouse.console;

import io.gatehouse.store.Chain;
import io.gatehouse.store.RecordFormat;
import io.gatehouse.store.RecordReader;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Reads what the console keeps of a laptop's log again, from its beginning or from what was dropped after its time,
/// and compares it with its chain and with what was countersigned: whoever edits or deletes rows in the database
/// shows. One laptop after the other, each once a day.
public final class LogCheck {
    private static final Duration EVERY = Duration.ofDays(1);
    private static final int PAGE = 500;

    private final ConsoleDatabase database;
    private final Checkpoints checkpoints;
    private final Clock clock;

    public LogCheck(ConsoleDatabase database, Checkpoints checkpoints, Clock clock) {
        this.database = database;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    /// What a check came to.
    ///
    /// @param upTo the last row that was looked at
    /// @param seq where something is wrong
    /// @param finding a sentence; absent when all is as it was taken
    public record Checked(Instant at, long upTo, OptionalLong seq, Optional<String> finding) {}

    private record Finding(long seq, String sentence) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Kept(
            long seq,
            long epoch,
            long number,
            byte[] record,
            byte[] chain,
            String mark,
            String principal,
            String verdict,
            String rules,
            String shown) {
        static Kept read(ResultSet row) throws SQLException {
            return new Kept(
                    row.getLong("seq"),
                    row.getLong("epoch"),
                    row.getLong("number"),
                    row.getBytes("record"),
                    row.getBytes("chain"),
                    row.getString("mark"),
                    row.getString("principal"),
                    row.getString("verdict"),
                    row.getString("rules"),
                    row.getString("shown"));
        }

        /// Whether what is searched and listed is what the record says.
        boolean isAsRecorded() {
            try {
                var said = EvidenceColumns.of(RecordReader.read(new String(record, StandardCharsets.UTF_8)));
                return said.principal().equals(principal)
                        && said.verdict().equals(verdict)
                        && Tables.words(said.rules()).equals(rules)
                        && said.shown().equals(shown);
            } catch (RecordFormat.Unreadable | StackOverflowError _) {
                return true; // nothing is listed of it
            }
        }
    }

    /// Checks the laptop whose turn it is, if there is one.
    public void runNext() {
        var next = database.read(handle -> handle.createQuery(
                        """
                        SELECT h.device FROM audit_head h LEFT JOIN audit_check c ON c.device = h.device
                        WHERE h.seq > 0 AND (c.checked_at IS NULL OR c.checked_at <= :due)
                        ORDER BY coalesce(c.checked_at, 0), h.device LIMIT 1""")
                .bind("due", clock.instant().minus(EVERY).toEpochMilli())
                .mapTo(String.class)
                .findOne());
        next.ifPresent(this::check);
    }

    /// Checks a laptop's log now.
    public Checked check(String device) {
        long upTo = database.read(handle -> head(handle, device).map(Head::seq).orElse(0L));
        var finding = database.read(handle -> new Walk(handle, device).run());
        var checked = new Checked(
                Instant.ofEpochMilli(clock.millis()),
                upTo,
                finding.map(found -> OptionalLong.of(found.seq())).orElse(OptionalLong.empty()),
                finding.map(Finding::sentence));
        return database.write(handle -> keep(handle, device, checked));
    }

    public Optional<Checked> last(String device) {
        return database.read(handle -> handle.createQuery("SELECT * FROM audit_check WHERE device = :device")
                .bind("device", device)
                .map((row, _) -> new Checked(
                        Tables.instant(row, "checked_at"),
                        row.getLong("up_to"),
                        row.getString("finding") == null ? OptionalLong.empty() : OptionalLong.of(row.getLong("seq")),
                        Tables.findText(row, "finding")))
                .findOne());
    }

    private static Checked keep(Handle handle, String device, Checked checked) {
        handle.createUpdate(
                        """
                        INSERT INTO audit_check (device, checked_at, up_to, seq, finding)
                        VALUES (:device, :at, :upTo, :seq, :finding)
                        ON CONFLICT (device) DO UPDATE SET checked_at = excluded.checked_at, up_to = excluded.up_to,
                            seq = excluded.seq, finding = excluded.finding""")
                .bind("device", device)
                .bind("at", checked.at().toEpochMilli())
                .bind("upTo", checked.upTo())
                .bind("seq", checked.seq().isPresent() ? (Long) checked.seq().getAsLong() : null)
                .bind("finding", checked.finding().orElse(null))
                .execute();
        checked.finding()
                .ifPresent(finding ->
                        LogWalk.tell(handle, device, checked.seq().getAsLong(), "altered", finding, checked.at()));
        return checked;
    }

    private record Head(long seq, String chain) {}

    private static Optional<Head> head(Handle handle, String device) {
        return handle.createQuery("SELECT seq, chain FROM audit_head WHERE device = :device")
                .bind("device", device)
                .map((row, _) -> new Head(row.getLong("seq"), HexFormat.of().formatHex(row.getBytes("chain"))))
                .findOne();
    }

    /// One pass through a log. What came in while it runs is left for the next time.
    private final class Walk {
        private final Handle handle;
        private final String device;
        private final List<Checkpoints.Kept> dropped;
        private final List<Checkpoints.Kept> signed;
        private final Set<Long> holes;

        private long expected = 1;
        private byte[] chain = Chain.start();

        /// Whether the digest of the row before is not known, because it never came.
        private boolean isBehindHole;

        Walk(Handle handle, String device) {
            this.handle = handle;
            this.device = device;
            this.dropped = checkpoints.listDropped(handle, device);
            this.signed = checkpoints.list(handle, device);
            this.holes = new HashSet<>(
                    handle.createQuery("SELECT seq FROM audit_break WHERE device = :device AND kind = 'gap'")
                            .bind("device", device)
                            .mapTo(Long.class)
                            .list());
        }

        Optional<Finding> run() {
            var head = head(handle, device);
            if (head.isEmpty()) {
                return Optional.empty();
            }
            for (var kept : dropped) {
                if (kept.signed().isEmpty()) {
                    return unsigned(kept, "That the rows up to " + kept.seq() + " were dropped");
                }
            }
            for (var kept : signed) {
                if (kept.signed().isEmpty()) {
                    return unsigned(kept, "The checkpoint at row " + kept.seq());
                }
                if (kept.seq() > head.get().seq()) {
                    return found(
                            head.get().seq() + 1,
                            "The log ends at row " + head.get().seq() + ", and was countersigned up to " + kept.seq()
                                    + ".");
                }
            }
            for (var page = page(0, head.get().seq());
                    !page.isEmpty();
                    page = page(page.getLast().seq(), head.get().seq())) {
                for (var row : page) {
                    var wrong = reach(row.seq()).or(() -> look(row));
                    if (wrong.isPresent()) {
                        return wrong;
                    }
                }
            }
            return reach(head.get().seq() + 1).or(() -> end(head.get()));
        }

        private List<Kept> page(long behind, long last) {
            return handle.createQuery(
                            """
                            SELECT seq, epoch, number, record, chain, mark, principal, verdict, rules, shown
                            FROM enforcement WHERE device = :device AND seq > :behind AND seq <= :last
                            ORDER BY seq LIMIT :most""")
                    .bind("device", device)
                    .bind("behind", behind)
                    .bind("last", last)
                    .bind("most", PAGE)
                    .map((row, _) -> Kept.read(row))
                    .list();
        }

        /// Goes to a row over what is known to be missing.
        private Optional<Finding> reach(long seq) {
            while (expected < seq) {
                long at = expected;
                var run = dropped.stream().filter(kept -> kept.first() == at).findFirst();
                if (run.isPresent() && run.get().seq() < seq) {
                    var said = run.get().signed().orElseThrow();
                    expected = said.seq() + 1;
                    chain = HexFormat.of().parseHex(said.chain());
                    isBehindHole = false;
                } else if (holes.contains(at)) {
                    expected = dropped.stream()
                            .mapToLong(Checkpoints.Kept::first)
                            .filter(first -> first > at && first < seq)
                            .min()
                            .orElse(seq);
                    isBehindHole = true;
                } else {
                    return found(at, "The rows from " + at + " to " + (seq - 1) + " were here, and are gone.");
                }
            }
            return Optional.empty();
        }

        private Optional<Finding> look(Kept row) {
            boolean isKnownBreak = row.mark().equals("broken-chain")
                    || row.mark().equals("after-gap")
                    || row.mark().equals("late");
            var next = Chain.next(chain, device, row.epoch(), row.number(), row.record());
            if (!isBehindHole && !isKnownBreak && !Arrays.equals(next, row.chain())) {
                return found(row.seq(), "Row " + row.seq() + " is not the one that was taken.");
            }
            if (!row.isAsRecorded()) {
                return found(row.seq(), "What is listed of row " + row.seq() + " is not what its record says.");
            }
            expected = row.seq() + 1;
            chain = row.chain();
            isBehindHole = false;
            if (row.mark().equals("late")) {
                holes.add(expected); // the hole goes on behind it
            }
            var digest = HexFormat.of().formatHex(chain);
            boolean differs = signed.stream()
                    .filter(kept -> kept.seq() == row.seq())
                    .flatMap(kept -> kept.signed().stream())
                    .anyMatch(said -> !said.chain().equals(digest));
            return differs
                    ? found(row.seq(), "Row " + row.seq() + " is not the one that was countersigned.")
                    : Optional.empty();
        }

        private Optional<Finding> end(Head head) {
            boolean isWhole = isBehindHole || head.chain().equals(HexFormat.of().formatHex(chain));
            return isWhole
                    ? Optional.empty()
                    : found(head.seq(), "The log's end is not the digest of row " + head.seq() + ".");
        }

        private static Optional<Finding> found(long seq, String sentence) {
            return Optional.of(new Finding(seq, sentence));
        }

        private static Optional<Finding> unsigned(Checkpoints.Kept kept, String what) {
            return found(
                    kept.seq(),
                    what + " is not signed by a key of this console"
                            + (kept.keyId().isEmpty() ? "." : " (" + kept.keyId() + ")."));
        }
    }
}
