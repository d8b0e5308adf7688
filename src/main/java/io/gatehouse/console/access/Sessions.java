package io.gatehouse.console.access;

import io.gatehouse.console.ConsoleDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/// Who is logged in. A session is known by a [Secret] that only the browser has.
public final class Sessions {
    /// Without a click.
    public static final Duration IDLE = Duration.ofHours(8);

    /// In any case.
    public static final Duration LONGEST = Duration.ofHours(24);

    /// How old the time of the last click may be in the database, so that not every click writes.
    private static final Duration COARSE = Duration.ofMinutes(1);

    private final ConsoleDatabase database;
    private final Predicate<Account> admitted;
    private final Clock clock;

    /// @param admitted whose sessions count
    public Sessions(ConsoleDatabase database, Predicate<Account> admitted, Clock clock) {
        this.database = database;
        this.admitted = admitted;
        this.clock = clock;
    }

    /// A new session, known by a secret that was never seen before, whatever the browser sent until now.
    public Secret begin(Account account) {
        var secret = Secret.fresh();
        long now = clock.millis();
        return database.write(handle -> {
            handle.createUpdate("DELETE FROM session WHERE began_at <= :began OR seen_at <= :seen")
                    .bind("began", now - LONGEST.toMillis())
                    .bind("seen", now - IDLE.toMillis())
                    .execute();
            handle.createUpdate(
                            """
                            INSERT INTO session (secret_hash, account, began_at, seen_at)
                            VALUES (:hash, :account, :now, :now)""")
                    .bind("hash", secret.hash())
                    .bind("account", account.id())
                    .bind("now", now)
                    .execute();
            return secret;
        });
    }

    /// Whose session it is, if it has not ended and the account may still log in.
    ///
    /// @param isClick false for what a page asks by itself, which keeps no session alive
    public Optional<Account> find(Secret secret, boolean isClick) {
        long now = clock.millis();
        var found = database.read(handle -> handle.createQuery(
                                "SELECT " + Accounts.COLUMNS
                                        + """
                        , seen_at
                        FROM session JOIN account ON account.id = session.account
                        WHERE secret_hash = :hash AND began_at > :began AND seen_at > :seen
                          AND disabled_at IS NULL""")
                        .bind("hash", secret.hash())
                        .bind("began", now - LONGEST.toMillis())
                        .bind("seen", now - IDLE.toMillis())
                        .map((row, context) -> new Seen(Accounts.read(row, context), row.getLong("seen_at")))
                        .findOne())
                .filter(seen -> admitted.test(seen.account()));
        if (isClick && found.filter(seen -> seen.at() < now - COARSE.toMillis()).isPresent()) {
            var _ = database.write(
                    handle -> handle.createUpdate("UPDATE session SET seen_at = :now WHERE secret_hash = :hash")
                            .bind("hash", secret.hash())
                            .bind("now", now)
                            .execute());
        }
        return found.map(Seen::account);
    }

    private record Seen(Account account, long at) {}

    public void end(Secret secret) {
        var _ = database.write(handle -> handle.createUpdate("DELETE FROM session WHERE secret_hash = :hash")
                .bind("hash", secret.hash())
                .execute());
    }
}
