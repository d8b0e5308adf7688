package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.DecisionCache.Confirmed;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.plan.Expression;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What rests on an age stays within it, whatever is done to the computer's clock and however often Gatehouse starts.
class ClockJumpTest extends EnforcerFixture {
    private static final Duration LONGEST = Duration.ofDays(3);
    private static final AccessRequest EXEC = new AccessRequest(ADA, Action.EXEC, Map.of("revision", ""));

    private final Computer computer = new Computer();
    private GuardedClock guarded = new GuardedClock(computer, () -> computer.nanos, Optional.empty());

    /// What a person can set, and what nobody can.
    private static final class Computer implements InstantSource {
        private Instant shown = NOW;
        private long nanos;

        @Override
        public Instant instant() {
            return shown;
        }

        void passes(Duration time) {
            shown = shown.plus(time);
            nanos += time.toNanos();
        }
    }

    private void isConfirmedNow() {
        cache.confirmed = Optional.of(new Confirmed("r1", guarded.instant(), AgeLimits.LONGEST));
    }

    private void plansAllow() {
        var rules = new KnownRules("r1", List.of());
        plans.put("r1", new PlanSet(ADA, "r1", rules, Map.of(Question.of(Action.EXEC), Expression.TRUE)));
    }

    private void anEqualCallWasAllowed() {
        cache.decisions.put(EXEC, Decision.ALLOW);
    }

    private boolean isAllowed() {
        var policies = new ConfirmedPolicies(revision -> Optional.ofNullable(plans.get(revision)), cache, guarded);
        return policies.decide(List.of(EXEC), "gone") instanceof Offline.Answer.Decided decided
                && decided.decisions().stream().allMatch(Decision::allows);
    }

    private void restarts() {
        var reached = guarded.instant();
        computer.nanos = new Random(reached.toEpochMilli()).nextLong();
        guarded = new GuardedClock(computer, () -> computer.nanos, Optional.of(reached));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsAllowedBeyondItsAgeByAnyJump(long seed) {
        var random = new Random(seed);
        plansAllow();
        anEqualCallWasAllowed();
        isConfirmedNow();
        var age = Duration.ZERO;
        var isOld = false;
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(6)) {
                case 0 -> computer.shown = computer.shown.plus(Duration.ofMinutes(random.nextInt(1_000_000) - 500_000));
                case 1 -> restarts();
                case 2 -> {
                    if (age.compareTo(LONGEST) > 0 && random.nextInt(20) == 0) {
                        isConfirmedNow();
                        age = Duration.ZERO;
                    }
                }
                default -> {
                    var passed = Duration.ofMinutes(random.nextInt(300));
                    computer.passes(passed);
                    age = age.plus(passed);
                }
            }
            if (age.compareTo(LONGEST) > 0) {
                isOld = true;
                assertFalse(isAllowed(), "seed " + seed + ", step " + i + ", after " + age);
            }
        }
        assertTrue(isOld);
    }

    @Test
    void aJumpForwardEndsWhatIsOldByItAndTheTrueTimeDoesNotBringBackMore() {
        plansAllow();
        isConfirmedNow();
        assertTrue(isAllowed());
        computer.shown = computer.shown.plus(Duration.ofDays(400));
        assertFalse(isAllowed());
        guarded.anchor(NOW.plus(Duration.ofHours(1)));
        assertTrue(isAllowed());
        computer.passes(LONGEST);
        assertFalse(isAllowed());
    }

    @Test
    void whatWasConfirmedUnderAClockSetForwardDecidesNothingOnceTheTimeIsTold() {
        plansAllow();
        computer.shown = computer.shown.plus(Duration.ofDays(400));
        isConfirmedNow();
        guarded.anchor(NOW);
        var answer = new ConfirmedPolicies(revision -> Optional.ofNullable(plans.get(revision)), cache, guarded)
                .decide(List.of(EXEC), "gone");
        assertInstanceOf(Offline.Answer.Undecided.class, answer);
        assertFalse(isAllowed());
    }
}
