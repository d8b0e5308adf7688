package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Role;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each role sees and does, on the server.
class RolesTest {
    private static final List<String> PAGES = List.of(
            "/requests",
            "/requests/live",
            "/requests/r-push",
            "/requests/r-push/live",
            "/grants",
            "/activity",
            "/activity/an4f81c2/1",
            "/activity/export?format=csv",
            "/activity/chart",
            "/coverage",
            "/retention",
            "/devices",
            "/devices/an4f81c2",
            "/devices/enrol",
            "/rollout",
            "/rollout/pilots",
            "/people",
            "/people/invite",
            "/log");

    private static TestConsole console;

    @BeforeAll
    static void start(@TempDir Path directory) {
        console = new TestConsole(directory);
        console.person("rosa@example.com", Role.ADMINISTRATOR);
        console.person("sam@example.com", Role.REVIEWER);
        console.person("lea@example.com", Role.AUDITOR);
        console.person("ana@example.com", Role.REVIEWER, Role.ADMINISTRATOR);
        console.person("new@example.com");
        console.example().fill();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static Map<String, Integer> seen(Client client) {
        var seen = new LinkedHashMap<String, Integer>();
        PAGES.forEach(path -> seen.put(path, client.get(path).statusCode()));
        return seen;
    }

    private static Map<String, Integer> expected(List<String> refused) {
        var expected = new LinkedHashMap<String, Integer>();
        PAGES.forEach(path -> expected.put(path, refused.contains(path) ? 403 : 200));
        return expected;
    }

    private static Client as(String name) {
        var client = new Client(console.url());
        client.logIn(name);
        return client;
    }

    @Test
    void aReviewerSeesNoPeopleAndNoLog() {
        assertEquals(
                expected(List.of("/people", "/people/invite", "/log", "/devices/enrol", "/retention")),
                seen(as("sam@example.com")));
    }

    @Test
    void anAuditorSeesAllButPeople() {
        assertEquals(expected(List.of("/people", "/people/invite", "/devices/enrol")), seen(as("lea@example.com")));
    }

    @Test
    void anAdministratorReadsNoCalls() {
        assertEquals(
                expected(List.of(
                        "/requests",
                        "/requests/live",
                        "/requests/r-push",
                        "/requests/r-push/live",
                        "/grants",
                        "/activity",
                        "/activity/an4f81c2/1",
                        "/activity/export?format=csv",
                        "/activity/chart")),
                seen(as("rosa@example.com")));
    }

    @Test
    void whoHasNoRoleSeesNothing() {
        var client = as("new@example.com");
        PAGES.forEach(path -> assertEquals(403, client.get(path).statusCode(), path));
        assertEquals(403, client.get("/").statusCode());
    }

    @Test
    void whoIsNotLoggedInSeesNothing() {
        var client = new Client(console.url());
        PAGES.forEach(path -> assertEquals(303, client.get(path).statusCode(), path));
    }

    @Test
    void anAuditorDecidesNothing() {
        var client = as("lea@example.com");
        var page = client.get("/requests/r-push").body();
        assertFalse(page.contains("/requests/r-push/approve"));
        assertTrue(page.contains("Reviewers decide it. Your role reads."));

        var grant = grant(client);
        assertEquals(
                403, client.post("/requests/r-push/approve", "version", "1").statusCode());
        assertEquals(
                403,
                client.post("/requests/r-push/refuse", "version", "1", "sentence", "No.")
                        .statusCode());
        assertEquals(
                403,
                client.post("/requests/r-push/ask", "version", "1", "sentence", "Why?")
                        .statusCode());
        assertEquals(403, client.post(grant + "/revoke", "sentence", "No.").statusCode());
        assertEquals(
                403, client.post("/devices/an4f81c2/release", "sentence", "No.").statusCode());
        assertEquals(
                403,
                client.post("/devices/enrol", "principal", "a", "roles", "b").statusCode());
        assertEquals(
                403,
                client.post("/people/invite", "name", "a", "roles", "ADMINISTRATOR")
                        .statusCode());
    }

    @Test
    void nobodyButAnAdministratorChangesTheRollout() {
        for (var name : List.of("sam@example.com", "lea@example.com")) {
            var client = as(name);
            client.get("/rollout/pilots");
            for (var path : List.of(
                    "/rollout/new",
                    "/rollout/end",
                    "/rollout/pilots/change",
                    "/rollout/pilots/open",
                    "/devices/an4f81c2/change",
                    "/devices/an4f81c2/open")) {
                assertEquals(
                        403,
                        client.post(path, "sentence", "No.", "mode", "observe").statusCode(),
                        path);
            }
        }
    }

    private static String grant(Client client) {
        return client.get("/grants").body().replaceFirst("(?s).*?href=\"(/grants/[^\"?]+)\".*", "$1");
    }

    @Test
    void aReviewerEnrolsAndInvitesNobody() {
        var client = as("sam@example.com");
        client.get("/devices");

        assertEquals(
                403,
                client.post("/devices/enrol", "principal", "a", "roles", "b").statusCode());
        assertEquals(
                403, client.post("/devices/an4f81c2/release", "sentence", "No.").statusCode());
        assertEquals(
                403,
                client.post("/people/invite", "name", "a", "roles", "ADMINISTRATOR")
                        .statusCode());
    }

    @Test
    void nobodyDecidesTheirOwnRequest() {
        var client = as("ana@example.com");
        var page = client.get("/requests/r-push").body();
        assertFalse(page.contains("<button class=\"button main-act\">Approve"));
        assertTrue(page.contains("Somebody else has to decide it."));

        var answer = client.post(
                "/requests/r-push/approve",
                "version",
                "1",
                "scope",
                "0",
                "time",
                "14400",
                "uses",
                "any",
                "sentence",
                "Mine.");

        assertEquals(403, answer.statusCode());
        assertTrue(answer.body().contains("Nothing was decided."));
        assertTrue(client.get("/requests").body().contains("r-push"));
    }
}
