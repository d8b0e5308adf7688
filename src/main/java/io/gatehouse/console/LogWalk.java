package io.gatehouse.console;

import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.Intake.Came;
import io.gatehouse.json.BoundedJson;
import io.gatehouse.store.Chain;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Goes on with the log of one laptop where the console was, in one transaction that keeps others out.
final class LogWalk {
    private static final int MOST_REWRITES = 1_000;
    private static final int AT_A_TIME = 500;
    private static final int FETCHED = 16;

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
    private record Head(
            long seq, long epoch, long number, byte[] chain, OptionalLong askedAgainAt, long countersigned) {
        static Head read(ResultSet row) throws SQLException {
            long asked = row.getLong("asked_again_at");
            var askedAgainAt = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(asked);
            return new Head(
                    row.getLong("seq"),
                    row.getLong("epoch"),
                    row.getLong("number"),
                    row.getBytes("chain"),
                    askedAgainAt,
                    row.getLong("countersigned"));
        }
    }

    static LogWalk begin(Handle handle, Kind kind, String device, Instant now) {
        var head = find(handle, kind, device).orElseGet(() -> {
            handle.createUpdate(
                            """
                            INSERT INTO audit_head (device, seq, epoch, number, chain)
                            VALUES (:device, 0, 0, 0, :chain) ON CONFLICT (device) DO NOTHING""")
                    .bind("device", device)
                    .bind("chain", Chain.start())
                    .execute();
            return find(handle, kind, device).orElseThrow();
        });
        if (head.seq() < head.countersigned()) { // somebody edited it
            tell(
                    handle,
                    device,
                    head.seq() + 1,
                    "altered",
                    "The log ends at row " + head.seq() + ", and was countersigned up to " + head.countersigned() + ".",
                    now);
        }
        return new LogWalk(handle, device, now, head);
    }

    private static Optional<Head> find(Handle handle, Kind kind, String device) {
        return handle.createQuery(
                        """
                        SELECT h.*, (SELECT coalesce(max(c.seq), 0) FROM audit_checkpoint c WHERE c.device = h.device)
                            AS countersigned
                        FROM audit_head h WHERE h.device = :device"""
                                + (kind == Kind.POSTGRESQL ? " FOR UPDATE OF h" : ""))
                .bind("device", device)
                .map((row, _) -> Head.read(row))
                .findOne();
    }

    /// @return the rows that the console did not have
    List<Taken> take(List<Came> batch) {
        var fresh = new ArrayList<Taken>();
        for (int from = 0; from < batch.size(); from += AT_A_TIME) {
            var part = batch.subList(from, Math.min(batch.size(), from + AT_A_TIME));
            if (!take(part, fresh)) {
                break;
            }
        }
        return fresh;
    }

    /// @return false where it stops at a hole
    private boolean take(List<Came> part, List<Taken> fresh) {
        var bySeq = part.stream().collect(Collectors.toMap(came -> came.row().seq(), Function.identity()));
        var seqs = List.copyOf(bySeq.keySet());
        var kept = new HashMap<Long, Boolean>(); // whether it is the same
        var before = seqs.stream().filter(at -> at <= seq).toList(); // behind that there are none
        if (!before.isEmpty()) {
            EvidenceStore.each(
                    handle,
                    device,
                    before,
                    row -> kept.put(row.seq(), came(bySeq, row.seq()).is(row)));
        }
        var filedOtherwise = filedOtherwise(bySeq, seqs);
        for (var came : part) {
            long at = came.row().seq();
            if (at > seq + 1 && !acceptsHole(at)) {
                return false;
            }
            if (filedOtherwise.contains(at)) {
                tell(at, "filed-otherwise", "An exception request quoted row " + at + " as another one.");
            }
            var isSame = kept.get(at);
            if (isSame == null && at <= seq && DroppedRows.contains(handle, device, at)) {
                continue; // it was here, and its time is over
            }
            if (isSame == null) {
                fresh.add(new Taken(came, at <= seq ? late(at) : next(came)));
            } else if (!isSame) {
                keepRewrite(came);
            }
        }
        return true;
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

    private void keepRewrite(Came came) {
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

    /// Those of which an exception request brought another record along.
    private Set<Long> filedOtherwise(Map<Long, Came> bySeq, List<Long> seqs) {
        var otherwise = new HashSet<Long>();
        handle.createQuery(
                        """
                        SELECT evidence_seq, evidence FROM exception_request
                        WHERE device = :device AND evidence_seq IN (<seqs>)""")
                .bind("device", device)
                .bindList("seqs", seqs)
                .setFetchSize(FETCHED)
                .map((row, _) -> {
                    long at = row.getLong("evidence_seq");
                    return Map.entry(
                            at,
                            Arrays.equals(
                                    row.getBytes("evidence"), came(bySeq, at).record()));
                })
                .useStream(rows -> rows.filter(row -> !row.getValue()).forEach(row -> otherwise.add(row.getKey())));
        return otherwise;
    }

    private static Came came(Map<Long, Came> bySeq, long at) {
        return Objects.requireNonNull(bySeq.get(at), "a row that was not asked for");
    }

    private void tell(long at, String kind, String what) {
        tell(handle, device, at, kind, what, now);
    }

    static void tell(Handle handle, String device, long at, String kind, String what, Instant now) {
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
