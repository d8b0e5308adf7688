package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Role;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What ran without a decision, and how much of all that was.
class CoveragePagesTest {
    private static TestConsole console;

    @BeforeAll
    static void start(@TempDir Path directory) {
        console = new TestConsole(directory);
        console.person("rosa@example.com", Role.ADMINISTRATOR);
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
    void eachAgentAndLaptopHasItsPercentAndAHundredIsOnlySaidWhereNothingIsMissing() {
        var page = as("sam@example.com").get("/coverage").body();
        assertTrue(page.contains("6,702 of 6,704 calls decided"), page);
        assertTrue(page.contains("1,912 of 1,914 calls decided"), page);
        assertTrue(page.contains(">99%<"), page);
        assertTrue(page.contains(">100%<"), page);
        assertTrue(page.contains("3 of 4 calls decided"), page);
        assertTrue(page.contains(">75%<"), page);
    }

    @Test
    void aReviewerReadsWhatRanAndThatIsLogged() {
        var page = as("sam@example.com").get("/coverage").body();
        assertTrue(page.contains("https://shop.example.com/orders"), page);
        assertTrue(page.contains("Ran though denied"), page);
        assertTrue(page.contains("bo-macbook"), page);
        var entry = console.parts().log().list(OptionalLong.empty(), 1).getFirst();
        assertEquals("coverage.read", entry.what());
        assertEquals("3 calls.", entry.sentence());
    }

    @Test
    void anAdministratorSeesThatAndWhereButNotWhatRan() {
        var page = as("rosa@example.com").get("/coverage").body();
        assertTrue(page.contains("Nobody asked"), page);
        assertFalse(page.contains("https://shop.example.com/orders"), page);
    }

    @Test
    void anAgentThatTellsNothingIsUnknownAndNotCovered() {
        var page = as("sam@example.com").get("/coverage").body();
        assertTrue(page.contains("Cannot tell"), page);
        assertTrue(page.substring(page.lastIndexOf("Cannot tell")).contains("gemini"), page);
    }

    @Test
    void whereTranscriptsCannotBeReadItIsNotAHundredPercent() {
        var page = as("sam@example.com").get("/coverage").body();
        assertTrue(page.contains("12 of 12 calls decided, and 2 transcripts that cannot be read"), page);
        assertTrue(page.contains(">Cannot tell<"), page);
    }

    @Test
    void oneLaptopHasAPageOfItsOwn() {
        var sam = as("sam@example.com");
        var page = sam.get("/coverage?device=an4f81c2").body();
        assertTrue(page.contains("ana-thinkpad"), page);
        assertTrue(page.contains("No such call."), page);
        assertFalse(page.contains("bo-macbook"), page);
        assertEquals(404, sam.get("/coverage?device=nobody").statusCode());
        assertEquals(404, sam.get("/coverage/more").statusCode());
    }
}
