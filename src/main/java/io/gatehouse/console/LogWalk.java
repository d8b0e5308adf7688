package io.gatehouse.console;

import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.EvidenceStore.Kept;
import io.gatehouse.console.Intake.Came;
import io.gatehouse.json.BoundedJson;
import io.gatehouse.store.Chain;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Goes on with the log of one laptop where the console was, in one transaction that keeps others out.
final class LogWalk {
    private static final int MOST_REWRITES = 1_000;

    private final Handle handle;
    private final String device;
    private final Instant now;

    private long seq;
    private long epoch;
    private long number;
    private byte[] chain;

    /// Behind which row a hole was seen before.
    private OptionalLong askedAgainAt;

    private LogWalk(Handle handle, String device, Instant now, Head head) {
        this.handle = handle;
        this.device = device;
        this.now = now;
        seq = head.seq();
        epoch = head.epoch();
        number = head.number();
        chain = head.chain();
        askedAgainAt = head.askedAgainAt();
    }

    /// A row to be kept.
    ///
    /// @param mark see [Activity.Row]
    record Taken(Came came, String mark) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Head(long seq, long epoch, long number, byte[] chain, OptionalLong askedAgainAt) {
        static Head read(ResultSet row) throws SQLException {
            long asked = row.getLong("asked_again_at");
            var askedAgainAt = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(asked);
            return new Head(
                    row.getLong("seq"),
                    row.getLong("epoch"),
                    row.getLong("number"),
                    row.getBytes("chain"),
                    askedAgainAt);
        }
    }

