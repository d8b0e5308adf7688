package io.gatehouse.store;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.audit.Facets;
import io.gatehouse.audit.Sessions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks into the audit log, the newest first.
///
/// Design. Words and filters are one expression for the full-text index, which walks down from the newest row and stops
/// when the page is full. Where it never fills, whole lists are walked, and so there is an index of denied calls alone
/// for what only they can match. Times are compared to the millisecond.
final class LogSearch {
    /// Calls that are looked at for one page of sessions.
    private static final int CALLS_OF_A_PAGE = 10_000;

    private static final String COLUMNS = "SELECT seq, epoch, number, record, ran_failed, ran_millis FROM ";
    /// The plus keeps the index by time out of it: rows are wanted by seq, and only the first few.
    private static final String BETWEEN = " WHERE seq < ?1 AND seq >= ?2 AND +decided_at >= ?3";

    private static final String PAGE = " ORDER BY seq DESC LIMIT ?4";
    private static final String LIST = COLUMNS + "enforcement" + BETWEEN + PAGE;
    private static final String LIST_DENIED =
            COLUMNS + "enforcement INDEXED BY enforcement_denied" + BETWEEN + " AND effect <> 'allow'" + PAGE;
    private static final String SEARCH_IN = COLUMNS
            + """
            %1$s CROSS JOIN enforcement ON seq = %1$s.rowid
            WHERE %1$s MATCH ?5 AND %1$s.rowid < ?1 AND %1$s.rowid >= ?2 AND decided_at >= ?3
            ORDER BY %1$s.rowid DESC LIMIT ?4""";
    private static final String SEARCH = SEARCH_IN.formatted(SearchIndex.ALL);
    private static final String SEARCH_DENIED = SEARCH_IN.formatted(SearchIndex.DENIED);

    private static final String SESSIONS =
            "SELECT id, last_seq FROM session WHERE last_seq < ? AND last_seq >= ?" + " ORDER BY last_seq DESC LIMIT ?";
    private static final String SESSIONS_IN =
            """
            SELECT session_id, session_call.seq
            FROM %1$s CROSS JOIN session_call ON session_call.seq = %1$s.rowid
            WHERE %1$s MATCH ? AND %1$s.rowid < ? AND %1$s.rowid >= ?
            ORDER BY %1$s.rowid DESC LIMIT ?""";
    private static final String SEARCH_SESSIONS = SESSIONS_IN.formatted(SearchIndex.ALL);
    private static final String SEARCH_DENIED_SESSIONS = SESSIONS_IN.formatted(SearchIndex.DENIED);
    private static final String SESSION = "SELECT * FROM session WHERE id = ? AND last_at >= ?";
    private static final String FIRST_SINCE =
            "SELECT min(seq) FROM by_time WHERE decided_at >= ? HAVING min(seq) IS NOT NULL";

    private final Session session;
    private final Filter filter;
    private final long end;
    private final long since;
    private final long start;

    private LogSearch(Session session, Filter filter, Optional<String> before) throws SQLException {
        this.session = session;
        this.filter = filter;
        this.end = before.isEmpty()
                ? Long.MAX_VALUE
                : session.number("SELECT " + EnforcementLog.NEWEST_OF_ID, before.get());
        this.since = filter.since().isAfter(Instant.EPOCH) ? filter.since().toEpochMilli() : Long.MIN_VALUE;
        // Without it, a page that does not fill would be sought in all that is older than `since`.
        this.start = since == Long.MIN_VALUE
                ? 0
                : session.find(FIRST_SINCE, row -> row.getLong(1), since).orElse(Long.MAX_VALUE);
    }

    /// Whether the index must have followed the log for it.
    static boolean needsIndex(Filter filter) {
        return !filter.equals(Filter.ALL);
    }

    /// Nothing when there is no record `before`.
    static <T> List<T> list(Session session, Session.Row<T> row, Filter filter, Optional<String> before, int limit)
            throws SQLException {
        return new LogSearch(session, filter, before).list(row, limit);
    }

    static Sessions sessions(Session session, Filter filter, Optional<String> before, int limit) throws SQLException {
        return new LogSearch(session, filter, before).sessions(limit);
    }

    static Facets facets(Session session) throws SQLException {
        return Marks.facets(session);
    }

    private <T> List<T> list(Session.Row<T> row, int limit) throws SQLException {
        if (filter.equals(new Filter(filter.verdicts() == Verdicts.DENIED, "", filter.since()))) {
            var sql = filter.verdicts() == Verdicts.DENIED ? LIST_DENIED : LIST;
            return session.list(sql, row, end, start, since, limit);
        }
        var marks = Marks.wanted(session, filter);
        if (marks.isEmpty()) {
            return List.of();
        }
        var expression = expression(marks.get());
        return expression.isPresent()
                ? session.list(deniedOnly() ? SEARCH_DENIED : SEARCH, row, end, start, since, limit, expression.get())
                : session.list(LIST, row, end, start, since, limit);
    }

    private Sessions sessions(int limit) throws SQLException {
        var marks = Marks.wanted(session, filter);
        if (marks.isEmpty() || limit == 0) {
            return Sessions.NONE;
        }
        var expression = expression(marks.get());
        var found = new LinkedHashSet<Long>();
        var walk = new Walk(found, limit);
        boolean more = expression.isPresent()
                ? session.findFirst(
                                        deniedOnly() ? SEARCH_DENIED_SESSIONS : SEARCH_SESSIONS,
                                        walk::take,
                                        expression.get(),
                                        end,
                                        start,
                                        CALLS_OF_A_PAGE)
                                .isPresent()
                        || walk.calls == CALLS_OF_A_PAGE
                : session.findFirst(SESSIONS, walk::take, end, start, limit).isPresent();
        var sessions = new ArrayList<Sessions.Session>();
        for (long id : found) {
            session.find(SESSION, LogSearch::session, id, since).ifPresent(sessions::add);
        }
        return new Sessions(sessions, more ? idOf(walk.seq) : Optional.empty());
    }

    /// Whether only calls can match that are in the small index: a rule that fired denies, or would.
    private boolean deniedOnly() {
        return switch (filter.verdicts()) {
            case DENIED, WOULD_DENY -> true;
            case ALL, ALLOWED -> !filter.rule().isEmpty();
        };
    }

    private Optional<String> expression(List<SearchText.Mark> marks) throws SQLException {
        return deniedOnly()
                ? SearchText.expression(filter.text(), marks)
                : SearchText.expression(session, filter.text(), marks);
    }

    private Optional<String> idOf(long seq) throws SQLException {
        return session.find("SELECT id FROM enforcement WHERE seq = ?", row -> row.getString(1), seq);
    }

    private static Sessions.Session session(ResultSet row) throws SQLException {
        return new Sessions.Session(
                row.getString("agent"),
                row.getString("session"),
                row.getString("workspace"),
                Instant.ofEpochMilli(row.getLong("started_at")),
                Instant.ofEpochMilli(row.getLong("last_at")),
                row.getLong("allowed"),
                row.getLong("denied"),
                row.getLong("would_deny"));
    }

    /// Down the calls, until as many sessions as are wanted were met.
    private static final class Walk {
        private final Set<Long> found;
        private final int limit;
        private long seq;
        private int calls;

        Walk(Set<Long> found, int limit) {
            this.found = found;
            this.limit = limit;
        }

        Optional<Boolean> take(ResultSet row) throws SQLException {
            calls++;
            seq = row.getLong(2);
            found.add(row.getLong(1));
            return found.size() == limit ? Optional.of(true) : Optional.empty();
        }
    }
}
