package io.gatehouse.wire;

import io.gatehouse.audit.AuditRecord;
import java.util.List;
import java.util.Optional;

/// Records of a laptop's audit on their way to the console, as they are kept.
public final class Evidence {
    /// The most rows of one batch.
    public static final int MOST_ROWS = 500;

    /// The largest batch, in bytes of its JSON, that a console takes; a laptop ends a batch before that. A single
    /// row may be as large.
    public static final int LARGEST_BATCH = 16 << 20;

    private Evidence() {}

    /// @param seq the row in the laptop's log; rises by one with each
    /// @param epoch which start of the daemon
    /// @param number rises by one with each record of an epoch, from 1
    /// @param record the exact JSON of the record, over which the chain goes
    /// @param chain the digest of this row and, through the one before, of all before it; lower-case hex
    /// @param outcome what became of the call, when it is known by now
    public record Row(
            long seq, long epoch, long number, String record, String chain, Optional<AuditRecord.Ran> outcome) {}

    /// What a call ended in, when that became known only after its record was sent.
    public record Outcome(long seq, AuditRecord.Ran ran) {}

    /// @param rows by rising `seq`
    /// @param outcomes of rows that were sent before
    public record Batch(List<Row> rows, List<Outcome> outcomes) {
        public Batch {
            rows = List.copyOf(rows);
            outcomes = List.copyOf(outcomes);
            if (rows.size() > MOST_ROWS || outcomes.size() > MOST_ROWS) {
                throw new IllegalArgumentException("a batch has up to " + MOST_ROWS + " rows and outcomes");
            }
        }
    }

    /// @param upTo the highest `seq` up to which the console now has every row from this laptop; 0 for none. The
    ///     laptop goes on behind it.
    public record Receipt(long upTo) {}
}