    static LogWalk begin(Handle handle, Kind kind, String device, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO audit_head (device, seq, epoch, number, chain) VALUES (:device, 0, 0, 0, :chain)
                        ON CONFLICT (device) DO NOTHING""")
                .bind("device", device)
                .bind("chain", Chain.start())
                .execute();
        var head = handle.createQuery("SELECT * FROM audit_head WHERE device = :device"
                        + (kind == Kind.POSTGRESQL ? " FOR UPDATE" : ""))
                .bind("device", device)
                .map((row, _) -> Head.read(row))
                .one();
        return new LogWalk(handle, device, now, head);
    }

    /// @return the rows that the console did not have
    List<Taken> take(List<Came> batch) {
        var fresh = new ArrayList<Taken>();
        if (batch.isEmpty()) {
            return fresh;
        }
        var kept =
                EvidenceStore.range(
                                handle,
                                device,
                                batch.getFirst().row().seq(),
                                batch.getLast().row().seq())
                        .stream()
                        .collect(Collectors.toMap(Kept::seq, Function.identity()));
        var filed = filed(batch);
        for (var came : batch) {
            long at = came.row().seq();
            if (at > seq + 1 && !acceptsHole(at)) {
                break;
            }
            compareWithFiled(came, filed);
            @Nullable Kept before = kept.get(at);
            if (before != null) {
                compare(came, before);
            } else {
                fresh.add(new Taken(came, at <= seq ? late(at) : next(came)));
            }
        }
        return fresh;
    }

    /// @return the highest row up to which the console has all
    long end() {
        handle.createUpdate(
                        """
                        UPDATE audit_head SET seq = :seq, epoch = :epoch, number = :number, chain = :chain,
                            asked_again_at = :asked
                        WHERE device = :device""")
                .bind("seq", seq)
                .bind("epoch", epoch)
                .bind("number", number)
                .bind("chain", chain)
                .bind("asked", askedAgainAt.isPresent() ? (Long) askedAgainAt.getAsLong() : null)
                .bind("device", device)
                .execute();
        return seq;
    }

    /// The laptop is asked for what is missing first. It has it, or sends the same again.
    private boolean acceptsHole(long next) {
        if (askedAgainAt.isEmpty() || askedAgainAt.getAsLong() != seq) {
            askedAgainAt = OptionalLong.of(seq);
            return false;
        }
        tell(seq + 1, "gap", "The rows from " + (seq + 1) + " to " + (next - 1) + " are missing.");
        seq = next - 1;
        return true;
    }

    private String late(long at) {
        tell(at, "late", "Row " + at + " came after rows behind it had been taken without it.");
        return "late";
    }

    private String next(Came came) {
        var row = came.row();
        boolean isBehindHole = askedAgainAt.isPresent() && row.seq() == seq + 1 && askedAgainAt.getAsLong() < seq;
        var expected = Chain.next(chain, device, row.epoch(), row.number(), came.record());
        boolean isWhole = Arrays.equals(expected, came.chain());
        var numbers = numbersProblem(row.epoch(), row.number());
        seq = row.seq();
        epoch = row.epoch();
        number = row.number();
        chain = came.chain();
        askedAgainAt = OptionalLong.empty();
        if (isBehindHole) {
            return "after-gap";
        }
        if (!isWhole) {
            tell(seq, "broken-chain", "Row " + seq + " is not the one that was written after row " + (seq - 1) + ".");
            return "broken-chain";
        }
        if (numbers != null) {
            tell(seq, "numbers", numbers);
        }
        if (came.call().isEmpty()) {
            tell(seq, "unreadable", "The record of row " + seq + " cannot be read.");
            return "unreadable";
        }
        return "";
    }

    private @Nullable String numbersProblem(long nextEpoch, long nextNumber) {
        boolean goesOn = nextEpoch == epoch && nextNumber == number + 1;
        boolean beginsAnew = nextEpoch > epoch && nextNumber == 1;
        return goesOn || beginsAnew
                ? null
                : "The number in epoch " + nextEpoch + " is " + nextNumber + ", after " + number + " in epoch " + epoch
                        + ".";
    }

    private void compare(Came came, Kept kept) {
        if (came.is(kept)) {
            return;
        }
        long at = came.row().seq();
        tell(at, "rewritten", "Row " + at + " was sent again as another one.");
        long rewrites = handle.createQuery("SELECT count(*) FROM audit_rewrite WHERE device = :device")
                .bind("device", device)
                .mapTo(Long.class)
                .one();
        if (rewrites < MOST_REWRITES) {
            handle.createUpdate(
                            """
                            INSERT INTO audit_rewrite (device, seq, sha256, received_at, record, chain)
                            VALUES (:device, :seq, :sha, :now, :record, :chain) ON CONFLICT DO NOTHING""")
                    .bind("device", device)
                    .bind("seq", at)
                    .bind(
                            "sha",
                            BoundedJson.sha256(came.row().record() + came.row().chain()))
                    .bind("now", now.toEpochMilli())
                    .bind("record", came.record())
                    .bind("chain", came.chain())
                    .execute();
        }
    }

    /// The records that exception requests brought along, by their seq.
    private Map<Long, byte[]> filed(List<Came> batch) {
        return handle
                .createQuery(
                        """
                        SELECT evidence_seq, evidence FROM exception_request
                        WHERE device = :device AND evidence_seq BETWEEN :from AND :to""")
                .bind("device", device)
                .bind("from", batch.getFirst().row().seq())
                .bind("to", batch.getLast().row().seq())
                .map((row, _) -> Map.entry(row.getLong("evidence_seq"), row.getBytes("evidence")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one));
    }

    private void compareWithFiled(Came came, Map<Long, byte[]> filed) {
        byte @Nullable [] record = filed.get(came.row().seq());
        if (record != null && !Arrays.equals(record, came.record())) {
            tell(
                    came.row().seq(),
                    "filed-otherwise",
                    "An exception request quoted row " + came.row().seq() + " as another one.");
        }
    }

    private void tell(long at, String kind, String what) {
        handle.createUpdate(
                        """
                        INSERT INTO audit_break (device, seq, kind, what, found_at)
                        VALUES (:device, :seq, :kind, :what, :now) ON CONFLICT DO NOTHING""")
                .bind("device", device)
                .bind("seq", at)
                .bind("kind", kind)
                .bind("what", what)
                .bind("now", now.toEpochMilli())
                .execute();
    }
}
