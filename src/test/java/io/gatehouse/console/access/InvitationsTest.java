package io.gatehouse.console.access;

import static io.gatehouse.console.access.AccessFixture.PASSWORD;
import static io.gatehouse.console.access.AccessFixture.welcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Role;
import io.gatehouse.console.access.Invitations.Acceptance;
import io.gatehouse.console.access.Invitations.Acceptance.Gone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvitationsTest {
    private AccessFixture access;

    @BeforeEach
    void open(@TempDir Path directory) {
        access = new AccessFixture(directory);
    }

    @AfterEach
    void close() {
        access.close();
    }

    @Test
    void makeTheFirstPersonAllThatThereIs() {
        var secret = access.invitations.first().orElseThrow();

        var account = welcome(access.invitations.accept(secret, " Ana@Example.com ", PASSWORD));

        assertEquals("ana@example.com", account.name());
        assertEquals(Optional.of("ana@example.com"), account.principal());
        assertEquals(EnumSet.allOf(Role.class), account.roles());
    }

    @Test
    void areGoodOnce() {
        var secret = access.invitations.first().orElseThrow();
        welcome(access.invitations.accept(secret, "ana", PASSWORD));

        assertInstanceOf(Gone.class, access.invitations.accept(secret, "eve", PASSWORD));
        assertEquals(1, access.accounts.list().size());
    }

    @Test
    void letOneOfManyInThatTryAtOnce() throws Exception {
        var secret = access.invitations.first().orElseThrow();
        Callable<Acceptance> take = () -> access.invitations.accept(secret, "ana" + Thread.currentThread(), PASSWORD);
        try (var threads = Executors.newFixedThreadPool(4)) {
            long welcome = 0;
            for (var taken : threads.invokeAll(List.of(take, take, take, take))) {
                welcome += taken.get() instanceof Acceptance.Welcome ? 1 : 0;
            }
            assertEquals(1, welcome);
        }
        assertEquals(1, access.accounts.list().size());
    }

    @Test
    void lastADayForTheFirstPerson() {
        var secret = access.invitations.first().orElseThrow();

        access.pass(Duration.ofHours(24).minusMillis(1));
        assertTrue(access.invitations.find(secret).isPresent());
        access.pass(Duration.ofMillis(1));

        assertEquals(Optional.empty(), access.invitations.find(secret));
        assertInstanceOf(Gone.class, access.invitations.accept(secret, "ana", PASSWORD));
    }

    @Test
    void areWorthNothingOnceAnotherFirstLinkWasPrinted() {
        var before = access.invitations.first().orElseThrow();
        var after = access.invitations.first().orElseThrow();

        assertEquals(Optional.empty(), access.invitations.find(before));
        assertTrue(access.invitations.find(after).isPresent());
    }

    @Test
    void areNotPrintedOnceSomebodyHasAnAccount() {
        access.person("ana", Role.ADMINISTRATOR);

        assertEquals(Optional.empty(), access.invitations.first());
    }

    @Test
    void giveTheRolesAndThePrincipalThatTheInviterChose() {
        var secret = access.invitations
                .invite("Bea", Optional.of("bea@example.com"), Set.of(Role.AUDITOR), "ana")
                .orElseThrow();

        var account = welcome(access.invitations.accept(secret, "somebody else", PASSWORD));

        assertEquals("bea", account.name());
        assertEquals(Optional.of("bea@example.com"), account.principal());
        assertEquals(Set.of(Role.AUDITOR), account.roles());
        assertEquals(List.of(), access.invitations.open());
    }

    @Test
    void areNotWrittenForANameThatSomebodyHas() {
        access.person("bea", Role.AUDITOR);

        assertEquals(
                Optional.empty(),
                access.invitations.invite("BEA ", Optional.empty(), Set.of(Role.ADMINISTRATOR), "ana"));
    }

    @Test
    void canBeTakenBack() {
        var secret = access.invitations
                .invite("bea", Optional.empty(), Set.of(Role.AUDITOR), "ana")
                .orElseThrow();

        assertTrue(access.invitations.withdraw("bea"));

        assertInstanceOf(Gone.class, access.invitations.accept(secret, "", PASSWORD));
    }

    @Test
    void giveANewPasswordAndEndTheSessionsOfTheOldOne() {
        var bea = access.person("bea", Role.AUDITOR);
        var session = access.sessions.begin(bea);
        var secret = access.invitations.renew(bea, "ana");

        assertEquals(bea, welcome(access.invitations.accept(secret, "", "quite another sentence")));

        assertEquals(Optional.empty(), access.sessions.find(session, true));
        assertInstanceOf(Logins.Outcome.Wrong.class, access.logins.logIn("bea", PASSWORD, "::1"));
        assertInstanceOf(Logins.Outcome.Welcome.class, access.logins.logIn("bea", "quite another sentence", "::1"));
    }

    @Test
    void stayGoodWhenThePasswordIsTooWeak() {
        var secret = access.invitations.first().orElseThrow();

        assertEquals(
                new Acceptance.Not("Choose at least 12 characters."),
                access.invitations.accept(secret, "ana", "short"));
        assertTrue(access.invitations.find(secret).isPresent());
    }

    @Test
    void areWorthNothingOnceTheirPersonWasDisabledAlsoWhenEnabledAgain() {
        access.person("root", Role.ADMINISTRATOR);
        var bea = access.person("bea", Role.AUDITOR);
        var before = access.invitations.renew(bea, "root");
        access.accounts.disable(bea.id());
        var meanwhile = access.invitations.renew(bea, "root");
        assertInstanceOf(Gone.class, access.invitations.accept(meanwhile, "", "quite another sentence"));

        access.accounts.enable(bea.id());

        assertInstanceOf(Gone.class, access.invitations.accept(before, "", "quite another sentence"));
        assertInstanceOf(Logins.Outcome.Welcome.class, access.logins.logIn("bea", PASSWORD, "::1"));
    }
}
