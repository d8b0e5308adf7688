package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Searching, and what is sent to a search that is no search.
class ActivityPagesTest {
    private static final Pattern ROW = Pattern.compile("class=\"what code\"");

    private static TestConsole console;

    private Client client;

    @BeforeAll
    static void start(@TempDir Path directory) {
        console = new TestConsole(directory);
        console.person("lea@example.com", Role.AUDITOR);
        console.example().fill();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @BeforeEach
    void logIn() {
        client = new Client(console.url());
        client.logIn("lea@example.com");
    }

    private long rows(String query) {
        var answer = client.get("/activity?" + query);
        assertEquals(200, answer.statusCode(), query);
        return ROW.matcher(answer.body()).results().count();
    }

    @Test
    void finds() {
        assertEquals(2, rows("verdict=deny&rule=file.secret&principal=ana%40example.com"));
        assertEquals(1, rows("text=tar+backup"));
        assertEquals(1, rows("host=example.net"));
        assertEquals(9, rows("program=mvn"));
        assertEquals(0, rows("text=nothing-of-the-kind"));
        assertTrue(client.get("/activity?text=nothing-of-the-kind").body().contains("Nothing matches"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' OR '1'='1",
                "'; DROP TABLE enforcement; --",
                "\" OR \"\"=\"",
                "%",
                "_",
                "*",
                "NEAR(a b)",
                "tokens:x OR y",
                "\\",
                "{1,2}",
                "AND",
                "a\" AND \"b",
                "\u202e",
                "😀"
            })
    void takesTextForTextWhateverItSays(String text) {
        var all = rows("");
        for (var field : List.of("principal", "device", "agent", "rule", "verdict", "program")) {
            assertEquals(0, rows(Client.form(field, text)), field);
        }
        for (var field : List.of("text", "path", "host", "workspace", "before", "from", "to")) {
            assertTrue(rows(Client.form(field, text)) <= all, field);
        }
        int status = client.get("/activity/" + Client.form("x", text).substring(2) + "/1")
                .statusCode();
        assertTrue(status == 404 || status == 400, "" + status);
        assertEquals(all, rows(""));
    }

    @Test
    void writesDownWhoSearchedForWhatAndWhatWasRead() {
        rows("text=tar&verdict=deny");
        client.get("/activity/an4f81c2/1");

        assertEquals(
                List.of("activity.open", "activity.search"),
                console.parts().log().list(OptionalLong.empty(), 2).stream()
                        .map(ConsoleLog.Entry::what)
                        .toList());
        assertEquals(
                "Searched for text tar, verdict deny.",
                console.parts().log().list(OptionalLong.empty(), 2).getLast().sentence());
    }

    @Test
    void exportsWhatWasSearchedFor() {
        var csv = client.get("/activity/export?format=csv&text=tar");
        assertEquals(
                "text/csv;charset=utf-8",
                csv.headers().firstValue("Content-Type").orElseThrow().replace(" ", ""));
        assertEquals(
                "attachment; filename=\"gatehouse-activity.csv\"",
                csv.headers().firstValue("Content-Disposition").orElseThrow());
        assertEquals(2, csv.body().lines().count());
        assertTrue(csv.body().contains("\"tar czf backup.tgz ~/.ssh\""));

        var ndjson = client.get("/activity/export?format=ndjson&text=tar");
        assertEquals(1, ndjson.body().lines().count());
        assertTrue(ndjson.body().startsWith("{\""));
        assertEquals(400, client.get("/activity/export?format=xlsx").statusCode());
    }

    @Test
    void neverExportsAFormula() {
        assertEquals("\"'=cmd|' /C calc'!A0\"", Export.cell("=cmd|' /C calc'!A0"));
        assertEquals("\"'@SUM(1)\"", Export.cell("@SUM(1)"));
        assertEquals("\"say \"\"hi\"\"\"", Export.cell("say \"hi\""));
    }

    @Test
    void opensACallWithEverythingKnown() {
        var page = client.get("/activity/an4f81c2/1").body();

        assertTrue(page.contains("mvn -q -Dtest=CartTest verify"));
        assertTrue(page.contains("What the policy was asked"));
        assertTrue(page.contains("2026-11-25.3"));
        assertFalse(page.contains("Denied by"));
        assertEquals(404, client.get("/activity/an4f81c2/99999").statusCode());
        assertEquals(404, client.get("/activity/an4f81c2/x").statusCode());
    }

    @Test
    void aSearchIsSavedForOnePersonAndItsAddressIsForAll() {
        client.get("/activity?verdict=deny&rule=file.secret");
        assertEquals(
                303,
                client.post("/activity/saved?verdict=deny&rule=file.secret", "name", "Secrets & keys")
                        .statusCode());
        assertEquals(
                422, client.post("/activity/saved?verdict=deny", "name", " ").statusCode());
        var mine = client.get("/activity").body();
        assertTrue(mine.contains("href=\"/activity?rule=file.secret&amp;verdict=deny\">Secrets &amp; keys</a>"), mine);
        var other = new Client(console.url());
        console.person("kim@example.com", Role.AUDITOR);
        other.logIn("kim@example.com");
        assertFalse(other.get("/activity").body().contains("Secrets &amp; keys"));
        var id = Pattern.compile("name=\"id\" value=\"([0-9a-f]+)\"").matcher(mine);
        assertTrue(id.find());
        other.get("/activity");
        assertEquals(
                303, other.post("/activity/saved/remove?", "id", id.group(1)).statusCode());
        assertTrue(client.get("/activity").body().contains("Secrets &amp; keys"), "nobody removes another's");
        assertEquals(
                303, client.post("/activity/saved/remove?", "id", id.group(1)).statusCode());
        assertFalse(client.get("/activity").body().contains("Secrets &amp; keys"));
        assertEquals(405, client.get("/activity/saved").statusCode());
    }

    @Test
    void callsByDayAreAChartAndATable() {
        var page = client.get("/activity/chart?principal=ana%40example.com").body();
        assertTrue(page.contains("<svg"), page);
        assertTrue(page.contains("<!doctype html>"), page);
        assertTrue(page.contains("9 allowed, 3 denied, 0 would be denied"), page);
        assertTrue(page.contains("<td class=\"nowrap\">26 Nov 2026</td>"), page);
        assertFalse(page.contains("Counted by the index"), page);
        var part = client.get("/activity/chart?rule=file.secret", "HX-Request", "true")
                .body();
        assertFalse(part.contains("<!doctype html>"), part);
        assertTrue(part.contains("Counted by the index"), part);
        assertTrue(part.contains("0 allowed, 2 denied"), part);
    }
}
