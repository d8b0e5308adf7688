package io.gatehouse.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The rows of enforcements, as both databases keep them.
final class EvidenceStore {
    private static final int TRIES = 100;

    /// Of many records at once, those that are larger are passed over.
    private static final int LARGEST_READ = 64 << 10;

    private static final int FETCHED = 16;
    private static final int AT_A_TIME = 500;

    private EvidenceStore() {}

    /// A row on its way in.
    ///
    /// @param mark see [Activity.Row]
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Incoming(
            long place,
            String device,
            long seq,
            long epoch,
            long number,
            Instant receivedAt,
            byte[] record,
            byte[] chain,
            String mark,
            EvidenceColumns columns,
            Tokens tokens,
            @Nullable Long ranFailed,
            @Nullable Long ranMillis) {
        Incoming at(long otherPlace) {
            return new Incoming(
                    otherPlace,
                    device,
                    seq,
                    epoch,
                    number,
                    receivedAt,
                    record,
                    chain,
                    mark,
                    columns,
                    tokens,
                    ranFailed,
                    ranMillis);
        }
    }

    /// A row that is kept.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Kept(long place, String device, long seq, long epoch, long number, byte[] record, byte[] chain) {}

    static void insert(Handle handle, ConsoleDatabase.Kind kind, Collection<Incoming> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var placed = withPlaces(handle, rows);
        try (var batch = handle.prepareBatch(insertion(kind))) {
            for (var row : placed) {
                var columns = row.columns();
                batch.bind("id", row.place())
                        .bind("device", row.device())
                        .bind("seq", row.seq())
                        .bind("epoch", row.epoch())
                        .bind("number", row.number())
                        .bind("received", row.receivedAt().toEpochMilli())
                        .bind("record", row.record())
                        .bind("chain", row.chain())
                        .bind("mark", row.mark())
                        .bind("enforcement", columns.enforcement())
                        .bind("principal", columns.principal())
                        .bind("agent", columns.agent())
                        .bind("tool", columns.tool())
                        .bind("workspace", columns.workspace())
                        .bind("verdict", columns.verdict())
                        .bind("rules", Tables.words(columns.rules()))
                        .bind("shown", columns.shown())
                        .bind("reason", columns.reason())
                        .bind("programs", String.join("\n", columns.programs()))
                        .bind("paths", String.join("\n", columns.paths()))
                        .bind("hosts", String.join("\n", columns.hosts()))
                        .bind("failed", row.ranFailed())
                        .bind("millis", row.ranMillis());
                if (kind == ConsoleDatabase.Kind.POSTGRESQL) {
                    batch.bind("tokens", row.tokens().asArray());
                }
                batch.add();
            }
            var _ = batch.execute();
        }
        if (kind == ConsoleDatabase.Kind.SQLITE) {
            index(handle, placed);
        }
        DayCounts.add(handle, placed);
    }

    private static String insertion(ConsoleDatabase.Kind kind) {
        var columns =
                """
                INSERT INTO enforcement (id, device, seq, epoch, number, received_at, record, chain, mark, enforcement,
                    principal, agent, tool, workspace, verdict, rules, shown, reason, programs, paths, hosts, ran_failed,
                    ran_millis%s)
                VALUES (:id, :device, :seq, :epoch, :number, :received, :record, :chain, :mark, :enforcement,
                    :principal, :agent, :tool, :workspace, :verdict, :rules, :shown, :reason, :programs, :paths, :hosts,
                    :failed, :millis%s)""";
        return switch (kind) {
            case SQLITE -> columns.formatted("", "");
            case POSTGRESQL -> columns.formatted(", tokens", ", CAST(:tokens AS integer[])");
        };
    }

    private static void index(Handle handle, List<Incoming> rows) {
        try (var batch = handle.prepareBatch("INSERT INTO enforcement_tokens (rowid, tokens) VALUES (:id, :tokens)")) {
            rows.forEach(row -> batch.bind("id", row.place())
                    .bind("tokens", row.tokens().asWords())
                    .add());
            var _ = batch.execute();
        }
    }

