package io.gatehouse.store;

import io.gatehouse.policy.Principal;
import java.time.Instant;
import java.util.Optional;

/// The plans of one PDP, as bytes whose meaning is their reader's: of the two revisions that were fetched last.
public final class KeptPlans {
    private static final int REVISIONS_KEPT = 2;

    private final Database database;
    private final RequestKey keys;
    private final String pdp;

    KeptPlans(Database database, byte[] secret, String pdp) {
        this.database = database;
        this.keys = new RequestKey(secret, pdp);
        this.pdp = pdp;
    }

    /// @param fetchedAt when the PDP gave them
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Kept(byte[] plans, Instant fetchedAt) {}

    /// Replaces what was kept of the same principal and revision.
    public void put(Principal principal, String revision, byte[] plans, Instant fetchedAt) {
        database.write(session -> {
            session.update(
                    """
                    INSERT INTO plans (pdp, principal, revision, fetched_at, bytes) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (pdp, principal, revision) DO UPDATE SET
                        fetched_at = excluded.fetched_at, bytes = excluded.bytes""",
                    pdp,
                    keys.of(principal),
                    revision,
                    fetchedAt.toEpochMilli(),
                    plans);
            return session.update(
                    """
                    DELETE FROM plans WHERE pdp = ?1 AND revision <> ?2 AND revision NOT IN (
                        SELECT revision FROM plans WHERE pdp = ?1 AND revision <> ?2
                        GROUP BY revision ORDER BY max(fetched_at) DESC LIMIT ?3)""",
                    pdp,
                    revision,
                    REVISIONS_KEPT - 1);
        });
    }

    public Optional<Kept> find(Principal principal, String revision) {
        return database.read(session -> session.find(
                "SELECT bytes, fetched_at FROM plans WHERE pdp = ? AND principal = ? AND revision = ?",
                row -> new Kept(row.getBytes(1), Instant.ofEpochMilli(row.getLong(2))),
                pdp,
                keys.of(principal),
                revision));
    }

    /// For plans that their reader cannot read.
    public void delete(Principal principal, String revision) {
        database.write(session -> session.update(
                "DELETE FROM plans WHERE pdp = ? AND principal = ? AND revision = ?",
                pdp,
                keys.of(principal),
                revision));
    }
}
