package io.gatehouse.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// Remembers, signed, which rows of which log were dropped after their time, so that what is left can still be
/// checked and nobody takes the hole for a loss.
final class DroppedRows {
    private final Checkpoints checkpoints;

    DroppedRows(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    /// A row that is dropped.
    ///
    /// @param chain lower-case hex
    record Row(String device, long seq, long epoch, long number, String chain) {}

    /// In the transaction that drops them.
    void add(Handle handle, List<Row> rows, Instant now) {
        var byDevice = new TreeMap<String, TreeMap<Long, Row>>();
        rows.forEach(row ->
                byDevice.computeIfAbsent(row.device(), _ -> new TreeMap<>()).put(row.seq(), row));
        byDevice.forEach((device, ofDevice) -> add(handle, device, ofDevice, now));
    }

    private void add(Handle handle, String device, Map<Long, Row> rows, Instant now) {
        var runs = new TreeMap<Long, Run>();
        checkpoints.listDropped(handle, device).forEach(kept -> kept.signed()
                .ifPresent(said -> runs.put(kept.first(), new Run(said, false))));
        for (var row : rows.values()) {
            runs.put(row.seq(), new Run(of(row, row.seq(), now), true));
        }
        var merged = new ArrayList<Run>();
        for (var run : runs.values()) {
            if (!merged.isEmpty() && isNext(handle, device, merged.getLast(), run)) {
                merged.add(merged.removeLast().with(run, now));
            } else {
                merged.add(run);
            }
        }
        handle.createUpdate("DELETE FROM audit_dropped WHERE device = :device")
                .bind("device", device)
                .execute();
        for (var run : merged) {
            keep(handle, run.said());
        }
    }

    private static Checkpoint of(Row row, long first, Instant now) {
        return new Checkpoint(
                Checkpoint.VERSION, row.device(), first, row.seq(), row.epoch(), row.number(), row.chain(), now, true);
    }

    private record Run(Checkpoint said, boolean isNew) {
        Run with(Run behind, Instant now) {
            var last = behind.said();
            return new Run(
                    new Checkpoint(
                            Checkpoint.VERSION,
                            last.device(),
                            said.first(),
                            last.seq(),
                            last.epoch(),
                            last.number(),
                            last.chain(),
                            now,
                            true),
                    true);
        }
    }

    /// Whether nothing is left between them, be it that there never was.
    private static boolean isNext(Handle handle, String device, Run run, Run behind) {
        long last = run.said().seq();
        long next = behind.said().first();
        return next == last + 1
                || handle.createQuery(
                                """
                                SELECT 1 FROM enforcement WHERE device = :device AND seq > :last AND seq < :next
                                LIMIT 1""")
                        .bind("device", device)
                        .bind("last", last)
                        .bind("next", next)
                        .mapTo(Integer.class)
                        .findOne()
                        .isEmpty();
    }

    private void keep(Handle handle, Checkpoint said) {
        handle.createUpdate(
                        """
                        INSERT INTO audit_dropped (device, first_seq, last_seq, envelope)
                        VALUES (:device, :first, :last, :envelope)""")
                .bind("device", said.device())
                .bind("first", said.first())
                .bind("last", said.seq())
                .bind("envelope", checkpoints.sign(said))
                .execute();
        handle.createUpdate("DELETE FROM audit_checkpoint WHERE device = :device AND seq >= :first AND seq <= :last")
                .bind("device", said.device())
                .bind("first", said.first())
                .bind("last", said.seq())
                .execute();
    }

    /// Whether a row of this log was dropped.
    static boolean contains(Handle handle, String device, long seq) {
        return handle.createQuery(
                        """
                        SELECT 1 FROM audit_dropped WHERE device = :device AND first_seq <= :seq AND last_seq >= :seq""")
                .bind("device", device)
                .bind("seq", seq)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }
}
