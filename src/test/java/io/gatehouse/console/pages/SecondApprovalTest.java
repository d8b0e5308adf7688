package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gatehouse.console.RequestDesk.Story;
import io.gatehouse.console.Role;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page offers a second reviewer.
class SecondApprovalTest {
    @Test
    void offersNoMoreThanTheFirstOneApproved(@TempDir Path directory) {
        try (var console = new TestConsole(directory, Set.of(Example.DESTRUCTIVE.id()))) {
            console.person("sam@example.com", Role.REVIEWER);
            console.person("kim@example.com", Role.REVIEWER);
            console.example().fill();
            approve(console, "sam@example.com", "1", "3600", "3");

            var offer = new Offer(story(console));

            var asked = offer.asAsked();
            assertEquals("3600", asked.time());
            assertEquals("3", asked.uses());
            assertFalse(offer.uses().stream().anyMatch(choice -> choice.value().equals("10")));
            assertEquals(
                    story(console).first().orElseThrow().scope(),
                    offer.approval(asked).orElseThrow().scope());
            assertEquals(303, approve(console, "kim@example.com", asked.scope(), asked.time(), asked.uses()));
        }
    }

    private static Story story(TestConsole console) {
        return console.parts().requests().find("r-push").orElseThrow();
    }

    private static int approve(TestConsole console, String who, String scope, String time, String uses) {
        var client = new Client(console.url());
        client.logIn(who);
        client.get("/requests/r-push");
        var version = Long.toString(story(console).line().version());
        return client.post(
                        "/requests/r-push/approve",
                        "version",
                        version,
                        "scope",
                        scope,
                        "time",
                        time,
                        "uses",
                        uses,
                        "sentence",
                        "So.")
                .statusCode();
    }
}
