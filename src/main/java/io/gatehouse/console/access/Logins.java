package io.gatehouse.console.access;

import io.gatehouse.console.ConsoleDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Whether a name and a password belong together, at the pace of people and not of programs.
///
/// Design. Each attempt is written down before the password is looked at, so that many at once do not slip through;
/// those of a login that went well are taken out again. Counted in the database, because a console may be several
/// processes. The address is counted in whole networks of IPv6, of which one person has many addresses.
public final class Logins {
    /// Within [#WINDOW], for one name, whether or not somebody has it.
    static final int MOST_OF_A_NAME = 8;

    /// Within [#WINDOW], from one address.
    static final int MOST_OF_AN_ADDRESS = 40;

    static final Duration WINDOW = Duration.ofMinutes(15);

    private final ConsoleDatabase database;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Clock clock;

    public Logins(ConsoleDatabase database, Accounts accounts, Passwords passwords, Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.passwords = passwords;
        this.clock = clock;
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
        var ofName = "name " + Accounts.folded(name);
        var ofAddress = "address " + network(address);
        long byName = attempt(ofName);
        long byAddress = attempt(ofAddress);
        if (byName > MOST_OF_A_NAME || byAddress > MOST_OF_AN_ADDRESS) {
            return new Outcome.TooMany(byName == MOST_OF_A_NAME + 1 || byAddress == MOST_OF_AN_ADDRESS + 1);
        }
        var known = accounts.findByName(name);
        var account = known.filter(found -> !found.isDisabled());
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

    private long attempt(String of) {
        long now = clock.millis();
        return database.write(handle -> {
            handle.createUpdate("DELETE FROM login_attempt WHERE attempted_at <= :old")
                    .bind("old", now - WINDOW.toMillis())
                    .execute();
            handle.createUpdate("INSERT INTO login_attempt (of_what, attempted_at) VALUES (:of, :now)")
                    .bind("of", hashed(of))
                    .bind("now", now)
                    .execute();
            return handle.createQuery("SELECT count(*) FROM login_attempt WHERE of_what = :of")
                    .bind("of", hashed(of))
                    .mapTo(Long.class)
                    .one();
        });
    }

    private void forget(String of) {
        var _ = database.write(handle -> handle.createUpdate("DELETE FROM login_attempt WHERE of_what = :of")
                .bind("of", hashed(of))
                .execute());
    }

    /// The first half of an IPv6 address, all of another one.
    static String network(String address) {
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
