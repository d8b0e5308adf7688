package io.gatehouse.store;

import static io.gatehouse.store.Samples.CLOCK;
import static io.gatehouse.store.Samples.DENY;
import static io.gatehouse.store.Samples.NOON;
import static io.gatehouse.store.Samples.enforcement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.audit.AuditRecord.Sequence;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.Verdict;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
    @TempDir
    Path dir;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(dir, Store.MAX_BYTES, CLOCK);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        store.close();
        open();
    }

    private AuditRecord append(Enforcement enforcement) {
        return store.auditLog().append(enforcement);
    }

    private List<String> ids(Filter filter, Optional<String> before, int limit) {
        return store.auditLog().list(filter, before, limit).stream()
                .map(record -> record.enforcement().id())
                .toList();
    }

    private List<String> search(String text) {
        return ids(new Filter(false, text, Instant.EPOCH), Optional.empty(), 100);
    }

    @Test
    void everyVerdictOnEveryBasisComesBackEqual() {
        int n = 0;
        for (Verdict verdict : List.of(new Verdict.Allow(), DENY, new Verdict.WouldDeny(DENY))) {
            for (Basis basis : List.of(
                    new Basis.Central("r1", "call"),
                    new Basis.Plan("r1", Optional.of(NOON), "connection refused"),
                    new Basis.Cached("r1", NOON.minusSeconds(60), "connection refused"),
                    new Basis.None("why"))) {
                var written = append(enforcement("e" + n++, NOON, verdict, "sudo ls", basis));
                assertEquals(
                        Optional.of(written),
                        store.auditLog().find(written.enforcement().id()));
            }
        }
        reopen();
        var records = store.auditLog().list(Filter.ALL, Optional.empty(), 100);
        assertEquals(12, records.size());
        assertEquals(
                records.stream().map(RecordHead::of).toList(),
                store.auditLog().listHeads(Filter.ALL, Optional.empty(), 100));
        assertEquals(Optional.empty(), store.verify());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800 alone", "nul \0 inside", "emoji 😀 ünïcode", "", "line\nfeed\r\t", "\uFFFE\u202E"})
    void anyTextComesBackEqual(String shown) {
        var written = append(enforcement("e-" + shown, NOON, DENY, shown));
        reopen();
        assertEquals(List.of(written), store.auditLog().list(Filter.ALL, Optional.empty(), 1));
        assertEquals(Optional.empty(), store.verify());
        var call = written.enforcement().origin();
        var outcome = new Outcome(call.agent(), call.session(), call.callId(), false, Duration.ofMillis(5));
        var ran = store.auditLog().complete(outcome).orElseThrow();
        assertEquals(Optional.of(new Ran(false, 5)), ran.outcome());
        assertEquals(List.of(RecordHead.of(ran)), store.auditLog().listHeads(Filter.ALL, Optional.empty(), 1));
    }

    @Test
    void numbersRiseWithinAnEpochAndEpochsWithEachStart() {
        var device = store.device();
        assertEquals(new Sequence(device, 1, 1), append(enforcement("a")).sequence());
        assertEquals(new Sequence(device, 1, 2), append(enforcement("b")).sequence());
        reopen();
        assertEquals(new Sequence(device, 2, 1), append(enforcement("c")).sequence());
        reopen();
        reopen();
        assertEquals(new Sequence(device, 4, 1), append(enforcement("d")).sequence());
        assertEquals(Optional.empty(), store.verify());
    }

    @Test
    void twoInstallationsHaveDifferentDevices() {
        try (var other = Store.open(dir.resolve("other"), Store.MAX_BYTES, CLOCK)) {
            assertNotEquals(store.device(), other.device());
        }
    }

    @Test
    void aFailedAppendTakesNoNumberAndLeavesNothing() throws SQLException {
        append(enforcement("a"));
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("gatehouse.db"));
                var statement = other.createStatement()) {
            statement.execute(
                    """
                    CREATE TRIGGER refused BEFORE INSERT ON enforcement WHEN NEW.id = 'refused'
                    BEGIN SELECT raise(ABORT, 'no'); END""");
        }
        assertThrows(StoreException.class, () -> append(enforcement("refused")));
        assertEquals(2, append(enforcement("b")).sequence().number());
        assertEquals(List.of("b", "a"), search("push"));
        assertEquals(Optional.empty(), store.verify());
    }

    @Test
    void ofTwoEqualIdsTheNewerIsFound() {
        append(enforcement("a"));
        var newer = append(enforcement("a"));
        assertEquals(Optional.of(newer), store.auditLog().find("a"));
    }

    @Test
    void anOutcomeJoinsTheNewestRecordOfItsCallOnce() {
        append(enforcement("x"));
        var outcome = new Outcome("claude-code", "session", "call-x", false, Duration.ofMillis(99));
        var joined = store.auditLog().complete(outcome).orElseThrow();
        assertEquals(Optional.of(new Ran(false, 99)), joined.outcome());
        assertEquals(Optional.of(joined), store.auditLog().find("x"));
        var second = new Outcome("claude-code", "session", "call-x", true, Duration.ofMillis(1));
        assertEquals(Optional.of(joined), store.auditLog().complete(second));
        for (var stranger : List.of(
                new Outcome("other", "session", "call-x", false, Duration.ZERO),
                new Outcome("claude-code", "other", "call-x", false, Duration.ZERO),
                new Outcome("claude-code", "session", "other", false, Duration.ZERO),
                new Outcome("claude-code", "session", "", false, Duration.ZERO))) {
            assertEquals(Optional.empty(), store.auditLog().complete(stranger));
        }
    }

    @Test
    void aDeniedCallThatIsToldToHaveFailedDidNotRun() {
        var denied = append(enforcement("x", NOON, DENY, "git push"));
        var failed = new Outcome("claude-code", "session", "call-x", true, Duration.ofMillis(1));

        assertEquals(Optional.of(denied), store.auditLog().complete(failed));
        assertEquals(Optional.of(denied), store.auditLog().find("x"));
        assertEquals(List.of(), store.coverage().list());
    }

    @Test
    void pagesGoBackInTimeWithoutGapOrDouble() {
        for (int i = 1; i <= 7; i++) {
            append(enforcement("e" + i, NOON, i % 3 == 0 ? DENY : new Verdict.Allow(), "ls"));
        }
        assertEquals(List.of("e7", "e6", "e5"), ids(Filter.ALL, Optional.empty(), 3));
        append(enforcement("e8"));
        assertEquals(List.of("e4", "e3", "e2"), ids(Filter.ALL, Optional.of("e5"), 3));
        assertEquals(List.of("e1"), ids(Filter.ALL, Optional.of("e2"), 3));
        assertEquals(List.of(), ids(Filter.ALL, Optional.of("e1"), 3));
        assertEquals(List.of(), ids(Filter.ALL, Optional.of("never"), 3));
        assertEquals(List.of(), ids(Filter.ALL, Optional.empty(), 0));
        assertThrows(IllegalArgumentException.class, () -> ids(Filter.ALL, Optional.empty(), -1));
        var denied = new Filter(true, "", Instant.EPOCH);
        assertEquals(List.of("e6"), ids(denied, Optional.empty(), 1));
        assertEquals(List.of("e3"), ids(denied, Optional.of("e6"), 5));
        assertEquals(List.of("e6", "e5"), ids(new Filter(false, "ls", Instant.EPOCH), Optional.of("e7"), 2));
        assertEquals(List.of("e6", "e3"), ids(new Filter(true, "ls", Instant.EPOCH), Optional.of("e7"), 5));
    }

    @Test
    void recordsFromATimeOnAreFoundEvenWhenTheClockWentBack() {
        append(enforcement("early", NOON, DENY, "ls"));
        append(enforcement("late", NOON.plusSeconds(10), DENY, "ls"));
        append(enforcement("back", NOON.minusSeconds(5), DENY, "ls"));
        append(enforcement("again", NOON.plusSeconds(5), DENY, "ls"));
        for (boolean denied : List.of(true, false)) {
            for (var text : List.of("", "ls")) {
                assertEquals(
                        List.of("again", "late", "early"), ids(new Filter(denied, text, NOON), Optional.empty(), 9));
                assertEquals(List.of(), ids(new Filter(denied, text, NOON.plusSeconds(11)), Optional.empty(), 9));
            }
        }
    }

    @Test
    void findsAllWordsByTheirBeginnings() {
        append(enforcement("push", NOON, new Verdict.Allow(), "git push --force"));
        append(enforcement("read", NOON, DENY, "cat /etc/shadow"));
        assertEquals(List.of("push"), search("git pu"));
        assertEquals(List.of("push"), search("GIT --fo"));
        assertEquals(List.of("read"), search("/etc/sha"));
        assertEquals(List.of("read"), search("command.priv"));
        assertEquals(List.of("read", "push"), search("claude bash shop"));
        assertEquals(List.of(), search("git shadow"));
        assertEquals(List.of("read", "push"), search(" -- | "));
        assertEquals(List.of(), search("deny"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"\"",
                "a\"b",
                "'",
                "a' OR '1'='1",
                "a AND",
                "OR",
                "NOT a",
                "NEAR(a b)",
                "a*",
                "*",
                "shown:",
                "shown : x",
                "{a} : b",
                "(",
                ")",
                "a)",
                "-a",
                "^a",
                "a + b",
                "a\0b",
                "\uD800",
                "%",
                "_",
                ";",
                "--",
                "a;DROP TABLE enforcement",
                "\\",
                "😀",
                "½",
                "ⅷ",
                "\u0301",
                "a\u0301",
                "١",
                "汉字",
                "?1",
                ":x",
                "@x",
                "$x"
            })
    void noSearchTextIsASyntaxError(String text) {
        append(enforcement("x"));
        search(text);
        search("push " + text);
        search(text.repeat(500));
        search((text + " ").repeat(500));
        assertEquals(List.of("x"), search("push"));
    }

    @Test
    void countsWhatWasDecidedSinceATime() {
        assertEquals(new Counts(0, 0, 0, 0), store.counts(Instant.EPOCH));
        append(enforcement("yesterday", NOON.minusSeconds(86_400), DENY, "ls"));
        append(enforcement("a", NOON, new Verdict.Allow(), "ls"));
        append(enforcement("b", NOON, DENY, "ls"));
        append(enforcement("c", NOON, new Verdict.WouldDeny(DENY), "ls"));
        append(enforcement("d", NOON, new Verdict.Allow(), "ls"));
        assertEquals(new Counts(2, 1, 1, 2300), store.counts(NOON));
    }
}
