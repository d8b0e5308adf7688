package io.gatehouse.console.pages;

import io.gatehouse.console.Console;
import io.gatehouse.console.ConsoleException;
import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.console.Role;
import io.gatehouse.console.TestClock;
import io.gatehouse.console.access.Accounts;
import io.gatehouse.console.access.Invitations;
import io.gatehouse.console.access.Passwords;
import io.gatehouse.console.access.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A real console on a real port with a real database, and a clock that is set by hand.
public final class TestConsole implements AutoCloseable {
    public static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    static final String PASSWORD = "four words of a person";

    final Console console;
    public final TestClock clock = new TestClock(NOON);

    public TestConsole(Path directory) {
        this(directory, Set.of());
    }

    /// @param secondApproval ids of rules that two persons must approve
    TestConsole(Path directory, Set<String> secondApproval) {
        this(directory, settings -> settings.withSecondApproval(secondApproval));
    }

    TestConsole(Path directory, UnaryOperator<ConsoleSettings> setUp) {
        this.console = start(directory, setUp, 5);
    }

    /// The port must be known before, as the address is in the settings.
    private Console start(Path directory, UnaryOperator<ConsoleSettings> setUp, int tries) {
        try {
            return Console.start(
                    setUp.apply(ConsoleSettings.of(directory, freePort())), clock, parts -> List.of(Pages.of(parts)));
        } catch (ConsoleException e) { // somebody took the port in between
            if (tries == 0) {
                throw e;
            }
            return start(directory, setUp, tries - 1);
        }
    }

    private static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Console.Parts parts() {
        return console.parts();
    }

    public URI url() {
        return parts().settings().url();
    }

    Example example() {
        return new Example(parts(), clock);
    }

    /// Somebody who can log in by [#PASSWORD].
    public void person(String name, Role... roles) {
        var invitations = new Invitations(parts().database(), new Passwords(), clock);
        var secret = invitations.invite(name, Optional.of(name), Set.of(roles), "rosa@example.com");
        var accepted = invitations.accept(secret.orElseThrow(), "", PASSWORD);
        if (!(accepted instanceof Invitations.Acceptance.Welcome)) {
            throw new AssertionError(accepted);
        }
    }

    /// The id of somebody's account.
    String account(String name) {
        return new Accounts(parts().database(), clock)
                .list().stream()
                        .filter(account -> account.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .id();
    }

    /// The first administrator's link.
    String firstLink() {
        return Pages.firstLink(parts()).orElseThrow();
    }

    static Secret secret(String link) {
        return Secret.parse(link.substring(link.lastIndexOf('/') + 1)).orElseThrow();
    }

    @Override
    public void close() {
        console.close();
    }
}
