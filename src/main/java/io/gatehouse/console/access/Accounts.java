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
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/// The accounts of this console, and their passwords' hashes.
public final class Accounts {
    static final String COLUMNS = "id, name, principal, roles, created_at, disabled_at, subject, by_first_link";

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
        /// Nobody who can administer by a password of this console would be left.
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
                .findOne()
                .filter(hash -> !hash.isEmpty()));
    }

    static void add(Handle handle, Account account, String password) {
        handle.createUpdate(
                        """
                        INSERT INTO account (id, name, principal, roles, password, created_at, subject, by_first_link)
                        VALUES (:id, :name, :principal, :roles, :password, :at, :subject, :first)""")
                .bind("id", account.id())
                .bind("name", account.name())
                .bind("principal", account.principal())
                .bind("roles", Roles.written(account.roles()))
                .bind("password", password)
                .bind("at", account.createdAt().toEpochMilli())
                .bind("subject", account.subject())
                .bind("first", account.byFirstLink() ? 1 : 0)
                .execute();
    }

    /// The account of somebody whom the provider knows, with the principal and the roles that it says today; made
    /// when the person comes for the first time. A name stays as it was then, so that nobody becomes another
    /// person to the log and to their own requests. It is never somebody else's: who has a name that is taken gets
    /// a mark behind it.
    ///
    /// @param subject issuer and subject, with a blank between
    /// @param mark that tells the provider's people from local ones of the same name
    public Account arrive(String subject, String name, String principal, Set<Role> roles, String mark) {
        Supplier<Account> arrival = () -> database.write(handle -> findBySubject(handle, subject)
                .map(known -> updated(handle, known, principal, roles))
                .orElseGet(() -> added(handle, subject, free(handle, folded(name), mark), principal, roles)));
        try {
            return arrival.get();
        } catch (UnableToExecuteStatementException _) { // the person comes by two browsers at this moment
            return arrival.get();
        }
    }

    /// Takes its roles from the account of somebody whom the provider gives none any more, if there is one.
    public void dismiss(String subject) {
        var _ = database.write(handle -> handle.createUpdate("UPDATE account SET roles = '' WHERE subject = :subject")
                .bind("subject", subject)
                .execute());
    }

    private static Optional<Account> findBySubject(Handle handle, String subject) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM account WHERE subject = :subject")
                .bind("subject", subject)
                .map(Accounts::read)
                .findOne();
    }

    private static Account updated(Handle handle, Account known, String principal, Set<Role> roles) {
        handle.createUpdate("UPDATE account SET principal = :principal, roles = :roles WHERE id = :id")
                .bind("principal", principal)
                .bind("roles", Roles.written(roles))
                .bind("id", known.id())
                .execute();
        return new Account(
                known.id(),
                known.name(),
                Optional.of(principal),
                roles,
                known.createdAt(),
                known.disabledAt(),
                known.subject(),
                known.byFirstLink());
    }

    private static String free(Handle handle, String name, String mark) {
        var free = name;
        for (int i = 1; findByName(handle, free).isPresent(); i++) {
            free = name + " (" + mark + (i == 1 ? "" : " " + i) + ")";
        }
        return free;
    }

    private Account added(Handle handle, String subject, String name, String principal, Set<Role> roles) {
        var account = new Account(
                UUID.randomUUID().toString(),
                name,
                Optional.of(principal),
                roles,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                Optional.empty(),
                Optional.of(subject),
                false);
        add(handle, account, "");
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
                            WHERE roles LIKE '%administrator%' AND disabled_at IS NULL AND subject IS NULL AND id <> :id""")
                            .bind("id", id)
                            .mapTo(Long.class)
                            .one()
                    > 0;
            boolean isLocal = handle.createQuery("SELECT count(*) FROM account WHERE id = :id AND subject IS NULL")
                            .bind("id", id)
                            .mapTo(Long.class)
                            .one()
                    > 0;
            if (!staysOne && !others && isLocal) {
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
                Optional.ofNullable(nullableLong(row, "disabled_at")).map(Instant::ofEpochMilli),
                Optional.ofNullable(row.getString("subject")),
                row.getInt("by_first_link") == 1);
    }

    private static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