    /// Each at a place of its own: the one that it asks for, or one soon after.
    private static List<Incoming> withPlaces(Handle handle, Collection<Incoming> rows) {
        var taken = taken(handle, rows.stream().map(Incoming::place).toList());
        var placed = new ArrayList<Incoming>(rows.size());
        for (var row : rows) {
            long place = row.place();
            for (int tries = 0; !taken.add(place); tries++) {
                if (tries == TRIES) {
                    throw new IllegalStateException("no place near " + row.place());
                }
                place++;
                taken.addAll(taken(handle, List.of(place)));
            }
            placed.add(place == row.place() ? row : row.at(place));
        }
        return placed;
    }

    private static Set<Long> taken(Handle handle, List<Long> places) {
        var taken = new HashSet<Long>();
        for (int from = 0; from < places.size(); from += AT_A_TIME) {
            taken.addAll(handle.createQuery("SELECT id FROM enforcement WHERE id IN (<places>)")
                    .bindList("places", places.subList(from, Math.min(places.size(), from + AT_A_TIME)))
                    .mapTo(Long.class)
                    .list());
        }
        return taken;
    }

    /// Looks at those rows of a device that are kept, a few at a time in memory.
    static void each(Handle handle, String device, List<Long> seqs, Consumer<Kept> look) {
        handle.createQuery(
                        """
                        SELECT id, device, seq, epoch, number, record, chain FROM enforcement
                        WHERE device = :device AND seq IN (<seqs>)""")
                .bind("device", device)
                .bindList("seqs", seqs)
                .setFetchSize(FETCHED)
                .map((row, _) -> kept(row))
                .useStream(rows -> rows.forEach(look));
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getLong("id"),
                row.getString("device"),
                row.getLong("seq"),
                row.getLong("epoch"),
                row.getLong("number"),
                row.getBytes("record"),
                row.getBytes("chain"));
    }

    /// Denied calls of which a rule is one reason, the newest first.
    static List<Kept> deniedBy(
            Handle handle, ConsoleDatabase.Kind kind, String id, Optional<String> device, Instant since, int limit) {
        var rule = EvidenceColumns.word(id);
        var tokens = new Tokens().value(Tokens.Kind.RULE, rule);
        device.ifPresent(one -> tokens.value(Tokens.Kind.DEVICE, one));
        long from = Places.from(since);
        var found = new ArrayList<Kept>();
        long before = handle.createQuery("SELECT coalesce(max(id), 0) + 1 FROM enforcement")
                .mapTo(Long.class)
                .one();
        for (long window = Places.DAY; before > from && found.size() < limit; window *= 2) {
            long start = Math.max(from, before - window);
            found.addAll(handle.createQuery(deniedBy(kind))
                    .bind("tokens", tokens.text(kind))
                    .bind("from", start)
                    .bind("before", before)
                    .bind("rule", "% " + Likes.escaped(rule) + " %")
                    .bind("size", LARGEST_READ)
                    .bind("limit", limit - found.size())
                    .map((row, _) -> kept(row))
                    .list());
            before = start;
        }
        return found;
    }

    /// As [Candidates] asks.
    private static String deniedBy(ConsoleDatabase.Kind kind) {
        var columns = "SELECT e.id, e.device, e.seq, e.epoch, e.number, e.record, e.chain FROM ";
        return switch (kind) {
            case SQLITE ->
                columns
                        + """
                        enforcement_tokens t JOIN enforcement e ON e.id = t.rowid
                        WHERE t.enforcement_tokens MATCH :tokens AND t.rowid >= :from AND t.rowid < :before
                            AND e.rules LIKE :rule ESCAPE '!' AND length(e.record) <= :size
                        ORDER BY t.rowid DESC LIMIT :limit""";
            case POSTGRESQL ->
                columns
                        + """
                        (SELECT * FROM enforcement WHERE tokens @> CAST(:tokens AS integer[]) AND id >= :from
                            AND id < :before OFFSET 0) e
                        WHERE e.rules LIKE :rule ESCAPE '!' AND length(e.record) <= :size
                        ORDER BY e.id DESC LIMIT :limit""";
        };
    }
}
