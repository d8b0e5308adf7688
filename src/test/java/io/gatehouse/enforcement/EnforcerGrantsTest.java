package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.DecisionCache.Confirmed;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.GrantBook;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnforcerGrantsTest extends EnforcerFixture {
    private static final Finding PUSH = command("git", "push", "--force");
    private static final Finding LIST = command("ls");
    private static final Scope THIS_CALL = new Scope.ExactCall("key of Bash");

    private ToLongFunction<String> uses = _ -> 0;

    private static Finding command(String... argv) {
        return new Finding(
                new AccessRequest(
                        ADA,
                        Action.EXEC,
                        Map.of("argv", List.of(argv), "wrappers", List.of(), "parse", "full", "waived", List.of())),
                List.of());
    }

    private static Finding host(String name) {
        return new Finding(
                new AccessRequest(ADA, Action.CONNECT, Map.of("host", name, "waived", List.of())), List.of());
    }

    private static Grant grant(String id, Scope scope, OptionalLong maxUses, Rule... rules) {
        return new Grant(
                id,
                "ada",
                Optional.of("d1"),
                Set.of(List.of(rules).stream().map(Rule::id).toArray(String[]::new)),
                scope,
                new Reach("claude-code", "/work", Optional.of("s1")),
                NOW,
                NOW.plusSeconds(3_600),
                maxUses,
                "sam",
                "");
    }

    private static Grant grant(String id, Scope scope, Rule... rules) {
        return grant(id, scope, OptionalLong.empty(), rules);
    }

    private void hold(Grant... held) {
        hold(NOW.plusSeconds(3_600), held);
    }

    private void hold(Instant leasedUntil, Grant... held) {
        var book = new GrantBook(
                "d1",
                List.of(held).stream().map(one -> new Held(one, leasedUntil)).toList());
        grants = new Grants(
                () -> book,
                id -> uses.applyAsLong(id),
                (call, _) -> "key of " + call.origin().tool());
    }

    /// The policy denies it, and allows it with what a grant of one use waives.
    private void isGrantedOnce() {
        analysed = List.of(PUSH);
        hold(grant("g1", THIS_CALL, OptionalLong.of(1), WAIVABLE_LOW));
        pdp.answer = decided(deny(WAIVABLE_LOW));
        pdp.later.add(decided(Decision.ALLOW));
    }

    private List<Object> waived(int question) {
        return pdp.questions.get(question).stream()
                .<Object>map(request -> request.attributes().get("waived"))
                .toList();
    }

    @Test
    void asksOnceMoreWithWhatIsGrantedAndTheSecondAnswerDecides() {
        analysed = List.of(LIST, PUSH);
        hold(grant("g1", new Scope.Command(List.of("git", "push"), List.of()), WAIVABLE_HIGH_A));
        pdp.answer = decided(Decision.ALLOW, deny(WAIVABLE_HIGH_A));
        pdp.later.add(new Answer.Decided(List.of(Decision.ALLOW, Decision.ALLOW), "r2", "call-2"));

        assertEquals(new Verdict.Allow(), enforcer().enforce(call()));
        assertEquals(List.of(List.of(), List.of()), waived(0));
        assertEquals(List.of(List.of(), List.of("waivable.high.a")), waived(1));

        var kept = recorded.getFirst();
        assertEquals(1, recorded.size());
        assertEquals(new Verdict.Allow(), kept.verdict());
        assertEquals(List.of(new Used("g1", OptionalLong.empty())), kept.grants());
        assertEquals("key of Bash", kept.callKey());
        assertEquals(new Basis.Central("r2", "call-2"), kept.basis());
        assertEquals(
                pdp.questions.get(1),
                kept.asked().stream().map(Enforcement.Asked::request).toList());
        assertEquals(
                List.of(Decision.ALLOW, Decision.ALLOW),
                kept.asked().stream().map(Enforcement.Asked::decision).toList());
    }

    @Test
    void rulesAreWaivedForEachRequestAloneAndSorted() {
        analysed = List.of(PUSH, host("a.example"));
        hold(
                grant("g1", new Scope.Command(List.of("git"), List.of()), WAIVABLE_LOW, WAIVABLE_HIGH_A),
                grant("g2", new Scope.Host("a.example"), WAIVABLE_HIGH_B));
        pdp.answer = decided(deny(WAIVABLE_LOW, WAIVABLE_HIGH_A), deny(WAIVABLE_HIGH_B));
        pdp.later.add(decided(Decision.ALLOW, Decision.ALLOW));
        assertEquals(new Verdict.Allow(), enforcer().enforce(call()));
        assertEquals(List.of(List.of("waivable.high.a", "waivable.low"), List.of("waivable.high.b")), waived(1));
        assertEquals(
                List.of("g1", "g2"),
                recorded.getFirst().grants().stream().map(Used::grant).toList());
    }

    @Test
    void aGrantForOneHostDoesNotHelpALineThatNamesTwo() {
        analysed = List.of(host("a.example"), host("b.example"));
        hold(grant("g1", new Scope.Host("a.example"), WAIVABLE_LOW));
        pdp.answer = decided(deny(WAIVABLE_LOW), deny(WAIVABLE_LOW));
        assertEquals(Cause.RULE, denied(enforcer().enforce(call())).cause());
        assertEquals(1, pdp.asked);
        assertEquals(List.of(), recorded.getFirst().grants());
        assertEquals("key of Bash", recorded.getFirst().callKey());
    }

    @Test
    void whatIsAllowedIsNotAskedAgainAndUsesNothing() {
        analysed = List.of(PUSH);
        hold(grant("g1", THIS_CALL, WAIVABLE_LOW));
        pdp.answer = decided(Decision.ALLOW);
        assertEquals(new Verdict.Allow(), enforcer().enforce(call()));
        assertEquals(1, pdp.asked);
        assertEquals(List.of(), recorded.getFirst().grants());
        assertEquals("", recorded.getFirst().callKey());
    }

    @Nested
    class NothingIsAskedAgain {
        private void assertDeniedAtOnce(Cause cause) {
            assertEquals(cause, denied(enforcer().enforce(call())).cause());
            assertEquals(1, pdp.asked);
            assertEquals(List.of(), recorded.getFirst().grants());
        }

        @Test
        void whenAHardRuleFiredAnywhere() {
            analysed = List.of(PUSH, LIST);
            hold(grant("g1", THIS_CALL, WAIVABLE_LOW, HARD_LOW));
            pdp.answer = decided(deny(WAIVABLE_LOW), deny(HARD_LOW));
            assertDeniedAtOnce(Cause.RULE);
        }

        @Test
        void whenARuleIsNotGranted() {
            analysed = List.of(PUSH);
            hold(grant("g1", THIS_CALL, WAIVABLE_LOW));
            pdp.answer = decided(deny(WAIVABLE_LOW, WAIVABLE_HIGH_A));
            assertDeniedAtOnce(Cause.RULE);
        }

        @Test
        void whenNoRuleAllowsARequest() {
            analysed = List.of(PUSH, LIST);
            hold(grant("g1", THIS_CALL, WAIVABLE_LOW));
            pdp.answer = decided(deny(WAIVABLE_LOW), new Decision(Effect.DENY, List.of()));
            assertDeniedAtOnce(Cause.RULE);
            recorded.clear();
            pdp.asked = 0;
            pdp.answer = decided(Decision.ALLOW, new Decision(Effect.DENY, List.of()));
            assertDeniedAtOnce(Cause.NO_RULE_ALLOWS);
        }

        @Test
        void whenTheLeaseIsOver() {
            analysed = List.of(PUSH);
            hold(NOW, grant("g1", THIS_CALL, WAIVABLE_LOW));
            pdp.answer = decided(deny(WAIVABLE_LOW));
            assertDeniedAtOnce(Cause.RULE);
        }

        @Test
        void whenTheGrantIsUsedUp() {
            analysed = List.of(PUSH);
            uses = _ -> 1;
            hold(grant("g1", THIS_CALL, OptionalLong.of(1), WAIVABLE_LOW));
            pdp.answer = decided(deny(WAIVABLE_LOW));
            assertDeniedAtOnce(Cause.RULE);
        }

        @ParameterizedTest
        @EnumSource(FailingAnswer.class)
        void whenTheFirstQuestionFailed(FailingAnswer failing) {
            analysed = List.of(PUSH);
            hold(grant("g1", THIS_CALL, WAIVABLE_LOW));
            pdp.answer = failing.answer;
            assertDeniedAtOnce(failing.cause);
            assertEquals("", recorded.getFirst().callKey());
        }

        @Test
        void whenTheGrantsCannotBeLookedUp() {
            analysed = List.of(PUSH);
            uses = _ -> {
                throw new IllegalStateException("no disk");
            };
            hold(grant("g1", THIS_CALL, OptionalLong.of(1), WAIVABLE_LOW));
            pdp.answer = decided(deny(WAIVABLE_LOW));
            assertDeniedAtOnce(Cause.RULE);
        }

        @Test
        void inObserveMode() {
            mode = Mode.OBSERVE;
            analysed = List.of(PUSH);
            hold(grant("g1", THIS_CALL, WAIVABLE_LOW));
            pdp.answer = decided(deny(WAIVABLE_LOW));
            assertTrue(enforcer().enforce(call()) instanceof Verdict.WouldDeny);
            assertEquals(1, pdp.asked);
            assertEquals(List.of(), recorded.getFirst().grants());
        }
    }

    @Nested
    class WhenTheSecondAnswerIsNoAllow {
        private Verdict.Deny secondly(Answer answer) {
            analysed = List.of(PUSH);
            hold(grant("g1", THIS_CALL, WAIVABLE_LOW));
            pdp.answer = decided(deny(WAIVABLE_LOW));
            pdp.later.add(answer);
            var deny = denied(enforcer().enforce(call()));
            assertEquals(2, pdp.asked);
            assertEquals(1, recorded.size());
            assertEquals(deny, recorded.getFirst().verdict());
            assertEquals(List.of(), recorded.getFirst().grants());
            return deny;
        }

        @Test
        void aRuleThatThePolicyDoesNotLiftDenies() {
            assertEquals(
                    List.of(WAIVABLE_LOW), secondly(decided(deny(WAIVABLE_LOW))).rules());
        }

        @Test
        void aHardRuleThatOnlyFiresNowDenies() {
            assertEquals(List.of(HARD_HIGH), secondly(decided(deny(HARD_HIGH))).rules());
        }

        @Test
        void aPolicyThatAllowsNothingDenies() {
            assertEquals(
                    Cause.NO_RULE_ALLOWS,
                    secondly(decided(new Decision(Effect.DENY, List.of()))).cause());
        }

        @ParameterizedTest
        @EnumSource(FailingAnswer.class)
        void aFaultDeniesAsAnyOther(FailingAnswer failing) {
            var cause =
                    switch (failing) {
                        case UNAVAILABLE -> Cause.NO_BASIS; // nothing was kept for the request with a rule waived
                        case REFUSED, BROKEN, CHANGING -> failing.cause;
                    };
            assertEquals(cause, secondly(failing.answer).cause());
        }
    }

    @Test
    void itWorksByPlansToo() {
        analysed = List.of(PUSH);
        hold(grant("g1", THIS_CALL, WAIVABLE_LOW));
        pdp.answer = new Answer.Unavailable("gone");
        cache.confirmed = Optional.of(new Confirmed("r1", NOW, AgeLimits.LONGEST));
        var isWaived = new Expression.Operation(
                "in",
                List.of(new Expression.Value("waivable.low"), new Expression.Variable("request.resource.attr.waived")));
        plans.put(
                "r1",
                new PlanSet(
                        ADA,
                        "r1",
                        new KnownRules("r1", List.of(new KnownRules.Entry(WAIVABLE_LOW, List.of("exec")))),
                        Map.of(
                                Question.of(Action.EXEC),
                                isWaived,
                                Question.why("command", "waivable.low"),
                                new Expression.Operation("not", List.of(isWaived)))));
        assertEquals(new Verdict.Allow(), enforcer().enforce(call()));
        var kept = recorded.getFirst();
        assertEquals(new Basis.Plan("r1", Optional.of(NOW), "gone"), kept.basis());
        assertEquals(List.of(new Used("g1", OptionalLong.empty())), kept.grants());
    }

    @Nested
    class WhenAnotherCallTakesTheLastUse {
        private final List<Enforcement> tried = new ArrayList<>();

        @Test
        void theCallIsDeniedByTheRulesOfBeforeAndThatIsRecorded() {
            isGrantedOnce();
            record = enforcement -> {
                tried.add(enforcement);
                if (!enforcement.grants().isEmpty()) {
                    throw new GrantUsedUp("g1");
                }
                recorded.add(enforcement);
            };
            var deny = denied(enforcer().enforce(call()));
            assertEquals(Cause.RULE, deny.cause());
            assertEquals(List.of(WAIVABLE_LOW), deny.rules());
            assertEquals(2, tried.size());
            assertEquals(deny, recorded.getFirst().verdict());
            assertEquals(List.of(), recorded.getFirst().grants());
            assertEquals(PUSH.request(), recorded.getFirst().asked().getFirst().request());
        }

        @Test
        void aDenyThatCannotBeRecordedEitherIsAFault() {
            isGrantedOnce();
            record = enforcement -> {
                throw enforcement.grants().isEmpty() ? new IllegalStateException("no disk") : new GrantUsedUp("g1");
            };
            assertEquals(Cause.AUDIT_FAILED, denied(enforcer().enforce(call())).cause());
        }
    }

    @Test
    void explainingNamesTheGrantsAndRecordsNothing() {
        isGrantedOnce();
        var explained = enforcer().explain(call());
        assertEquals(new Verdict.Allow(), explained.verdict());
        assertEquals(List.of(new Used("g1", OptionalLong.of(1))), explained.grants());
        assertEquals(List.of(), recorded);
        assertEquals(0, cache.puts);
    }

    @Test
    void theSecondQuestionHasOnlyTheTimeThatIsLeft() {
        analysed = List.of(PUSH);
        hold(grant("g1", THIS_CALL, WAIVABLE_LOW));
        pdp.answer = decided(deny(WAIVABLE_LOW));
        pdp.later.add(decided(Decision.ALLOW));
        var patience = new ArrayList<Duration>();
        var timed = new Enforcer(
                new Enforcer.Terms(ADA, mode, DEADLINE, standstill),
                call -> analysis.apply(call),
                (requests, annotations, left) -> {
                    patience.add(left);
                    return pdp.check(requests, annotations, left);
                },
                new ConfirmedPolicies(_ -> Optional.empty(), cache, clock),
                grants,
                recorded::add,
                clock,
                () -> "id");
        assertEquals(new Verdict.Allow(), timed.enforce(call()));
        assertTrue(patience.get(1).compareTo(patience.get(0)) < 0, patience::toString);
    }

    @Test
    void aDenialTellsWhichGrantWouldHaveCoveredIt() {
        hold();
        analysed = List.of(PUSH, LIST);
        pdp.answer = decided(deny(WAIVABLE_LOW), Decision.ALLOW);
        enforcer().enforce(call());
        var denial = recorded.getFirst();
        var push = new Scope.Command(List.of("git", "push"), List.of());
        assertTrue(Grants.wouldCover(grant("g", push, WAIVABLE_LOW), denial, "d1"));
        assertTrue(Grants.wouldCover(grant("g", THIS_CALL, WAIVABLE_LOW), denial, "d1"));
        assertFalse(Grants.wouldCover(grant("g", push, WAIVABLE_LOW), denial, "d2"), "another device");
        assertFalse(Grants.wouldCover(grant("g", push, WAIVABLE_HIGH_A), denial, "d1"), "another rule");
        var pull = new Scope.Command(List.of("git", "pull"), List.of());
        assertFalse(Grants.wouldCover(grant("g", pull, WAIVABLE_LOW), denial, "d1"), "another command");
    }

    @Test
    void noGrantWouldHaveCoveredADenialByAHardRule() {
        analysed = List.of(PUSH);
        pdp.answer = decided(deny(WAIVABLE_LOW, HARD_LOW));
        enforcer().enforce(call());
        assertFalse(Grants.wouldCover(grant("g", THIS_CALL, WAIVABLE_LOW, HARD_LOW), recorded.getFirst(), "d1"));
    }

    @Nested
    class WhenAnExceptionWasAskedFor {
        private final List<Enforcement> lookedFor = new ArrayList<>();

        private Verdict.Deny denyTold(Function<Enforcement, Optional<String>> asked) {
            analysed = List.of(PUSH);
            pdp.answer = decided(deny(WAIVABLE_LOW));
            grants = new Grants(() -> GrantBook.EMPTY, _ -> 0, (_, _) -> "key", asked);
            return denied(enforcer().enforce(call()));
        }

        @Test
        void theDenySaysWhatBecameOfIt() {
            var deny = denyTold(enforcement -> {
                lookedFor.add(enforcement);
                return Optional.of("An exception was asked for at 10:42 (R-1); it is waiting.");
            });
            assertEquals(
                    "Denied by rule waivable.low: Because. Do otherwise. An exception was asked for at 10:42 (R-1); it is waiting. [id1]",
                    deny.toldAgent());
            assertEquals(
                    "Gatehouse denied Bash by rule waivable.low. Because. Do otherwise. An exception was asked for at 10:42 (R-1); it is waiting. For details: gatehouse window id1",
                    deny.toldPerson());
            assertEquals("key", lookedFor.getFirst().callKey());
            assertEquals(deny, recorded.getFirst().verdict());
        }

        @Test
        void aLookThatFailsLeavesTheDenyAsItIs() {
            var deny = denyTold(_ -> {
                throw new IllegalStateException("no disk");
            });
            assertEquals(
                    "Denied by rule waivable.low: Because. Do otherwise. If it must be this way, ask for an exception: gatehouse exceptions request id1 --why TEXT",
                    deny.toldAgent());
        }

        @Test
        void aHardRuleIsNotAskedAbout() {
            analysed = List.of(PUSH);
            pdp.answer = decided(deny(HARD_LOW, WAIVABLE_LOW));
            grants = new Grants(() -> GrantBook.EMPTY, _ -> 0, (_, _) -> "key", enforcement -> {
                lookedFor.add(enforcement);
                return Optional.of("x");
            });
            assertTrue(denied(enforcer().enforce(call())).toldAgent().endsWith(" No exception is possible. [id1]"));
            assertEquals(List.of(), lookedFor);
        }
    }
}
