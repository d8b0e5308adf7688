package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.DecisionCache.Confirmed;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.Expression.Operation;
import io.gatehouse.policy.plan.Expression.Value;
import io.gatehouse.policy.plan.Expression.Variable;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What decides while the PDP is away, by plans that a test writes as the planner would.
class ConfirmedPoliciesTest extends EnforcerFixture {
    private static final Instant CONFIRMED = NOW.minus(Duration.ofHours(1));
    private static final Expression IS_R1 =
            new Operation("eq", List.of(new Variable("request.resource.attr.revision"), new Value("r1")));
    private static final Expression BY_THE_HOUR = new Operation(
            "and",
            List.of(
                    IS_R1,
                    new Operation(
                            "eq",
                            List.of(new Variable("request.resource.attr.at"), new Value("2026-11-23T12:00:00Z")))));

    private final AccessRequest exec = request(Action.EXEC);
    private final AccessRequest read = request(Action.READ);

    private static AccessRequest request(Action action) {
        return new AccessRequest(ADA, action, Map.of("at", "2026-11-23T13:00:00Z", "revision", ""));
    }

    private Offline.Answer decide(AccessRequest... requests) {
        return new ConfirmedPolicies(revision -> Optional.ofNullable(plans.get(revision)), cache, clock)
                .decide(List.of(requests), "gone");
    }

    private void isConfirmed(String revision, Instant at, AgeLimits limits) {
        cache.confirmed = Optional.of(new Confirmed(revision, at, limits));
    }

    private void isConfirmed(String revision) {
        isConfirmed(revision, CONFIRMED, AgeLimits.LONGEST);
    }

    private static PlanSet planned(String revision, Map<Action, Expression> byAction) {
        var rules = new KnownRules(revision, List.of(new KnownRules.Entry(HARD_HIGH, List.of("exec"))));
        var all = new HashMap<Question, Expression>();
        byAction.forEach((action, plan) -> all.put(Question.of(action), plan));
        all.put(Question.why("command", HARD_HIGH.id()), IS_R1);
        return new PlanSet(ADA, revision, rules, all);
    }

    private static Offline.Answer byPlan(Decision... decisions) {
        return new Offline.Answer.Decided(List.of(decisions), new Basis.Plan("r1", Optional.of(CONFIRMED), "gone"));
    }

    private static Offline.Answer byCache(Decision... decisions) {
        return new Offline.Answer.Decided(List.of(decisions), new Basis.Cached("r1", CONFIRMED, "gone"));
    }

    private void assertUndecided(String because, Offline.Answer answer) {
        assertEquals(new Offline.Answer.Undecided("gone; " + because), answer);
    }

    @Test
    void aPlanDecidesWhatWasNeverSeen() {
        isConfirmed("r1");
        plans.put("r1", planned("r1", Map.of(Action.EXEC, IS_R1)));
        assertEquals(byPlan(Decision.ALLOW), decide(exec));
    }

    @Test
    void aDenyByPlanHasTheRulesOfTheCatalogueAndTheWordsOfACentralOne() {
        analysed = List.of(new Analysis.Finding(exec, List.of()));
        pdp.answer = decided(deny(HARD_HIGH));
        var central = enforcer().enforce(call());
        pdp.answer = new Pdp.Answer.Unavailable("gone");
        isConfirmed("r1");
        plans.put("r1", planned("r1", Map.of(Action.EXEC, Expression.FALSE)));
        var planned = enforcer().enforce(call());
        assertEquals(
                denied(central).toldAgent().replace("id1", "id2"),
                denied(planned).toldAgent());
        assertEquals(denied(central).rules(), denied(planned).rules());
        assertEquals(
                new Basis.Plan("r1", Optional.of(CONFIRMED), "gone"),
                recorded.getLast().basis());
    }

    @Test
    void onlyWhatNoPlanDecidesIsRemembered() {
        plans.put("r1", planned("r1", Map.of(Action.EXEC, IS_R1)));
        var policies = new ConfirmedPolicies(revision -> Optional.ofNullable(plans.get(revision)), cache, clock);
        policies.keep(decided(Decision.ALLOW, Decision.ALLOW), List.of(exec, read));
        assertEquals(Set.of(read), cache.decisions.keySet());
        assertEquals("r1", cache.confirmed.orElseThrow().revision());
    }

    @Test
    void aPlanGoesBeforeAnEqualRequest() {
        isConfirmed("r1");
        plans.put("r1", planned("r1", Map.of(Action.EXEC, Expression.FALSE)));
        cache.decisions.put(exec, Decision.ALLOW);
        assertEquals(byPlan(deny(HARD_HIGH)), decide(exec));
    }

    @Test
    void aCallThatNeedsBothRestsOnTheWeaker() {
        isConfirmed("r1");
        plans.put("r1", planned("r1", Map.of(Action.EXEC, IS_R1)));
        cache.decisions.put(read, Decision.ALLOW);
        assertEquals(byCache(Decision.ALLOW, Decision.ALLOW), decide(exec, read));
    }

    @Test
    void withoutPlansOnlyEqualRequestsAreDecided() {
        isConfirmed("r1");
        assertUndecided(
                "its policies were not fetched yet and no equal request was decided before, for command:exec",
                decide(exec));
        cache.decisions.put(exec, Decision.ALLOW);
        assertEquals(byCache(Decision.ALLOW), decide(exec));
        assertUndecided(
                "its policies were not fetched yet and no equal request was decided before, for file:read",
                decide(exec, read));
    }

    @Test
    void whatIsDecidedByTheHourIsDecidedAnew() {
        isConfirmed("r1");
        plans.put("r1", planned("r1", Map.of(Action.EXEC, BY_THE_HOUR)));
        cache.decisions.put(exec, Decision.ALLOW);
        assertEquals(byPlan(deny(HARD_HIGH)), decide(exec));
    }

