package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.GrantDesk.Given;
import io.gatehouse.console.Role;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Scope;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deciding, by forms.
class RequestPagesTest {
    private TestConsole console;
    private Client client;

    @BeforeEach
    void start(@TempDir Path directory) {
        console = new TestConsole(directory);
        console.person("sam@example.com", Role.REVIEWER);
        console.example().fill();
        client = new Client(console.url());
        client.logIn("sam@example.com");
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private HttpResponse<String> approve(String scope, String time, String uses, String sentence) {
        return approve(version(), scope, time, uses, sentence);
    }

    private HttpResponse<String> approve(long version, String scope, String time, String uses, String sentence) {
        return client.post(
                "/requests/r-push/approve",
                "version",
                Long.toString(version),
                "scope",
                scope,
                "time",
                time,
                "uses",
                uses,
                "session",
                "only",
                "sentence",
                sentence);
    }

    private long version() {
        client.get("/requests/r-push");
        return console.parts().requests().find("r-push").orElseThrow().line().version();
    }

    private State state() {
        return console.parts()
                .requests()
                .find("r-push")
                .orElseThrow()
                .line()
                .request()
                .state();
    }

    @Test
    void anApprovalCanShortenAndNarrow() {
        var answer = approve("1", "3600", "3", "For this branch.");

        assertEquals(
                "/requests/r-push?done=approved",
                answer.headers().firstValue("Location").orElseThrow());
        var grant = console.parts().grants().active().stream()
                .filter(given -> given.request().equals("r-push"))
                .map(Given::grant)
                .findFirst()
                .orElseThrow();
        assertEquals(
                new Scope.Command(List.of("git", "push", "--force", "origin", "release/4.2"), List.of()),
                grant.scope());
        assertEquals(Duration.ofHours(1), Duration.between(console.clock.instant(), grant.until()));
        assertEquals(OptionalLong.of(3), grant.maxUses());
        assertEquals(
                Optional.of("5f2c9d1e-8a40-4b7e-9c1f-session8"), grant.reach().session());
        assertEquals("For this branch.", grant.note());
        assertTrue(client.get("/requests/r-push?done=approved").body().contains("The grant is on its way"));
    }

    @Test
    void whatThePageDidNotOfferIsNotGranted() {
        assertEquals(422, approve("7", "3600", "3", "So.").statusCode());
        assertEquals(422, approve("0", "999999", "3", "So.").statusCode());
        assertEquals(422, approve("0", "3600", "1000", "So.").statusCode());
        assertEquals(State.SEEN, state());
    }

    @Test
    void aDecisionWithoutASentenceIsAskedForOneAndKeepsWhatWasChosen() {
        var answer = approve("1", "3600", "3", "  ");

        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("Nothing was decided. Say in up to 2000 characters why."));
        assertTrue(answer.body().contains("name=\"scope\" value=\"1\" checked"));
        assertTrue(answer.body().contains("<option value=\"3600\" selected"));
        assertEquals(State.SEEN, state());
    }

    @Test
    void aStalePageIsRefusedInWordsAndKeepsTheSentence() {
        long version = version();
        client.post("/requests/r-push/ask", "version", Long.toString(version), "sentence", "Which tag?");

        var answer = approve(version, "0", "14400", "any", "My sentence stays here.");

        assertEquals(409, answer.statusCode());
        assertTrue(answer.body().contains("This request has changed meanwhile"));
        assertTrue(answer.body().contains("My sentence stays here.</textarea>"));
        assertEquals(State.SEEN, state());
    }

    @Test
    void aRefusalTellsWhy() {
        var answer = client.post(
                "/requests/r-push/refuse", "version", Long.toString(version()), "sentence", "Revert it instead.");

        assertEquals(
                "/requests/r-push?done=refused",
                answer.headers().firstValue("Location").orElseThrow());
        assertEquals(State.REFUSED, state());
        assertTrue(client.get("/requests/r-push").body().contains("Revert it instead."));
    }

    @Test
    void aHardRuleCanOnlyBeRefused() {
        var page = client.get("/requests/r-secret").body();

        assertTrue(page.contains("No grant would help: file.secret is a hard rule."));
        assertFalse(page.contains(">Approve</button>"));
        var answer = client.post(
                "/requests/r-secret/approve",
                "version",
                "1",
                "scope",
                "0",
                "time",
                "3600",
                "uses",
                "1",
                "sentence",
                "Still.");
        assertEquals(422, answer.statusCode());
    }

    @Test
    void theQueueSaysNothingUntilSomethingChanges() {
        client.get("/requests/r-push");
        var page = client.get("/requests").body();
        var live = page.replaceFirst("(?s).*hx-get=\"([^\"]+)\".*", "$1").replace("&amp;", "&");

        assertEquals(204, client.get(live, "HX-Request", "true").statusCode());
        client.post("/requests/r-push/refuse", "version", Long.toString(version()), "sentence", "No.");

        var changed = client.get(live, "HX-Request", "true");
        assertEquals(200, changed.statusCode());
        assertFalse(changed.body().contains("r-push"));
        assertTrue(changed.body().startsWith("\n<div id=\"queue\"")
                || changed.body().strip().startsWith("<div id=\"queue\""));
    }

    @Test
    void anOpenRequestTellsThatItChangedWithoutTouchingTheForm() {
        var page = client.get("/requests/r-push").body();
        var live = page.replaceFirst("(?s).*id=\"changed\" hx-get=\"([^\"]+)\".*", "$1")
                .replace("&amp;", "&");
        assertEquals(204, client.get(live, "HX-Request", "true").statusCode());

        client.post("/requests/r-push/refuse", "version", Long.toString(version()), "sentence", "No.");

        var changed = client.get(live, "HX-Request", "true").body();
        assertTrue(changed.contains("This request has changed: it is now refused, by sam@example.com."));
        assertFalse(changed.contains("<form"));
    }

    @Test
    void aGrantIsTakenBackWithASentence() {
        var grant = "/grants/"
                + console.parts().grants().active().getFirst().grant().id();
        client.get(grant);
        assertEquals(422, client.post(grant + "/revoke", "sentence", " ").statusCode());

        var answer = client.post(grant + "/revoke", "sentence", "The ticket is closed.");

        assertEquals(
                grant + "?done=revoked", answer.headers().firstValue("Location").orElseThrow());
        assertTrue(client.get(grant).body().contains("It is over: revoked by sam@example.com."));
        assertEquals(409, client.post(grant + "/revoke", "sentence", "Again.").statusCode());
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        assertEquals(404, client.get("/requests/none").statusCode());
        assertEquals(404, client.get("/requests/r-push/none").statusCode());
        assertEquals(404, client.get("/requests/r-push/live/more").statusCode());
        assertEquals(404, client.get("/requests/").statusCode());
        assertEquals(404, client.get("/grants/none").statusCode());
    }
}
