package io.gatehouse.store;

import java.time.Instant;
import java.util.List;

/// How much has left this computer, kept over restarts. It counts what was handed to the network, also where no answer
/// came; what was handed over while the process died may be missing.
public final class SentTotals {
    private final Database database;

    SentTotals(Database database) {
        this.database = database;
    }

    /// What one address got at one path.
    ///
    /// @param receiver the address of a PDP or a console
    /// @param bytes of the bodies
    public record Total(String receiver, String path, long times, long bytes, Instant firstAt, Instant lastAt) {}

    /// @param times how often since it was added last
    public void add(String receiver, String path, long times, long bytes, Instant at) {
        database.write(session -> session.update(
                """
                INSERT INTO sent (receiver, path, times, bytes, first_at, last_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
                ON CONFLICT (receiver, path) DO UPDATE SET
                    times = times + excluded.times, bytes = bytes + excluded.bytes, last_at = excluded.last_at""",
                receiver,
                path,
                times,
                bytes,
                at.toEpochMilli()));
    }

    /// By receiver and path.
    public List<Total> list() {
        return database.read(session -> session.list(
                "SELECT receiver, path, times, bytes, first_at, last_at FROM sent ORDER BY receiver, path",
                row -> new Total(
                        row.getString("receiver"),
                        row.getString("path"),
                        row.getLong("times"),
                        row.getLong("bytes"),
                        Instant.ofEpochMilli(row.getLong("first_at")),
                        Instant.ofEpochMilli(row.getLong("last_at")))));
    }
}
