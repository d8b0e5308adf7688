package io.gatehouse.store;

import static io.gatehouse.store.Samples.ANA;
import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.DENY;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.PRIVILEGE;
import static io.gatehouse.store.Samples.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.analysis.Analyser;
import io.gatehouse.analysis.Guarded;
import io.gatehouse.analysis.RealDisk;
import io.gatehouse.enforcement.Analysis;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Confirmation;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFormatTest {
    private static final ToolCall.Origin BASH =
            new ToolCall.Origin("claude-code", "session", "call", "Bash", "", "", "default", "/home/ana/shop");

    private static final Intent EVERYDAY =
            new Intent.Shell("cd src && mvn -q -Dtest=FooTest test 2>&1 | tail -20 > ../out.txt", false);

    private static final List<Intent> ALL_KINDS = List.of(
            EVERYDAY,
            new Intent.Shell("sudo cat $X | tee b; 'unclosed", true),
            new Intent.File(Action.READ, "/etc/a.b", true, "*"),
            new Intent.File(Action.ACCESS, "a", true, ""),
            new Intent.File(Action.DELETE, "a", false, ""),
            new Intent.Connect("https://x.example:8443/a", "GET"),
            new Intent.McpCall("demo", "echo", List.of("text")),
            new Intent.Spawn("Explore"),
            new Intent.Configure("/x"));

    private static Analysis analysis(List<Intent> intents) {
        var analyser = new Analyser(
                ANA,
                new Analyser.Places("/home/ana", List.of("/tmp"), new Guarded(List.of(), List.of(), () -> 0)),
                new RealDisk(true),
                _ -> Optional.of("/home/ana/shop"),
                CLOCK);
        return analyser.apply(new ToolCall(BASH, intents, "x".repeat(70), List.of()));
    }

    private static Enforcement enforcement(Verdict verdict, Basis basis, List<Asked> asked, String shown) {
        return new Enforcement(
                "a1b2c3d4",
                NOON,
                Mode.ENFORCE,
                ANA,
                BASH,
                "/home/ana/shop",
                shown,
                asked,
                List.of("a doubt"),
                List.of(new ToolCall.Content("content", 3, "abc")),
                verdict,
                basis,
                new Enforcement.Took(Duration.ofNanos(300_500), Duration.ofMillis(2)));
    }

    private static List<Asked> asked(Analysis analysis, Decision decision) {
        return analysis.findings().stream()
                .map(finding -> new Asked(finding.request(), finding.spans(), decision))
                .toList();
    }

    private static String written(Enforcement enforcement) {
        return new String(RecordWriter.bytes(enforcement), UTF_8);
    }

    @Test
    void aRecordThatWasBegunBeforeTheDecisionIsTheSameRecord() {
        var analysis = analysis(ALL_KINDS);
        for (var shown : List.of(analysis.shown(), "half a pair \ud800")) {
            var likely = enforcement(new Verdict.Allow(), new Basis.None(""), asked(analysis, Decision.ALLOW), shown);
            for (var decided : List.of(
                    likely.with(new Basis.Central("r1", "call"), likely.took()),
                    likely.with(new Basis.Central("r1", "half a pair \udc00"), likely.took()),
                    enforcement(DENY, new Basis.Central("r1", "call"), asked(analysis, Decision.ALLOW), shown),
                    enforcement(
                            new Verdict.Allow(),
                            new Basis.Central("r1", "call"),
                            asked(analysis, new Decision(Effect.DENY, List.of(SECRET))),
                            shown))) {
                assertEquals(written(decided), new String(new RecordDraft(likely).bytes(decided), UTF_8));
            }
        }
    }

    @Test
    void requestsOfEveryActionComeBackEqual() {
        var analysis = analysis(ALL_KINDS);
        var actions = EnumSet.noneOf(Action.class);
        analysis.findings().forEach(finding -> actions.add(finding.request().action()));
        assertEquals(EnumSet.allOf(Action.class), actions);

        var basis = new Basis.Central("r1", "call");
        for (var decision : List.of(
                Decision.ALLOW,
                new Decision(Effect.DENY, List.of()),
                new Decision(Effect.DENY, List.of(PRIVILEGE, SECRET), false))) {
            var enforcement = enforcement(DENY, basis, asked(analysis, decision), analysis.shown());
            assertEquals(enforcement, RecordReader.read(written(enforcement)));
        }
    }

    @Test
    void attributesOfTheContractAreNamedOnlyWhereTheyDiffer() {
        var analysis = analysis(ALL_KINDS);
        var record = written(enforcement(
                new Verdict.Allow(), new Basis.None(""), asked(analysis, Decision.ALLOW), analysis.shown()));
        assertFalse(record.contains("\"whole\""), record);
        assertFalse(record.contains("\"waived\""), record);
        assertFalse(record.contains("\"linkTarget\":\"\""), record);
    }

    @Test
    void anEverydayCallOfFiveRequestsTakesLittleMoreThanAKilobyte() {
        var analysis = analysis(List.of(EVERYDAY));
        assertEquals(5, analysis.findings().size());
        var record = written(enforcement(
                new Verdict.Allow(),
                new Basis.Central("0123456789abcdef", "01JDPDPCALLID00000000000AA"),
                asked(analysis, Decision.ALLOW),
                analysis.shown()));
        assertTrue(record.length() < 1_200, record.length() + " bytes: " + record);
    }

    @Test
    void aRequestThatIsNotAsUsualIsWrittenAsItIs() {
        var other = new Principal("bob", List.of("contractor"), Map.of("level", 3, "on", true, "of", List.of("a")));
        var requests = new ArrayList<AccessRequest>();
        for (var usual : analysis(ALL_KINDS).findings()) {
            var attributes = new TreeMap<>(usual.request().attributes());
            attributes.put("at", "2020-01-01T00:00:00Z");
            attributes.put("workspace", "/elsewhere");
            attributes.put("afterDeny", true);
            attributes.put("waived", List.of("command.privilege"));
            requests.add(new AccessRequest(other, usual.request().action(), attributes));
            attributes.remove("home");
            attributes.put("new", 7L);
            requests.add(new AccessRequest(ANA, usual.request().action(), attributes));
        }
        var asked = requests.stream()
                .map(request -> new Asked(request, List.of(), Decision.ALLOW))
                .toList();
        var enforcement = enforcement(new Verdict.Allow(), new Basis.None("why"), asked, "x");
        assertEquals(enforcement, RecordReader.read(written(enforcement)));
        var backwards = enforcement(new Verdict.Allow(), new Basis.None("why"), asked.reversed(), "x");
        assertEquals(backwards, RecordReader.read(written(backwards)));
    }

    /// Read like this for ever, too.
    @Test
    void grantsAndTheKeyOfTheCallAreReadAsTheyWereMeant() {
        var granted = Samples.granted("e1", new Used("g1", OptionalLong.empty()), new Used("g2", OptionalLong.of(3)));
        var record = written(granted);
        assertTrue(record.contains("\"callKey\":\"00ff\""), record);
        assertTrue(record.contains("\"grants\":[{\"grant\":\"g1\"},{\"grant\":\"g2\",\"maxUses\":3}]"), record);
        assertEquals(granted, RecordReader.read(record));
        assertThrows(RecordFormat.Unreadable.class, () -> RecordReader.read(record.replace(":3}]", ":\"3\"}]")));
    }

    @Test
    void aCallThatNeedsNoGrantSaysNothingOfGrants() {
        var record = written(Samples.enforcement("e1"));
        assertFalse(record.contains("grants") || record.contains("callKey"), record);
    }

    /// Read like this for ever, too.
    @ParameterizedTest
    @EnumSource
    void whatAPersonAnsweredIsReadAsItWasMeant(Confirmation.Answer answer) {
        var asking = new Rule("command.push", "command", "w", "f", false, Severity.LOW, "Push it?");
        var asked = Samples.granted("e1");
        var confirmed = new Enforcement(
                asked.id(),
                asked.at(),
                asked.mode(),
                asked.principal(),
                asked.origin(),
                asked.workspace(),
                asked.shown(),
                asked.asked(),
                asked.doubts(),
                asked.contents(),
                asked.scripts(),
                asked.callKey(),
                asked.verdict(),
                asked.basis(),
                asked.grants(),
                Optional.of(new Confirmation(List.of(asking), answer, Duration.ofMillis(1_500))),
                asked.took());
        var record = written(confirmed);
        assertTrue(
                record.contains("\"confirmation\":{\"rules\":[0],\"answer\":\"" + answer + "\",\"took\":1500000000}"),
                record);
        assertTrue(record.contains("\"severity\":\"LOW\",\"confirm\":\"Push it?\"}"), record);
        assertEquals(confirmed, RecordReader.read(record));
        assertThrows(
                RecordFormat.Unreadable.class,
                () -> RecordReader.read(record.replace("\"" + answer + "\"", "\"YES\"")));
    }

    @Test
    void aCallThatNobodyWasAskedAboutSaysNothingOfThat() {
        var record = written(Samples.enforcement("e1"));
        assertFalse(record.contains("confirm\"") || record.contains("confirmation"), record);
    }

    /// Records of version 1 are in databases: this text must be read like this for ever.
    @Test
    void aRecordOfVersionOneIsReadAsItWasMeant() {
        var record =
                """
                {"v":1,"id":"a1b2c3d4","at":"2026-11-23T12:00:00.123456Z","mode":"OBSERVE",\
                "principal":{"id":"ana","roles":["developer"],"attributes":{"team":"payments"}},\
                "origin":{"agent":"claude-code","session":"session","callId":"call","tool":"Bash",\
                "permissionMode":"default","cwd":"/home/ana/shop"},\
                "workspace":"/home/ana/shop","shown":"sudo ls","usual":{"home":"/home/ana"},\
                "asked":[{"USE":{}},\
                {"EXEC":{"argv":["sudo","ls"],"program":"ls","wrappers":["sudo"]},"spans":[0,4,5,7],\
                "denied":[0],"unmatched":true}],\
                "doubts":["a doubt"],"contents":[{"name":"content","size":3,"sha256":"abc"}],\
                "wouldDeny":{"cause":"RULE","rules":[0],"toldAgent":"no","toldPerson":"because"},\
                "plan":{"revision":"r1","confirmedAt":"2026-11-23T11:00:00Z","unavailable":"away"},\
                "took":[300500,2000000],\
                "rules":[{"id":"command.privilege","kind":"command","why":"w","fix":"f","waivable":true,\
                "severity":"MEDIUM"}]}""";
        var rule = new Rule("command.privilege", "command", "w", "f", true, Severity.MEDIUM);
        var command = new TreeMap<String, Object>(Map.of(
                "argv", List.of("sudo", "ls"),
                "program", "ls",
                "wrappers", List.of("sudo"),
                "flags", List.of(),
                "words", List.of(),
                "pipesFrom", List.of(),
                "pipesInto", List.of(),
                "cwd", "/home/ana/shop",
                "inBackground", false,
                "parse", "full"));
        var tool = new TreeMap<String, Object>(Map.of(
                "agent", "claude-code", "tool", "Bash", "mcpServer", "", "subagent", "", "permissionMode", "default"));
        for (var attributes : List.of(command, tool)) {
            attributes.putAll(Map.of(
                    "workspace",
                    "/home/ana/shop",
                    "home",
                    "/home/ana",
                    "at",
                    "2026-11-23T12:00:00.123Z",
                    "waived",
                    List.of(),
                    "confirmed",
                    List.of(),
                    "afterDeny",
                    false,
                    "revision",
                    ""));
        }
        assertEquals(
                new Enforcement(
                        "a1b2c3d4",
                        NOON,
                        Mode.OBSERVE,
                        ANA,
                        BASH,
                        "/home/ana/shop",
                        "sudo ls",
                        List.of(
                                new Asked(new AccessRequest(ANA, Action.USE, tool), List.of(), Decision.ALLOW),
                                new Asked(
                                        new AccessRequest(ANA, Action.EXEC, command),
                                        List.of(new Span(0, 4), new Span(5, 7)),
                                        new Decision(Effect.DENY, List.of(rule), false))),
                        List.of("a doubt"),
                        List.of(new ToolCall.Content("content", 3, "abc")),
                        new Verdict.WouldDeny(new Verdict.Deny(Cause.RULE, List.of(rule), "no", "because")),
                        new Basis.Plan(
                                "r1",
                                Optional.of(NOON.truncatedTo(ChronoUnit.SECONDS).minusSeconds(3_600)),
                                "away"),
                        new Enforcement.Took(Duration.ofNanos(300_500), Duration.ofMillis(2))),
                RecordReader.read(record));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{}",
                "{\"later\": 1}",
                "{\"v\": 2}",
                "{\"v\": 1}",
                "{\"v\": \"1\"}",
                "{\"v\": 1, \"v\": 1}",
            })
    void whatIsNoRecordOfAKnownVersionIsUnreadable(String text) {
        assertThrows(RecordFormat.Unreadable.class, () -> RecordReader.read(text));
        assertThrows(RecordFormat.Unreadable.class, () -> HeadReader.read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"took\":[300500,2000000]|\"took\":[1]",
                "\"none\":{\"why\":\"why\"}|\"nothing\":{}",
                "\"USE\":{}|\"DO\":{}",
                "\"rules\":[0,1]|\"rules\":[9]",
                "\"at\":\"2026|\"at\":\"x2026",
                "\"agent\":\"claude-code\"|\"agent\":7",
            })
    void aRecordWithANonsensicalMemberIsUnreadable(String change) {
        var parts = change.split("\\|", 2);
        var record = written(
                enforcement(DENY, new Basis.None("why"), asked(analysis(List.of(EVERYDAY)), Decision.ALLOW), "x"));
        assertEquals(2, record.split(Pattern.quote(parts[0]), -1).length, record);
        assertThrows(RecordFormat.Unreadable.class, () -> RecordReader.read(record.replace(parts[0], parts[1])));
    }
}
