package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Role;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long evidence is kept, what is held, and that a laptop's audit is checked by a click.
class RetentionPagesTest {
    private static TestConsole console;

    @BeforeAll
    static void start(@TempDir Path directory) {
        console = new TestConsole(directory);
        console.person("rosa@example.com", Role.ADMINISTRATOR);
        console.person("lea@example.com", Role.AUDITOR);
        console.person("sam@example.com", Role.REVIEWER);
        console.example().fill();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static Client as(String name) {
        var client = new Client(console.url());
        client.logIn(name);
        return client;
    }

    @Test
    void anAdministratorSetsTheTimeAndItIsLogged() {
        var rosa = as("rosa@example.com");
        assertTrue(rosa.get("/retention").body().contains("Evidence is kept for ever."));
        assertEquals(422, rosa.post("/retention/days", "days", "90", "why", "").statusCode());
        assertEquals(
                422,
                rosa.post("/retention/days", "days", "many", "why", "We may.").statusCode());
        assertEquals(
                303,
                rosa.post("/retention/days", "days", "90", "why", "We may.").statusCode());
        assertTrue(rosa.get("/retention").body().contains("<strong>90 days</strong>, from 27 Nov 2026"));
        assertEquals(
                "Evidence is kept for 90 days. We may.",
                console.parts().log().list(OptionalLong.empty(), 1).getFirst().sentence());
        assertEquals(
                303, rosa.post("/retention/days", "days", "", "why", "We must.").statusCode());
        assertTrue(rosa.get("/retention").body().contains("Evidence is kept for ever."));
    }

    @Test
    void aHoldIsSetAndEndedWithASentence() {
        var rosa = as("rosa@example.com");
        rosa.get("/retention");
        assertEquals(
                422,
                rosa.post("/retention/hold", "kind", "PRINCIPAL", "value", "", "sentence", "Case 7")
                        .statusCode());
        assertEquals(
                303,
                rosa.post("/retention/hold", "kind", "DEVICE", "value", "an4f81c2", "sentence", "Case <7>")
                        .statusCode());
        var page = rosa.get("/retention").body();
        assertTrue(page.contains("Case &lt;7&gt;"), page);
        var id = Pattern.compile("name=\"id\" value=\"([0-9a-f]+)\"").matcher(page);
        assertTrue(id.find());
        assertEquals(
                422,
                rosa.post("/retention/end", "id", id.group(1), "sentence", "").statusCode());
        assertEquals(
                303,
                rosa.post("/retention/end", "id", id.group(1), "sentence", "Closed.")
                        .statusCode());
        assertTrue(rosa.get("/retention").body().contains("Ended"));
    }

    @Test
    void anAuditorReadsIt() {
        var lea = as("lea@example.com");
        assertTrue(lea.get("/retention").body().contains("Administrators set it."));
        lea.get("/activity");
        assertEquals(403, lea.post("/retention/days", "days", "1", "why", "x").statusCode());
        assertEquals(
                403,
                lea.post("/retention/hold", "kind", "ALL", "value", "", "sentence", "x")
                        .statusCode());
    }

    @Test
    void aLaptopsAuditIsCheckedByAClick() {
        var lea = as("lea@example.com");
        assertTrue(lea.get("/devices/an4f81c2").body().contains("Check it now"));
        assertEquals(303, lea.post("/devices/an4f81c2/check").statusCode());
        var page = lea.get("/devices/an4f81c2").body();
        assertTrue(page.contains(": as it was taken"), page);
        lea.get("/devices/bo77d0aa");
        assertEquals(303, lea.post("/devices/bo77d0aa/check").statusCode());
        var gaps = lea.get("/devices/bo77d0aa").body();
        assertTrue(gaps.contains(": as it was taken"), gaps);
        var sam = as("sam@example.com");
        sam.get("/devices/an4f81c2");
        assertEquals(403, sam.post("/devices/an4f81c2/check").statusCode());
    }
}
