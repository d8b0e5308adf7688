package io.gatehouse.console.pages;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Role;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who gets in, and what forms count.
class AccessPagesTest {
    private static TestConsole console;

    @BeforeAll
    static void start(@TempDir Path directory) {
        console = new TestConsole(directory);
        console.person("rosa@example.com", Role.ADMINISTRATOR);
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private Client client;

    @BeforeEach
    void open() {
        client = new Client(console.url());
    }

    @Test
    void everyAnswerCarriesTheStrictHeaders() {
        for (var path : List.of("/login", "/requests", "/nothing", "/assets/console.css")) {
            var headers = client.get(path).headers();
            assertEquals(
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                            + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
                    headers.firstValue("Content-Security-Policy").orElseThrow(),
                    path);
            assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElseThrow(), path);
            assertEquals("same-origin", headers.firstValue("Referrer-Policy").orElseThrow(), path);
            assertEquals(
                    path.startsWith("/assets") ? "no-cache" : "no-store",
                    headers.firstValue("Cache-Control").orElseThrow(),
                    path);
        }
    }

    @Test
    void noPageHoldsInlineScriptOrStyle() {
        client.logIn("rosa@example.com");
        for (var path : List.of("/login", "/people", "/devices", "/log", "/devices/enrol", "/people/invite")) {
            var page = client.get(path).body();
            assertFalse(page.matches("(?s).*<script(?! src=\"/assets/).*"), path);
            assertFalse(page.matches("(?s).*(<style|\\sstyle=|\\son[a-z]+=|hx-on|javascript:).*"), path);
        }
    }

    @Test
    void whoIsNotLoggedInGetsTheLoginPageAndComesBack() {
        var answer = client.get("/devices");

        assertEquals(303, answer.statusCode());
        assertEquals(
                "/login?next=%2Fdevices",
                answer.headers().firstValue("Location").orElseThrow());

        client.get("/login?next=%2Fdevices");
        assertEquals("/devices", location("/devices"));
    }

