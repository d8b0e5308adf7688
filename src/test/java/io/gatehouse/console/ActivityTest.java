package io.gatehouse.console;

import static io.gatehouse.console.Calls.NOON;
import static io.gatehouse.console.Calls.PUSH;
import static io.gatehouse.console.Calls.SECRET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.Activity.Query;
import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class ActivityTest {
    private final Kind kind;

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(NOON);
    private Console.Parts console;

    ActivityTest(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void filled() {
        console = Console.Parts.open(Databases.settings(kind, directory), clock);
        var ana = laptop("laptop-a", "ana@example.com");
        ana.record(ana.call("a1", NOON.minusSeconds(1), "git push --force origin main", List.of(), PUSH));
        ana.record(ana.call("a2", NOON.minusSeconds(2), "curl https://evil.example.net/über", List.of(), SECRET));
        ana.record(ana.call("a3", NOON.minusSeconds(3), "ls -l", List.of()));
        ana.record(ana.call("a4", NOON.minus(Duration.ofDays(40)), "git push --force origin old", List.of(), PUSH));
        console.laptops().intake().receive("laptop-a", ana.batch());
        var ben = laptop("laptop-b", "ben@example.com");
        ben.record(ben.call("b1", NOON.minusSeconds(4), "terraform destroy -auto-approve", List.of(), PUSH, SECRET));
        ben.record(ben.call("b2", NOON.minusSeconds(5), "=cmd|'/c calc'!A1", List.of(), PUSH));
        console.laptops().intake().receive("laptop-b", ben.batch());
    }

    private Calls laptop(String id, String principal) {
        People.enrol(console, principal, id);
        return new Calls(id, principal);
    }

    @AfterEach
    void closed() {
        console.database().close();
    }

    private Query with(String name, String value) {
        var all = Query.recent(NOON);
        return new Query(
                name.equals("text") ? value : "",
                name.equals("principal") ? value : "",
                name.equals("device") ? value : "",
                name.equals("agent") ? value : "",
                name.equals("rule") ? value : "",
                name.equals("verdict") ? value : "",
                name.equals("path") ? value : "",
                name.equals("program") ? value : "",
                name.equals("host") ? value : "",
                name.equals("workspace") ? value : "",
                all.from(),
                all.to(),
                OptionalLong.empty(),
                all.limit());
    }

    private List<String> ids(Query query) {
        return console.activity().search(query).rows().stream()
                .map(Activity.Row::enforcement)
                .toList();
    }

    @Test
    void theLastThirtyDaysComeNewestFirst() {
        assertEquals(List.of("a1", "a2", "a3", "b1", "b2"), ids(Query.recent(NOON)));
    }

    @Test
    void eachFilterFindsWhatItSays() {
        assertEquals(List.of("a1", "a2", "a3"), ids(with("principal", "ana@example.com")));
        assertEquals(List.of("b1", "b2"), ids(with("device", "laptop-b")));
        assertEquals(List.of("a1", "a2", "a3", "b1", "b2"), ids(with("agent", "claude-code")));
        assertEquals(List.of("a2", "b1"), ids(with("rule", SECRET.id())));
        assertEquals(List.of("a3"), ids(with("verdict", "allow")));
        assertEquals(List.of("a1", "a2", "b1", "b2"), ids(with("verdict", "deny")));
        assertEquals(List.of("a1"), ids(with("program", "git")));
        assertEquals(List.of(), ids(with("program", "gi")), "a program is named whole");
        assertEquals(List.of(), ids(with("principal", "nobody")));
    }

    @Test
    void pathsHostsAndWorkspacesAreFoundByAnyPart() {
        assertEquals(List.of("a2"), ids(with("path", ".GIT/a2")));
        assertEquals(5, ids(with("path", "/")).size());
        assertEquals(5, ids(with("host", "example.co")).size());
        assertEquals(List.of(), ids(with("host", "examples.com")));
        assertEquals(5, ids(with("workspace", "shop")).size());
        assertEquals(List.of(), ids(with("path", "' OR 1=1 --")));
    }

    @Test
    void wordsAreFoundByTheirBeginnings() {
        assertEquals(List.of("a1"), ids(with("text", "FORC ma")));
        assertEquals(List.of("b1"), ids(with("text", "terraform")));
        assertEquals(List.of("b1"), ids(with("text", "terrafo")));
        assertEquals(List.of(), ids(with("text", "terraforms")), "longer than the word");
        assertEquals(List.of(), ids(with("text", "orce")), "not a beginning");
        assertEquals(List.of("a2"), ids(with("text", "Übe")));
        assertEquals(List.of("a1", "a2", "b1", "b2"), ids(with("text", "denied")), "what the agent was told");
        assertEquals(5, ids(with("text", " \" * ( ")).size(), "no word at all");
    }

    @Test
    void olderOnesAreFoundWhenAskedFor() {
        var all = with("rule", PUSH.id());
        var old = new Query(
                "",
                "",
                "",
                "",
                PUSH.id(),
                "",
                "",
                "",
                "",
                "",
                Instant.EPOCH,
                NOON.minus(Duration.ofDays(30)),
                OptionalLong.empty(),
                10);
        assertEquals(List.of("a1", "b1", "b2"), ids(all));
        assertEquals(List.of("a4"), ids(old));
    }

    @Test
    void pagesFollowEachOtherWithoutHolesAndDoubles() {
        var carl = laptop("laptop-c", "carl@example.com");
        for (int i = 0; i < 450; i++) {
            carl.record(carl.call("c" + i, NOON.minusMillis(i / 3), "make test " + i, List.of(), PUSH));
        }
        console.laptops().intake().receive("laptop-c", carl.batch());
        var ids = new ArrayList<String>();
        var query = with("principal", "carl@example.com");
        for (var page = console.activity().search(query); ; ) {
            page.rows().forEach(row -> ids.add(row.enforcement()));
            if (page.next().isEmpty()) {
                break;
            }
            page = console.activity().search(query.behind(page.next().getAsLong()));
        }
        assertEquals(450, ids.size());
        assertEquals(450, ids.stream().distinct().count());
    }

    @Test
    void aRowOpensWithEverythingKnownAboutIt() {
        var found = console.activity().find("laptop-a", 2).orElseThrow();
        assertEquals("a2", found.record().orElseThrow().enforcement().id());
        assertEquals(List.of("curl"), found.row().programs());
        assertTrue(console.activity().find("laptop-a", 99).isEmpty());
    }

    private String export(Export.Format format) throws IOException {
        var out = new ByteArrayOutputStream();
        new Export(console.activity()).write(Query.recent(NOON), format, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anExportHoldsOneLineForEach() throws IOException {
        var lines = export(Export.Format.NDJSON).lines().toList();
        assertEquals(5, lines.size());
        assertEquals(
                "a1",
                Json.tree(lines.getFirst().getBytes(StandardCharsets.UTF_8))
                        .path("enforcement")
                        .stringValue());
    }

    @Test
    void aSpreadsheetRunsNothingOfAnExport() throws IOException {
        var csv = export(Export.Format.CSV);
        assertTrue(csv.startsWith("at,device,"), csv);
        assertTrue(csv.contains("\"'=cmd|'/c calc'!A1\""), csv);
        assertFalse(csv.contains("\"=cmd"), csv);
        assertEquals(6, csv.lines().count());
    }
}
