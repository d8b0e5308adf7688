package io.gatehouse.console;

import io.gatehouse.console.Holds.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// For how long evidence is kept, and dropping what is older: a day at a time, the oldest first.
///
/// Design. Nothing is dropped that is held or that came within that time, however old it says it is. A day of
/// PostgreSQL of which nothing has to stay is dropped as a whole; else rows are deleted a few hundred at a time, so
/// that nobody waits for it. What goes is countersigned in the same transaction ([DroppedRows]).
public final class Retention {
    /// A shorter time is not taken at once, so that a slip of the keyboard can be mended.
    public static final Duration GRACE = Duration.ofHours(24);

    private static final int LONGEST_DAYS = 36_500;
    private static final int AT_A_TIME = 500;
    private static final String BY = "console";

    private final ConsoleDatabase database;
    private final Days days;
    private final DroppedRows dropped;
    private final ConsoleLog log;
    private final Clock clock;

    public Retention(ConsoleDatabase database, Checkpoints checkpoints, ConsoleLog log, Clock clock) {
        this.database = database;
        this.days = new Days(database, clock);
        this.dropped = new DroppedRows(checkpoints);
        this.log = log;
        this.clock = clock;
    }

    /// @param days after which evidence is dropped
    /// @param appliesAt from when on
    public record Setting(long days, Instant appliesAt) {}

    /// Absent: for ever.
    public Optional<Setting> setting() {
        return database.read(Retention::setting);
    }

    private static Optional<Setting> setting(Handle handle) {
        return handle.createQuery("SELECT days, applies_at FROM retention")
                .map((row, _) -> new Setting(row.getLong("days"), Tables.instant(row, "applies_at")))
                .findOne();
    }

    /// @param keep in days; absent for ever
    /// @return what is wrong, a sentence; absent when it was set
    public Optional<String> set(Optional<Long> keep, String sentence, Reviewer reviewer) {
        if (!reviewer.is(Role.ADMINISTRATOR)) {
            return Optional.of("Only an administrator sets how long evidence is kept.");
        }
        if (keep.filter(wanted -> wanted < 1 || wanted > LONGEST_DAYS).isPresent()) {
            return Optional.of("Give 1 to 36,500 days, or nothing to keep evidence for ever.");
        }
        if (sentence.isBlank() || sentence.length() > 2_000) {
            return Optional.of("Say in up to 2,000 characters why.");
        }
        var appliesAt = Instant.ofEpochMilli(clock.millis()).plus(GRACE);
        var _ = database.write(handle -> {
            handle.execute("DELETE FROM retention");
            keep.ifPresent(wanted -> handle.createUpdate(
                            "INSERT INTO retention (only_row, days, applies_at) VALUES (1, :days, :applies)")
                    .bind("days", wanted)
                    .bind("applies", appliesAt.toEpochMilli())
                    .execute());
            var what = keep.map(wanted -> "Evidence is kept for " + wanted + " days. ")
                    .orElse("Evidence is kept for ever. ");
            return log.append(handle, reviewer.name(), "retention.set", "", what + sentence.strip());
        });
        return Optional.empty();
    }

    /// What has to stay of a day.
    private record Staying(Instant since, List<String> principals, List<String> devices) {
        /// Of rows that may go.
        String condition() {
            return " AND received_at < :since"
                    + (principals.isEmpty() ? "" : " AND principal NOT IN (<principals>)")
                    + (devices.isEmpty() ? "" : " AND device NOT IN (<devices>)");
        }

        <T extends SqlStatement<T>> T bind(T statement) {
            statement.bind("since", since.toEpochMilli());
            if (!principals.isEmpty()) {
                statement.bindList("principals", principals);
            }
            if (!devices.isEmpty()) {
                statement.bindList("devices", devices);
            }
            return statement;
        }
    }

    /// Drops what is over.
    public void run() {
        days.tidy();
        var now = Instant.ofEpochMilli(clock.millis());
        var setting = setting().filter(set -> !set.appliesAt().isAfter(now));
        if (setting.isEmpty()) {
            return;
        }
        var first =
                LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(setting.get().days());
        var since = first.atStartOfDay(ZoneOffset.UTC).toInstant();
        var over = database.read(
                handle -> handle.createQuery("SELECT DISTINCT day FROM activity_day WHERE day < :first ORDER BY day")
                        .bind("first", first.toEpochDay())
                        .mapTo(Long.class)
                        .list());
        for (long day : over) {
            if (!drop(LocalDate.ofEpochDay(day), since, now)) {
                return;
            }
        }
        dropUncovered(since);
    }

