package io.gatehouse.console.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.gatehouse.console.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private AccessFixture access;
    private Account ana;

    @BeforeEach
    void open(@TempDir Path directory) {
        access = new AccessFixture(directory);
        access.person("root", Role.ADMINISTRATOR);
        ana = access.person("ana", Role.REVIEWER);
    }

    @AfterEach
    void close() {
        access.close();
    }

    @Test
    void areKnownByTheirSecret() {
        var secret = access.sessions.begin(ana);

        assertEquals(Optional.of(ana), access.sessions.find(secret, true));
        assertEquals(Optional.empty(), access.sessions.find(Secret.fresh(), true));
    }

    @Test
    void beginWithASecretThatWasNeverSeen() {
        assertNotEquals(
                access.sessions.begin(ana).hash(), access.sessions.begin(ana).hash());
    }

    @Test
    void endEightHoursAfterTheLastClick() {
        var secret = access.sessions.begin(ana);
        access.pass(Duration.ofHours(7));
        access.sessions.find(secret, true);

        access.pass(Duration.ofHours(8).minusMillis(1));
        assertEquals(Optional.of(ana), access.sessions.find(secret, false));
        access.pass(Duration.ofMillis(1));

        assertEquals(Optional.empty(), access.sessions.find(secret, true));
    }

    @Test
    void areNotKeptAliveByWhatAPageAsksByItself() {
        var secret = access.sessions.begin(ana);
        access.pass(Duration.ofHours(7));
        access.sessions.find(secret, false);
        access.pass(Duration.ofHours(1));

        assertEquals(Optional.empty(), access.sessions.find(secret, true));
    }

    @Test
    void endAfterADayWhateverIsClicked() {
        var secret = access.sessions.begin(ana);
        for (int hour = 0; hour < 23; hour++) {
            access.pass(Duration.ofHours(1));
            access.sessions.find(secret, true);
        }
        access.pass(Duration.ofHours(1).minusMillis(1));
        assertEquals(Optional.of(ana), access.sessions.find(secret, true));
        access.pass(Duration.ofMillis(1));

        assertEquals(Optional.empty(), access.sessions.find(secret, true));
    }

    @Test
    void endAtALogout() {
        var secret = access.sessions.begin(ana);
        access.sessions.end(secret);

        assertEquals(Optional.empty(), access.sessions.find(secret, true));
    }

    @Test
    void endWhenTheAccountIsDisabledAndDoNotComeBack() {
        var secret = access.sessions.begin(ana);
        assertEquals(Accounts.Change.DONE, access.accounts.disable(ana.id()));

        assertEquals(Optional.empty(), access.sessions.find(secret, true));
        access.accounts.enable(ana.id());
        assertEquals(Optional.empty(), access.sessions.find(secret, true));
    }

    @Test
    void knowTheRolesOfNow() {
        var secret = access.sessions.begin(ana);
        access.accounts.change(ana.id(), Optional.empty(), Set.of(Role.AUDITOR));

        assertEquals(
                Optional.of(Set.of(Role.AUDITOR)),
                access.sessions.find(secret, true).map(Account::roles));
    }

    @Test
    void neverLeaveAConsoleWithoutAnAdministrator() {
        var root = access.accounts.findByName("root").orElseThrow();

        assertEquals(Accounts.Change.LAST_ADMINISTRATOR, access.accounts.disable(root.id()));
        assertEquals(
                Accounts.Change.LAST_ADMINISTRATOR,
                access.accounts.change(root.id(), Optional.empty(), Set.of(Role.AUDITOR)));

        access.accounts.change(ana.id(), Optional.empty(), Set.of(Role.ADMINISTRATOR));
        assertEquals(Accounts.Change.DONE, access.accounts.disable(root.id()));
        assertEquals(Accounts.Change.MISSING, access.accounts.disable("nobody"));
    }
}
