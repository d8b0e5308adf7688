package io.gatehouse.console;

import io.gatehouse.console.Activity.Query;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/// How many calls there were on each day.
///
/// Design. By laptop, person and verdict they are counted as they come in, each laptop its own rows, so that none
/// waits for another one. For other filters the index counts, for a few seconds at most: hashes and parts of words
/// may count a row too many.
public final class DayCounts {
    private static final int PATIENCE_SECONDS = 4;
    private static final int MOST_DAYS = 400;

    private final ConsoleDatabase database;

    public DayCounts(ConsoleDatabase database) {
        this.database = database;
    }

    /// Of one day.
    public record Count(LocalDate day, long allowed, long denied, long wouldDeny) {
        Count with(String verdict, long calls) {
            return switch (verdict) {
                case "deny" -> new Count(day, allowed, denied + calls, wouldDeny);
                case "would-deny" -> new Count(day, allowed, denied, wouldDeny + calls);
                default -> new Count(day, allowed + calls, denied, wouldDeny);
            };
        }
    }

    /// @param isExact whether each was looked at, and not only found in the index
    public record Counted(List<Count> days, boolean isExact) {}

    private record Part(long day, String verdict, long calls) {}

    /// In the transaction that keeps them.
    static void add(Handle handle, Iterable<EvidenceStore.Incoming> rows) {
        record Key(long day, String device, String principal, String verdict) {}
        var counts = new java.util.HashMap<Key, Long>();
        for (var row : rows) {
            counts.merge(
                    new Key(
                            Places.day(Places.instant(row.place())),
                            row.device(),
                            row.columns().principal(),
                            row.columns().verdict()),
                    1L,
                    Long::sum);
        }
        if (counts.isEmpty()) {
            return;
        }
        try (var batch = handle.prepareBatch(
                """
                INSERT INTO activity_day (day, device, principal, verdict, calls)
                VALUES (:day, :device, :principal, :verdict, :calls)
                ON CONFLICT (day, device, principal, verdict)
                    DO UPDATE SET calls = activity_day.calls + excluded.calls""")) {
            counts.forEach((key, calls) -> batch.bind("day", key.day())
                    .bind("device", key.device())
                    .bind("principal", key.principal())
                    .bind("verdict", key.verdict())
                    .bind("calls", calls)
                    .add());
            var _ = batch.execute();
        }
    }

    /// After rows of that day were dropped.
    static void recount(Handle handle, LocalDate day) {
        handle.createUpdate("DELETE FROM activity_day WHERE day = :day")
                .bind("day", day.toEpochDay())
                .execute();
        handle.createUpdate(
                        """
                        INSERT INTO activity_day (day, device, principal, verdict, calls)
                        SELECT :day, device, principal, verdict, count(*) FROM enforcement
                        WHERE id >= :from AND id < :to GROUP BY device, principal, verdict""")
                .bind("day", day.toEpochDay())
                .bind("from", Places.from(day.atStartOfDay(ZoneOffset.UTC).toInstant()))
                .bind(
                        "to",
                        Places.from(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()))
                .execute();
    }

    /// Each day of the time of a search, the oldest first.
    ///
    /// @return absent when there are too many to be counted in a few seconds
    public Optional<Counted> count(Query query) {
        var first = LocalDate.ofInstant(query.from(), ZoneOffset.UTC);
        var last = LocalDate.ofInstant(query.to().minusMillis(1), ZoneOffset.UTC);
        var oldest = last.minusDays(MOST_DAYS);
        var from = first.isBefore(oldest) ? oldest : first;
        boolean isKept = Activity.isOfDay(query);
        try {
            var parts = database.read(
                    handle -> isKept ? kept(handle, query, from, last) : found(handle, query, from, last));
            return Optional.of(new Counted(byDay(parts, from, last), isKept));
        } catch (JdbiException e) {
            if (ConsoleDatabase.tookTooLong(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static List<Count> byDay(List<Part> parts, LocalDate from, LocalDate last) {
        Map<LocalDate, Count> days = new TreeMap<>();
        from.datesUntil(last.plusDays(1)).forEach(day -> days.put(day, new Count(day, 0, 0, 0)));
        for (var part : parts) {
            days.computeIfPresent(
                    LocalDate.ofEpochDay(part.day()), (_, count) -> count.with(part.verdict(), part.calls()));
        }
        return new ArrayList<>(days.values());
    }

    private static List<Part> kept(Handle handle, Query query, LocalDate from, LocalDate last) {
        return handle.createQuery(
                        """
                        SELECT day, verdict, sum(calls) AS calls FROM activity_day
                        WHERE day >= :from AND day <= :last
                            AND (:device = '' OR device = :device) AND (:principal = '' OR principal = :principal)
                            AND (:verdict = '' OR verdict = :verdict)
                        GROUP BY day, verdict""")
                .bind("from", from.toEpochDay())
                .bind("last", last.toEpochDay())
                .bind("device", query.device())
                .bind("principal", query.principal())
                .bind("verdict", query.verdict())
                .map((row, _) -> new Part(row.getLong("day"), row.getString("verdict"), row.getLong("calls")))
                .list();
    }

    private List<Part> found(Handle handle, Query query, LocalDate from, LocalDate last) {
        var tokens = Activity.tokens(query);
        var sql =
                switch (database.kind()) {
                    case SQLITE ->
                        """
                        SELECT (e.id >> 21) / 86400000 AS day, e.verdict, count(*) AS calls
                        FROM enforcement_tokens t JOIN enforcement e ON e.id = t.rowid
                        WHERE t.enforcement_tokens MATCH :tokens AND t.rowid >= :from AND t.rowid < :to
                        GROUP BY 1, 2""";
                    case POSTGRESQL ->
                        """
                        SELECT (id >> 21) / 86400000 AS day, verdict, count(*) AS calls FROM enforcement
                        WHERE tokens @> CAST(:tokens AS integer[]) AND id >= :from AND id < :to GROUP BY 1, 2""";
                };
        return handle.createQuery(sql)
                .setQueryTimeout(PATIENCE_SECONDS)
                .bind("tokens", tokens.text(database.kind()))
                .bind("from", Places.from(from.atStartOfDay(ZoneOffset.UTC).toInstant()))
                .bind(
                        "to",
                        Places.from(
                                last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()))
                .map((row, _) -> new Part(row.getLong("day"), row.getString("verdict"), row.getLong("calls")))
                .list();
    }
}
