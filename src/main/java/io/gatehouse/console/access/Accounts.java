package io.gatehouse.console.access;

import io.gatehouse.console.ConsoleDatabase;
import io.gatehouse.console.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The accounts of this console, and their passwords' hashes.
public final class Accounts {
    static final String COLUMNS = "id, name, principal, roles, created_at, disabled_at";

    private final ConsoleDatabase database;
    private final Clock clock;

    public Accounts(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// What became of a change.
    public enum Change {
        DONE,
        MISSING,
        /// Nobody who can administer would be left.
        LAST_ADMINISTRATOR
    }

    /// As it is kept and compared.
    public static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    public List<Account> list() {
        return database.read(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM account ORDER BY name")
                .map(Accounts::read)
                .list());
    }

    public Optional<Account> find(String id) {
        return database.read(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM account WHERE id = :id")
                .bind("id", id)
                .map(Accounts::read)
                .findOne());
    }

    Optional<Account> findByName(String name) {
        return database.read(handle -> findByName(handle, name));
    }

    static Optional<Account> findByName(Handle handle, String name) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM account WHERE name = :name")
                .bind("name", folded(name))
                .map(Accounts::read)
                .findOne();
    }

    Optional<String> password(Account account) {
        return database.read(handle -> handle.createQuery("SELECT password FROM account WHERE id = :id")
                .bind("id", account.id())
                .mapTo(String.class)
                .findOne());
    }

    static Account add(
            Handle handle, String name, Optional<String> principal, Set<Role> roles, String password, Instant now) {
        var account = new Account(
                UUID.randomUUID().toString(),
                folded(name),
                principal,
                roles,
                now.truncatedTo(ChronoUnit.MILLIS),
                Optional.empty());
        handle.createUpdate(
                        """
                        INSERT INTO account (id, name, principal, roles, password, created_at)
                        VALUES (:id, :name, :principal, :roles, :password, :at)""")
                .bind("id", account.id())
                .bind("name", account.name())
                .bind("principal", account.principal())
                .bind("roles", Roles.written(account.roles()))
                .bind("password", password)
                .bind("at", account.createdAt().toEpochMilli())
                .execute();
        return account;
    }

    /// Gives an account other roles and another principal; who has it open loses or gains them at the next click.
    public Change change(String id, Optional<String> principal, Set<Role> roles) {
        return keepingAnAdministrator(id, roles.contains(Role.ADMINISTRATOR), handle -> handle.createUpdate(
                        "UPDATE account SET principal = :principal, roles = :roles WHERE id = :id")
                .bind("id", id)
                .bind("principal", principal)
                .bind("roles", Roles.written(roles))
                .execute());
    }

    /// Ends an account's sessions and links, and lets nobody log in by it.
    public Change disable(String id) {
        return keepingAnAdministrator(id, false, handle -> {
            handle.createUpdate("DELETE FROM session WHERE account = :id")
                    .bind("id", id)
                    .execute();
            handle.createUpdate("DELETE FROM invitation WHERE account = :id")
                    .bind("id", id)
                    .execute();
            return handle.createUpdate("UPDATE account SET disabled_at = :at WHERE id = :id AND disabled_at IS NULL")
                    .bind("id", id)
                    .bind("at", clock.millis())
                    .execute();
        });
    }

    public Change enable(String id) {
        int changed =
                database.write(handle -> handle.createUpdate("UPDATE account SET disabled_at = NULL WHERE id = :id")
                        .bind("id", id)
                        .execute());
        return changed == 1 ? Change.DONE : Change.MISSING;
    }

    private interface Step {
        int execute(Handle handle);
    }

    /// Two administrators who take each other's role away at once change the same rows first, so one of them waits.
    private Change keepingAnAdministrator(String id, boolean staysOne, Step step) {
        return database.write(handle -> {
            handle.createUpdate("UPDATE account SET roles = roles WHERE roles LIKE '%administrator%' OR id = :id")
                    .bind("id", id)
                    .execute();
            boolean others = handle.createQuery(
                                    """
                            SELECT count(*) FROM account
                            WHERE roles LIKE '%administrator%' AND disabled_at IS NULL AND id <> :id""")
                            .bind("id", id)
                            .mapTo(Long.class)
                            .one()
                    > 0;
            if (!staysOne && !others) {
                return Change.LAST_ADMINISTRATOR;
            }
            return step.execute(handle) == 1 ? Change.DONE : Change.MISSING;
        });
    }

    static Account read(ResultSet row, StatementContext context) throws SQLException {
        return new Account(
                row.getString("id"),
                row.getString("name"),
                Optional.ofNullable(row.getString("principal")),
                Roles.read(row.getString("roles")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Optional.ofNullable(nullableLong(row, "disabled_at")).map(Instant::ofEpochMilli));
    }

    private static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
