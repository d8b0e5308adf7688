package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Role;
import io.gatehouse.console.SecretFile;
import io.gatehouse.console.TestClock;
import io.gatehouse.console.access.Accounts;
import io.gatehouse.console.oidc.OidcSettings;
import io.gatehouse.console.oidc.OidcSettings.LocalAccounts;
import io.gatehouse.console.oidc.TestProvider;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A console, its provider, and a browser between them.
final class OidcFixture implements AutoCloseable {
    private final Path directory;
    private final HttpClient elsewhere = HttpClient.newHttpClient();
    private final TestClock providersClock = new TestClock(TestConsole.NOON);
    final TestProvider provider = new TestProvider(providersClock);
    TestConsole console;
    Client client;

    OidcFixture(Path directory, LocalAccounts local, String principalClaim) throws Exception {
        this.directory = directory;
        this.console = console(local, principalClaim);
        this.client = new Client(console.url());
        behave();
    }

    /// The provider says what it should.
    void behave() {
        provider.claims.clear();
        provider.claims.putAll(
                Map.of("email", "rosa@example.com", "email_verified", true, "groups", List.of("secops", "staff")));
        provider.twist = _ -> {};
        provider.signing = provider::signed;
        provider.issParameter = Optional.empty();
        client = new Client(console.url());
    }

    /// The same console with other settings.
    void restart(LocalAccounts local, String principalClaim) throws IOException {
        console.close();
        console = console(local, principalClaim);
        client = new Client(console.url());
    }

    private TestConsole console(LocalAccounts local, String principalClaim) throws IOException {
        var secret = Files.writeString(directory.resolve("oidc.secret"), TestProvider.SECRET + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        var settings = new OidcSettings(
                provider.issuer(),
                TestProvider.CLIENT,
                Optional.of(new SecretFile("client secret", secret)),
                OidcSettings.USUAL_SCOPES,
                "groups",
                Map.of(
                        "secops",
                        Set.of(Role.REVIEWER),
                        "audit",
                        Set.of(Role.AUDITOR),
                        "it",
                        Set.of(Role.ADMINISTRATOR)),
                principalClaim,
                local);
        return new TestConsole(directory, before -> before.withOidc(settings));
    }

    void pass(Duration time) {
        console.clock.move(time);
        providersClock.move(time);
    }

    Accounts accounts() {
        return new Accounts(console.parts().database(), console.clock);
    }

    /// As a browser goes: to the provider, and where that sends it.
    ///
    /// @return the path of this console with its query
    String departAndReturn(Client by, String next) {
        var departure = by.get("/login/oidc?next=" + Fields.encoded(next));
        assertEquals(303, departure.statusCode(), departure.body());
        return returnFrom(location(departure));
    }

    String returnFrom(String address) {
        try {
            var request = HttpRequest.newBuilder(URI.create(address)).build();
            var back = location(elsewhere.send(request, BodyHandlers.ofString()));
            assertTrue(back.startsWith(console.url() + "/login/oidc/back?"), back);
            return back.substring(console.url().toString().length());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    HttpResponse<String> logIn() {
        return client.get(departAndReturn(client, "/requests"));
    }

    int passwordLogin(String name) {
        client = new Client(console.url());
        client.get("/login");
        return client.post("/login", "name", name, "password", TestConsole.PASSWORD)
                .statusCode();
    }

    void needsRefusal(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("You are not logged in"), answer.body());
        assertEquals(303, client.get("/requests").statusCode());
    }

    /// What the console's log says last about logins.
    String logged() {
        return console.parts().log().list(OptionalLong.empty(), 20).stream()
                .filter(entry -> entry.what().startsWith("login"))
                .findFirst()
                .orElseThrow()
                .sentence();
    }

    String cookie() {
        return client.cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("gatehouse"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }

    /// A browser that has somebody's cookie.
    Client with(String secret) {
        var thief = new Client(console.url());
        var copy = new HttpCookie("gatehouse", secret);
        copy.setPath("/");
        thief.cookies.getCookieStore().add(console.url(), copy);
        return thief;
    }

    @Override
    public void close() {
        console.close();
        provider.close();
    }
}