    @Test
    void onlyTheRevisionConfirmedLastCountsAlsoWhileItsPlansAreFetched() {
        plans.put("r1", planned("r1", Map.of(Action.EXEC, IS_R1)));
        isConfirmed("r2");
        assertInstanceOf(Offline.Answer.Undecided.class, decide(exec));
    }

    @Test
    void plansUnderTheWrongRevisionDenyByThemselves() {
        plans.put("r2", planned("r1", Map.of(Action.EXEC, IS_R1)));
        isConfirmed("r2");
        var decided = assertInstanceOf(Offline.Answer.Decided.class, decide(exec));
        assertEquals(List.of(new Decision(Effect.DENY, List.of())), decided.decisions());
    }

    @Test
    void policiesThatTellNoRevisionDecideNothing() {
        isConfirmed("");
        plans.put("", planned("", Map.of(Action.EXEC, Expression.TRUE)));
        cache.decisions.put(exec, Decision.ALLOW);
        assertUndecided("it has confirmed no policies yet", decide(exec));
    }

    @Test
    void anotherPrincipalsPlansAreNoBasis() {
        isConfirmed("r1");
        var eve = new io.gatehouse.policy.Principal("eve", ADA.roles(), Map.of());
        plans.put("r1", new PlanSet(eve, "r1", KnownRules.UNKNOWN, Map.of(Question.of(Action.EXEC), Expression.TRUE)));
        analysed = List.of(new Analysis.Finding(exec, List.of()));
        pdp.answer = new Pdp.Answer.Unavailable("gone");
        assertEquals(Cause.NO_BASIS, denied(enforcer().enforce(call())).cause());
    }

    @Nested
    class Ages {
        private boolean isDecided(AgeLimits limits, Duration age, AccessRequest... requests) {
            isConfirmed("r1", NOW.minus(age), limits);
            plans.put("r1", planned("r1", Map.of(Action.EXEC, IS_R1, Action.READ, IS_R1)));
            return decide(requests) instanceof Offline.Answer.Decided;
        }

        @Test
        void areThoseOfEachCallsMostDelicateRequest() {
            var limits = AgeLimits.LONGEST;
            assertTrue(isDecided(limits, Duration.ofDays(3), exec, read));
            assertTrue(!isDecided(limits, Duration.ofDays(3).plusMillis(1), exec, read));
            assertTrue(isDecided(limits, Duration.ofDays(7), read));
            assertTrue(!isDecided(limits, Duration.ofDays(7).plusMillis(1), read));
        }

        @Test
        void areShortenedByThePoliciesAndNeverLengthened() {
            var hours = new AgeLimits(Duration.ofHours(2), Duration.ofHours(1));
            assertTrue(isDecided(hours, Duration.ofHours(1), exec));
            assertTrue(!isDecided(hours, Duration.ofHours(1).plusMillis(1), exec));
            assertTrue(isDecided(hours, Duration.ofHours(2), read));
            assertTrue(!isDecided(hours, Duration.ofHours(2).plusMillis(1), read));
            assertEquals(AgeLimits.LONGEST, new AgeLimits(Duration.ofDays(8), Duration.ofDays(4)));
        }

        @Test
        void aConfirmationInTheFutureDecidesNothing() {
            assertTrue(isDecided(AgeLimits.LONGEST, Duration.ZERO, exec));
            assertTrue(!isDecided(AgeLimits.LONGEST, Duration.ofMillis(-1), exec));
            assertUndecided(
                    "the clock says that its policies were confirmed in the future, at " + NOW.plusMillis(1),
                    decide(exec));
        }
    }

    @Nested
    class TheStarterPolicies {
        @Test
        void decideAtOnceAndNeverAge() {
            var offline = new StarterPolicies(planned("r1", Map.of(Action.EXEC, IS_R1)));
            assertEquals(
                    new Offline.Answer.Decided(
                            List.of(Decision.ALLOW), new Basis.Plan("r1", Optional.empty(), "no PDP is configured")),
                    offline.decide(List.of(exec), "no PDP is configured"));
        }

        @Test
        void allowNothingThatTheyDoNotKnow() {
            var offline = new StarterPolicies(planned("r1", Map.of(Action.EXEC, IS_R1)));
            assertInstanceOf(Offline.Answer.Undecided.class, offline.decide(List.of(exec, read), "none"));
        }
    }

    @Test
    void theReserveSaysWhatIsDecidableUntilWhen() {
        var offline = new ConfirmedPolicies(revision -> Optional.ofNullable(plans.get(revision)), cache, clock);
        assertEquals(Optional.empty(), offline.reserve());
        isConfirmed("r1", CONFIRMED, new AgeLimits(Duration.ofHours(4), Duration.ofHours(3)));
        var reserve = new Reserve(
                "r1", CONFIRMED, false, CONFIRMED.plus(Duration.ofHours(4)), CONFIRMED.plus(Duration.ofHours(3)));
        assertEquals(Optional.of(reserve), offline.reserve());
        plans.put("r1", planned("r1", Map.of()));
        assertTrue(offline.reserve().orElseThrow().hasPlans());

        var half = CONFIRMED.plus(Duration.ofMinutes(90));
        assertTrue(!reserve.isHalfGoneAt(half) && reserve.isHalfGoneAt(half.plusMillis(1)));
        assertTrue(!reserve.isGoneAt(reserve.readsUntil())
                && reserve.isGoneAt(reserve.readsUntil().plusMillis(1)));
        assertTrue(reserve.isGoneAt(CONFIRMED.minusMillis(1)));
    }
}
