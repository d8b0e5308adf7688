package io.gatehouse.store;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.audit.Facets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What calls have in common, as words that nobody types: each value of a facet has a number, and so has each
/// session. So one look into the index answers words and filters at once, the newest first.
final class Marks {
    /// Of Unicode's private use, which the tokenizer takes for letters.
    private static final char FACET = '\uE000';

    private static final char SESSION = '\uE001';
    private static final int MOST = 200;

    private static final String VERDICT = "verdict";
    private static final String RULE = "rule";
    private static final String AGENT = "agent";
    private static final String TOOL = "tool";
    private static final String WORKSPACE = "workspace";
    private static final String ALLOWED = "allow";
    private static final String WOULD_DENY = "would-deny";
    /// Denied, or would be.
    private static final String DENIED = "denied";

    private static final String COUNT =
            """
            INSERT INTO facet (kind, value, calls) VALUES (?, ?, 1)
            ON CONFLICT (kind, value) DO UPDATE SET calls = calls + 1 RETURNING id""";
    private static final String GO_ON =
            """
            INSERT INTO session
                (agent, session, workspace, started_at, last_at, last_seq, allowed, denied, would_deny)
            VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (agent, session) DO UPDATE SET
                last_at = excluded.last_at, last_seq = excluded.last_seq, allowed = allowed + excluded.allowed,
                denied = denied + excluded.denied, would_deny = would_deny + excluded.would_deny
            RETURNING id""";
    private static final String IN_SESSION = "INSERT OR REPLACE INTO session_call (seq, session_id) VALUES (?, ?)";
    private static final String NUMBER = "SELECT id FROM facet WHERE kind = ? AND value = ?";
    private static final String SESSIONS = "SELECT id FROM session WHERE session = ?1 AND (agent = ?2 OR ?2 = '')";
    private static final String MOST_FREQUENT =
            "SELECT value, calls FROM facet WHERE kind = ? AND value <> '' ORDER BY calls DESC, value LIMIT " + MOST;

    private Marks() {}

    /// Counts a call in, once.
    ///
    /// @return its marks
    static String of(Session session, long seq, long at, String effect, String rules, SearchWords words)
            throws SQLException {
        boolean allowed = effect.equals(ALLOWED);
        boolean wouldDeny = effect.equals(WOULD_DENY);
        var marks = new ArrayList<String>();
        if (!allowed) {
            marks.add(facet(session, VERDICT, DENIED));
        }
        if (allowed || wouldDeny) {
            marks.add(facet(session, VERDICT, effect));
        }
        for (var rule : rules.split(" ", -1)) {
            if (!rule.isEmpty()) {
                marks.add(facet(session, RULE, rule));
            }
        }
        marks.add(facet(session, AGENT, words.agent()));
        marks.add(facet(session, TOOL, words.tool()));
        marks.add(facet(session, WORKSPACE, words.workspace()));
        long number = session.number(
                GO_ON,
                words.agent(),
                words.session(),
                words.workspace(),
                at,
                seq,
                allowed ? 1 : 0,
                allowed || wouldDeny ? 0 : 1,
                wouldDeny ? 1 : 0);
        session.update(IN_SESSION, seq, number);
        marks.add(mark(SESSION, number));
        return String.join(" ", marks);
    }

    /// The marks that a call must have; empty when no call can have them all.
    static Optional<List<String>> wanted(Session session, Filter filter) throws SQLException {
        if (filter.verdicts() == Verdicts.ALLOWED && !filter.rule().isEmpty()) {
            return Optional.empty(); // the index would look through all of both
        }
        var wanted = new ArrayList<String>();
        boolean known = want(session, wanted, VERDICT, verdict(filter.verdicts()))
                && want(session, wanted, RULE, filter.rule())
                && want(session, wanted, AGENT, filter.agent())
                && want(session, wanted, TOOL, filter.tool())
                && want(session, wanted, WORKSPACE, filter.workspace());
        if (!filter.session().isEmpty()) {
            long number =
                    session.number(SESSIONS, Columns.storable(filter.session()), Columns.storable(filter.agent()));
            known &= number > 0;
            wanted.add(mark(SESSION, number));
        }
        return known ? Optional.of(wanted) : Optional.empty();
    }

    static Facets facets(Session session) throws SQLException {
        return new Facets(
                frequent(session, AGENT),
                frequent(session, TOOL),
                frequent(session, WORKSPACE),
                frequent(session, RULE));
    }

    private static List<Facets.Facet> frequent(Session session, String kind) throws SQLException {
        return session.list(MOST_FREQUENT, row -> new Facets.Facet(row.getString("value"), row.getLong("calls")), kind);
    }

    private static boolean want(Session session, List<String> wanted, String kind, String value) throws SQLException {
        if (value.isEmpty()) {
            return true;
        }
        long number = session.number(NUMBER, kind, Columns.storable(value));
        wanted.add(mark(FACET, number));
        return number > 0;
    }

    private static String facet(Session session, String kind, String value) throws SQLException {
        return mark(FACET, session.number(COUNT, kind, value));
    }

    private static String mark(char kind, long number) {
        return kind + Long.toString(number, 36);
    }

    private static String verdict(Verdicts verdicts) {
        return switch (verdicts) {
            case ALL -> "";
            case ALLOWED -> ALLOWED;
            case DENIED -> DENIED;
            case WOULD_DENY -> WOULD_DENY;
        };
    }
}
