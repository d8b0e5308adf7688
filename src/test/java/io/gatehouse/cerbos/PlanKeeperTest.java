package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.PlanFetch.Result;
import io.gatehouse.cerbos.PlanKeeper.Shelf;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanKeeperTest {
    private static final Principal ADA = new Principal("ada", List.of("developer"), Map.of());
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration PROBE = Duration.ofSeconds(30);

    private Instant now = NOON;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<Duration> waits = new ArrayList<>();
    private final List<String> fetched = new ArrayList<>();
    private final Map<String, Shelf.Kept> kept = new LinkedHashMap<>();
    private Function<KnownRules, Result> pdp = PlanKeeperTest::everything;
    private final Shelf shelf = new Shelf() {
        @Override
        public void put(Principal principal, String revision, byte[] plans, Instant fetchedAt) {
            kept.put(revision, new Kept(plans, fetchedAt));
        }

        @Override
        public Optional<Kept> find(Principal principal, String revision) {
            return Optional.ofNullable(kept.get(revision));
        }
    };
    private final PlanKeeper keeper = keeper(shelf);

    private PlanKeeper keeper(Shelf on) {
        return new PlanKeeper(
                ADA,
                rules -> {
                    fetched.add(rules.revision());
                    return pdp.apply(rules);
                },
                on,
                () -> now,
                (pause, task) -> {
                    waits.add(pause);
                    waiting.add(task);
                },
                new Random(7));
    }

    private static KnownRules rules(String revision) {
        return new KnownRules(revision, List.of());
    }

    private static Result everything(KnownRules rules) {
        return new Result.Fetched(
                new PlanSet(
                        ADA,
                        rules.revision(),
                        rules,
                        PlanFetch.questions(rules).stream()
                                .collect(Collectors.toMap(question -> question, _ -> Expression.TRUE))),
                Collections.emptySortedMap());
    }

    private void confirm(String... revisions) {
        for (var revision : revisions) {
            keeper.confirmed(rules(revision));
        }
    }

    private void run() {
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    /// The PDP confirms these in turn, one each half minute.
    private void live(Duration time, String... revisions) {
        var end = now.plus(time);
        for (int i = 0; now.isBefore(end); i++, now = now.plus(PROBE)) {
            confirm(revisions[i % revisions.length]);
            run();
        }
    }

    private boolean has(String revision) {
        return keeper.apply(revision)
                .filter(plans -> plans.revision().equals(revision))
                .isPresent();
    }

    @Test
    void aRevisionIsFetchedOnceNotOnTheWayOfWhoeverConfirmsIt() {
        confirm("r1", "r1", "r1");
        assertEquals(List.of(), fetched);
        assertFalse(has("r1"));
        run();
        confirm("r1");
        run();
        assertEquals(List.of("r1"), fetched);
        assertTrue(has("r1"));
        assertFalse(has("r2"));
    }

    @Test
    void laptopsThatSeeANewRevisionTogetherAskWithinHalfAMinuteOfEachOther() {
        for (int i = 0; i < 500; i++) {
            keeper(shelf).confirmed(rules("r1"));
            confirm("r" + i);
            run();
            kept.clear();
            now = now.plus(Duration.ofDays(1));
        }
        assertTrue(waits.stream().allMatch(wait -> !wait.isNegative() && wait.compareTo(PROBE) < 0));
        assertTrue(waits.stream().distinct().count() > 100, waits.toString());
    }

    @Test
    void twoReplicasThatAnswerInTurnCostOneFetchEach() {
        live(Duration.ofHours(17), "r1", "r2");
        assertEquals(List.of("r1", "r2"), fetched);
        assertTrue(has("r1"));
        assertTrue(has("r2"));
    }

    @Test
    void aRevisionThatCameWhileAFetchWasPutOffIsTheOneThatIsFetched() {
        confirm("r1", "r2");
        run();
        assertEquals(List.of("r2"), fetched);
    }

    @Test
    void threeReplicasThatAnswerInTurnAreFetchedAtMostOnceAnHour() {
        var forgetful = new PlanKeeper(
                ADA,
                rules -> {
                    fetched.add(rules.revision());
                    return everything(rules);
                },
                new Nothing(),
                () -> now,
                (_, task) -> task.run(),
                new Random(7));
        for (int i = 0; i < 24 * 120; i++, now = now.plus(PROBE)) {
            forgetful.confirmed(rules("r" + i % 3));
        }
        assertTrue(fetched.size() > 15, fetched.toString());
        assertTrue(fetched.size() < 2 + 6 + 24, fetched.toString());
    }

    @Test
    void failingFetchesBackOffToOnceAnHour() {
        pdp = _ -> new Result.Failed("HTTP 503");
        live(Duration.ofHours(24), "r1");
        assertTrue(fetched.size() > 15, fetched.toString());
        assertTrue(fetched.size() < 6 + 24, fetched.toString());
        assertEquals("r1", keeper.holding().revision());
        assertTrue(
                keeper.holding().trouble().contains("HTTP 503"),
                keeper.holding().trouble());

        pdp = PlanKeeperTest::everything;
        live(Duration.ofMinutes(91), "r1");
        assertTrue(has("r1"));
        assertEquals("", keeper.holding().trouble());
    }

    @Test
    void aFetchThatFailsBecauseOfABugIsTriedAgainLater() {
        pdp = _ -> {
            throw new IllegalStateException("a bug");
        };
        live(PROBE, "r1");
        assertEquals(1, fetched.size());
        pdp = PlanKeeperTest::everything;
        live(Duration.ofMinutes(2), "r1");
        assertTrue(has("r1"));
    }

    @Test
    void plansAreFetchedAnewWithinTheirLastQuarterOfADay() {
        live(Duration.ofHours(18), "r1");
        assertEquals(List.of("r1"), fetched);
        live(Duration.ofHours(7), "r1");
        assertEquals(List.of("r1", "r1"), fetched);
        assertTrue(Duration.between(NOON, keeper.holding().fetchedAt().orElseThrow())
                        .compareTo(Duration.ofHours(18))
                >= 0);
    }

    @Test
    void oldPlansStayWhenNewerOnesCannotBeFetched() {
        live(PROBE, "r1");
        pdp = _ -> new Result.Failed("connection refused");
        live(Duration.ofHours(30), "r1");
        assertTrue(has("r1"));
        assertEquals(Optional.of(NOON), keeper.holding().fetchedAt());
        assertFalse(keeper.holding().trouble().isEmpty());
    }

    @Test
    void plansFromTheFutureAreFetchedAnew() {
        live(PROBE, "r1");
        now = NOON.minus(Duration.ofDays(2));
        live(PROBE, "r1");
        assertEquals(List.of("r1", "r1"), fetched);
        assertEquals(
                Optional.of(NOON.minus(Duration.ofDays(2))), keeper.holding().fetchedAt());
    }

    @Test
    void theNextStartHasThePlansOfTheLastOneWithoutAFetch() {
        live(Duration.ofMinutes(5), "r1", "r2");
        var next = keeper(shelf);
        assertTrue(next.apply("r1").isPresent());
        next.confirmed(rules("r2"));
        run();
        assertTrue(next.apply("r2").isPresent());
        assertEquals(List.of("r1", "r2"), fetched);
        assertEquals(
                shelf.find(ADA, "r2").map(Shelf.Kept::fetchedAt), next.holding().fetchedAt());
    }

    @Test
    void whatIsOnTheShelfAndOldIsUsedAndFetchedAnew() {
        live(PROBE, "r1");
        now = NOON.plus(Duration.ofDays(2));
        var next = keeper(shelf);
        assertTrue(next.apply("r1").isPresent());
        next.confirmed(rules("r1"));
        run();
        assertEquals(List.of("r1", "r1"), fetched);
        assertEquals(Optional.of(now), next.holding().fetchedAt());
    }

    @Test
    void whatTheShelfHasOfSomebodyElseOrAnotherRevisionOrBrokenIsNotUsed() {
        live(PROBE, "r1");
        var plans = shelf.find(ADA, "r1").orElseThrow().plans();
        var other = new Principal("bob", List.of("developer"), Map.of());
        var changes = new HashMap<String, byte[]>();
        changes.put("r2", PlanCodec.write(new PlanSet(other, "r2", rules("r2"), Map.of())));
        changes.put("r3", plans);
        changes.put("r4", Arrays.copyOf(plans, plans.length / 2));
        changes.put("r5", new byte[0]);
        changes.forEach((revision, bytes) -> kept.put(revision, new Shelf.Kept(bytes, now)));
        for (var revision : changes.keySet()) {
            var next = keeper(shelf);
            assertEquals(Optional.empty(), next.apply(revision), revision);
            next.confirmed(rules(revision));
            run();
            assertTrue(next.apply(revision).isPresent(), revision);
        }
        assertEquals(5, fetched.size());
    }

    @Test
    void aShelfThatFailsCostsNothingButTheNextStart() {
        var broken = keeper(new Broken());
        assertEquals(Optional.empty(), broken.apply("r1"));
        broken.confirmed(rules("r1"));
        run();
        assertTrue(broken.apply("r1").isPresent());
    }

    @Test
    void policiesThatTellNoRevisionAreNotFetched() {
        keeper.confirmed(KnownRules.UNKNOWN);
        run();
        assertEquals(List.of(), fetched);
        assertEquals(Optional.empty(), keeper.apply(""));
        assertTrue(
                keeper.holding().trouble().contains("no revision"),
                keeper.holding().trouble());
    }

    @Test
    void whatHasNoPlanIsNamedAlsoAfterTheNextStart() {
        var lacking = new TreeMap<Question, String>(PlanCodec.ORDER);
        lacking.put(Question.of(Action.CALL), "HTTP 500");
        pdp = rules -> {
            var whole = (Result.Fetched) everything(rules);
            var plans = new HashMap<>(whole.plans().plans());
            plans.remove(Question.of(Action.CALL));
            return new Result.Fetched(new PlanSet(ADA, rules.revision(), rules, plans), lacking);
        };
        live(PROBE, "r1");
        assertEquals(
                Map.of(Question.of(Action.CALL), "HTTP 500"), keeper.holding().lacking());
        assertEquals(
                PlanFetch.questions(rules("r1")).size() - 1, keeper.holding().plans());
        var next = keeper(shelf);
        assertTrue(next.apply("r1").isPresent());
        assertEquals(
                List.of(Question.of(Action.CALL)),
                List.copyOf(next.holding().lacking().keySet()));
        assertEquals("r1", next.holding().revision());
    }

    @Test
    void aPlanThatCanNeverBeEvaluatedIsNamed() {
        var call = Question.of(Action.CALL);
        pdp = rules -> {
            var plans =
                    new HashMap<>(((Result.Fetched) everything(rules)).plans().plans());
            plans.put(call, new Expression.Operation("frobnicate", List.of(Expression.TRUE)));
            return new Result.Fetched(new PlanSet(ADA, rules.revision(), rules, plans), Collections.emptySortedMap());
        };
        live(PROBE, "r1");
        assertEquals(Set.of(call), keeper.holding().lacking().keySet());
        assertTrue(keeper.holding().lacking().toString().contains("its plan "), keeper.holding()::toString);
    }

    @Test
    void nothingIsHeldBeforeTheFirstConfirmation() {
        assertEquals(new PlanKeeper.Holding("", Optional.empty(), 0, Map.of(), ""), keeper.holding());
    }

    @Test
    void afterItsCloseNothingIsFetched() {
        confirm("r1");
        keeper.close();
        run();
        confirm("r2");
        run();
        assertEquals(List.of(), fetched);
    }

    private static final class Nothing implements Shelf {
        @Override
        public void put(Principal principal, String revision, byte[] plans, Instant fetchedAt) {}

        @Override
        public Optional<Kept> find(Principal principal, String revision) {
            return Optional.empty();
        }
    }

    private static final class Broken implements Shelf {
        @Override
        public void put(Principal principal, String revision, byte[] plans, Instant fetchedAt) {
            throw new IllegalStateException("disk full");
        }

        @Override
        public Optional<Kept> find(Principal principal, String revision) {
            throw new IllegalStateException("disk gone");
        }
    }
}
