package io.gatehouse.console.access;

import static io.gatehouse.console.access.AccessFixture.PASSWORD;
import static io.gatehouse.console.access.AccessFixture.welcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Databases;
import io.gatehouse.console.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Accounts on SQLite and on PostgreSQL.
class EitherDatabaseTest {
    @ParameterizedTest
    @EnumSource
    void takesAPersonFromTheFirstLinkToTheEndOfTheAccount(Kind kind, @TempDir Path directory) {
        try (var access = new AccessFixture(Databases.settings(kind, directory))) {
            var ana =
                    welcome(access.invitations.accept(access.invitations.first().orElseThrow(), "ana", PASSWORD));
            var bea = access.person("bea", Role.REVIEWER, Role.AUDITOR);
            assertEquals(List.of(ana, bea), access.accounts.list());
            assertEquals(Optional.empty(), access.invitations.first());

            assertInstanceOf(Logins.Outcome.Wrong.class, access.logins.logIn("bea", "something else", "::1"));
            assertEquals(new Logins.Outcome.Welcome(bea), access.logins.logIn("bea", PASSWORD, "::1"));
            var session = access.sessions.begin(bea);
            assertEquals(Optional.of(bea), access.sessions.find(session, true));

            assertEquals(
                    Accounts.Change.DONE,
                    access.accounts.change(bea.id(), Optional.empty(), Set.of(Role.ADMINISTRATOR)));
            assertEquals(
                    Set.of(Role.ADMINISTRATOR),
                    access.accounts.find(bea.id()).orElseThrow().roles());
            assertEquals(Accounts.Change.DONE, access.accounts.disable(ana.id()));
            assertEquals(Accounts.Change.LAST_ADMINISTRATOR, access.accounts.disable(bea.id()));

            var renewed = access.invitations.renew(bea, "ana");
            assertEquals(1, access.invitations.open().size());
            welcome(access.invitations.accept(renewed, "", "quite another sentence"));
            assertEquals(Optional.empty(), access.sessions.find(session, true));

            assertTrue(access.invitations
                    .invite("cem", Optional.empty(), Set.of(Role.AUDITOR), "bea")
                    .isPresent());
            assertTrue(access.invitations.withdraw("cem"));
            assertEquals(List.of(), access.invitations.open());
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhoComesByAProviderApartFromLocalPeople(Kind kind, @TempDir Path directory) {
        try (var access = new AccessFixture(Databases.settings(kind, directory))) {
            var local = access.person("bea", Role.ADMINISTRATOR);
            var first = access.accounts.arrive("https://p 7", "Bea", "bea@x", Set.of(Role.REVIEWER), "p");
            assertEquals("bea (p)", first.name());

            var again = access.accounts.arrive("https://p 7", "Other", "new@x", Set.of(Role.ADMINISTRATOR), "p");
            var other = access.accounts.arrive("https://p 8", "BEA", "bea@x", Set.of(Role.AUDITOR), "p");

            assertEquals(first.id(), again.id());
            assertEquals("bea (p)", again.name());
            assertEquals(Optional.of("new@x"), again.principal());
            assertEquals("bea (p 2)", other.name());
            assertEquals(List.of(local, other, again), access.accounts.list());
            assertInstanceOf(Logins.Outcome.Wrong.class, access.logins.logIn("bea (p)", "", "::1"));
            assertEquals(Accounts.Change.LAST_ADMINISTRATOR, access.accounts.disable(local.id()));
            assertEquals(Accounts.Change.DONE, access.accounts.disable(again.id()));
            access.accounts.dismiss("https://p 8");
            assertEquals(
                    Set.of(), access.accounts.find(other.id()).orElseThrow().roles());
        }
    }

    @ParameterizedTest
    @EnumSource
    void checksALogOfSeveralPartsToItsEnd(Kind kind, @TempDir Path directory) {
        try (var access = new AccessFixture(Databases.settings(kind, directory))) {
            var log = new ConsoleLog(access.database, access.clock);
            var _ = access.database.write(handle -> IntStream.rangeClosed(1, 1_001)
                    .mapToObj(i -> log.append(handle, "ana", "login", "", "Logged in " + i + "."))
                    .toList());
            assertEquals(OptionalLong.empty(), log.verify());

            var _ = access.database.write(
                    handle -> handle.execute("UPDATE console_log SET sentence = 'Nothing.' WHERE seq = 1001"));

            assertEquals(OptionalLong.of(1_001), log.verify());
        }
    }
}
