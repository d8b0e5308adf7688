package io.gatehouse.console.access;

import io.gatehouse.console.ConsoleDatabase;
import io.gatehouse.console.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/// The tokens of scripts: made by administrators, shown once, kept by their hashes.
public final class ScriptTokens {
    /// With what a token begins, so that one that was published by mistake is recognised.
    public static final String PREFIX = "ght_";

    public static final int LONGEST_DAYS = 366;

    /// A script reads what an auditor reads, or the laptops alone; it decides nothing.
    public static final Set<Role> ROLES = Set.of(Role.AUDITOR, Role.ADMINISTRATOR);

    private static final Duration COARSE = Duration.ofMinutes(1);
    private static final int MOST = 500;
    private static final String SELECT =
            "SELECT id, name, role, issued_by, issued_at, ends_at, revoked_at, used_at FROM script_token ";

    private final ConsoleDatabase database;
    private final Clock clock;

    public ScriptTokens(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// @return what the script sends, which is not kept
    public String issue(String name, Role role, Duration time, String by) {
        if (!ROLES.contains(role) || name.isBlank() || time.compareTo(Duration.ofDays(LONGEST_DAYS)) > 0) {
            throw new IllegalArgumentException("no such token is issued");
        }
        var secret = Secret.fresh();
        var now = clock.instant();
        var _ = database.write(handle -> handle.createUpdate(
                        """
                        INSERT INTO script_token (id, hash, name, role, issued_by, issued_at, ends_at)
                        VALUES (:id, :hash, :name, :role, :by, :at, :ends)""")
                .bind("id", UUID.randomUUID().toString())
                .bind("hash", secret.hash())
                .bind("name", name)
                .bind("role", role.name())
                .bind("by", by)
                .bind("at", now.toEpochMilli())
                .bind("ends", now.plus(time).toEpochMilli())
                .execute());
        return PREFIX + secret.text();
    }

    /// Whose token it is, if it still counts.
    public Optional<ScriptToken> find(String sent) {
        var now = clock.instant();
        var found = Optional.of(sent)
                .filter(text -> text.startsWith(PREFIX))
                .flatMap(text -> Secret.parse(text.substring(PREFIX.length())))
                .flatMap(secret -> database.read(handle -> handle.createQuery(SELECT + "WHERE hash = :hash")
                        .bind("hash", secret.hash())
                        .map(ScriptTokens::read)
                        .findOne()))
                .filter(token -> token.isGood(now));
        if (found.isPresent()
                && found.get()
                        .usedAt()
                        .filter(at -> at.isAfter(now.minus(COARSE)))
                        .isEmpty()) {
            var _ = database.write(
                    handle -> handle.createUpdate("UPDATE script_token SET used_at = :now WHERE id = :id")
                            .bind("now", now.toEpochMilli())
                            .bind("id", found.get().id())
                            .execute());
        }
        return found;
    }

    /// The newest first.
    public List<ScriptToken> list() {
        return database.read(handle -> handle.createQuery(SELECT + "ORDER BY issued_at DESC, id LIMIT :most")
                .bind("most", MOST)
                .map(ScriptTokens::read)
                .list());
    }

    /// @return what was revoked; absent when it was no good before
    public Optional<ScriptToken> revoke(String id) {
        var now = clock.instant();
        int revoked = database.write(handle -> handle.createUpdate(
                        "UPDATE script_token SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL AND ends_at > :now")
                .bind("now", now.toEpochMilli())
                .bind("id", id)
                .execute());
        return list().stream()
                .filter(token -> revoked == 1 && token.id().equals(id))
                .findFirst();
    }

    private static ScriptToken read(ResultSet row, StatementContext context) throws SQLException {
        return new ScriptToken(
                row.getString("id"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getString("issued_by"),
                Instant.ofEpochMilli(row.getLong("issued_at")),
                Instant.ofEpochMilli(row.getLong("ends_at")),
                instant(row, "revoked_at"),
                instant(row, "used_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
