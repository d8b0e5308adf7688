package io.gatehouse.console.access;

import io.gatehouse.console.ConsoleDatabase;
import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.console.Role;
import io.gatehouse.console.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Accounts on a real database, with a clock that is set by hand.
final class AccessFixture implements AutoCloseable {
    static final String PASSWORD = "four words of a person";

    final ConsoleDatabase database;
    final Accounts accounts;
    final Invitations invitations;
    final Sessions sessions;
    final Logins logins;

    final TestClock clock = new TestClock(Instant.parse("2026-11-26T08:00:00Z"));

    AccessFixture(Path directory) {
        this(ConsoleSettings.of(directory, 0));
    }

    AccessFixture(ConsoleSettings settings) {
        this.database = ConsoleDatabase.open(settings);
        var passwords = new Passwords(PasswordsTest.CHEAP);
        this.accounts = new Accounts(database, clock);
        this.invitations = new Invitations(database, passwords, clock);
        this.sessions = new Sessions(database, _ -> true, clock);
        this.logins = new Logins(database, accounts, passwords, _ -> true, clock);
    }

    void pass(Duration time) {
        clock.move(time);
    }

    /// Somebody who came by an invitation.
    Account person(String name, Role... roles) {
        var secret = invitations
                .invite(name, Optional.of(name + "@example.com"), Set.of(roles), "root")
                .orElseThrow();
        return welcome(invitations.accept(secret, "", PASSWORD));
    }

    static Account welcome(Invitations.Acceptance acceptance) {
        return switch (acceptance) {
            case Invitations.Acceptance.Welcome(var account) -> account;
            case Invitations.Acceptance.Not(var sentence) -> throw new AssertionError(sentence);
            case Invitations.Acceptance.Gone _ -> throw new AssertionError("gone");
        };
    }

    @Override
    public void close() {
        database.close();
    }
}
