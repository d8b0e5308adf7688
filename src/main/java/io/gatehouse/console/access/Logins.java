package io.gatehouse.console.access;

import io.gatehouse.console.ConsoleDatabase;
import io.gatehouse.console.Pace;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/// Whether a name and a password belong together, at the pace of people and not of programs.
///
/// Design. Each attempt is written down before the password is looked at, so that many at once do not slip through;
/// those of a login that went well are taken out again. Counted in the database, because a console may be several
/// processes. The address is counted in whole networks of IPv6, of which one person has many addresses. So that a
/// flood does not take the database from everybody else, each process lets a name and an address through to it
/// at a pace that it keeps in memory.
public final class Logins {
    /// Within [#WINDOW], for one name, whether or not somebody has it.
    static final int MOST_OF_A_NAME = 8;

    /// Within [#WINDOW], from one address.
    public static final int MOST_OF_AN_ADDRESS = 40;

    public static final Duration WINDOW = Duration.ofMinutes(15);

    private final ConsoleDatabase database;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Predicate<Account> admitted;
    private final Clock clock;
    private final Pace names;
    private final Pace addresses;

    /// @param admitted which accounts may log in; the others cannot be told from those that are not there
    public Logins(
            ConsoleDatabase database,
            Accounts accounts,
            Passwords passwords,
            Predicate<Account> admitted,
            Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.passwords = passwords;
        this.admitted = admitted;
        this.clock = clock;
        this.names = pace(MOST_OF_A_NAME, clock);
        this.addresses = pace(MOST_OF_AN_ADDRESS, clock);
    }

    /// One more than the database lets through, which is told as the first that is one too many.
    private static Pace pace(int most, Clock clock) {
        return new Pace(most + 1, WINDOW.dividedBy(most + 1), clock);
    }

    /// What became of a login.
    public sealed interface Outcome {
        record Welcome(Account account) implements Outcome {}

        /// Name and password do not belong together, or the account is disabled. The person is never told which.
        ///
        /// @param account that the name belongs to, for the log
        record Wrong(Optional<Account> account) implements Outcome {}

        /// @param isFirst whether it is the first of those that are one too many, so that the log is not flooded
        record TooMany(boolean isFirst) implements Outcome {}
    }

    /// @param address the other end of the connection
    public Outcome logIn(String name, String password, String address) {
        var ofName = hashed("name " + Accounts.folded(name));
        var ofAddress = hashed("address " + network(address));
        if (!addresses.admits(ofAddress) || !names.admits(ofName) || passwords.isBusy()) {
            return new Outcome.TooMany(false);
        }
        var attempts = attempt(ofName, ofAddress);
        if (attempts.byName() > MOST_OF_A_NAME || attempts.byAddress() > MOST_OF_AN_ADDRESS) {
            return new Outcome.TooMany(
                    attempts.byName() == MOST_OF_A_NAME + 1 || attempts.byAddress() == MOST_OF_AN_ADDRESS + 1);
        }
        var known = accounts.findByName(name);
        var account = known.filter(found -> !found.isDisabled()).filter(admitted);
        try {
            if (!passwords.matches(
                    password.substring(0, Math.min(password.length(), Passwords.LONGEST)),
                    account.flatMap(accounts::password))) {
                return new Outcome.Wrong(known);
            }
        } catch (Passwords.Busy _) {
            return new Outcome.TooMany(false);
        }
        forget(ofName);
        return account.<Outcome>map(Outcome.Welcome::new).orElseGet(() -> new Outcome.Wrong(known));
    }

    private record Attempts(long byName, long byAddress) {}

    private Attempts attempt(String ofName, String ofAddress) {
        long now = clock.millis();
        return database.write(handle -> {
            handle.createUpdate("DELETE FROM login_attempt WHERE attempted_at <= :old")
                    .bind("old", now - WINDOW.toMillis())
                    .execute();
            return new Attempts(count(handle, ofName, now), count(handle, ofAddress, now));
        });
    }

    private static long count(Handle handle, String of, long now) {
        handle.createUpdate("INSERT INTO login_attempt (of_what, attempted_at) VALUES (:of, :now)")
                .bind("of", of)
                .bind("now", now)
                .execute();
        return handle.createQuery("SELECT count(*) FROM login_attempt WHERE of_what = :of")
                .bind("of", of)
                .mapTo(Long.class)
                .one();
    }

    private void forget(String of) {
        names.forget(of);
        var _ = database.write(handle -> handle.createUpdate("DELETE FROM login_attempt WHERE of_what = :of")
                .bind("of", of)
                .execute());
    }

    /// The first half of an IPv6 address, all of another one.
    public static String network(String address) {
        var bare = address.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "").replaceFirst("%.*", "");
        return Optional.of(bare)
                .filter(text -> text.indexOf(':') >= 0 && text.indexOf('.') < 0)
                .map(Logins::firstHalf)
                .orElse(bare);
    }

    private static String firstHalf(String address) {
        var groups = address.split("::", 2)[0].split(":", -1);
        return String.join(":", Arrays.copyOf(groups, Math.min(4, groups.length))) + "::/64";
    }

    /// So that a text of any length makes a key of one, and a mistyped password that came as a name stays nowhere.
    private static String hashed(String of) {
        return Secret.hash(of);
    }
}
