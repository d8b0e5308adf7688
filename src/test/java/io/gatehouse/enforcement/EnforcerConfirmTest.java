package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Confirmation.Answer;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.GrantBook;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Pdp.Answer.Decided;
import io.gatehouse.policy.Pdp.Answer.Unavailable;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class EnforcerConfirmTest extends EnforcerFixture {
    private static final Rule DEPLOY = asking("command.deploy", "Deploy this to production?", false);
    private static final Rule DROP = asking("command.drop", "Drop this table?", true);
    private static final Finding PUSH = command("git", "push");
    private static final Finding LIST = command("ls");

    private final AtomicInteger turnsGivenBack = new AtomicInteger();

    private static Rule asking(String id, String question, boolean waivable) {
        return new Rule(id, "command", "Because.", "Do otherwise.", waivable, Severity.HIGH, question);
    }

    private static Finding command(String... argv) {
        return new Finding(
                new AccessRequest(
                        ADA, Action.EXEC, Map.of("argv", List.of(argv), "waived", List.of(), "confirmed", List.of())),
                List.of());
    }

    private Patience waits(Duration patience) {
        return new Patience(System.nanoTime() + patience.toNanos(), turnsGivenBack::incrementAndGet);
    }

    private Verdict enforce() {
        return enforcer().enforce(call(), waits(Duration.ofSeconds(100)));
    }

    private void isAskedOnce(Rule... rules) {
        analysed = List.of(LIST, PUSH);
        pdp.answer = decided(Decision.ALLOW, deny(rules));
        pdp.later.add(decided(Decision.ALLOW, Decision.ALLOW));
    }

    private List<Object> confirmed(int question) {
        return pdp.questions.get(question).stream()
                .<Object>map(request -> request.attributes().get("confirmed"))
                .toList();
    }

    private Confirmation evidence() {
        assertEquals(1, recorded.size());
        return recorded.getFirst().confirmation().orElseThrow();
    }

    @Test
    void aPersonsYesAsksOnceMoreWithTheRulesConfirmedAndTheSecondAnswerDecides() {
        isAskedOnce(DEPLOY, DROP);
        pdp.later.clear();
        pdp.later.add(new Decided(List.of(Decision.ALLOW, Decision.ALLOW), "r2", "call-2"));

        assertEquals(new Verdict.Allow(), enforce());

        assertEquals(List.of(List.of(), List.of()), confirmed(0));
        assertEquals(List.of(List.of(), List.of("command.deploy", "command.drop")), confirmed(1));
        assertEquals(
                List.of(new Person.Question(call().origin(), "/work", "git --token *** push", List.of(DEPLOY, DROP))),
                person.asked);
        assertEquals(List.of(DEPLOY, DROP), evidence().rules());
        assertEquals(Answer.CONFIRMED, evidence().answer());
        assertEquals(new Basis.Central("r2", "call-2"), recorded.getFirst().basis());
        assertEquals(
                pdp.questions.get(1),
                recorded.getFirst().asked().stream()
                        .map(Enforcement.Asked::request)
                        .toList());
    }

    @Test
    void thePolicyMayDenyAConfirmedCallAllTheSame() {
        isAskedOnce(DEPLOY);
        pdp.later.clear();
        pdp.later.add(decided(Decision.ALLOW, deny(HARD_HIGH)));

        var deny = denied(enforce());

        assertEquals(List.of(HARD_HIGH), deny.rules());
        assertTrue(deny.toldAgent().contains("confirmed it, and the policy denies it all the same"), deny.toldAgent());
        assertEquals(Answer.CONFIRMED, evidence().answer());
        assertEquals(1, person.asked.size());
    }

    @ParameterizedTest
    @EnumSource(value = Answer.class, mode = Mode.EXCLUDE, names = "CONFIRMED")
    void whateverIsNoYesIsADenyThatSaysSo(Answer answer) {
        isAskedOnce(DEPLOY);
        person.answer = _ -> answer;

        var deny = denied(enforce());

        assertEquals(1, pdp.asked);
        assertEquals(List.of(DEPLOY), deny.rules());
        assertTrue(deny.toldAgent().contains(" The person "), deny.toldAgent());
        assertTrue(deny.toldAgent().endsWith("[id1]"), deny.toldAgent());
        assertEquals(answer, evidence().answer());
    }

    @Test
    void whatChangedWhileThePersonWasAskedIsADeny() {
        isAskedOnce(DEPLOY);
        person.answer = _ -> {
            analysed = List.of(LIST, command("git", "push", "--force"));
            return Answer.CONFIRMED;
        };

        var deny = denied(enforce());

        assertEquals(1, pdp.asked);
        assertEquals(List.of(DEPLOY), deny.rules());
        assertTrue(deny.toldAgent().contains("what it would do had changed: try again"), deny.toldAgent());
        assertEquals(Answer.CHANGED, evidence().answer());
    }

    @Test
    void aScriptThatChangedWhileThePersonWasAskedIsADeny() {
        isAskedOnce(DEPLOY);
        person.answer = _ -> {
            var before = analysis;
            analysis = call -> {
                var now = before.apply(call);
                return new Analysis(
                        now.shown(),
                        now.workspace(),
                        now.findings(),
                        now.doubts(),
                        List.of(new Analysis.Script("/work/deploy.sh", "c0ffee")));
            };
            return Answer.CONFIRMED;
        };

        denied(enforce());

        assertEquals(Answer.CHANGED, evidence().answer());
    }

    @Test
    void theTimeAloneIsNoChange() {
        analysed = List.of(at("10:00"));
        pdp.answer = decided(deny(DEPLOY));
        pdp.later.add(decided(Decision.ALLOW));
        person.answer = _ -> {
            analysed = List.of(at("10:01"));
            return Answer.CONFIRMED;
        };

        assertEquals(new Verdict.Allow(), enforce());
    }

    private static Finding at(String time) {
        return new Finding(
                new AccessRequest(
                        ADA,
                        Action.EXEC,
                        Map.of("argv", List.of("git"), "confirmed", List.of(), AccessRequest.AT, time)),
                List.of());
    }

    @Test
    void anAskingThatThrowsIsADeny() {
        isAskedOnce(DEPLOY);
        person.answer = _ -> {
            throw new IllegalStateException("no toolkit");
        };

        denied(enforce());

        assertEquals(Answer.FAILED, evidence().answer());
        person.answer = _ -> Answer.CONFIRMED;
        isAskedOnce(DEPLOY);
        assertEquals(new Verdict.Allow(), enforce(), "and the next call gets its turn");
    }

    @Test
    void evenAnErrorWhileAskingIsADeny() {
        isAskedOnce(DEPLOY);
        person.answer = _ -> {
            throw new NoClassDefFoundError("javafx");
        };

        assertEquals(Cause.INTERNAL_ERROR, denied(enforce()).cause());
    }

    @Test
    void nobodyIsAskedWhereOneRuleThatFiredAsksNobody() {
        isAskedOnce(DEPLOY, WAIVABLE_LOW);

        denied(enforce());

        assertEquals(List.of(), person.asked);
        assertEquals(Optional.empty(), recorded.getFirst().confirmation());
        assertEquals(0, turnsGivenBack.get());
    }

    @Test
    void nobodyIsAskedWhereAnotherRequestIsDeniedByNoRule() {
        analysed = List.of(LIST, PUSH);
        pdp.answer = decided(new Decision(Effect.DENY, List.of()), deny(DEPLOY));

        denied(enforce());

        assertEquals(List.of(), person.asked);
    }

    @Test
    void nobodyIsAskedWhereNoRuleAllowsItAnyway() {
        analysed = List.of(PUSH);
        pdp.answer = decided(new Decision(Effect.DENY, List.of(DEPLOY), false));

        denied(enforce());

        assertEquals(List.of(), person.asked);
    }

    @Test
    void nobodyIsAskedInObserveMode() {
        mode = io.gatehouse.enforcement.Mode.OBSERVE;
        isAskedOnce(DEPLOY);

        assertTrue(enforce().allows());

        assertEquals(List.of(), person.asked);
    }

    @Test
    void aGrantComesBeforeThePerson() {
        isAskedOnce(DROP);
        var grant = new Grant(
                "g1",
                "ada",
                Optional.empty(),
                Set.of(DROP.id()),
                new Scope.ExactCall("key"),
                new Reach("claude-code", "/work", Optional.empty()),
                NOW,
                NOW.plusSeconds(60),
                OptionalLong.empty(),
                "sam",
                "");
        var book = new GrantBook("d1", List.of(new Held(grant, NOW.plusSeconds(60))));
        grants = new Grants(() -> book, _ -> 0, (_, _) -> "key");

        assertEquals(new Verdict.Allow(), enforce());

        assertEquals(List.of(), person.asked);
        assertEquals(Optional.empty(), recorded.getFirst().confirmation());
    }

    @Test
    void aConfirmedCallThatCannotBeRecordedIsDenied() {
        isAskedOnce(DEPLOY);
        record = _ -> {
            throw new IllegalStateException("the disk is full");
        };

        assertEquals(Cause.AUDIT_FAILED, denied(enforce()).cause());
    }

    @Test
    void theSecondQuestionHasTheWholeDeadlineAgain() throws Exception {
        isAskedOnce(DEPLOY);
        person.answer = _ -> {
            var until = System.nanoTime() + Duration.ofMillis(30).toNanos();
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            return Answer.CONFIRMED;
        };

        enforce();

        var millis = Duration.ofMillis(30);
        assertTrue(evidence().took().compareTo(millis) >= 0);
        assertTrue(pdp.patience.compareTo(DEADLINE.minus(millis)) > 0, pdp.patience.toString());
        assertTrue(recorded.getFirst().took().decision().compareTo(evidence().took()) < 0);
    }

    @Test
    void explainingAsksNobodyAndTellsThatOneWouldBeAsked() {
        isAskedOnce(DEPLOY);

        var explained = enforcer().explain(call());

        assertEquals(Answer.WOULD_ASK, explained.confirmation().orElseThrow().answer());
        assertTrue(denied(explained.verdict()).toldPerson().contains("would be asked first"));
        assertEquals(List.of(), person.asked);
        assertEquals(1, pdp.asked);
    }

    @Test
    void explainingWithoutAScreenTellsThatNobodyCanBeAsked() {
        isAskedOnce(DEPLOY);
        person.longest = Optional.empty();

        assertEquals(
                Answer.NOBODY,
                enforcer().explain(call()).confirmation().orElseThrow().answer());
    }

    @Test
    void whatBecameOfAnExceptionRequestIsToldBesideThePersonsSilence() {
        isAskedOnce(DROP);
        grants = new Grants(() -> GrantBook.EMPTY, _ -> 0, (_, _) -> "key", _ -> Optional.of("R-1 waits."));
        person.answer = _ -> Answer.EXPIRED;

        var told = denied(enforce()).toldAgent();

        assertTrue(told.endsWith("did not answer in time. R-1 waits. [id1]"), told);
    }

    @Test
    void explainingTellsOfAnExceptionRequestAndNamesNoId() {
        isAskedOnce(DROP);
        grants = new Grants(() -> GrantBook.EMPTY, _ -> 0, (_, _) -> "key", _ -> Optional.of("R-1 waits."));

        var told = denied(enforcer().explain(call()).verdict());

        assertTrue(told.toldAgent().endsWith("would be asked first. R-1 waits."), told.toldAgent());
        assertTrue(told.toldPerson().endsWith("would be asked first. R-1 waits."), told.toldPerson());
    }

    @Nested
    class WhenTheAgentDoesNotWait {
        @Test
        void nobodyIsAskedAndTheReasonTellsThat() {
            isAskedOnce(DEPLOY);

            var deny = denied(enforcer().enforce(call()));

            assertTrue(deny.toldAgent().contains("hook does not wait that long"), deny.toldAgent());
            assertEquals(Answer.IMPATIENT, evidence().answer());
            assertEquals(List.of(), person.asked);
            assertEquals(0, turnsGivenBack.get(), "its turn is not given away for nothing");
        }

        @Test
        void theQuestionAndTheSecondDecisionTogetherMustFit() {
            isAskedOnce(DEPLOY);
            enforcer().enforce(call(), waits(FakePerson.LONGEST.plus(DEADLINE).minusMillis(1)));
            assertEquals(List.of(), person.asked);

            isAskedOnce(DEPLOY);
            enforcer().enforce(call(), waits(FakePerson.LONGEST.plus(DEADLINE).plusSeconds(5)));
            assertEquals(1, person.asked.size());
        }
    }

    @Nested
    class WhileAnotherCallIsAskedAbout {
        private final CountDownLatch asking = new CountDownLatch(1);
        private final CountDownLatch answer = new CountDownLatch(1);

        /// The first question stays until it is told to end.
        private Thread first() throws InterruptedException {
            isAskedOnce(DEPLOY);
            person.answer = _ -> {
                asking.countDown();
                try {
                    answer.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                return Answer.DENIED;
            };
            var enforcer = enforcer();
            var first = Thread.ofVirtual().start(() -> enforcer.enforce(call(), waits(Duration.ofSeconds(100))));
            asking.await();
            return first;
        }

        @Test
        void aCallThatNeedsNobodyIsDecided() throws Exception {
            var first = first();
            pdp.answer = decided(Decision.ALLOW, Decision.ALLOW);

            assertEquals(new Verdict.Allow(), enforce());

            answer.countDown();
            first.join();
        }

        @Test
        void aCallWhoseTimeRunsOutIsDeniedAndToldWhy() throws Exception {
            var first = first();
            pdp.answer = decided(Decision.ALLOW, deny(DEPLOY));

            var deny = denied(enforcer()
                    .enforce(call(), waits(FakePerson.LONGEST.plus(DEADLINE).plusMillis(50))));

            assertTrue(deny.toldAgent().contains("was being asked about another call"), deny.toldAgent());
            assertEquals(Answer.BUSY, evidence().answer());
            assertEquals(1, person.asked.size());
            assertEquals(2, turnsGivenBack.get());
            answer.countDown();
            first.join();
        }

        @Test
        void aCallWithTimeLeftGetsItsTurn() throws Exception {
            var first = first();
            pdp.answer = decided(Decision.ALLOW, deny(DEPLOY));
            var verdicts = new ArrayList<Verdict>();
            var enforcer = enforcer();
            var second = Thread.ofVirtual()
                    .start(() -> verdicts.add(enforcer.enforce(call(), waits(Duration.ofSeconds(100)))));

            answer.countDown();
            first.join();
            second.join();

            denied(verdicts.getFirst());
            assertEquals(2, person.asked.size());
        }
    }

    @Nested
    class WhenThePdpIsUnavailable {
        @Test
        void theAnswerToTheConfirmedQuestionIsNotTheAnswerToTheUnconfirmedOne() {
            isAskedOnce(DEPLOY);
            assertEquals(new Verdict.Allow(), enforce());
            recorded.clear();
            pdp.answer = new Unavailable("down");
            person.answer = _ -> Answer.DENIED;

            denied(enforce());

            assertEquals(2, person.asked.size());
            assertEquals(Answer.DENIED, evidence().answer());
        }

        @Test
        void aPersonIsAskedByTheCachedDecisionAndTheCachedAnswerToTheConfirmedQuestionDecides() {
            isAskedOnce(DEPLOY);
            enforce();
            recorded.clear();
            pdp.answer = new Unavailable("down");

            assertEquals(new Verdict.Allow(), enforce());

            assertTrue(recorded.getFirst().basis() instanceof Basis.Cached);
            assertEquals(Answer.CONFIRMED, evidence().answer());
        }

        @Test
        void aConfirmedCallThatNothingDecidesIsDenied() {
            isAskedOnce(DEPLOY);
            person.answer = _ -> Answer.DENIED;
            enforce();
            recorded.clear();
            pdp.answer = new Unavailable("down");
            person.answer = _ -> Answer.CONFIRMED;

            assertEquals(Cause.NO_BASIS, denied(enforce()).cause());
            assertFalse(recorded.getFirst().verdict().allows());
        }
    }
}
