package io.gatehouse.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How often a rule fired.
///
/// @param rule its id
/// @param denied calls that it denied, alone or with others
/// @param wouldDeny calls that went on although it fired
public record RuleCount(String rule, long denied, long wouldDeny) {
    private static final String FIRST =
            "SELECT min(seq) FROM by_time WHERE decided_at >= ? HAVING min(seq) IS NOT NULL";

    /// Denied calls have an index of their own, so that allowed ones cost nothing here.
    private static final String FIRED =
            """
            SELECT rules, effect, count(*) FROM enforcement INDEXED BY enforcement_denied
            WHERE effect <> 'allow' AND seq >= ? AND decided_at >= ? AND rules <> ''
            GROUP BY rules, effect""";

    /// By the rules' ids.
    static List<RuleCount> since(Session session, long millis) throws SQLException {
        long first = session.find(FIRST, row -> row.getLong(1), millis).orElse(Long.MAX_VALUE);
        Map<String, RuleCount> counts = new TreeMap<>();
        for (var group : session.list(
                FIRED, row -> new Group(row.getString(1), row.getString(2), row.getLong(3)), first, millis)) {
            for (var rule : group.rules.split(" ", -1)) {
                counts.merge(rule, group.of(rule), RuleCount::plus);
            }
        }
        return List.copyOf(counts.values());
    }

    private RuleCount plus(RuleCount other) {
        return new RuleCount(rule, denied + other.denied, wouldDeny + other.wouldDeny);
    }

    private record Group(String rules, String effect, long calls) {
        RuleCount of(String rule) {
            return effect.equals("deny") ? new RuleCount(rule, calls, 0) : new RuleCount(rule, 0, calls);
        }
    }
}
