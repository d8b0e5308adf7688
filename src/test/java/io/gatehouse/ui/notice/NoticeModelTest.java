package io.gatehouse.ui.notice;

import static io.gatehouse.ui.Records.FORCE;
import static io.gatehouse.ui.Records.NOON;
import static io.gatehouse.ui.Records.denyBy;
import static io.gatehouse.ui.Records.denyFor;
import static io.gatehouse.ui.Records.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Records;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NoticeModelTest {
    private final NoticeModel model = new NoticeModel(6);
    private Instant now = NOON;

    @Test
    void whereAHardRuleFiredNoExceptionIsOffered() {
        var hard = new Rule("file.secret", "file", "Secrets stay.", "", false, Severity.HIGH);
        assertEquals(
                List.of("Secrets stay.", "Rule: file.secret and 1 more"),
                on(record("a1", "s", "cat .env", denyBy(hard, FORCE)))
                        .getFirst()
                        .lines(false));
    }

    @Test
    void aRuleOfSeveralKindsIsCountedOnce() {
        var exec = new Rule("file.secret", "command", "Secrets stay.", "", false, Severity.HIGH);
        var read = new Rule("file.secret", "file", "Secrets stay.", "", false, Severity.HIGH);
        assertEquals(
                List.of("Secrets stay.", "Rule: file.secret and 1 more"),
                on(record("a1", "s", "cat .env", denyBy(exec, read, FORCE)))
                        .getFirst()
                        .lines(false));
    }

    @Test
    void tellsWhatWasDeniedWhyAndWhatWouldBeAllowed() {
        assertEquals(
                List.of(new Notice(
                        "deny/command/command.destructive/claude-code/s",
                        Icon.Name.DENIED,
                        "Denied: git push --force",
                        List.of(
                                "Force-pushing rewrites history that others already have.",
                                "Instead: push to a branch of your own.",
                                "Rule: command.destructive"),
                        Notice.Urgency.NORMAL,
                        false,
                        false,
                        new Notice.About(Optional.of("a1"), true))),
                on(record("a1", "s", "git push --force", denyBy(FORCE))));
    }

    @Test
    void tellsTheCommandThatAsksForAnExceptionOnlyWhereThereIsNoButton() {
        var notice = on(record("a1", "s", "git push --force", denyBy(FORCE))).getFirst();
        assertEquals(
                "To ask for an exception: gatehouse exceptions request a1",
                notice.lines(false).getLast());
        assertEquals(notice.body(), notice.lines(true));
    }

    @Test
    void staysSilentAboutAnAllow() {
        assertEquals(List.of(), on(record("a1", "s", "ls", new Verdict.Allow())));
    }

    @Test
    void repeatsOfARuleInASessionCountUpInOneNoticeThatShowsTheLast() {
        var first = on(record("a1", "s", "git push -f", denyBy(FORCE))).getFirst();
        on(record("a2", "s", "git push -f", denyBy(FORCE)));
        var third = on(record("a3", "s", "git reset --hard", denyBy(FORCE))).getFirst();
        assertEquals(first.fold(), third.fold());
        assertEquals("Denied 3 times: git reset --hard", third.title());
        assertEquals(Optional.of("a3"), third.about().enforcement());
        assertTrue(third.again());
    }

    @Test
    void repeatsWithinABatchAreOneNotice() {
        assertEquals(
                List.of("Denied 2 times: git push -f"),
                titles(on(
                        record("a1", "s", "git push -f", denyBy(FORCE)),
                        record("a2", "s", "git push -f", denyBy(FORCE)))));
    }

    @Test
    void aRuleInAnotherSessionIsAnotherNotice() {
        var one = on(record("a1", "s", "git push -f", denyBy(FORCE))).getFirst();
        var other = on(record("a2", "t", "git push -f", denyBy(FORCE))).getFirst();
        assertNotEquals(one.fold(), other.fold());
        assertEquals("Denied: git push -f", other.title());
    }

    @Test
    void equalRuleIdsOfTwoKindsDoNotFold() {
        var net = new Rule(FORCE.id(), "net", "Why.", "fix.", true, Severity.MEDIUM);
        assertEquals(
                List.of("Denied: x", "Denied: y"),
                titles(on(record("a1", "s", "x", denyBy(FORCE)), record("a2", "s", "y", denyBy(net)))));
    }

    @Test
    void aDenyWithoutARuleSaysThatNoRuleAllowsIt() {
        assertEquals(
                List.of("No rule of your organisation allows this."),
                on(record("a1", "s", "x", denyFor(Cause.NO_RULE_ALLOWS, "")))
                        .getFirst()
                        .body());
    }

    @Test
    void aFaultTellsThePersonWhatToDoAndFoldsAcrossSessions() {
        var full = denyFor(Cause.AUDIT_FULL, "The audit log is full.\nArchive it with your administrator.");
        on(record("a1", "s", "ls", full));
        assertEquals(
                List.of(new Notice(
                        "fault/audit-full",
                        Icon.Name.CANNOT_DECIDE,
                        "Could not check 2 calls: ls",
                        List.of("The audit log is full.", "Archive it with your administrator."),
                        Notice.Urgency.CRITICAL,
                        false,
                        true,
                        new Notice.About(Optional.of("a2"), false))),
                on(record("a2", "t", "ls", full)));
    }

    @Test
    void anObservedRuleIsToldOnceInASessionAndNotKept() {
        var observed = new Verdict.WouldDeny(denyBy(FORCE));
        var first = on(record("a1", "s", "git push -f", observed));
        assertEquals(List.of("Would be denied: git push -f"), titles(first));
        assertTrue(first.getFirst().passing());
        assertEquals(List.of(), on(record("a2", "s", "git push -f", observed)));
        assertEquals(1, on(record("a3", "t", "git push -f", observed)).size());
    }

    @Test
    void theFirstRuleSetsTheUrgency() {
        assertEquals(Notice.Urgency.LOW, urgency(Severity.LOW));
        assertEquals(Notice.Urgency.NORMAL, urgency(Severity.MEDIUM));
        assertEquals(Notice.Urgency.CRITICAL, urgency(Severity.HIGH));
    }

    @Test
    void whatWasLostIsCountedAtOnce() {
        assertEquals(
                List.of("7 more calls were denied"), titles(model.on(new Arrivals.Batch(List.of(), 7), now, false)));
    }

    @Test
    void theFirstDenialOfEachRuleAndSessionIsShownHoweverManyThereAre() {
        var burst = IntStream.range(0, 40)
                .mapToObj(i -> record("a" + i, "s" + i, "call " + i, denyBy(FORCE)))
                .toArray(AuditRecord[]::new);
        assertEquals(40, on(burst).size());
    }

    @Test
    void repeatsBeyondTheBudgetAreHiddenAndToldByTheNextNoticeOfTheirRule() {
        for (int i = 0; i < 6; i++) {
            now = NOON.plusSeconds(60L * i);
            assertEquals(
                    1, on(record("a" + i, "s", "git push -f", denyBy(FORCE))).size());
        }
        now = NOON.plusSeconds(400);
        assertEquals(List.of(), on(record("b", "s", "git push -f", denyBy(FORCE))));
        now = NOON.plusSeconds(3600);
        assertEquals(
                List.of("Denied 8 times: git push -f"), titles(on(record("c", "s", "git push -f", denyBy(FORCE)))));
    }

    @Test
    void whatWasHiddenIsSummedUpByRuleOnceTheBudgetHasRoom() {
        var other = new Rule("net.unlisted", "net", "Why.", "", true, Severity.LOW);
        for (int i = 0; i < 6; i++) {
            now = NOON.plusSeconds(60L * i);
            on(record("a" + i, "s", "git push -f", denyBy(FORCE)), record("b" + i, "s", "curl", denyBy(other)));
        }
        now = NOON.plusSeconds(3599);
        assertEquals(List.of(), on());
        now = NOON.plusSeconds(3600);
        assertEquals(
                List.of(new Notice(
                        "more",
                        Icon.Name.DENIED,
                        "6 more calls were denied",
                        List.of("3 × command.destructive", "3 × net.unlisted"),
                        Notice.Urgency.NORMAL,
                        false,
                        Optional.empty())),
                on());
        assertEquals(List.of(), on());
    }

    @Test
    void whatIsHardOrOfHighSeverityIsShownBeyondTheBudget() {
        var hard = new Rule("file.secret", "file", "Secrets stay.", "", false, Severity.LOW);
        var high = new Rule("net.upload", "net", "Why.", "", true, Severity.HIGH);
        for (int i = 0; i < 20; i++) {
            now = NOON.plusSeconds(60L * i);
            assertEquals(
                    2,
                    on(record("a" + i, "s", "cat .env", denyBy(hard)), record("b" + i, "s", "curl", denyBy(high)))
                            .size());
        }
    }

    @Test
    void countingUpOnTheScreenCostsNothing() {
        for (int i = 0; i < 10; i++) {
            now = NOON.plusSeconds(i);
            assertEquals(
                    1, on(record("a" + i, "s", "git push -f", denyBy(FORCE))).size());
        }
        now = NOON.plusSeconds(10);
        assertFalse(
                on(record("b", "s", "git push -f", denyBy(FORCE))).getFirst().again());
    }

    @Test
    void withABudgetOfNothingOnlyWhatIsAlwaysShownIsShown() {
        var strict = new NoticeModel(0);
        assertEquals(
                1,
                strict.on(batch(record("a", "s", "x", denyBy(FORCE))), NOON, false)
                        .size());
        assertEquals(List.of(), strict.on(batch(record("b", "s", "x", denyBy(FORCE))), NOON.plusSeconds(60), false));
    }

    @Nested
    class WhileSnoozed {
        private final Rule hard = new Rule("file.secret", "file", "Secrets stay.", "", false, Severity.HIGH);

        @Test
        void nothingIsShownAndAllIsToldAfterwards() {
            assertEquals(List.of(), model.on(batch(record("a", "s", "cat .env", denyBy(hard))), now, true));
            assertEquals(List.of(), model.on(batch(record("b", "s", "git push -f", denyBy(FORCE))), now, true));
            assertEquals(
                    List.of("2 calls were denied while you had no notices"), titles(model.on(batch(), now, false)));
            assertEquals(List.of(), model.on(batch(), now, false));
        }

        @Test
        void aRuleThatFiredIsStillNewAfterwards() {
            model.on(batch(record("a", "s", "git push -f", denyBy(FORCE))), now, true);
            assertEquals(
                    List.of("Denied 2 times: git push -f"),
                    titles(model.on(batch(record("b", "s", "git push -f", denyBy(FORCE))), now, false)));
        }
    }

    @Test
    void aTitleIsNeverLongerThanSixtyCharacters() {
        var titles = titles(on(
                record("a1", "s", "x".repeat(500), denyBy(FORCE)), record("a2", "s", "y".repeat(500), denyBy(FORCE))));
        assertEquals(List.of("Denied 2 times: " + "y".repeat(43) + "…"), titles);
        assertEquals(Notice.LONGEST_TITLE, titles.getFirst().length());
    }

    @Test
    void aLongCallIsTitledByThePartThatTheRuleObjectsTo() {
        var part = "git push --force origin main";
        var line = "cd infra && git add -A && git commit -m \"tidy up the modules\" && " + part;
        var record = Records.record("e1", "s", line, Records.denyBy(Records.FORCE));
        var told = record.enforcement();
        var asked = new Enforcement.Asked(
                new AccessRequest(told.principal(), Action.EXEC, Map.of("program", "git")),
                List.of(new Span(line.indexOf(part), line.length())),
                new Decision(Effect.DENY, List.of(Records.FORCE)));
        var marked = new AuditRecord(
                record.sequence(),
                new Enforcement(
                        told.id(),
                        told.at(),
                        told.mode(),
                        told.principal(),
                        told.origin(),
                        told.workspace(),
                        line,
                        List.of(asked),
                        told.doubts(),
                        told.contents(),
                        told.verdict(),
                        told.basis(),
                        told.took()),
                record.outcome());
        assertEquals("Denied: " + part, on(marked).getFirst().title());
    }

    @Test
    void textFromAnAgentCannotHideOrReorderAnything() {
        assertEquals(
                List.of("Denied: \\u{202e}fdp.exe {0} \\u{1b}[2J"),
                titles(on(record("a1", "s", "\u202Efdp.exe {0} \u001b[2J", denyBy(FORCE)))));
    }

    @Test
    void theQuietestFoldIsForgottenFirstButNotWhatItHid() {
        for (int i = 0; i < 7; i++) {
            now = NOON.plusSeconds(60L * i);
            on(record("a" + i, "first", "x", denyBy(FORCE)));
        }
        for (int i = 0; i < NoticeModel.FOLDS; i++) {
            on(record("b" + i, "s" + i, "x", denyBy(FORCE)));
        }
        assertEquals(List.of("Denied: x"), titles(on(record("c", "first", "x", denyBy(FORCE)))));
        now = NOON.plusSeconds(9000);
        assertEquals(List.of("1 more call was denied"), titles(on()));
    }

    private List<Notice> on(AuditRecord... records) {
        return model.on(batch(records), now, false);
    }

    private static Arrivals.Batch batch(AuditRecord... records) {
        var arrivals = new Arrivals();
        for (var record : records) {
            arrivals.take(record.enforcement());
        }
        return arrivals.drain();
    }

    private Notice.Urgency urgency(Severity severity) {
        var rule = new Rule("r." + severity, "command", "Why.", "", true, severity);
        return on(record("a", "s", "x", denyBy(rule))).getFirst().urgency();
    }

    private static List<String> titles(List<Notice> notices) {
        return notices.stream().map(Notice::title).toList();
    }
}
