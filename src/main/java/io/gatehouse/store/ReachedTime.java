package io.gatehouse.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// The time that Gatehouse's clock had reached when it was last written down, so that the next start does not begin
/// before it.
final class ReachedTime {
    private ReachedTime() {}

    static Optional<Instant> find(Session session) throws SQLException {
        return session.find("SELECT reached_at FROM clock", row -> Instant.ofEpochMilli(row.getLong(1)));
    }

    static void keep(Session session, Instant reached) throws SQLException {
        session.update(
                """
                INSERT INTO clock (only_row, reached_at) VALUES (1, ?)
                ON CONFLICT (only_row) DO UPDATE SET reached_at = excluded.reached_at""",
                reached.toEpochMilli());
    }
}
