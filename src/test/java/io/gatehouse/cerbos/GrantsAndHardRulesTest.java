package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.GrantedCalls.Tally;
import io.gatehouse.enforcement.ConfirmedPolicies;
import io.gatehouse.enforcement.ForgetfulCache;
import io.gatehouse.enforcement.StarterPolicies;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp.Answer;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.plan.PlanSet;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No grant, whatever it says, lets a hard rule's call through. `-Dgrants.calls`, `-Dgrants.central` and
/// `-Dgrants.seed` ask for more or other calls.
class GrantsAndHardRulesTest {
    private static final int CALLS = Integer.getInteger("grants.calls", 30_000);
    private static final int CENTRAL = Integer.getInteger("grants.central", 3_000);
    private static final long SEED = Long.getLong("grants.seed", 20_261_126);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static void assertHeld(Tally tally, int calls) {
        System.out.println(tally);
        assertEquals(List.of(), tally.wrong.stream().limit(3).toList());
        assertTrue(tally.calls >= calls * 9L / 10, tally::toString);
        assertTrue(tally.hard > calls / 5, tally::toString);
        assertTrue(tally.hardAndCovered > calls / 20, tally::toString);
        assertTrue(tally.granted > calls / 100, tally::toString);
    }

    @Test
    void byThePlansThatShipWithGatehouse() {
        var requests = new Requests(PlanDifferentialTest.OURS, PlanDifferentialTest.TESTS);
        var people = Crowd.subsets(EmbeddedPlans.ROLES);
        var tally = new Tally();
        for (int i = 0; i < people.size(); i++) {
            var plans = EmbeddedPlans.find(new Principal("ada", people.get(i), Map.of()))
                    .orElseThrow();
            tally.add(new GrantedCalls(
                            requests, (_, _, _) -> new Answer.Unavailable("gone"), new StarterPolicies(plans), plans)
                    .run(CALLS / people.size(), SEED + i));
        }
        assertHeld(tally, CALLS);
    }

    @Test
    void byTheRealPdp(@TempDir Path work) {
        var people = Crowd.OF_OURS.subList(0, 3);
        try (var served = Served.start(PlanDifferentialTest.OURS, people, work);
                var pdp = new CerbosPdp(
                        new PdpConnection(served.pdp().url(), Optional.empty(), Map.of(), Map.of(), PATIENCE),
                        Clock.systemUTC(),
                        _ -> {})) {
            var requests = new Requests(served.policies(), PlanDifferentialTest.TESTS);
            var offline = new ConfirmedPolicies(_ -> Optional.empty(), new ForgetfulCache(), Clock.systemUTC());
            var tally = new Tally();
            for (int i = 0; i < people.size(); i++) {
                tally.add(
                        new GrantedCalls(requests, pdp, offline, served.plans().get(i))
                                .run(CENTRAL / people.size(), SEED + i));
            }
            assertHeld(tally, CENTRAL);
        }
    }

    @Test
    void aHardRuleFiresWhateverIsWaived() {
        var requests = new Requests(PlanDifferentialTest.OURS, PlanDifferentialTest.TESTS);
        var plans = EmbeddedPlans.find(new Principal("ada", List.of("developer"), Map.of()))
                .orElseThrow();
        var everyRule = plans.rules().entries().stream()
                .map(KnownRules.Entry::rule)
                .map(Rule::id)
                .collect(Collectors.toUnmodifiableSet());
        int fired = 0;
        for (var request : requests.batch(plans, CALLS, SEED)) {
            var hard = hard(plans, request.waiving(Set.of()));
            fired += hard.isEmpty() ? 0 : 1;
            assertEquals(hard, hard(plans, request.waiving(everyRule)), request::toString);
        }
        assertTrue(fired > CALLS / 5, "a hard rule fired " + fired + " times");
    }

    private static Set<Rule> hard(PlanSet plans, AccessRequest request) {
        return plans.decide(request, plans.revision()).orElseThrow().rules().stream()
                .filter(rule -> !rule.waivable())
                .collect(Collectors.toUnmodifiableSet());
    }
}
