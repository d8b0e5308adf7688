package io.gatehouse.ui.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog.Verdicts;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.ui.window.ActivityModel.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsModelTest {
    private final Daemon daemon = new Daemon(List.of(
            Sample.in("s2", Sample.allowed(4, 1, "Read", "/a", io.gatehouse.policy.Action.READ)),
            Sample.in("s1", Sample.push(3)),
            Sample.in("s2", Sample.download(2)),
            Sample.in("s1", Sample.wouldDeny(1))));
    private final SessionsModel model = daemon.model.activity().sessions();

    @Test
    void asksForNothingUntilItIsWanted() {
        daemon.model.activity().reload();
        assertEquals(List.of(), daemon.askedSessions);
        model.grouped().set(true);
        assertEquals(State.ROWS, model.state().get());
        assertEquals(List.of("s2: 1/1/0", "s1: 0/1/1"), shown());
    }

    @Test
    void aSessionOpensToItsCallsAndCloses() {
        model.grouped().set(true);
        model.toggle(session(1));
        assertEquals(List.of("s2: 1/1/0", "s1: 0/1/1", "k7m2-0003", "k7m2-0001"), shown());
        model.toggle(session(0));
        model.toggle(session(0));
        model.toggle(session(1));
        assertEquals(List.of("s2: 1/1/0", "s1: 0/1/1"), shown());
    }

    @Test
    void anOpenSessionListsFurtherCallsWhenAsked() {
        daemon.log.clear();
        for (int number = 120; number > 0; number--) {
            daemon.log.add(Sample.push(number));
        }
        model.grouped().set(true);
        model.toggle(session(0));
        assertEquals(1 + 50 + 1, model.lines().size());
        model.more((MoreLine) model.lines().getLast());
        model.more((MoreLine) model.lines().getLast());
        assertEquals(1 + 120, model.lines().size());
    }

    @Test
    void onlySessionsWithWantedCallsAreListedAndOnlyThoseCalls() {
        model.grouped().set(true);
        daemon.model.activity().filters().verdicts().set(Verdicts.WOULD_DENY);
        assertEquals(List.of("s1: 0/0/1"), shown());
        model.toggle(session(0));
        assertEquals(List.of("s1: 0/0/1", "k7m2-0001"), shown());
        daemon.model.activity().filters().query().set("nowhere");
        assertEquals(State.NO_HIT, model.state().get());
    }

    @Test
    void aSessionThatIsStillListedKeepsItsLineUnlessItsCallsAreListedToo() {
        model.grouped().set(true);
        var closed = session(0);
        var open = session(1);
        model.toggle(open);
        daemon.model.activity().filters().query().set("a");
        assertEquals(List.of("s2: 1/1/0", "s1: 0/1/1"), shown());
        assertSame(closed, session(0));
        assertNotSame(open, session(1));
        assertFalse(session(1).open().get());
    }

    @Test
    void aNewCallRaisesItsSessionWithWhatIsOpenBelow() {
        model.grouped().set(true);
        model.toggle(session(1));
        add(Sample.in("s1", Sample.later(Sample.push(5), 5)));
        assertEquals(List.of("s1: 0/2/1", "k7m2-0005", "k7m2-0003", "k7m2-0001", "s2: 1/1/0"), shown());
    }

    @Test
    void aNewSessionComesFirst() {
        model.grouped().set(true);
        add(Sample.in("s3", Sample.later(Sample.push(5), 5)));
        assertEquals(List.of("s3: 0/1/0", "s2: 1/1/0", "s1: 0/1/1"), shown());
    }

    @Test
    void aCallThatTheDaemonHasCountedIsNotCountedAgain() {
        model.grouped().set(true);
        add(Sample.in("s1", Sample.push(3)));
        assertTrue(shown().contains("s1: 0/1/1"));
    }

    @Test
    void anOutcomeIsTakenIntoItsCall() {
        model.grouped().set(true);
        model.toggle(session(0));
        add(Sample.ran(daemon.log.getFirst(), false, 40));
        assertTrue(((Row) model.lines().get(1)).head().outcome().isPresent());
        assertEquals(4, model.lines().size());
    }

    @Test
    void whatIsOpenStaysOpenAfterAGap() {
        model.grouped().set(true);
        model.toggle(session(0));
        var before = new ArrayList<>(model.lines());
        daemon.model.activity().reload();
        assertEquals(before, model.lines());
    }

    @Test
    void saysWhyNothingCanBeReadAndRecovers() {
        daemon.refusal = "Gatehouse is not running";
        model.grouped().set(true);
        assertEquals(State.FAILED, model.state().get());
        daemon.refusal = "";
        daemon.model.activity().reload();
        assertEquals(State.ROWS, model.state().get());
        assertEquals("", model.failure().get());
    }

    @Test
    void whileTypingOutrunsTheAnswersOnlyTheLastIsAsked() {
        model.grouped().set(true);
        daemon.askedSessions.clear();
        daemon.hold = true;
        for (var typed : List.of("g", "gi", "git")) {
            daemon.model.activity().filters().query().set(typed);
        }
        daemon.answer();
        assertEquals(
                List.of("g", "git"),
                daemon.askedSessions.stream().map(filter -> filter.text()).toList());
        assertFalse(model.lines().isEmpty());
    }

    private void add(AuditRecord record) {
        daemon.model.activity().add(List.of(RecordHead.of(record)));
    }

    private SessionLine session(int index) {
        return model.lines().stream()
                .filter(SessionLine.class::isInstance)
                .map(SessionLine.class::cast)
                .toList()
                .get(index);
    }

    private List<String> shown() {
        return model.lines().stream()
                .map(line -> switch (line) {
                    case Row row -> row.id();
                    case MoreLine _ -> "more";
                    case SessionLine session -> {
                        var facts = session.facts().get();
                        yield facts.session() + ": " + facts.allowed() + "/" + facts.denied() + "/" + facts.wouldDeny();
                    }
                })
                .toList();
    }
}
