package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens by which scripts read: made, shown once, and taken back.
class TokenPagesTest {
    private TestConsole console;
    private Client client;

    @BeforeEach
    void start(@TempDir Path directory) {
        console = new TestConsole(directory);
        console.person("rosa@example.com", Role.ADMINISTRATOR);
        client = new Client(console.url());
        client.logIn("rosa@example.com");
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private String issue(String name, String role) {
        client.get("/people/tokens");
        var page = client.post("/people/tokens", "name", name, "role", role, "days", "30");
        assertEquals(200, page.statusCode(), page.body());
        return page.body().replaceFirst("(?s).*id=\"token\">([^<]+)<.*", "$1");
    }

    private int read(String path, String token) {
        return new Client(console.url())
                .get(path, "Authorization", "Bearer " + token)
                .statusCode();
    }

    @Test
    void aTokenIsShownOnceAndKeptByItsHashAlone() {
        var token = issue("nightly export", "AUDITOR");

        assertTrue(token.matches("ght_[A-Za-z0-9_-]{43}"), token);
        assertFalse(client.get("/people/tokens").body().contains(token));
        assertTrue(client.get("/people/tokens").body().contains("nightly export"));
        assertEquals(
                List.of(64),
                console
                        .parts()
                        .database()
                        .read(handle -> handle.createQuery("SELECT hash FROM script_token")
                                .mapTo(String.class)
                                .list())
                        .stream()
                        .map(String::length)
                        .toList());
        assertEquals(
                List.of("Issued the token nightly export for 30 days, with the role auditor."),
                console.parts().log().list(OptionalLong.empty(), 1).stream()
                        .map(ConsoleLog.Entry::sentence)
                        .toList());
    }

    @Test
    void aTokenReadsUntilItIsRevokedOrOver() {
        var kept = issue("kept", "AUDITOR");
        var lost = issue("lost", "AUDITOR");
        assertEquals(200, read("/api/v1/scripts/activity", lost));
        var id = client.get("/people/tokens")
                .body()
                .replaceFirst("(?s).*name=\"id\" value=\"([^\"]+)\"><button[^>]*>Revoke<[^>]*> the token lost.*", "$1");

        assertEquals(303, client.post("/people/tokens/revoke", "id", id).statusCode());
        assertEquals(409, client.post("/people/tokens/revoke", "id", id).statusCode());
        assertEquals(401, read("/api/v1/scripts/activity", lost));
        assertEquals(200, read("/api/v1/scripts/activity", kept));
        console.clock.move(Duration.ofDays(30));
        assertEquals(401, read("/api/v1/scripts/activity", kept));
    }

    @Test
    void aTokenReadsWhatItsRoleReads() {
        var laptops = issue("inventory", "ADMINISTRATOR");

        assertEquals(200, read("/api/v1/scripts/devices", laptops));
        assertEquals(403, read("/api/v1/scripts/activity", laptops));
        assertEquals(303, read("/activity", laptops));
    }

    @Test
    void noTokenDecides() {
        client.get("/people/tokens");

        assertEquals(
                422,
                client.post("/people/tokens", "name", "bot", "role", "REVIEWER", "days", "30")
                        .statusCode());
        assertEquals(
                422,
                client.post("/people/tokens", "name", "bot", "role", "AUDITOR", "days", "4000")
                        .statusCode());
        assertEquals(
                422,
                client.post("/people/tokens", "name", "", "role", "AUDITOR", "days", "30")
                        .statusCode());
        assertTrue(client.get("/people/tokens").body().contains("There are none yet."));
    }

    @Test
    void onlyAnAdministratorMakesOne() {
        console.person("sam@example.com", Role.REVIEWER, Role.AUDITOR);
        var sam = new Client(console.url());
        sam.logIn("sam@example.com");

        assertEquals(403, sam.get("/people/tokens").statusCode());
        assertEquals(
                403,
                sam.post("/people/tokens", "name", "mine", "role", "AUDITOR", "days", "30")
                        .statusCode());
        assertEquals(405, client.get("/people/tokens/revoke").statusCode());
        assertEquals(404, client.get("/people/tokens/x").statusCode());
    }
}