    @Test
    void whoSearchedBeforeTheLoginComesBackToTheSearch() {
        assertEquals(
                "/login?next=%2Factivity%3Ftext%3Dgit%2Bpush",
                client.get("/activity?text=git+push")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow());
        client.get("/login");
        assertEquals("/activity?text=git+push", location("/activity?text=git+push"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "//evil.example",
                "/\\evil.example",
                "/\t/evil.example",
                "\\\\evil.example",
                "javascript:alert(1)",
                "/%2f%2fevil.example",
                "/.evil.example",
                "/requests#@evil.example",
                "http:evil.example"
            })
    void aLoginLeadsNowhereElse(String next) {
        client.get("/login");
        var to = location(next);

        assertEquals("/", to);
    }

    private String location(String next) {
        return client.post("/login", "name", "rosa@example.com", "password", TestConsole.PASSWORD, "next", next)
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    @Test
    void theSecretOfABrowserChangesAtTheLoginSoThatNobodyCanChooseIt() {
        client.get("/login");
        var before = cookie();
        client.post("/login", "name", "rosa@example.com", "password", TestConsole.PASSWORD);
        var after = cookie();

        assertNotEquals(before, after);
        var attacker = new Client(console.url());
        attacker.cookies.getCookieStore().add(console.url(), copy(before));
        assertEquals(303, attacker.get("/people").statusCode());
        assertEquals(200, client.get("/people").statusCode());
    }

    private String cookie() {
        return client.cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("gatehouse"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static HttpCookie copy(String value) {
        var cookie = new HttpCookie("gatehouse", value);
        cookie.setPath("/");
        return cookie;
    }

    @Test
    void theCookieIsForThisHostAloneAndNotForScripts() {
        var plain = client.get("/login").headers().firstValue("Set-Cookie").orElseThrow();

        assertTrue(plain.endsWith("; Path=/; HttpOnly; SameSite=Lax"), plain);
        assertEquals("__Host-gatehouse", new Cookie(true).name());
        assertTrue(new Cookie(true)
                .set(io.gatehouse.console.access.Secret.fresh())
                .endsWith("; Path=/; HttpOnly; SameSite=Lax; Secure"));
    }

    @Test
    void aFormOfAnotherSiteIsRefused() {
        client.logIn("rosa@example.com");
        client.get("/people/invite");
        var body = Client.form("name", "eve", "roles", "ADMINISTRATOR", "form", client.token());
        var own = console.url().toString();

        assertEquals(403, client.postWithout("/people/invite", body).statusCode());
        assertEquals(
                403,
                client.postWithout("/people/invite", body, "Origin", "https://evil.example")
                        .statusCode());
        assertEquals(
                403,
                client.postWithout("/people/invite", body, "Origin", "null").statusCode());
        assertEquals(
                403,
                client.postWithout("/people/invite", body, "Origin", own, "Sec-Fetch-Site", "cross-site")
                        .statusCode());
        assertEquals(
                403,
                client.postWithout("/people/invite", body, "Origin", own, "Sec-Fetch-Site", "same-site")
                        .statusCode());
        assertFalse(client.get("/people").body().contains("eve"));
    }

    @Test
    void aFormWithoutTheTokenOfItsOwnSessionIsRefused() {
        client.logIn("rosa@example.com");
        var other = new Client(console.url());
        other.get("/login");
        var own = console.url().toString();
        for (var token : List.of("", "x", other.token())) {
            var body = Client.form("name", "eve", "roles", "ADMINISTRATOR", "form", token);
            assertEquals(
                    403,
                    client.postWithout("/people/invite", body, "Origin", own, "Sec-Fetch-Site", "same-origin")
                            .statusCode());
        }
    }

    @Test
    void aLoginFromAnotherSiteIsRefused() {
        client.get("/login");
        var body = Client.form("name", "rosa@example.com", "password", TestConsole.PASSWORD, "form", client.token());

        assertEquals(
                403,
                client.postWithout("/login", body, "Sec-Fetch-Site", "cross-site")
                        .statusCode());
    }

    @Test
    void nothingChangesByAGet() {
        client.logIn("rosa@example.com");

        assertEquals(405, client.get("/logout").statusCode());
        assertEquals(405, client.get("/people/withdraw").statusCode());
        assertEquals(200, client.get("/people").statusCode());
    }

    @Test
    void aWrongLoginTellsNothingAndIsWrittenDown() {
        client.get("/login");
        var known = client.post("/login", "name", "rosa@example.com", "password", "not it at all");
        var unknown = client.post("/login", "name", "nobody@example.com", "password", "not it at all");

        assertEquals(401, known.statusCode());
        assertEquals(401, unknown.statusCode());
        assertEquals(
                known.body().replace("rosa@", "").replaceAll("value=\"[^\"]*\"", ""),
                unknown.body().replace("nobody@", "").replaceAll("value=\"[^\"]*\"", ""));
        assertEquals(
                List.of(
                        "A login by a name that nobody has, from 127.0.0.1, went wrong.",
                        "A login as rosa@example.com from 127.0.0.1 went wrong."),
                console.parts().log().list(OptionalLong.empty(), 2).stream()
                        .map(ConsoleLog.Entry::sentence)
                        .toList());
    }

    @Test
    void aSessionEndsAtItsTimeAndAtALogout() {
        client.logIn("rosa@example.com");
        client.get("/people");
        assertEquals(303, client.post("/logout").statusCode());
        assertEquals(303, client.get("/people").statusCode());

        client.logIn("rosa@example.com");
        console.clock.move(Duration.ofHours(8));
        assertEquals(303, client.get("/people").statusCode());
    }

    @Test
    void aPageThatAsksByItselfAfterTheEndIsNotLedToTheLogin() {
        assertEquals(403, client.get("/requests/live", "HX-Request", "true").statusCode());
    }

    @Test
    void whatNoBrowserSendsIsRefusedInWords() {
        client.logIn("rosa@example.com");
        assertEquals(400, client.get("/activity?text=%00").statusCode());
        assertEquals(404, client.get("/people/").statusCode());
        assertEquals(400, client.get("/assets/..%2f..%2fpom.xml").statusCode());
        assertEquals(404, client.get("/people/x/y/z").statusCode());
        client.get("/people/invite");
        assertEquals(
                413, client.post("/people/invite", "name", "x".repeat(70_000)).statusCode());
    }

    @Test
    void anInvitationIsGoodOnce() {
        client.logIn("rosa@example.com");
        client.get("/people/invite");
        var shown = client.post("/people/invite", "name", "Lea@Example.com", "principal", "", "roles", "AUDITOR");
        assertEquals(200, shown.statusCode());
        var link = shown.body().replaceFirst("(?s).*id=\"invitation-link\">" + console.url() + "([^<]+)<.*", "$1");

        var lea = new Client(console.url());
        assertTrue(lea.get(link).body().contains("value=\"lea@example.com\""));
        assertEquals(422, lea.post(link, "name", "eve", "password", "short").statusCode());
        assertEquals(
                303,
                lea.post(link, "name", "eve", "password", "some words of Lea").statusCode());
        assertEquals(200, lea.get("/activity").statusCode());
        assertEquals(403, lea.get("/people").statusCode());

        assertEquals(404, new Client(console.url()).get(link).statusCode());
    }

    @Test
    void aLogThatWasEditedShows() {
        client.logIn("rosa@example.com");
        assertTrue(client.get("/log?check=chain").body().contains("The log is as it was written"));

        var _ = console.parts()
                .database()
                .write(handle -> handle.execute("UPDATE console_log SET sentence = 'Nothing happened.' WHERE seq = 1"));

        assertTrue(client.get("/log?check=chain").body().contains("not as it was written from entry 1 on"));
    }

    @Test
    void theLastAdministratorStays() {
        client.logIn("rosa@example.com");
        var list = client.get("/people").body();
        var path = list.replaceFirst("(?s).*href=\"(/people/[0-9a-f-]{36})\">rosa@example.com<.*", "$1");
        client.get(path);

        assertEquals(409, client.post(path + "/disable").statusCode());
        assertEquals(409, client.post(path + "/change", "roles", "AUDITOR").statusCode());
        assertEquals(200, client.get("/people").statusCode());
    }

    @Test
    void nobodyChangesWhoTheyAreToThePolicies() {
        client.logIn("rosa@example.com");
        var list = client.get("/people").body();
        var path = list.replaceFirst("(?s).*href=\"(/people/[0-9a-f-]{36})\">rosa@example.com<.*", "$1");
        assertFalse(client.get(path).body().contains(path + "/change"));

        var answer = client.post(path + "/change", "roles", "ADMINISTRATOR", "principal", "");

        assertEquals(409, answer.statusCode());
        assertTrue(answer.body().contains("Nobody changes their own account."));
    }

    @Test
    void aFormThatComesTooSlowlyIsNotWaitedFor() throws Exception {
        var before = System.nanoTime();
        var answer = answer("/login", "Content-Length: 9");

        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 30);
    }

    @Test
    void aFormOfWhoIsNotLoggedInIsRefusedBeforeItCame() throws Exception {
        assertTrue(answer("/people/invite", "Content-Length: 9").startsWith("HTTP/1.1 303 "));
        assertTrue(answer("/login", "Content-Length: 9", "Sec-Fetch-Site: cross-site")
                .startsWith("HTTP/1.1 403 "));
    }

    /// To a form of which the body never comes.
    private static String answer(String path, String... headers) throws IOException {
        try (var socket = new Socket(console.url().getHost(), console.url().getPort())) {
            socket.setSoTimeout(40_000);
            var head = "POST " + path + " HTTP/1.1\r\nHost: " + console.url().getAuthority() + "\r\nOrigin: "
                    + console.url() + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            return new String(socket.getInputStream().readNBytes(13), US_ASCII);
        }
    }

    @Test
    void theFormOfAnEndedSessionLeadsToTheLogin() {
        client.get("/login");

        assertEquals(303, client.post("/people/invite", "name", "eve").statusCode());
    }
}
