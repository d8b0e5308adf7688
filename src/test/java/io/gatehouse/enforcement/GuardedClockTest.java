package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedClockTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Computer computer = new Computer();
    private final GuardedClock clock = start(Optional.empty());

    /// The computer's clock, and the counter that nobody can set and that stands still while it sleeps.
    private static final class Computer implements InstantSource {
        private Instant shown = NOON;
        private long nanos = Long.MAX_VALUE - 7; // it may overflow at any moment

        @Override
        public Instant instant() {
            return shown;
        }

        void passes(Duration time) {
            shown = shown.plus(time);
            nanos += time.toNanos();
        }

        void sleeps(Duration time) {
            shown = shown.plus(time);
        }

        void isSet(Duration by) {
            shown = shown.plus(by);
        }
    }

    private GuardedClock start(Optional<Instant> reached) {
        return new GuardedClock(computer, () -> computer.nanos, reached);
    }

    private void assertTime(Duration sinceNoon) {
        assertEquals(NOON.plus(sinceNoon), clock.instant());
    }

    @Test
    void isTheComputersClockWhileNobodyMeddles() {
        assertTime(Duration.ZERO);
        computer.passes(HOUR);
        assertTime(HOUR);
        computer.sleeps(HOUR);
        assertTime(HOUR.multipliedBy(2));
        assertEquals(Duration.ZERO, clock.systemIsBehind());
    }

    @Test
    void showsTheSameTimeInEveryZone() {
        assertEquals(clock.instant(), clock.withZone(ZoneId.of("Asia/Tokyo")).instant());
        assertEquals(
                ZoneId.of("Asia/Tokyo"), clock.withZone(ZoneId.of("Asia/Tokyo")).getZone());
    }

    @Nested
    class BeforeSomebodyToldTheTime {
        @Test
        void aClockThatIsSetBackAYearMakesNothingYounger() {
            computer.isSet(YEAR.negated());
            assertTime(Duration.ZERO);
            computer.passes(HOUR);
            assertTime(HOUR);
            assertEquals(YEAR, clock.systemIsBehind());
        }

        @Test
        void aClockThatIsSetForwardIsFollowedAndThenGoesOn() {
            computer.isSet(YEAR);
            assertTime(YEAR);
            computer.isSet(YEAR.negated());
            computer.passes(HOUR);
            assertTime(YEAR.plus(HOUR));
        }

        @Test
        void aRestartWithTheClockSetBackGoesOnFromTheTimeReached() {
            computer.isSet(YEAR.negated());
            var restarted = start(Optional.of(NOON));
            assertEquals(NOON, restarted.instant());
            computer.passes(HOUR);
            assertEquals(NOON.plus(HOUR), restarted.instant());
        }

        @Test
        void aRestartTakesTheComputersClockWhenItIsLater() {
            computer.passes(HOUR);
            assertEquals(NOON.plus(HOUR), start(Optional.of(NOON)).instant());
        }

        @Test
        void aClockThatStartedInThe1970sAndIsThenCorrectedIsRightAtOnce() {
            computer.shown = Instant.EPOCH;
            var restarted = start(Optional.of(NOON));
            assertEquals(NOON, restarted.instant());
            computer.shown = NOON.plus(HOUR);
            assertEquals(NOON.plus(HOUR), restarted.instant());
        }
    }

    @Nested
    class AfterSomebodyToldTheTime {
        @Test
        void whatWasToldIsTheTimeWhateverTheComputerShows() {
            computer.isSet(YEAR);
            assertTime(YEAR);
            clock.anchor(NOON);
            assertTime(Duration.ZERO);
            computer.isSet(YEAR.negated());
            assertTime(Duration.ZERO);
            computer.passes(HOUR);
            assertTime(HOUR);
        }

        @Test
        void aLaptopThatSleepsAges() {
            clock.anchor(NOON);
            computer.sleeps(HOUR);
            assertTime(HOUR);
            computer.passes(HOUR);
            assertTime(HOUR.multipliedBy(2));
        }

        @Test
        void aClockThatIsSetBackAYearMakesNothingYoungerAlsoWhenItSleepsAfterwards() {
            clock.anchor(NOON);
            computer.isSet(YEAR.negated());
            assertTime(Duration.ZERO);
            computer.sleeps(HOUR);
            assertTime(HOUR);
        }

        @Test
        void aClockThatIsSetForwardAgesUntilTheTimeIsToldAgain() {
            clock.anchor(NOON);
            computer.isSet(YEAR);
            assertTime(YEAR);
            computer.isSet(YEAR.negated());
            assertTime(YEAR);
            clock.anchor(NOON);
            assertTime(Duration.ZERO);
        }

        @Test
        void sleepCountsAlsoAfterTheClockWasSetForwardAndBack() {
            clock.anchor(NOON);
            computer.isSet(YEAR);
            clock.instant();
            computer.isSet(YEAR.negated());
            clock.instant();
            computer.sleeps(HOUR);
            assertTime(YEAR.plus(HOUR));
        }

        @ParameterizedTest
        @ValueSource(ints = {-60, -1, 0, 1, 60})
        void anAnswerThatDiffersByAMinuteChangesNothing(int seconds) {
            clock.anchor(NOON.plusSeconds(seconds));
            assertTime(Duration.ZERO);
        }

        @ParameterizedTest
        @ValueSource(ints = {-61, 61})
        void anAnswerThatDiffersByMoreIsTheTime(int seconds) {
            clock.anchor(NOON.plusSeconds(seconds));
            assertTime(Duration.ofSeconds(seconds));
        }

        @Test
        void aClockThatJittersDoesNotRunFast() {
            clock.anchor(NOON);
            for (int i = 0; i < 10_000; i++) {
                computer.passes(Duration.ofMillis(1));
                computer.isSet(Duration.ofMillis(i % 2 == 0 ? 1 : -1));
                clock.instant();
            }
            assertTime(Duration.ofMillis(10_001));
        }

        @Test
        void setsBackOfLessThanASecondCannotSlowItDown() {
            clock.anchor(NOON);
            computer.sleeps(HOUR);
            clock.instant();
            for (int i = 0; i < 100; i++) {
                computer.passes(Duration.ofSeconds(1));
                computer.isSet(Duration.ofMillis(-999));
                clock.instant();
            }
            assertTime(HOUR.plusSeconds(100));
        }

        @Test
        void aRestartWithTheClockSetForwardBelievesItUntilTheTimeIsTold() {
            computer.isSet(YEAR);
            var restarted = start(Optional.of(NOON));
            assertEquals(NOON.plus(YEAR), restarted.instant());
            restarted.anchor(NOON);
            assertEquals(NOON, restarted.instant());
            assertEquals(YEAR.negated(), restarted.systemIsBehind());
        }

        @Test
        void aTimeFarBeyondWhatACounterHoldsIsNoBug() {
            clock.anchor(NOON);
            computer.isSet(YEAR.multipliedBy(900));
            assertTime(YEAR.multipliedBy(900));
            clock.anchor(NOON);
            assertTime(Duration.ZERO);
        }
    }

    /// Whatever happens to the computer's clock: between two anchors the time advances at least as the counter does.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverGoesBackNorSlowerThanTheCounterUnlessToldSo(long seed) {
        var random = new Random(seed);
        boolean isAnchored = false;
        var before = clock.instant();
        for (int i = 0; i < 20_000; i++) {
            var passed = Duration.ofMillis(random.nextInt(100_000));
            var slept = Duration.ZERO;
            computer.passes(passed);
            switch (random.nextInt(40)) {
                case 0 -> computer.isSet(Duration.ofMinutes(random.nextLong(-1_000_000, 1_000_000)));
                case 1 -> computer.isSet(Duration.ofMillis(random.nextLong(-2_000, 2_000)));
                case 2 -> {
                    clock.instant();
                    slept = Duration.ofMinutes(random.nextInt(1_000));
                    computer.sleeps(slept);
                }
                case 3 -> {
                    clock.anchor(NOON.plus(Duration.ofMinutes(random.nextInt(1_000_000))));
                    isAnchored = true;
                    before = clock.instant();
                    continue;
                }
                default -> {}
            }
            var now = clock.instant();
            // Less than a second of a sleep is not told from the jitter that came before it.
            var least = before.plus(passed).plus(isAnchored && !slept.isZero() ? slept.minusSeconds(1) : Duration.ZERO);
            assertFalse(now.isBefore(least), () -> "step back at seed " + seed);
            before = now;
        }
        assertTrue(isAnchored);
    }
}
