package io.gatehouse.console.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Role;
import io.gatehouse.enforcement.Mode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutPagesTest {
    private TestConsole console;
    private Client admin;

    @BeforeEach
    void start(@TempDir Path directory) {
        console = new TestConsole(directory);
        console.person("lou@example.com", Role.ADMINISTRATOR);
        console.example().fill();
        admin = new Client(console.url());
        admin.logIn("lou@example.com");
        admin.get("/rollout/pilots");
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private Map<String, Mode> rules() {
        return console.parts().rollout().find("pilots").orElseThrow().rollout().rules();
    }

    private static void assertSays(int status, String part, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer::body);
        assertTrue(answer.body().contains(part), answer::body);
    }

    private HttpResponse<String> change(String version, String... fields) {
        var all = new java.util.ArrayList<>(List.of("version", version, "sentence", "Two weeks without surprises."));
        all.addAll(List.of(fields));
        return admin.post("/rollout/pilots/change", all.toArray(String[]::new));
    }

    @Test
    void thePageTellsWhatWouldHaveBeenDenied() {
        var page = admin.get("/rollout/pilots").body();
        assertTrue(page.contains("3 calls would have been denied"));
        assertFalse(page.contains("/activity?rule"), "an administrator reads no calls");
        assertTrue(admin.get("/rollout").body().contains("1 rule enforced already"));
    }

    @Test
    void rulesGoFromObserveToEnforceOneByOne() {
        var answer = change("2", "mode", "observe", "rule.command.privilege", "enforce", "rule.file.secret", "enforce");
        assertEquals(303, answer.statusCode(), answer::body);
        assertEquals(Map.of("command.privilege", Mode.ENFORCE, "file.secret", Mode.ENFORCE), rules());
        assertEquals(
                303,
                change(
                                "3",
                                "mode",
                                "enforce",
                                "rule.command.privilege",
                                "enforce",
                                "other",
                                "net.new",
                                "other-mode",
                                "observe")
                        .statusCode());
        assertEquals(Map.of("net.new", Mode.OBSERVE), rules());
    }

    @Test
    void aStalePageIsRefusedWithWhatWasWritten() {
        assertSays(409, "Somebody changed it meanwhile", change("1", "mode", "enforce"));
        assertSays(409, "Two weeks without surprises.", change("1", "mode", "enforce"));
        assertEquals(Map.of("file.secret", Mode.ENFORCE), rules());
    }

    @Test
    void whatNoPageSendsIsRefused() {
        assertEquals(400, change("2", "mode", "break-glass").statusCode());
        assertEquals(400, change("2", "mode", "observe", "rule.a.b", "off").statusCode());
        assertSays(422, "always enforced", change("2", "mode", "enforce", "rule.file.self-protection", "observe"));
        assertSays(422, "by their ids", change("2", "mode", "enforce", "rule.%3Cb%3E", "observe"));
        assertEquals(409, change("x", "mode", "enforce").statusCode());
        assertEquals(405, admin.get("/rollout/pilots/change").statusCode());
        assertEquals(404, admin.get("/rollout/nowhere").statusCode());
        assertEquals(404, admin.get("/rollout/pilots/else").statusCode());
    }

    @Test
    void aBreakGlassIsOpenedAndEndedAndStandsOnEveryPageOfIt() {
        assertSays(
                422,
                "up to four hours",
                admin.post("/rollout/everyone/open", "sentence", "It burns.", "length", "999"));
        assertEquals(
                303,
                admin.post("/rollout/everyone/open", "sentence", "It burns.", "length", "60")
                        .statusCode());
        var page = admin.get("/devices/an4f81c2").body();
        assertTrue(page.contains("It burns."));
        var open = console.parts().rollout().open().stream()
                .filter(one -> one.group().equals("everyone"))
                .findFirst()
                .orElseThrow();
        assertEquals(303, admin.post("/rollout/end", "id", open.opened().id()).statusCode());
        assertSays(
                409,
                "over already",
                admin.post("/rollout/end", "id", open.opened().id()));
        assertFalse(admin.get("/devices/an4f81c2").body().contains("It burns."));
    }

    @Test
    void rolesAreChangedOnTheLaptopsPage() {
        admin.get("/devices/an4f81c2");
        var answer = admin.post(
                "/devices/an4f81c2/change",
                "version",
                "1",
                "roles",
                "read-only, on-call",
                "attributes",
                "team = shop\nsite=B",
                "group",
                "pilots",
                "sentence",
                "Moved.");
        assertEquals(303, answer.statusCode(), answer::body);
        var device = console.parts().devices().find("an4f81c2").orElseThrow();
        assertEquals(
                List.of("on-call", "read-only"),
                device.roles().stream().sorted().toList());
        assertEquals(Map.of("team", "shop", "site", "B"), device.attributes());
        assertEquals("pilots", device.group());
        assertSays(
                409,
                "Somebody changed it meanwhile",
                admin.post(
                        "/devices/an4f81c2/change", "version", "1", "roles", "x", "group", "pilots", "sentence", "y"));
        assertSays(
                422,
                "each attribute and its value",
                admin.post(
                        "/devices/an4f81c2/change",
                        "version",
                        "2",
                        "roles",
                        "x",
                        "attributes",
                        "nothing",
                        "group",
                        "pilots",
                        "sentence",
                        "y"));
    }
}
