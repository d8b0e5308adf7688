package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Role;
import io.gatehouse.console.oidc.OidcSettings.LocalAccounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logging in by the organisation's provider, and what becomes of local accounts.
class OidcPagesTest {
    private OidcFixture desk;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        desk = new OidcFixture(directory, LocalAccounts.FIRST_ADMINISTRATOR, "sub");
    }

    @AfterEach
    void stop() {
        desk.close();
    }

    @Test
    void whoIsInAGroupComesInWithItsRolesAndGoesOnWhereTheyWanted() {
        var page = desk.client.get("/login?next=%2Factivity").body();
        assertTrue(page.contains("href=\"/login/oidc?next=%2Factivity\""), page);

        var answer = desk.client.get(desk.departAndReturn(desk.client, "/activity"));

        assertEquals(303, answer.statusCode());
        assertEquals("/activity", OidcFixture.location(answer));
        assertEquals(200, desk.client.get("/activity").statusCode());
        assertEquals(403, desk.client.get("/people").statusCode());
        assertEquals("Logged in by the organisation's login from 127.0.0.1, as reviewer.", desk.logged());
        assertTrue(desk.client.get("/requests").body().contains("rosa@example.com"));
    }

    @Test
    void aProviderThatNamesItselfDoesSoInEachAnswer() {
        desk.provider.namesItself = true;

        desk.needsRefusal(403, desk.logIn());
    }

    @Test
    void aProviderThatCallsItselfOtherwiseIsNotAsked() {
        desk.provider.calledInstead = Optional.of("https://evil.example");

        var answer = desk.client.get("/login/oidc");

        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("cannot be reached"), answer.body());
        assertFalse(answer.body().contains("evil.example"));
    }

    @Test
    void whatTheProviderSaysInAnErrorIsNotShown() {
        desk.provider.authorizationError = Optional.of("access_denied&error_description=call%20evil.example");

        var answer = desk.logIn();

        desk.needsRefusal(403, answer);
        assertFalse(answer.body().contains("evil.example"));
    }

    @Test
    void newKeysOfTheProviderAreTakenOver() {
        assertEquals(303, desk.logIn().statusCode());
        desk.provider.rotate();
        desk.client = new Client(desk.console.url());

        assertEquals(303, desk.logIn().statusCode());
        assertEquals(200, desk.client.get("/requests").statusCode());
    }

    @Test
    void whoSearchedBeforeTheLoginComesBackToTheSearch() {
        var page = desk.client
                .get("/login?next=%2Factivity%3Ftext%3Dgit%2Bpush%26verdict%3Ddeny")
                .body();
        var path = page.replaceFirst("(?s).*href=\"(/login/oidc[^\"]*)\".*", "$1");
        var departure = desk.client.get(path);

        assertEquals(
                "/activity?text=git+push&verdict=deny",
                OidcFixture.location(desk.client.get(desk.returnFrom(OidcFixture.location(departure)))));
    }

    @Test
    void whoIsInNoGroupIsToldSoAndLosesTheRolesOfBefore() {
        desk.logIn();
        desk.provider.claims.put("groups", List.of("staff"));
        var other = new Client(desk.console.url());

        var answer = other.get(desk.departAndReturn(other, "/"));

        assertEquals(403, answer.statusCode());
        assertTrue(
                answer.body()
                        .contains("You are rosa@example.com to this console, and none of your groups has a role here."),
                answer.body());
        assertEquals(303, other.get("/requests").statusCode());
        assertEquals(403, desk.client.get("/requests").statusCode());
    }

    @Test
    void rolesAreThoseOfTheLastLogin() {
        desk.provider.claims.put("groups", List.of("secops", "it"));
        desk.logIn();
        assertEquals(200, desk.client.get("/people").statusCode());

        desk.provider.claims.put("groups", "audit");
        var other = new Client(desk.console.url());
        other.get(desk.departAndReturn(other, "/"));

        assertEquals(403, desk.client.get("/people").statusCode());
        assertEquals(200, desk.client.get("/log").statusCode());
    }

    @Test
    void onlyTheAdministratorOfTheFirstLinkHasAWayBackIn() {
        desk.console.person("local@example.com", Role.ADMINISTRATOR);
        assertEquals(401, desk.passwordLogin("local@example.com"));

        var _ = desk.console.parts().database().write(handle -> handle.execute("UPDATE account SET by_first_link = 1"));
        assertEquals(303, desk.passwordLogin("local@example.com"));
    }

    @Test
    void theFirstLinkIsThereWhileNobodyHasALocalAccount() {
        desk.logIn();
        var link = desk.console.firstLink();
        var path = link.substring(desk.console.url().toString().length());
        var admin = new Client(desk.console.url());
        admin.get(path);

        assertEquals(
                303,
                admin.post(path, "name", "way-back", "password", TestConsole.PASSWORD)
                        .statusCode());
        assertEquals(200, admin.get("/people").statusCode());
        assertEquals(Optional.empty(), Pages.firstLink(desk.console.parts()));
        assertEquals(303, desk.passwordLogin("way-back"));
    }

    @Test
    void aSettingSaysWhetherLocalAccountsMayLogInAndEndsTheirSessions() throws IOException {
        desk.restart(LocalAccounts.ALL, "sub");
        desk.console.person("local@example.com", Role.AUDITOR);
        assertEquals(303, desk.passwordLogin("local@example.com"));
        var kept = desk.cookie();

        desk.restart(LocalAccounts.NONE, "sub");
        assertFalse(desk.client.get("/login").body().contains("type=\"password\""));
        assertEquals(403, desk.passwordLogin("local@example.com"));
        assertEquals(Optional.empty(), Pages.firstLink(desk.console.parts()));
        assertEquals(303, desk.with(kept).get("/activity").statusCode());
    }

    @Test
    void aNameThatALocalAccountHasIsNotTakenOver() throws IOException {
        desk.restart(LocalAccounts.ALL, "sub");
        desk.console.person("rosa@example.com", Role.ADMINISTRATOR);
        desk.logIn();

        assertEquals(403, desk.client.get("/people").statusCode());
        assertTrue(desk.client.get("/requests").body().contains("rosa@example.com (organisation"));
        assertEquals(401, desk.passwordLogin("rosa@example.com (organisation's login)"));
        assertEquals(303, desk.passwordLogin("rosa@example.com"));
        assertEquals(200, desk.client.get("/people").statusCode());
    }

    @Test
    void nobodyDecidesTheirOwnRequest() throws IOException {
        desk.restart(LocalAccounts.NONE, "email");
        var example = desk.console.example();
        example.fill();
        desk.provider.claims.put("email", "Ana@Example.com");
        desk.logIn();
        var page = desk.client.get("/requests/r-push").body();
        var version = page.replaceFirst("(?s).*name=\"version\" value=\"([0-9]+)\".*", "$1");

        var answer = desk.client.post(
                "/requests/r-push/refuse", "version", version.length() > 9 ? "1" : version, "sentence", "Not today.");

        assertEquals(403, answer.statusCode(), answer.body());
    }

    @Test
    void anAddressThatNobodyVerifiedIsNobodysPrincipal() throws IOException {
        desk.restart(LocalAccounts.NONE, "email");
        desk.provider.claims.put("email_verified", false);

        desk.needsRefusal(403, desk.logIn());
    }

    @Test
    void whoIsDisabledStaysOutside() {
        desk.logIn();
        var accounts = desk.accounts();
        accounts.disable(accounts.list().getFirst().id());

        var answer = desk.logIn();

        desk.needsRefusal(403, answer);
        assertTrue(answer.body().contains("disabled"));
    }

    @Test
    void aProviderThatIsAwayLeavesTheConsoleAsItIs() {
        desk.provider.close();

        assertEquals(503, desk.client.get("/login/oidc").statusCode());
        assertEquals(200, desk.client.get("/login").statusCode());
    }

    @Test
    void whoAsksTooOftenWaits() {
        desk.client.get("/login");
        int last = 0;
        for (int i = 0; i < 41; i++) {
            last = desk.client.get("/login/oidc/back?state=x&code=y").statusCode();
        }

        assertEquals(429, last);
    }
}
