package io.gatehouse.ui.notice;

import static io.gatehouse.enforcement.Mode.ENFORCE;
import static io.gatehouse.local.Status.Connection.CONNECTED;
import static io.gatehouse.local.Status.Connection.UNREACHABLE;
import static io.gatehouse.ui.Records.FORCE;
import static io.gatehouse.ui.Records.NOON;
import static io.gatehouse.ui.Records.denyBy;
import static io.gatehouse.ui.Records.denyFor;
import static io.gatehouse.ui.Records.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Reserve;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.Status;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Records;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoticeModelTest {
    private final NoticeModel model = new NoticeModel();

    @Test
    void whereAHardRuleFiredNoExceptionIsOffered() {
        var hard = new Rule("file.secret", "file", "Secrets stay.", "", false, Severity.HIGH);
        assertEquals(
                List.of("Secrets stay."),
                on(record("a1", "s", "cat .env", denyBy(hard, FORCE)))
                        .getFirst()
                        .body());
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
                                "To ask for an exception: gatehouse exceptions request a1"),
                        Notice.Urgency.NORMAL,
                        false,
                        Optional.of("a1"))),
                on(record("a1", "s", "git push --force", denyBy(FORCE))));
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
        assertEquals(Optional.of("a3"), third.enforcement());
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
                        Optional.of("a2"))),
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
    void aBurstShowsFourNoticesAndCountsTheRestAndTheLost() {
        var burst = IntStream.range(0, 10)
                .mapToObj(i -> record("a" + i, "s" + i, "call " + i, denyBy(FORCE)))
                .toArray(AuditRecord[]::new);
        assertEquals(
                List.of(
                        "Denied: call 0",
                        "Denied: call 1",
                        "Denied: call 2",
                        "Denied: call 3",
                        "13 more calls were denied"),
                titles(model.on(List.of(burst), 7)));
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
        assertEquals(
                "Denied: " + part,
                new NoticeModel().on(List.of(marked), 0).getFirst().title());
    }

    @Test
    void textFromAnAgentCannotHideOrReorderAnything() {
        assertEquals(
                List.of("Denied: \\u{202e}fdp.exe {0} \\u{1b}[2J"),
                titles(on(record("a1", "s", "\u202Efdp.exe {0} \u001b[2J", denyBy(FORCE)))));
    }

    @Test
    void theQuietestFoldIsForgottenFirst() {
        on(record("a0", "first", "x", denyBy(FORCE)));
        for (int i = 1; i < NoticeModel.FOLDS; i++) {
            on(record("a" + i, "s" + i, "x", denyBy(FORCE)));
        }
        assertEquals(List.of("Denied 2 times: x"), titles(on(record("b0", "first", "x", denyBy(FORCE)))));
        on(record("b1", "new", "x", denyBy(FORCE)));
        assertEquals(List.of("Denied: x"), titles(on(record("b2", "s1", "x", denyBy(FORCE)))));
    }

    @Test
    void aProblemIsToldWhenItAppearsAndNotAgainWhileItLasts() {
        assertEquals(Optional.empty(), model.onProblems(List.of(), false));
        assertEquals(
                Optional.of(new Notice(
                        "problem",
                        Icon.Name.CANNOT_DECIDE,
                        "Gatehouse needs your help",
                        List.of("gatehouse.yaml:3: pdp.url is no URL"),
                        Notice.Urgency.CRITICAL,
                        false,
                        Optional.empty())),
                model.onProblems(List.of("gatehouse.yaml:3: pdp.url is no URL"), true));
        assertEquals(Optional.empty(), model.onProblems(List.of("gatehouse.yaml:3: pdp.url is no URL"), true));
        assertEquals(Optional.empty(), model.onProblems(List.of(), false));
        assertTrue(model.onProblems(List.of("gatehouse.yaml:3: pdp.url is no URL"), false)
                .isPresent());
    }

    @Test
    void tellsOnceThatThePdpIsAwayAndOnceThatItIsBack() {
        at(0, CONNECTED);
        assertEquals(Optional.empty(), at(10, UNREACHABLE));
        assertEquals(Optional.empty(), at(39, UNREACHABLE));
        assertEquals(
                Optional.of(new Notice(
                        "connection",
                        Icon.Name.PDP_UNREACHABLE,
                        "Offline, still deciding",
                        List.of("Gatehouse decides by your organisation's policies, as they were confirmed 12:00."),
                        Notice.Urgency.LOW,
                        true,
                        Optional.empty())),
                at(40, UNREACHABLE));
        assertEquals(Optional.empty(), at(43, UNREACHABLE));
        assertEquals(Optional.empty(), at(600, UNREACHABLE));
        assertEquals(Optional.empty(), at(700, CONNECTED));
        assertEquals(
                Optional.of(new Notice(
                        "connection",
                        Icon.Name.ENFORCING,
                        "Back online",
                        List.of("The policy engine decides again."),
                        Notice.Urgency.LOW,
                        true,
                        Optional.empty())),
                at(730, CONNECTED));
        assertEquals(Optional.empty(), at(733, CONNECTED));
    }

    @Test
    void isQuietAboutAPdpThatFlaps() {
        for (int second = 0; second < 300; second += 20) {
            assertEquals(Optional.empty(), at(second, UNREACHABLE));
            assertEquals(Optional.empty(), at(second + 10, CONNECTED));
        }
        at(300, UNREACHABLE);
        assertTrue(at(330, UNREACHABLE).isPresent());
        for (int second = 340; second < 700; second += 20) {
            assertEquals(Optional.empty(), at(second, CONNECTED));
            assertEquals(Optional.empty(), at(second + 10, UNREACHABLE));
        }
    }

    @Test
    void doesNotSayThatItDecidesOfflineWhenItDoesNot() {
        var away = Records.status(ENFORCE, UNREACHABLE, Optional.empty(), true);
        model.onConnection(away, NOON, ZoneOffset.UTC);
        assertEquals(Optional.empty(), model.onConnection(away, NOON.plusSeconds(30), ZoneOffset.UTC));
        at(40, CONNECTED);
        assertEquals("Back online", at(70, CONNECTED).orElseThrow().title());
    }

    @Test
    void saysWhenOnlyEqualCallsAreDecided() {
        var cached = new Reserve("r1", NOON, false, NOON.plusSeconds(9), NOON.plusSeconds(9));
        var away = Records.status(ENFORCE, UNREACHABLE, Optional.of(cached), false);
        model.onConnection(away, NOON, ZoneOffset.UTC);
        assertEquals(
                List.of("Calls that were decided before get the same answer, others are denied. The policies were"
                        + " confirmed 12:00."),
                model.onConnection(away, NOON.plusSeconds(30), ZoneOffset.UTC)
                        .orElseThrow()
                        .body());
    }

    private Optional<Notice> at(int second, Status.Connection connection) {
        return model.onConnection(Records.status(ENFORCE, connection), NOON.plusSeconds(second), ZoneOffset.UTC);
    }

    private List<Notice> on(AuditRecord... batch) {
        return model.on(List.of(batch), 0);
    }

    private Notice.Urgency urgency(Severity severity) {
        var rule = new Rule("r." + severity, "command", "Why.", "", true, severity);
        return on(record("a", "s", "x", denyBy(rule))).getFirst().urgency();
    }

    private static List<String> titles(List<Notice> notices) {
        return notices.stream().map(Notice::title).toList();
    }
}
