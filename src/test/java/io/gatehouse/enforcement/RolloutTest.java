package io.gatehouse.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Rollout.BreakGlass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private static Rollout rollout(Mode mode, Map<String, Mode> rules) {
        return new Rollout(mode, new TreeMap<>(rules), Optional.empty());
    }

    private static BreakGlass open(Duration length) {
        return new BreakGlass("b1", NOON, NOON.plus(length), "sam", "It must.");
    }

    @Test
    void aRuleThatIsNamedGoesItsOwnWay() {
        var enforcing = rollout(Mode.ENFORCE, Map.of("a.b", Mode.OBSERVE));
        assertTrue(enforcing.observes("a.b", NOON));
        assertFalse(enforcing.observes("a.c", NOON));
        var observing = rollout(Mode.OBSERVE, Map.of("a.b", Mode.ENFORCE));
        assertFalse(observing.observes("a.b", NOON));
        assertTrue(observing.observes("a.c", NOON));
    }

    @Test
    void aBreakGlassObservesWhatIsEnforcedUntilItsEnd() {
        var opened = rollout(Mode.ENFORCE, Map.of("a.b", Mode.ENFORCE)).with(Optional.of(open(HOUR)));
        var end = NOON.plus(HOUR);
        for (var at : List.of(NOON.minus(Duration.ofMinutes(5)), NOON, end.minusMillis(1))) {
            assertTrue(opened.observes("a.b", at));
            assertEquals(Mode.BREAK_GLASS, opened.modeAt(at));
        }
        for (var at : List.of(NOON.minus(Duration.ofMinutes(5)).minusMillis(1), end, end.plus(HOUR))) {
            assertFalse(opened.observes("a.b", at));
            assertEquals(Mode.ENFORCE, opened.modeAt(at));
        }
    }

    @Test
    void aBreakGlassLastsUpToFourHours() {
        assertEquals(
                NOON.plus(4 * HOUR.toHours(), java.time.temporal.ChronoUnit.HOURS),
                open(Duration.ofHours(4)).until());
        assertThrows(
                IllegalArgumentException.class, () -> open(Duration.ofHours(4).plusMillis(1)));
        assertThrows(IllegalArgumentException.class, () -> open(Duration.ZERO));
    }

    @Test
    void aBreakGlassCanEndEarlier() {
        assertEquals(Optional.of(open(HOUR)), open(HOUR.multipliedBy(2)).endingBy(NOON.plus(HOUR)));
        assertEquals(Optional.of(open(HOUR)), open(HOUR).endingBy(NOON.plus(HOUR.multipliedBy(2))));
        assertEquals(Optional.empty(), open(HOUR).endingBy(NOON));
    }

    @Test
    void breakGlassIsNoModeOfARollout() {
        assertThrows(IllegalArgumentException.class, () -> Rollout.of(Mode.BREAK_GLASS));
        assertThrows(IllegalArgumentException.class, () -> rollout(Mode.ENFORCE, Map.of("a.b", Mode.BREAK_GLASS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file.self-protection", "file.settings-in-code", "command.self-protection"})
    void whatProtectsGatehouseIsNeverObserved(String rule) {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 1_000; i++) {
            assertFalse(anyRollout(random, rule).observes(rule, NOON.plusSeconds(random.nextInt(-9_000, 20_000))));
        }
    }

    private static Rollout anyRollout(SplittableRandom random, String rule) {
        var modes = List.of(Mode.ENFORCE, Mode.OBSERVE);
        var rules = new TreeMap<String, Mode>();
        if (random.nextBoolean()) {
            rules.put(rule, modes.get(random.nextInt(2)));
        }
        return new Rollout(
                modes.get(random.nextInt(2)),
                rules,
                random.nextBoolean()
                        ? Optional.of(open(Duration.ofMinutes(random.nextInt(1, 240))))
                        : Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aModeIsSpelledAsSettingsSpellIt(Mode mode) {
        assertEquals(mode.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), mode.code());
    }
}
