package io.gatehouse.store;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.audit.Facets;
import io.gatehouse.store.SearchText.Mark;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What calls have in common, as words that nobody types: each value of a facet has a number, and so has each
/// session. So one look into the index answers words and filters at once, the newest first.
final class Marks {
    /// Of Unicode's private use, which the tokenizer takes for letters.
    private static final char FACET = '\uE000';

    private static final char SESSION = '\uE001';
    private static final int MOST = 200;
    /// What one of this many calls has is frequent.
    private static final int FREQUENT = 4;

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
            INSERT INTO facet (kind, value, calls) VALUES (?, ?, ?)
            ON CONFLICT (kind, value) DO UPDATE SET calls = calls + excluded.calls RETURNING id""";
    private static final String GO_ON =
            """
            INSERT INTO session
                (agent, session, workspace, started_at, last_at, last_seq, allowed, denied, would_deny)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (agent, session) DO UPDATE SET
                last_at = excluded.last_at, last_seq = excluded.last_seq, allowed = allowed + excluded.allowed,
                denied = denied + excluded.denied, would_deny = would_deny + excluded.would_deny
            RETURNING id""";
    private static final String IN_SESSION = "INSERT OR REPLACE INTO session_call (seq, session_id) VALUES (?, ?)";
    private static final String NUMBER = "SELECT id, calls FROM facet WHERE kind = ? AND value = ?";
    private static final String SESSIONS = "SELECT id FROM session WHERE session = ?1 AND (agent = ?2 OR ?2 = '')";
    private static final String MOST_FREQUENT =
            "SELECT value, calls FROM facet WHERE kind = ? AND value <> '' ORDER BY calls DESC, value LIMIT " + MOST;

    private Marks() {}

    /// @param rules their ids, with a blank between
    record Call(long seq, long decidedAt, String effect, String rules, SearchWords words) {
        boolean isAllowed() {
            return effect.equals(ALLOWED);
        }

        private boolean wouldBeDenied() {
            return effect.equals(WOULD_DENY);
        }

        private List<Facet> facets() {
            var facets = new ArrayList<Facet>();
            if (!isAllowed()) {
                facets.add(new Facet(VERDICT, DENIED));
            }
            if (isAllowed() || wouldBeDenied()) {
                facets.add(new Facet(VERDICT, effect));
            }
            for (var rule : rules.split(" ", -1)) {
                if (!rule.isEmpty()) {
                    facets.add(new Facet(RULE, rule));
                }
            }
            facets.add(new Facet(AGENT, words.agent()));
            facets.add(new Facet(TOOL, words.tool()));
            facets.add(new Facet(WORKSPACE, words.workspace()));
            return facets;
        }
    }

    private record Facet(String kind, String value) {}

    private record OfAgent(String agent, String session) {
        static OfAgent of(Call call) {
            return new OfAgent(call.words().agent(), call.words().session());
        }
    }

    /// Counts calls in, once. A value or session that many of them have is written once, because verdicts wait for the
    /// transaction.
    ///
    /// @param calls in the order of their rows
    /// @return the marks of each
    static List<String> of(Session session, List<Call> calls) throws SQLException {
        var times = new LinkedHashMap<Facet, Integer>();
        var together = new LinkedHashMap<OfAgent, List<Call>>();
        for (var call : calls) {
            call.facets().forEach(facet -> times.merge(facet, 1, Integer::sum));
            together.computeIfAbsent(OfAgent.of(call), _ -> new ArrayList<>()).add(call);
        }
        var facets = new HashMap<Facet, String>();
        for (var counted : times.entrySet()) {
            var facet = counted.getKey();
            facets.put(facet, mark(FACET, session.number(COUNT, facet.kind(), facet.value(), counted.getValue())));
        }
        var sessions = new HashMap<OfAgent, Long>();
        for (var followed : together.entrySet()) {
            sessions.put(followed.getKey(), goneOn(session, followed.getKey(), followed.getValue()));
        }
        var marks = new ArrayList<String>();
        for (var call : calls) {
            long number = Objects.requireNonNull(sessions.get(OfAgent.of(call)));
            session.update(IN_SESSION, call.seq(), number);
            marks.add(Stream.concat(call.facets().stream().map(facets::get), Stream.of(mark(SESSION, number)))
                    .collect(Collectors.joining(" ")));
        }
        return marks;
    }

    /// @return the session's number
    private static long goneOn(Session session, OfAgent key, List<Call> calls) throws SQLException {
        long allowed = calls.stream().filter(Call::isAllowed).count();
        long wouldDeny = calls.stream().filter(Call::wouldBeDenied).count();
        return session.number(
                GO_ON,
                key.agent(),
                key.session(),
                calls.getFirst().words().workspace(),
                calls.getFirst().decidedAt(),
                calls.getLast().decidedAt(),
                calls.getLast().seq(),
                allowed,
                calls.size() - allowed - wouldDeny,
                wouldDeny);
    }

    /// The marks that a call must have; empty when no call can have them all.
    static Optional<List<Mark>> wanted(Session session, Filter filter) throws SQLException {
        if (filter.verdicts() == Verdicts.ALLOWED && !filter.rule().isEmpty()) {
            return Optional.empty(); // the index would look through all of both
        }
        var wanted = new ArrayList<Mark>();
        boolean known = want(session, wanted, VERDICT, verdict(filter.verdicts()))
                && want(session, wanted, RULE, filter.rule())
                && want(session, wanted, AGENT, filter.agent())
                && want(session, wanted, TOOL, filter.tool())
                && want(session, wanted, WORKSPACE, filter.workspace());
        if (!filter.session().isEmpty()) {
            long number =
                    session.number(SESSIONS, Columns.storable(filter.session()), Columns.storable(filter.agent()));
            known &= number > 0;
            wanted.add(new Mark(mark(SESSION, number), false));
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

    private static boolean want(Session session, List<Mark> wanted, String kind, String value) throws SQLException {
        if (value.isEmpty()) {
            return true;
        }
        var mark = session.find(
                NUMBER,
                row -> new Mark(
                        mark(FACET, row.getLong("id")),
                        row.getLong("calls") * FREQUENT > session.number(SearchIndex.LAST)),
                kind,
                Columns.storable(value));
        mark.ifPresent(wanted::add);
        return mark.isPresent();
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
