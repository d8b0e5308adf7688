package io.gatehouse.store;

import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.enforcement.GrantUsedUp;
import java.sql.SQLException;
import java.util.List;

/// How many calls each grant has let through.
final class GrantUses {
    private static final String COUNT =
            """
            INSERT INTO grant_use (grant_id, uses) VALUES (?1, 1)
            ON CONFLICT (grant_id) DO UPDATE SET uses = uses + 1 WHERE uses < ?2""";

    private GrantUses() {}

    /// In the transaction that appends the record of the call.
    ///
    /// @throws GrantUsedUp when one of them has no use left; the transaction must then be undone
    static void count(Session session, List<Used> grants) throws SQLException {
        for (var used : grants) {
            if (session.update(COUNT, used.grant(), used.maxUses().orElse(Long.MAX_VALUE)) == 0) {
                throw new GrantUsedUp(used.grant());
            }
        }
    }

    static long of(Session session, String grant) throws SQLException {
        return session.number("SELECT uses FROM grant_use WHERE grant_id = ?", grant);
    }
}
