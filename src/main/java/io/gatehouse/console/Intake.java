package io.gatehouse.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.console.EvidenceStore.Incoming;
import io.gatehouse.console.EvidenceStore.Kept;
import io.gatehouse.console.GrantDesk.Ending;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.store.RecordFormat;
import io.gatehouse.store.RecordReader;
import io.gatehouse.wire.Evidence;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Takes the audit logs of laptops.
///
/// Design. A log is taken in its order, each row checked against the one before it ([LogWalk]). What does not fit
/// is kept all the same, marked, and listed as a break. Where rows are missing the laptop is asked for them once
/// more, and only when it goes on behind the hole again the hole is taken for a fact.
public final class Intake {
    /// The highest seq that every reader of JSON understands.
    private static final long LAST = 1L << 53;

    private final ConsoleDatabase database;
    private final GrantDesk grants;
    private final Days days;
    private final Clock clock;

    public Intake(ConsoleDatabase database, GrantDesk grants, Clock clock) {
        this.database = database;
        this.grants = grants;
        this.days = new Days(database, clock);
        this.clock = clock;
    }

    /// A row that came, and what it says.
    ///
    /// @param call absent when this version cannot read it
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Came(Evidence.Row row, byte[] record, byte[] chain, Optional<Enforcement> call) {
        boolean is(Kept kept) {
            return row.epoch() == kept.epoch()
                    && row.number() == kept.number()
                    && Arrays.equals(record, kept.record())
                    && Arrays.equals(chain, kept.chain());
        }
    }

    /// @throws IllegalArgumentException with a sentence, for what no laptop sends
    public Evidence.Receipt receive(String device, Evidence.Batch batch) {
        var came = read(batch.rows());
        var now = Instant.ofEpochMilli(clock.millis());
        days.make(came.stream()
                .map(row -> row.call().map(Enforcement::at).orElse(now))
                .toList());
        boolean usesGrants = came.stream()
                .anyMatch(row ->
                        row.call().filter(call -> !call.grants().isEmpty()).isPresent());
        return database.write(handle -> {
            long change = usesGrants ? Changes.begin(handle) : 0;
            var owner = DeviceKeys.owner(handle, device);
            var walk = LogWalk.begin(handle, database.kind(), device, now);
            var fresh = walk.take(came);
            EvidenceStore.insert(
                    handle,
                    database.kind(),
                    fresh.stream()
                            .map(taken -> incoming(device, owner, taken, now))
                            .toList());
            for (var taken : fresh) {
                for (var used : taken.came().call().map(Enforcement::grants).orElse(List.of())) {
                    count(handle, change, device, used);
                }
            }
            complete(handle, device, batch.outcomes());
            return new Evidence.Receipt(walk.end());
        });
    }

    private static List<Came> read(List<Evidence.Row> rows) {
        var came = new ArrayList<Came>(rows.size());
        long before = 0;
        for (var row : rows) {
            if (row.seq() <= before) {
                throw new IllegalArgumentException("The rows of a batch go by rising seq, from 1.");
            }
            if (row.seq() > LAST) {
                throw new IllegalArgumentException("No log has a row " + row.seq() + ".");
            }
            before = row.seq();
            came.add(new Came(row, row.record().getBytes(UTF_8), digest(row.chain()), call(row.record())));
        }
        return came;
    }

    private static byte[] digest(String hex) {
        if (hex.length() != 64) {
            throw new IllegalArgumentException("A chain digest is 64 hexadecimal digits.");
        }
        return HexFormat.of().parseHex(hex);
    }

    private static Optional<Enforcement> call(String record) {
        try {
            return Optional.of(RecordReader.read(record));
        } catch (RecordFormat.Unreadable | StackOverflowError _) {
            return Optional.empty();
        }
    }

    /// @param owner whose laptop it is now
    private static Incoming incoming(String device, Optional<String> owner, LogWalk.Taken taken, Instant now) {
        var row = taken.came().row();
        var columns = taken.came().call().map(EvidenceColumns::of).orElseGet(() -> EvidenceColumns.unreadable(now));
        var outcome = row.outcome();
        return new Incoming(
                Places.of(columns.decidedAt(), device, row.seq()),
                device,
                row.seq(),
                row.epoch(),
                row.number(),
                now,
                taken.came().record(),
                taken.came().chain(),
                mark(owner, taken),
                columns,
                Tokens.of(device, columns),
                outcome.map(ran -> ran.failed() ? 1L : 0L).orElse(null),
                outcome.map(Ran::millis).orElse(null));
    }

    /// That a call was somebody else's is no break: the laptop may have had another owner when it was made.
    private static String mark(Optional<String> owner, LogWalk.Taken taken) {
        var caller = taken.came().call().map(call -> call.principal().id());
        return taken.mark().isEmpty() && caller.isPresent() && !caller.equals(owner) ? "other-person" : taken.mark();
    }

    /// A laptop tells uses of its own grants only.
    private void count(Handle handle, long change, String device, Used used) {
        int counted = handle.createUpdate(
                        """
                        UPDATE given_grant SET uses = uses + 1
                        WHERE id = :id AND (device = :device OR (device IS NULL AND principal = (
                            SELECT principal FROM device WHERE id = :device)))""")
                .bind("id", Tables.storable(used.grant(), 64))
                .bind("device", device)
                .execute();
        if (counted == 0) {
            return;
        }
        var given = GrantDesk.find(handle, used.grant()).orElseThrow();
        var most = given.grant().maxUses();
        if (most.isPresent() && given.uses() >= most.getAsLong()) {
            grants.end(handle, change, given, Ending.USED_UP, State.USED_UP, "console", "Its calls were made.");
        }
    }

    /// The first report of an outcome stands.
    private static void complete(Handle handle, String device, List<Evidence.Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        try (var update = handle.prepareBatch(
                """
                UPDATE enforcement SET ran_failed = :failed, ran_millis = :millis
                WHERE device = :device AND seq = :seq AND ran_failed IS NULL""")) {
            for (var outcome : outcomes) {
                update.bind("failed", outcome.ran().failed() ? 1L : 0L)
                        .bind("millis", outcome.ran().millis())
                        .bind("device", device)
                        .bind("seq", outcome.seq())
                        .add();
            }
            var _ = update.execute();
        }
    }
}
