package io.gatehouse.console;

import static io.gatehouse.console.Calls.FORCE_PUSH;
import static io.gatehouse.console.Calls.NOON;
import static io.gatehouse.console.Calls.PUSH;
import static io.gatehouse.console.Calls.SECRET;
import static io.gatehouse.console.People.ADA;
import static io.gatehouse.console.People.ANA;
import static io.gatehouse.console.People.KIM;
import static io.gatehouse.console.People.SAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.console.ConsoleDatabase.Kind;
import io.gatehouse.console.RequestDesk.Filter;
import io.gatehouse.console.RequestDesk.Show;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.grant.Scope;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.wire.Answer;
import io.gatehouse.wire.Document;
import io.gatehouse.wire.Filing;
import io.gatehouse.wire.Standing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class RequestDeskTest {
    private static final String LAPTOP = "laptop-1";

    private final Kind kind;

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock(NOON);
    private final Calls calls = new Calls(LAPTOP, "ana@example.com");
    private Console.Parts console;

    RequestDeskTest(Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void enrolled() {
        console = open("first", Set.of());
    }

    private Console.Parts open(String name, Set<String> second) {
        var parts = Console.Parts.open(
                Databases.settings(kind, directory.resolve(name)).withSecondApproval(second), clock);
        People.enrol(parts, "ana@example.com", LAPTOP);
        return parts;
    }

    @AfterEach
    void closed() {
        console.database().close();
    }

    private Standing file(Filing filing) {
        return console.laptops().filings().file(LAPTOP, "ana@example.com", filing);
    }

    private RequestDesk.Story story(String id) {
        return console.requests().find(id).orElseThrow();
    }

    private Approval asAsked(String id) {
        return Approval.asAsked(story(id).line().request(), "For the release.");
    }

    private Outcome approve(String id, Reviewer reviewer) {
        return console.requests().approve(id, story(id).line().version(), asAsked(id), reviewer);
    }

    private Document document() {
        var envelope = console.laptops().documents().find(LAPTOP).orElseThrow().envelope();
        return Json.read(Base64.getDecoder().decode(envelope.document()), Document.class);
    }

    private Standing standing(String id) {
        return console.laptops().filings().standings(LAPTOP, "ana@example.com").stream()
                .filter(standing -> standing.request().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRequestWaitsOnceHoweverOftenItIsSent() {
        var filing = calls.filing("r1", PUSH);
        assertEquals(State.WAITING, file(filing).state());
        assertEquals(State.WAITING, file(filing).state());
        assertEquals(
                List.of("r1"),
                console.requests().list(Filter.of(Show.OPEN)).stream()
                        .map(line -> line.request().id())
                        .toList());
    }

    @Test
    void callAndRulesAreThoseOfTheRecordAndNotTheLaptopsWords() {
        file(calls.filing("r1", SECRET));
        var line = story("r1").line();
        assertEquals("git push --force origin e-r1", line.request().shown());
        assertEquals(List.of(SECRET), line.request().rules());
        assertEquals("ana@example.com", line.principal());
    }

    @Test
    void aRequestAboutACallOfSomebodyElseIsRefused() {
        var other = new Calls(LAPTOP, "ben@example.com").filing("r1", PUSH);
        assertThrows(IllegalArgumentException.class, () -> file(other));
        assertEquals(Optional.empty(), console.requests().find("r1"));
    }

    @Test
    void theIdOfARuleThatNoDatabaseKeepsIsKeptAsWhatItCan() {
        var odd = new Rule("a\u0000b c", "command", "why", "fix", true, Severity.MEDIUM);
        assertEquals(State.WAITING, file(calls.filing("r1", odd)).state());
        assertEquals(List.of(odd), story("r1").line().request().rules());
    }

    @Test
    void aGrantIsGoodAtOnceWhereTheLaptopsClockIsBehind() {
        file(calls.filing("r1", PUSH));
        approve("r1", SAM);
        var grant = document().grants().getFirst();
        assertEquals(NOON.minus(Duration.ofMinutes(5)), grant.from());
        assertEquals(NOON.plus(Duration.ofHours(1)), grant.until());
    }

    @Test
    void aRequestThatContradictsItsRecordIsRefused() {
        var other = calls.push("other", NOON, PUSH);
        var filing = calls.filing("r1", PUSH);
        assertThrows(
                IllegalArgumentException.class,
                () -> file(new Filing(filing.request(), calls.record(other))),
                "another call");
        assertThrows(
                IllegalArgumentException.class,
                () -> file(calls.filing("r2", calls.push("allowed", NOON), FORCE_PUSH, true)),
                "an allowed call");
        assertThrows(
                IllegalArgumentException.class,
                () -> file(calls.filing("r3", other, new Scope.ExactCall("key-of-another-call"), true)),
                "another exact call");
    }

    @Test
    void anApprovalMakesAGrantThatTheSignedDocumentHolds() {
        file(calls.filing("r1", PUSH));
        long before = document().version();
        assertInstanceOf(Outcome.Done.class, approve("r1", SAM));
        var document = document();
        assertEquals(before + 1, document.version());
        var grant = document.grants().getFirst();
        assertEquals(
                new Grant(
                        grant.id(),
                        "ana@example.com",
                        Optional.of(LAPTOP),
                        Set.of(PUSH.id()),
                        FORCE_PUSH,
                        new Grant.Reach("claude-code", "/home/ana/shop", Optional.of("s1")),
                        grant.from(),
                        NOON.plus(Duration.ofHours(1)),
                        OptionalLong.of(1),
                        "sam",
                        "For the release."),
                grant);
        assertEquals(List.of(new Held(grant, NOON.plus(Duration.ofHours(24)))), document.held());
        var standing = standing("r1");
        assertEquals(State.GRANTED, standing.state());
        assertEquals(Optional.of(grant.id()), standing.grant());
        assertEquals(Optional.of(grant.until()), standing.until());
    }

    @Test
    void aRefusalTellsItsSentence() {
        file(calls.filing("r1", PUSH));
        assertInstanceOf(Outcome.Invalid.class, console.requests().refuse("r1", 1, " ", SAM));
        assertInstanceOf(Outcome.Done.class, console.requests().refuse("r1", 1, "Use a branch.", SAM));
        assertEquals(State.REFUSED, standing("r1").state());
        assertEquals("Use a branch.", standing("r1").word().orElseThrow().sentence());
        assertEquals(List.of(), document().grants());
    }

    @Test
    void aQuestionIsToldWhileTheRequestStaysOpen() {
        file(calls.filing("r1", PUSH));
        assertInstanceOf(Outcome.Done.class, console.requests().ask("r1", 1, "Which branch?", SAM));
        assertEquals(Optional.of("Which branch?"), standing("r1").question());
        assertEquals(State.SEEN, standing("r1").state());
        assertInstanceOf(Outcome.Done.class, approve("r1", SAM));
    }

    @Test
    void openingARequestTellsThatItWasSeen() {
        file(calls.filing("r1", PUSH));
        console.requests().open("r1", SAM);
        assertEquals(State.SEEN, standing("r1").state());
        assertInstanceOf(
                Outcome.Done.class, console.requests().approve("r1", 1, asAsked("r1"), SAM), "the page is not stale");
    }

    @Test
    void aHardRuleIsNotWaived() {
        file(calls.filing("r1", PUSH, SECRET));
        assertTrue(!story("r1").line().waivable());
        assertInstanceOf(Outcome.NotWaivable.class, approve("r1", SAM));
        assertInstanceOf(Outcome.Done.class, console.requests().refuse("r1", 1, "It is a secret.", SAM));
    }

    @Test
    void nobodyDecidesTheirOwnRequestByAnyName() {
        file(calls.filing("r1", PUSH));
        var own = List.of(
                ANA,
                new Reviewer("x", Optional.of(" ANA@example.com"), Set.of(Role.REVIEWER)),
                new Reviewer("Ana@Example.com", Optional.empty(), Set.of(Role.REVIEWER)),
                ADA);
        for (var reviewer : own) {
            assertInstanceOf(Outcome.OwnRequest.class, approve("r1", reviewer), reviewer.name());
            assertInstanceOf(Outcome.OwnRequest.class, console.requests().refuse("r1", 1, "no", reviewer));
            assertInstanceOf(Outcome.OwnRequest.class, console.requests().ask("r1", 1, "why", reviewer));
        }
        console.requests().open("r1", ANA);
        assertEquals(State.WAITING, standing("r1").state());
    }

    @Test
    void onlyReviewersDecide() {
        file(calls.filing("r1", PUSH));
        var auditor = new Reviewer("al", Optional.empty(), Set.of(Role.AUDITOR, Role.ADMINISTRATOR));
        assertInstanceOf(Outcome.Invalid.class, approve("r1", auditor));
        assertInstanceOf(Outcome.Invalid.class, console.requests().refuse("r1", 1, "no", auditor));
        assertInstanceOf(Outcome.Invalid.class, console.grants().revoke("g", "no", auditor));
    }

    @Test
    void ofTwoReviewersAtOnceOneDecidesAndTheOtherIsTold() throws Exception {
        for (int round = 0; round < 10; round++) {
            var id = "r" + round;
            file(calls.filing(id, PUSH));
            var asked = asAsked(id);
            var outcomes = atOnce(List.of(() -> console.requests().approve(id, 1, asked, SAM), () -> console.requests()
                    .refuse(id, 1, "No.", KIM)));
            assertEquals(
                    1, outcomes.stream().filter(Outcome.Done.class::isInstance).count());
            assertEquals(
                    1, outcomes.stream().filter(Outcome.Stale.class::isInstance).count());
        }
        var versions = document().version();
        var granted = console.grants().active().size();
        assertEquals(1 + granted, versions, "a document for the enrolment and one for each grant");
    }

    private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        var ready = new CountDownLatch(tasks.size());
        try (var threads = Executors.newFixedThreadPool(tasks.size())) {
            var running = new ArrayList<Future<T>>();
            for (var task : tasks) {
                running.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return task.call();
                }));
            }
            var results = new ArrayList<T>();
            for (var one : running) {
                results.add(one.get());
            }
            return results;
        }
    }

    @Test
    void aDecisionOnAnOldPageIsRefused() {
        file(calls.filing("r1", PUSH));
        console.requests().ask("r1", 1, "Why?", SAM);
        assertInstanceOf(Outcome.Stale.class, console.requests().approve("r1", 1, asAsked("r1"), KIM));
        console.requests().refuse("r1", 2, "No.", SAM);
        assertInstanceOf(Outcome.Stale.class, console.requests().refuse("r1", 3, "No.", KIM));
        assertInstanceOf(Outcome.Invalid.class, console.requests().refuse("unknown", 1, "No.", KIM));
    }

    @Test
    void aRuleMayNeedTwoReviewers() {
        console.database().close();
        console = open("second", Set.of(PUSH.id()));
        file(calls.filing("r1", PUSH));

        assertInstanceOf(Outcome.Done.class, approve("r1", SAM));
        assertEquals(State.SEEN, standing("r1").state());
        assertEquals(Optional.of("sam"), story("r1").line().firstApprover());
        assertEquals(List.of(), document().grants());
        assertInstanceOf(Outcome.Invalid.class, approve("r1", SAM), "the same person again");

        assertInstanceOf(Outcome.Done.class, approve("r1", KIM));
        assertEquals(State.GRANTED, standing("r1").state());
        assertEquals("sam and kim", document().grants().getFirst().approver());
    }

    @Test
    void theSecondReviewerApprovesNoMoreThanTheFirst() {
        console.database().close();
        console = open("second", Set.of(PUSH.id()));
        file(calls.filing("r1", PUSH));
        var asked = asAsked("r1");
        var shorter = new Approval(
                Duration.ofMinutes(5), asked.maxUses(), asked.scope(), asked.session(), asked.rules(), "Short.");
        assertInstanceOf(Outcome.Done.class, console.requests().approve("r1", 1, shorter, SAM));
        assertInstanceOf(Outcome.Invalid.class, console.requests().approve("r1", 2, asked, KIM));
        assertInstanceOf(Outcome.Done.class, console.requests().approve("r1", 2, shorter, KIM));
        assertEquals(
                NOON.plus(Duration.ofMinutes(5)), document().grants().getFirst().until());
    }

    @Test
    void aWithdrawnRequestIsNotDecidedAndADecidedOneNotWithdrawn() {
        file(calls.filing("r1", PUSH));
        file(calls.filing("r2", PUSH));
        var filings = console.laptops().filings();
        assertEquals(
                State.WITHDRAWN,
                filings.withdraw(LAPTOP, "ana@example.com", "r1").orElseThrow().state());
        assertInstanceOf(Outcome.Stale.class, approve("r1", SAM));
        assertEquals(Optional.empty(), filings.withdraw("laptop-2", "ana@example.com", "r2"));
        assertInstanceOf(Outcome.Done.class, console.requests().refuse("r2", 1, "Use a branch.", SAM));
        assertEquals(
                State.REFUSED,
                filings.withdraw(LAPTOP, "ana@example.com", "r2").orElseThrow().state());
    }

    @Test
    void whatWasGrantedWhileItWasTakenBackEnds() {
        file(calls.filing("r1", PUSH));
        approve("r1", SAM);
        assertEquals(1, document().grants().size());
        var filings = console.laptops().filings();
        for (int i = 0; i < 2; i++) { // sent again, as its answer was lost
            assertEquals(
                    State.REVOKED,
                    filings.withdraw(LAPTOP, "ana@example.com", "r1")
                            .orElseThrow()
                            .state());
        }
        assertEquals(List.of(), document().grants());
        assertEquals(
                List.of("ana@example.com"),
                story("r1").history().stream()
                        .filter(entry -> entry.what().equals("grant.give-up"))
                        .map(ConsoleLog.Entry::who)
                        .toList());
    }

    @Test
    void anAnswerIsKeptOnceAndMakesPagesWithoutItStale() {
        file(calls.filing("r1", PUSH));
        console.requests().ask("r1", 1, "Which branch?", SAM);
        var filings = console.laptops().filings();
        var answer = new Answer("r1", "Which branch?", "main");
        for (int i = 0; i < 2; i++) { // sent again, as its answer was lost
            assertEquals(
                    State.SEEN,
                    filings.answer(LAPTOP, "ana@example.com", answer)
                            .orElseThrow()
                            .state());
        }
        assertEquals(Optional.of("main"), story("r1").line().answer());
        assertInstanceOf(Outcome.Stale.class, console.requests().approve("r1", 2, asAsked("r1"), SAM));
        assertEquals(
                List.of("main"),
                story("r1").history().stream()
                        .filter(entry -> entry.what().equals("request.answer"))
                        .map(ConsoleLog.Entry::sentence)
                        .toList());
        assertInstanceOf(Outcome.Done.class, approve("r1", SAM));
    }

    @Test
    void anAnswerToAnotherQuestionOrOfAnotherLaptopChangesNothing() {
        file(calls.filing("r1", PUSH));
        console.requests().ask("r1", 1, "Which branch?", SAM);
        var filings = console.laptops().filings();
        var answer = new Answer("r1", "Which branch?", "main");
        assertEquals(Optional.empty(), filings.answer("laptop-2", "ana@example.com", answer));
        assertEquals(Optional.empty(), filings.answer(LAPTOP, "kim@example.com", answer));
        assertEquals(Optional.empty(), filings.answer(LAPTOP, "ana@example.com", new Answer("no such", "x", "y")));
        console.requests().ask("r1", 2, "And why?", SAM);
        assertEquals(
                Optional.of("And why?"),
                filings.answer(LAPTOP, "ana@example.com", answer).orElseThrow().question());
        assertEquals(Optional.empty(), story("r1").line().answer());
    }

    @Test
    void aRevokedGrantIsInTheNextDocumentNoMore() {
        file(calls.filing("r1", PUSH));
        approve("r1", SAM);
        var grant = document().grants().getFirst();
        long version = document().version();
        assertInstanceOf(Outcome.Done.class, console.grants().revoke(grant.id(), "The release is out.", KIM));
        assertEquals(List.of(), document().grants());
        assertEquals(version + 1, document().version());
        assertEquals(State.REVOKED, standing("r1").state());
        assertInstanceOf(Outcome.Stale.class, console.grants().revoke(grant.id(), "Again.", KIM));
    }

    @Test
    void aRequestThatNobodyDecidesExpiresAfterSevenDays() {
        file(calls.filing("r1", PUSH));
        var sweep = new Sweep(console.database(), console.grants(), console.log(), clock);
        clock.move(Duration.ofDays(7).minusMillis(1));
        sweep.run();
        assertEquals(State.WAITING, standing("r1").state());
        clock.move(Duration.ofMillis(1));
        assertInstanceOf(Outcome.Stale.class, approve("r1", SAM));
        sweep.run();
        assertEquals(State.EXPIRED, standing("r1").state());
    }

    @Test
    void aGrantEndsByTheClock() {
        file(calls.filing("r1", PUSH));
        approve("r1", SAM);
        var sweep = new Sweep(console.database(), console.grants(), console.log(), clock);
        clock.move(Duration.ofHours(1));
        assertEquals(List.of(), console.grants().active());
        sweep.run();
        assertEquals(State.EXPIRED, standing("r1").state());
        assertEquals(
                GrantDesk.Ending.EXPIRED, console.grants().ended(1).getFirst().state());
    }

    @Test
    void usesThatTheLaptopTellsEndAGrant() {
        file(calls.filing("r1", PUSH));
        approve("r1", SAM);
        var grant = document().grants().getFirst();
        var used = new Used(grant.id(), grant.maxUses());
        calls.record(calls.call("used", NOON, "git push --force origin main", List.of(used)));
        console.laptops().intake().receive(LAPTOP, calls.batch());
        console.laptops().intake().receive(LAPTOP, calls.batch());
        var given = console.grants().find(grant.id()).orElseThrow();
        assertEquals(1, given.uses(), "counted once, though sent twice");
        assertEquals(GrantDesk.Ending.USED_UP, given.state());
        assertEquals(State.USED_UP, standing("r1").state());
    }

    @Test
    void aReviewerSeesWhatTheScopeWouldHaveAllowed() {
        for (int i = 0; i < 3; i++) {
            calls.record(calls.push("e" + i, NOON.minus(Duration.ofDays(i)), PUSH));
        }
        calls.record(calls.call("other", NOON, "rm -rf /tmp/x", List.of(), PUSH));
        calls.record(calls.push("old", NOON.minus(Duration.ofDays(31)), PUSH));
        var filing = calls.filing("r1", PUSH);
        file(filing);
        console.laptops().intake().receive(LAPTOP, calls.batch());
        var story = story("r1");
        assertTrue(story.coversCall());
        assertEquals(4, story.onDevice().calls(), "three and the one that is asked for");
        assertEquals(5, story.onDevice().looked());
        assertEquals(4, story.acrossFleet().calls());
        assertEquals("git push --force origin e-r1", story.call().shown());
        assertEquals(filing.evidence().seq(), story.evidenceSeq());
    }

    @Test
    void earlierDecisionsAboutTheSameRulesAreShown() {
        file(calls.filing("r1", PUSH));
        file(calls.filing("r2", SECRET));
        file(calls.filing("r3", PUSH));
        console.requests().refuse("r1", 1, "No.", SAM);
        console.requests().refuse("r2", 1, "No.", SAM);
        assertEquals(
                List.of("r1"),
                story("r3").earlier().stream().map(line -> line.request().id()).toList());
    }

    @Test
    void whatReviewersDoIsInTheConsolesLog() {
        file(calls.filing("r1", PUSH));
        console.requests().open("r1", SAM);
        approve("r1", SAM);
        console.grants().revoke(document().grants().getFirst().id(), "Over.", KIM);
        assertEquals(
                List.of("sam request.open", "sam request.approve", "kim grant.revoke"),
                story("r1").history().stream()
                        .map(entry -> entry.who() + " " + entry.what())
                        .toList());
        assertEquals(OptionalLong.empty(), console.log().verify());
    }

    @Test
    void aChangeOfTheConsolesLogShows() {
        console.log().append("sam", "test", "x", "one");
        console.log().append("sam", "test", "x", "two");
        console.database()
                .write(handle -> handle.execute("UPDATE console_log SET sentence = 'none' WHERE sentence = 'one'"));
        assertTrue(console.log().verify().isPresent());
    }

    @Test
    void theQueueGoesPageByPage() {
        for (int i = 0; i < 7; i++) {
            file(calls.filing("r" + i, PUSH));
            clock.move(Duration.ofMillis(i % 2));
        }
        var ids = new ArrayList<String>();
        var filter = new Filter(Show.ALL, Optional.of("ana@example.com"), Optional.of(PUSH.id()), Optional.empty(), 3);
        for (var page = console.requests().list(filter); !page.isEmpty(); ) {
            page.forEach(line -> ids.add(line.request().id()));
            page = console.requests().list(filter.behind(page.getLast().place()));
        }
        assertEquals(7, Set.copyOf(ids).size());
        assertEquals(7, ids.size());
    }
}
