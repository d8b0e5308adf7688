package io.gatehouse.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Took;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final Verdict DENY = new Verdict.Deny(Cause.RULE, List.of(), "no", "no");

    private final Map<String, Verdict> decisions = new HashMap<>();
    private final Set<String> kept = new HashSet<>();
    private final List<Uncovered> alarms = new ArrayList<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final Coverage coverage = new Coverage(
            outcome -> Optional.ofNullable(decisions.get(outcome.callId())).map(CoverageTest::record),
            new Coverage.Ledger(
                    command -> command.replace("s3cret", "***"), call -> kept.add(call.callId()) && alarms.add(call)),
            Clock.fixed(NOON, ZoneOffset.UTC),
            (pause, task) -> {
                pauses.add(pause);
                waiting.add(task);
            });

    private static AuditRecord record(Verdict verdict) {
        var enforcement = new Enforcement(
                "e1",
                NOON,
                Mode.ENFORCE,
                new Principal("ada", List.of("developer"), Map.of()),
                new ToolCall.Origin("claude-code", "s1", "t1", "Bash", "", "", "", "/work"),
                "/work",
                "ls",
                List.of(),
                List.of(),
                List.of(),
                verdict,
                new Basis.None(""),
                Took.NOTHING);
        return new AuditRecord(new AuditRecord.Sequence("d", 1, 1), enforcement, Optional.empty());
    }

    private static Outcome ran(String callId) {
        return new Outcome("claude-code", "s1", callId, "Bash", "echo s3cret", false, Duration.ZERO);
    }

    private static Uncovered alarm(String callId, boolean denied) {
        return new Uncovered("claude-code", "s1", callId, "Bash", "echo ***", denied, NOON);
    }

    private void timePasses() {
        for (var task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    @Test
    void aCallThatWasLetThroughIsNoAlarm() {
        decisions.put("t1", new Verdict.Allow());

        assertEquals(Optional.of(record(new Verdict.Allow())), coverage.heard(ran("t1")));
        timePasses();

        assertEquals(List.of(), alarms);
    }

    @Test
    void inObserveModeWhatWouldHaveBeenDeniedMayRun() {
        decisions.put("t1", new Verdict.WouldDeny((Verdict.Deny) DENY));

        coverage.heard(ran("t1"));

        assertEquals(List.of(), alarms);
    }

    @Nested
    class WhenNoDecisionIsKnown {
        @Test
        void itIsAnAlarmAfterTheGrace() {
            coverage.heard(ran("t1"));
            assertEquals(List.of(), alarms);
            timePasses();

            assertEquals(List.of(Coverage.GRACE), pauses);
            assertEquals(List.of(alarm("t1", false)), alarms);
        }

        @Test
        void aDecisionThatIsCommittedWithinTheGraceSettlesIt() {
            coverage.heard(ran("t1"));
            decisions.put("t1", new Verdict.Allow());
            timePasses();

            assertEquals(List.of(), alarms);
        }

        @Test
        void whatIsToldTwiceIsOneAlarm() {
            coverage.heard(ran("t1"));
            coverage.heard(ran("t1"));
            timePasses();
            coverage.heard(ran("t1"));
            timePasses();

            assertEquals(List.of(alarm("t1", false)), alarms);
        }

        @Test
        void moreThanCanWaitAreToldAtOnce() {
            for (int i = 0; i <= Coverage.MOST_WAITING; i++) {
                coverage.heard(ran("t" + i));
            }
            assertEquals(List.of(alarm("t" + Coverage.MOST_WAITING, false)), alarms);
            timePasses();
            coverage.heard(ran("again"));

            assertEquals(Coverage.MOST_WAITING + 1, alarms.size());
        }
    }

    @Nested
    class WhenItWasDenied {
        @Test
        void aCallThatRanAllTheSameIsAnAlarmAtOnce() {
            decisions.put("t1", DENY);

            coverage.heard(ran("t1"));

            assertEquals(List.of(alarm("t1", true)), alarms);
        }

        @Test
        void aCallThatIsToldToHaveFailedDidNotRun() {
            decisions.put("t1", DENY);

            coverage.heard(new Outcome("claude-code", "s1", "t1", "Bash", "ls", true, Duration.ZERO));

            assertEquals(List.of(), alarms);
        }
    }

    @Test
    void whatNamesNoCallOrNoSessionCannotBeJoined() {
        coverage.heard(new Outcome("claude-code", "", "t1", false, Duration.ZERO));
        coverage.heard(new Outcome("claude-code", "s1", "", false, Duration.ZERO));
        timePasses();

        assertEquals(List.of(), alarms);
    }
}
