package io.gatehouse.store;

import java.time.Instant;
import java.util.Optional;

/// At which console this laptop is enrolled, so that an enrolment that is gone is missed.
public final class KeptEnrolment {
    private final Database database;

    KeptEnrolment(Database database) {
        this.database = database;
    }

    /// @param identity the public key of the enrolment
    /// @param releasedAt when the console said that this laptop may enrol elsewhere
    public record Kept(String identity, String url, Instant enrolledAt, Optional<Instant> releasedAt) {}

    public Optional<Kept> find() {
        return database.read(
                session -> session.find("SELECT identity, url, enrolled_at, released_at FROM enrolment", row -> {
                    long released = row.getLong("released_at");
                    boolean isReleased = !row.wasNull();
                    return new Kept(
                            row.getString("identity"),
                            row.getString("url"),
                            Instant.ofEpochMilli(row.getLong("enrolled_at")),
                            isReleased ? Optional.of(Instant.ofEpochMilli(released)) : Optional.empty());
                }));
    }

    /// Begins anew: what an earlier console signed and what it has of the audit counts no longer.
    public void put(String identity, String url, Instant enrolledAt) {
        database.write(session -> {
            session.update("DELETE FROM signed_document");
            session.update("DELETE FROM sent_evidence");
            session.update("DELETE FROM late_outcome");
            return session.update(
                    """
                    INSERT INTO enrolment (only_row, identity, url, enrolled_at) VALUES (1, ?, ?, ?)
                    ON CONFLICT (only_row) DO UPDATE SET identity = excluded.identity, url = excluded.url,
                        enrolled_at = excluded.enrolled_at, released_at = NULL""",
                    identity,
                    url,
                    enrolledAt.toEpochMilli());
        });
    }

    /// Remembers that the console has let this laptop go.
    public void release(Instant at) {
        database.write(session ->
                session.update("UPDATE enrolment SET released_at = ? WHERE released_at IS NULL", at.toEpochMilli()));
    }
}