    private void dropUncovered(Instant since) {
        var _ = database.write(handle -> {
            var holds = Holds.inForce(handle);
            if (holds.stream().anyMatch(hold -> hold.kind() == Kind.ALL)) {
                return 0;
            }
            var staying = staying(holds, since);
            int gone = staying.bind(
                            handle.createUpdate("DELETE FROM uncovered WHERE heard_at < :since" + staying.condition()))
                    .execute();
            if (gone > 0) {
                log.append(handle, BY, "retention.drop", "", "Dropped " + gone + " calls that ran undecided.");
            }
            return gone;
        });
    }

    /// @return false where all is held
    private boolean drop(LocalDate day, Instant since, Instant now) {
        long all = 0;
        for (long part = AT_A_TIME; part > 0; all += part) {
            part = database.write(handle -> {
                var holds = Holds.inForce(handle);
                if (holds.stream().anyMatch(hold -> hold.kind() == Kind.ALL)) {
                    return -1L;
                }
                return dropSome(handle, day, staying(holds, since), now);
            });
            if (part < 0) {
                return false;
            }
        }
        long rows = all;
        if (rows > 0) {
            var _ = database.write(handle -> {
                DayCounts.recount(handle, day);
                return log.append(handle, BY, "retention.drop", "", "Dropped " + rows + " records of " + day + ".");
            });
        }
        return true;
    }

    private static Staying staying(List<Holds.Hold> holds, Instant since) {
        return new Staying(
                since,
                holds.stream()
                        .filter(hold -> hold.kind() == Kind.PRINCIPAL)
                        .map(Holds.Hold::value)
                        .toList(),
                holds.stream()
                        .filter(hold -> hold.kind() == Kind.DEVICE)
                        .map(Holds.Hold::value)
                        .toList());
    }

    private long dropSome(Handle handle, LocalDate day, Staying staying, Instant now) {
        if (database.kind() == ConsoleDatabase.Kind.POSTGRESQL) {
            var partition = Days.name(day);
            if (Days.isThere(handle, partition) && isOver(handle, partition, staying)) {
                return dropPartition(handle, partition, now);
            }
        }
        return delete(handle, day, staying, now);
    }

    /// Whether nothing of it has to stay; nobody adds to it until the end of the transaction.
    private static boolean isOver(Handle handle, String partition, Staying staying) {
        handle.execute("SET LOCAL lock_timeout = '5s'");
        handle.execute("LOCK TABLE ONLY enforcement IN ACCESS EXCLUSIVE MODE");
        var may = staying.condition().substring(" AND ".length());
        return staying.bind(handle.createQuery("SELECT 1 FROM " + partition + " WHERE NOT (" + may + ") LIMIT 1"))
                .mapTo(Integer.class)
                .findOne()
                .isEmpty();
    }

    private long dropPartition(Handle handle, String partition, Instant now) {
        var rows = handle.createQuery(
                        "SELECT device, seq, epoch, number, encode(chain, 'hex') AS chain FROM " + partition)
                .setFetchSize(10_000)
                .map((row, _) -> new DroppedRows.Row(
                        row.getString("device"),
                        row.getLong("seq"),
                        row.getLong("epoch"),
                        row.getLong("number"),
                        row.getString("chain")))
                .list();
        handle.execute("DROP TABLE " + partition);
        dropped.add(handle, rows, now);
        return rows.size();
    }

    private long delete(Handle handle, LocalDate day, Staying staying, Instant now) {
        var over = "SELECT id FROM enforcement WHERE id >= :from AND id < :to" + staying.condition()
                + " ORDER BY id LIMIT " + AT_A_TIME;
        var ids = staying.bind(handle.createQuery(over))
                .bind("from", Places.from(day.atStartOfDay(ZoneOffset.UTC).toInstant()))
                .bind(
                        "to",
                        Places.from(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()))
                .mapTo(Long.class)
                .list();
        if (ids.isEmpty()) {
            return 0;
        }
        var rows = handle.createQuery("SELECT device, seq, epoch, number, chain FROM enforcement WHERE id IN (<ids>)")
                .bindList("ids", ids)
                .map((row, _) -> new DroppedRows.Row(
                        row.getString("device"),
                        row.getLong("seq"),
                        row.getLong("epoch"),
                        row.getLong("number"),
                        HexFormat.of().formatHex(row.getBytes("chain"))))
                .list();
        handle.createUpdate("DELETE FROM enforcement WHERE id IN (<ids>)")
                .bindList("ids", ids)
                .execute();
        if (database.kind() == ConsoleDatabase.Kind.SQLITE) {
            handle.createUpdate("DELETE FROM enforcement_tokens WHERE rowid IN (<ids>)")
                    .bindList("ids", ids)
                    .execute();
        }
        dropped.add(handle, rows, now);
        return ids.size();
    }
}
