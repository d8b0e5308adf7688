package io.gatehouse.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The newest signed document of grants, as its exact bytes, and which ones were refused. What they mean is their
/// reader's.
public final class KeptDocuments {
    private static final int REFUSALS_KEPT = 100;

    private final Database database;

    KeptDocuments(Database database) {
        this.database = database;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Kept(long version, byte[] envelope) {}

    /// @param reason a code
    /// @param detail a sentence for people
    /// @param sha256 of what came, lower-case hex
    public record Refused(Instant at, String reason, String detail, String sha256) {}

    public Optional<Kept> find() {
        return database.read(session -> session.find(
                "SELECT version, envelope FROM signed_document", row -> new Kept(row.getLong(1), row.getBytes(2))));
    }

    /// Replaces what is kept by a newer one.
    ///
    /// @return whether it was newer, and is kept now
    public boolean put(long version, byte[] envelope, Instant receivedAt) {
        return database.write(session -> session.update(
                        """
                        INSERT INTO signed_document (only_row, version, received_at, envelope) VALUES (1, ?1, ?2, ?3)
                        ON CONFLICT (only_row) DO UPDATE SET version = excluded.version,
                            received_at = excluded.received_at, envelope = excluded.envelope
                            WHERE excluded.version > signed_document.version""",
                        version,
                        receivedAt.toEpochMilli(),
                        envelope))
                > 0;
    }

    /// Remembers the newest hundred.
    public void refuse(Refused refused) {
        database.write(session -> {
            session.update(
                    "INSERT INTO refused_document (refused_at, reason, detail, sha256) VALUES (?, ?, ?, ?)",
                    refused.at().toEpochMilli(),
                    refused.reason(),
                    Columns.storable(refused.detail()),
                    refused.sha256());
            return session.update(
                    """
                    DELETE FROM refused_document WHERE id NOT IN (
                        SELECT id FROM refused_document ORDER BY id DESC LIMIT ?)""",
                    REFUSALS_KEPT);
        });
    }

    /// The newest first.
    public List<Refused> listRefused() {
        return database.read(session -> session.list(
                "SELECT refused_at, reason, detail, sha256 FROM refused_document ORDER BY id DESC",
                KeptDocuments::refused));
    }

    private static Refused refused(ResultSet row) throws SQLException {
        return new Refused(
                Instant.ofEpochMilli(row.getLong("refused_at")),
                row.getString("reason"),
                row.getString("detail"),
                row.getString("sha256"));
    }
}
