package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.DENY;
import static io.gatehouse.store.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.audit.Facets.Facet;
import io.gatehouse.audit.Sessions;
import io.gatehouse.audit.Sessions.Session;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSearchTest {
    private static final Verdict ALLOW = new Verdict.Allow();

    @TempDir
    Path dir;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, CLOCK);
        append(0, "claude-code", "s1", "Bash", "/w/shop", "npm ci", ALLOW);
        append(1, "claude-code", "s1", "Bash", "/w/shop", "rm -rf /", DENY);
        append(2, "codex", "s2", "Read", "/w/shop", "/w/shop/README.md", ALLOW);
        append(3, "claude-code", "s1", "Read", "/w/shop-2", "/w/shop-2/pom.xml", new Verdict.WouldDeny(DENY));
        append(4, "claude-code", "s3", "Bash", "/w/shop-2", "npm test", ALLOW);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void narrowsByEachFacetAlone() {
        assertEquals(List.of("e4", "e3", "e2", "e1", "e0"), ids(Filter.ALL));
        assertEquals(List.of("e4", "e2", "e0"), ids(verdicts(Verdicts.ALLOWED)));
        assertEquals(List.of("e3", "e1"), ids(verdicts(Verdicts.DENIED)));
        assertEquals(List.of("e3"), ids(verdicts(Verdicts.WOULD_DENY)));
        assertEquals(List.of("e3", "e1"), ids(filter("file.secret", "", "", "", "", "")));
        assertEquals(List.of("e2"), ids(filter("", "codex", "", "", "", "")));
        assertEquals(List.of("e3", "e2"), ids(filter("", "", "Read", "", "", "")));
        assertEquals(List.of("e2", "e1", "e0"), ids(filter("", "", "", "/w/shop", "", "")));
        assertEquals(List.of("e3", "e1", "e0"), ids(filter("", "", "", "", "s1", "")));
    }

    @Test
    void narrowsByAllOfThemAndWordsAtOnce() {
        assertEquals(List.of("e4"), ids(filter("", "claude-code", "Bash", "/w/shop-2", "s3", "np te")));
        assertEquals(List.of(), ids(filter("", "claude-code", "Bash", "/w/shop-2", "s3", "ci")));
    }

    @Test
    void findsNothingByWhatNoCallHas() {
        assertEquals(List.of(), ids(filter("no.rule", "", "", "", "", "")));
        assertEquals(List.of(), ids(filter("", "", "", "/w", "", "")));
        assertEquals(List.of(), ids(filter("", "codex", "", "", "s1", "")));
        assertEquals(List.of(), ids(new Filter(Verdicts.ALLOWED, "file.secret", "", "", "", "", "", Instant.EPOCH)));
        assertEquals(Sessions.NONE, sessions(filter("", "", "Nope", "", "", ""), Optional.empty(), 9));
    }

    @Test
    void findsTheWordsOfReasonsPathsAndHosts() {
        var asked = new AccessRequest(Samples.ANA, Action.READ, Map.of("path", "/etc/shadow"));
        append(5, "claude-code", "s3", "Bash", "/w/shop-2", "cat x", ALLOW, asked);
        assertEquals(List.of("e5"), ids(filter("", "", "", "", "", "shad")));
        assertEquals(List.of("e3", "e1"), ids(filter("", "", "", "", "", "person")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jav", "java", "Javad", "/opt/java", "/opt/javadoc/", "opt/javadoc", "x=javadoc"})
    void findsAWordByAnyBeginningOfIt(String typed) {
        append(5, "claude-code", "s3", "Bash", "/w/shop-2", "ls /opt/javadoc x=javadoc", ALLOW);
        append(6, "claude-code", "s3", "Bash", "/w/shop-2", "ls /optional/jakarta", ALLOW);
        assertEquals(List.of("e5"), ids(filter("", "", "", "", "", typed)));
        assertEquals(List.of(), ids(filter("", "", "", "", "", typed + "q")));
    }

    @Test
    void findsABeginningThatManyWordsHave() {
        for (int i = 0; i < 70; i++) {
            append(5 + i, "claude-code", "s3", "Bash", "/w/shop-2", "cat report" + i, ALLOW);
        }
        assertEquals(70, ids(filter("", "", "", "", "", "report")).size());
        assertEquals(11, ids(filter("", "", "", "", "", "report1")).size());
        assertEquals(List.of("e74"), ids(filter("", "", "", "", "", "cat report69")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "np", "npm t", "npm te", "npm/t", "w/shop-2 t"})
    void findsShortBeginningsBesideWhatMostCallsHave(String typed) {
        assertEquals(List.of("e4"), ids(filter("", "claude-code", "Bash", "/w/shop-2", "", typed)));
        assertEquals(List.of(), ids(filter("", "codex", "Bash", "", "", typed)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r", "rm", "rm -r", "person", "per rm", "file.secret"})
    void findsWordsOfDeniedCallsByTheirRule(String typed) {
        assertEquals(List.of("e1"), ids(filter("command.privilege", "claude-code", "Bash", "/w/shop", "s1", typed)));
        assertEquals(List.of(), ids(filter("file.secret", "claude-code", "Bash", "/w/shop", "s1", typed + "q")));
        assertEquals(List.of("s1"), names(sessions(filter("file.secret", "", "", "", "", typed), Optional.empty(), 9)));
    }

    @Test
    void noCallHidesBehindACharacterOfOurOwn() {
        append(5, "claude-code", "s3", "Bash", "/w/shop-2", "echo \uE002", ALLOW);
        assertEquals(List.of("e5"), ids(filter("", "claude-code", "Bash", "", "", "echo")));
        assertEquals(List.of("e5"), ids(filter("", "claude-code", "Bash", "", "", "ec")));
    }

    @Test
    void tellsWhatOneCanFilterByTheMostFrequentFirst() {
        var facets = store.auditLog().facets();
        assertEquals(List.of(new Facet("claude-code", 4), new Facet("codex", 1)), facets.agents());
        assertEquals(List.of(new Facet("Bash", 3), new Facet("Read", 2)), facets.tools());
        assertEquals(List.of(new Facet("/w/shop", 3), new Facet("/w/shop-2", 2)), facets.workspaces());
        assertEquals(List.of(new Facet("command.privilege", 2), new Facet("file.secret", 2)), facets.rules());
    }

    @Test
    void groupsCallsBySessionThoseWithTheNewestFirst() {
        var third = new Session("claude-code", "s3", "/w/shop-2", at(4), at(4), 1, 0, 0);
        var first = new Session("claude-code", "s1", "/w/shop", at(0), at(3), 1, 1, 1);
        var second = new Session("codex", "s2", "/w/shop", at(2), at(2), 1, 0, 0);
        assertEquals(new Sessions(List.of(third, first, second), Optional.empty()), all(Optional.empty(), 9));
        assertEquals(new Sessions(List.of(third, first), Optional.of("e3")), all(Optional.empty(), 2));
        assertEquals(new Sessions(List.of(second), Optional.empty()), all(Optional.of("e3"), 2));
    }

    @Test
    void narrowsSessionsToThoseWithSuchCalls() {
        assertEquals(List.of("s1"), names(sessions(verdicts(Verdicts.DENIED), Optional.empty(), 9)));
        assertEquals(List.of("s3", "s1"), names(sessions(filter("", "", "", "", "", "npm"), Optional.empty(), 9)));
        var page = sessions(filter("", "", "", "", "", "npm"), Optional.empty(), 1);
        assertEquals(Optional.of("e4"), page.next());
        assertEquals(List.of("s1"), names(sessions(filter("", "", "", "", "", "npm"), page.next(), 9)));
    }

    @Test
    void leavesOutSessionsThatEndedBefore() {
        var since = new Filter(false, "", NOON.plusSeconds(3));
        assertEquals(List.of("s3", "s1"), names(sessions(since, Optional.empty(), 9)));
    }

    @Test
    void passesOverARecordThatCannotBeRead() {
        var _ = store.database()
                .write(session -> session.update("UPDATE enforcement SET record = 'x' WHERE id = 'e4'"));
        assertEquals(List.of("e0"), ids(filter("", "", "", "", "", "npm")));
        append(5, "claude-code", "s3", "Bash", "/w/shop-2", "npm start", ALLOW);
        assertEquals(List.of("e5", "e0"), ids(filter("", "", "", "", "", "npm")));
    }

    private static Filter verdicts(Verdicts verdicts) {
        return new Filter(verdicts, "", "", "", "", "", "", Instant.EPOCH);
    }

    private static Filter filter(
            String rule, String agent, String tool, String workspace, String session, String text) {
        return new Filter(Verdicts.ALL, rule, agent, tool, workspace, session, text, Instant.EPOCH);
    }

    private List<String> ids(Filter filter) {
        return store.auditLog().list(filter, Optional.empty(), 100).stream()
                .map(record -> record.enforcement().id())
                .toList();
    }

    private Sessions all(Optional<String> before, int limit) {
        return sessions(Filter.ALL, before, limit);
    }

    private Sessions sessions(Filter filter, Optional<String> before, int limit) {
        return store.auditLog().sessions(filter, before, limit);
    }

    private static List<String> names(Sessions sessions) {
        return sessions.sessions().stream().map(Session::session).toList();
    }

    private static Instant at(int seconds) {
        return NOON.plusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS);
    }

    private void append(
            int number, String agent, String session, String tool, String workspace, String shown, Verdict verdict) {
        append(number, agent, session, tool, workspace, shown, verdict, Samples.exec(NOON));
    }

    private void append(
            int number,
            String agent,
            String session,
            String tool,
            String workspace,
            String shown,
            Verdict verdict,
            AccessRequest asked) {
        var sample = Samples.enforcement("e" + number, NOON.plusSeconds(number), verdict, shown);
        var _ = store.auditLog()
                .append(new Enforcement(
                        sample.id(),
                        sample.at(),
                        sample.mode(),
                        sample.principal(),
                        new ToolCall.Origin(agent, session, "call-" + number, tool, "", "", "default", workspace),
                        workspace,
                        shown,
                        List.of(new Enforcement.Asked(asked, List.of(), Decision.ALLOW)),
                        List.of(),
                        List.of(),
                        verdict,
                        sample.basis(),
                        sample.took()));
    }
}
