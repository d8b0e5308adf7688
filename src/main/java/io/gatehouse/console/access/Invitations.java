package io.gatehouse.console.access;

import io.gatehouse.console.ConsoleDatabase;
import io.gatehouse.console.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/// Links by which people come to an account, each good once. Kept by their hashes.
public final class Invitations {
    public static final Duration FIRST_LASTS = Duration.ofHours(24);
    public static final Duration LASTS = Duration.ofDays(3);

    /// Who is on the first link, for the log.
    public static final String CONSOLE = "the console";

    private final ConsoleDatabase database;
    private final Passwords passwords;
    private final Clock clock;

    public Invitations(ConsoleDatabase database, Passwords passwords, Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.clock = clock;
    }

    /// What became of an invitation.
    public sealed interface Acceptance {
        record Welcome(Account account) implements Acceptance {}

        /// @param sentence why not, and what to do
        record Not(String sentence) implements Acceptance {}

        /// It is unknown, used or over.
        record Gone() implements Acceptance {}
    }

    /// A link for the first administrator, while nobody has a local account; the one before is worth nothing any
    /// more. The first person gets every role: a small team needs no second one to begin.
    public Optional<Secret> first() {
        return database.write(handle -> {
            if (countOfLocalAccounts(handle) > 0) {
                return Optional.empty();
            }
            handle.execute("DELETE FROM invitation WHERE name = ''");
            return Optional.of(put(
                    handle,
                    new Invitation(
                            "",
                            Optional.empty(),
                            EnumSet.allOf(Role.class),
                            Optional.empty(),
                            CONSOLE,
                            clock.instant().plus(FIRST_LASTS))));
        });
    }

    /// For a new person; empty when somebody has that name.
    public Optional<Secret> invite(String name, Optional<String> principal, Set<Role> roles, String by) {
        var folded = Accounts.folded(name);
        if (folded.isEmpty()) {
            throw new IllegalArgumentException("an invitation is for somebody");
        }
        return database.write(handle -> Accounts.findByName(handle, folded).isPresent()
                ? Optional.empty()
                : Optional.of(replace(
                        handle,
                        new Invitation(
                                folded,
                                principal,
                                roles,
                                Optional.empty(),
                                by,
                                clock.instant().plus(LASTS)))));
    }

    /// For somebody who forgot the password.
    public Secret renew(Account account, String by) {
        return database.write(handle -> replace(
                handle,
                new Invitation(
                        account.name(),
                        account.principal(),
                        account.roles(),
                        Optional.of(account.id()),
                        by,
                        clock.instant().plus(FIRST_LASTS))));
    }

    /// Those that can still be used.
    public List<Invitation> open() {
        return database.read(handle -> handle.createQuery(
                        """
                        SELECT name, principal, roles, account, invited_by, until_at FROM invitation
                        WHERE until_at > :now AND name <> '' ORDER BY name""")
                .bind("now", clock.millis())
                .map(Invitations::read)
                .list());
    }

    /// @return whether there was one
    public boolean withdraw(String name) {
        return database.write(handle -> handle.createUpdate("DELETE FROM invitation WHERE name = :name")
                        .bind("name", Accounts.folded(name))
                        .execute())
                > 0;
    }

    public Optional<Invitation> find(Secret secret) {
        return database.read(handle -> find(handle, secret));
    }

    /// Makes the account, or gives it the new password, and ends the invitation; one of two who try at once gets
    /// it.
    ///
    /// @param name as the person writes it, which counts on the first link alone
    /// @throws Passwords.Busy when too many are hashed at once
    public Acceptance accept(Secret secret, String name, String password) {
        var found = find(secret);
        if (found.isEmpty()) {
            return new Acceptance.Gone();
        }
        var invitation = found.get();
        var called = Accounts.folded(invitation.isFirst() ? name : invitation.name());
        if (called.isEmpty() || called.length() > 200) {
            return new Acceptance.Not("Choose a name of up to 200 characters.");
        }
        var weak = Passwords.whyNot(password, called);
        if (weak.isPresent()) {
            return new Acceptance.Not(weak.get());
        }
        var hash = passwords.hash(password);
        try {
            return database.write(handle -> accept(handle, secret, invitation, called, hash));
        } catch (UnableToExecuteStatementException _) { // somebody took the name in between
            return new Acceptance.Gone();
        }
    }

    private Acceptance accept(Handle handle, Secret secret, Invitation invitation, String name, String hash) {
        int taken = handle.createUpdate("DELETE FROM invitation WHERE secret_hash = :hash AND until_at > :now")
                .bind("hash", secret.hash())
                .bind("now", clock.millis())
                .execute();
        if (taken == 0 || (invitation.isFirst() && countOfLocalAccounts(handle) > 0)) {
            return new Acceptance.Gone();
        }
        if (invitation.account().isPresent()) {
            return renewed(handle, invitation.account().get(), hash);
        }
        var principal = invitation.isFirst() ? Optional.of(name) : invitation.principal();
        var account = new Account(
                UUID.randomUUID().toString(),
                name,
                principal,
                invitation.roles(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                Optional.empty(),
                Optional.empty(),
                invitation.isFirst());
        Accounts.add(handle, account, hash);
        return new Acceptance.Welcome(account);
    }

    private static Acceptance renewed(Handle handle, String account, String hash) {
        int changed = handle.createUpdate(
                        "UPDATE account SET password = :hash WHERE id = :id AND disabled_at IS NULL AND subject IS NULL")
                .bind("id", account)
                .bind("hash", hash)
                .execute();
        if (changed == 0) {
            return new Acceptance.Gone();
        }
        handle.createUpdate("DELETE FROM session WHERE account = :id")
                .bind("id", account)
                .execute();
        return new Acceptance.Welcome(handle.createQuery("SELECT " + Accounts.COLUMNS + " FROM account WHERE id = :id")
                .bind("id", account)
                .map(Accounts::read)
                .one());
    }

    private Secret replace(Handle handle, Invitation invitation) {
        handle.createUpdate("DELETE FROM invitation WHERE name = :name")
                .bind("name", invitation.name())
                .execute();
        return put(handle, invitation);
    }

    private static Secret put(Handle handle, Invitation invitation) {
        var secret = Secret.fresh();
        handle.createUpdate(
                        """
                        INSERT INTO invitation (secret_hash, name, principal, roles, account, invited_by, until_at)
                        VALUES (:hash, :name, :principal, :roles, :account, :by, :until)""")
                .bind("hash", secret.hash())
                .bind("name", invitation.name())
                .bind("principal", invitation.principal())
                .bind("roles", Roles.written(invitation.roles()))
                .bind("account", invitation.account())
                .bind("by", invitation.by())
                .bind("until", invitation.until().toEpochMilli())
                .execute();
        return secret;
    }

    private Optional<Invitation> find(Handle handle, Secret secret) {
        return handle.createQuery(
                        """
                        SELECT name, principal, roles, account, invited_by, until_at FROM invitation
                        WHERE secret_hash = :hash AND until_at > :now""")
                .bind("hash", secret.hash())
                .bind("now", clock.millis())
                .map(Invitations::read)
                .findOne();
    }

    private static long countOfLocalAccounts(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM account WHERE subject IS NULL")
                .mapTo(Long.class)
                .one();
    }

    private static Invitation read(ResultSet row, StatementContext context) throws SQLException {
        return new Invitation(
                row.getString("name"),
                Optional.ofNullable(row.getString("principal")),
                Roles.read(row.getString("roles")),
                Optional.ofNullable(row.getString("account")),
                row.getString("invited_by"),
                Instant.ofEpochMilli(row.getLong("until_at")));
    }
}
