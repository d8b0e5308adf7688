package io.gatehouse.console.access;

import static io.gatehouse.console.access.AccessFixture.PASSWORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.gatehouse.console.Role;
import io.gatehouse.console.access.Logins.Outcome.TooMany;
import io.gatehouse.console.access.Logins.Outcome.Welcome;
import io.gatehouse.console.access.Logins.Outcome.Wrong;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginsTest {
    private static final String HERE = "192.0.2.1";
    private static final String ELSEWHERE = "198.51.100.7";

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
    void welcomeTheRightPassword() {
        assertEquals(new Welcome(ana), access.logins.logIn(" ANA ", PASSWORD, HERE));
    }

    @Test
    void refuseAWrongPasswordAndAnUnknownNameAlike() {
        assertEquals(new Wrong(Optional.of(ana)), access.logins.logIn("ana", "something else", HERE));
        assertEquals(new Wrong(Optional.empty()), access.logins.logIn("nobody", PASSWORD, HERE));
        assertEquals(new Wrong(Optional.empty()), access.logins.logIn("ana' OR '1'='1", PASSWORD, HERE));
    }

    @Test
    void refuseADisabledAccount() {
        access.accounts.disable(ana.id());

        assertInstanceOf(Wrong.class, access.logins.logIn("ana", PASSWORD, HERE));
    }

    @Test
    void stopListeningToANameAfterEightAttemptsAndTellOnce() {
        wrong("ana", 8);

        assertEquals(new TooMany(true), access.logins.logIn("ana", PASSWORD, ELSEWHERE));
        assertEquals(new TooMany(false), access.logins.logIn("ana", PASSWORD, ELSEWHERE));
        assertInstanceOf(Welcome.class, access.logins.logIn("root", PASSWORD, HERE));
    }

    @Test
    void stopListeningToANameThatNobodyHasAllTheSame() {
        wrong("nobody", 8);

        assertEquals(new TooMany(true), access.logins.logIn("nobody", PASSWORD, HERE));
    }

    @Test
    void listenAgainAfterAQuarterOfAnHour() {
        wrong("ana", 9);
        access.pass(Logins.WINDOW.minusMillis(1));
        assertInstanceOf(TooMany.class, access.logins.logIn("ana", PASSWORD, HERE));

        access.pass(Duration.ofMinutes(15));
        assertInstanceOf(Welcome.class, access.logins.logIn("ana", PASSWORD, HERE));
    }

    @Test
    void forgetAttemptsOnceOneWentWell() {
        wrong("ana", 7);
        assertInstanceOf(Welcome.class, access.logins.logIn("ana", PASSWORD, HERE));
        wrong("ana", 7);

        assertInstanceOf(Welcome.class, access.logins.logIn("ana", PASSWORD, HERE));
    }

    @Test
    void stopListeningToAnAddressThatTriesManyNames() {
        for (int i = 0; i < Logins.MOST_OF_AN_ADDRESS; i++) {
            assertInstanceOf(Wrong.class, access.logins.logIn("name" + i, "something else", HERE));
        }

        assertInstanceOf(TooMany.class, access.logins.logIn("ana", PASSWORD, HERE));
        assertInstanceOf(Welcome.class, access.logins.logIn("ana", PASSWORD, ELSEWHERE));
    }

    @Test
    void countANetworkOfIpv6AsOneAddress() {
        assertEquals("2001:db8:1:2::/64", Logins.network("2001:db8:1:2:3:4:5:6"));
        assertEquals(Logins.network("[2001:db8:1:2::9]"), Logins.network("2001:db8:1:2:ffff::1"));
        assertEquals("192.0.2.1", Logins.network("192.0.2.1"));
    }

    private void wrong(String name, int times) {
        for (int i = 0; i < times; i++) {
            var outcome = access.logins.logIn(name, "something else", HERE);
            assertEquals(i < 8 ? Wrong.class : TooMany.class, outcome.getClass());
        }
    }

    @Test
    void answerAFloodWithoutWritingAnythingDown() {
        for (int i = 0; i < 3 * Logins.MOST_OF_AN_ADDRESS; i++) {
            access.logins.logIn("name" + i, "something else", HERE);
        }
        for (int i = 0; i < 3 * Logins.MOST_OF_A_NAME; i++) {
            access.logins.logIn("ana", "something else", "198.51.100." + i);
        }

        long written = access.database.read(handle -> handle.createQuery("SELECT count(*) FROM login_attempt")
                .mapTo(Long.class)
                .one());
        assertEquals(2L * (Logins.MOST_OF_AN_ADDRESS + 1) + 2L * (Logins.MOST_OF_A_NAME + 1), written);
    }
}
