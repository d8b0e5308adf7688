package io.gatehouse.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The calls of some times, counted. Each time is asked for alone, so that no more than its calls are sorted at once.
///
/// @param p99Micros no more than one call in a hundred took longer; 0 when there was none
public record Figures(Instant from, long allowed, long denied, long wouldDeny, long medianMicros, long p99Micros) {
    private static final String NTH =
            """
            SELECT took_micros FROM by_time WHERE decided_at >= ? AND decided_at < ?
            ORDER BY took_micros LIMIT 1 OFFSET ?""";

    /// @param borders rising; one more than there are figures
    static List<Figures> of(Session session, List<Instant> borders) throws SQLException {
        var all = new ArrayList<Figures>();
        for (int i = 0; i + 1 < borders.size(); i++) {
            all.add(of(session, borders.get(i), borders.get(i + 1)));
        }
        return all;
    }

    private static Figures of(Session session, Instant since, Instant until) throws SQLException {
        long from = since.toEpochMilli();
        long to = until.toEpochMilli();
        long[] counts = new long[3];
        session.list(
                "SELECT effect, count(*) FROM by_time WHERE decided_at >= ? AND decided_at < ? GROUP BY effect",
                row -> counts[place(row.getString(1))] = row.getLong(2),
                from,
                to);
        long all = counts[0] + counts[1] + counts[2];
        return new Figures(
                since,
                counts[0],
                counts[1],
                counts[2],
                all == 0 ? 0 : session.number(NTH, from, to, (all - 1) / 2),
                all == 0 ? 0 : session.number(NTH, from, to, (all * 99 + 99) / 100 - 1));
    }

    private static int place(String effect) {
        return effect.equals("allow") ? 0 : effect.equals("deny") ? 1 : 2;
    }
}
