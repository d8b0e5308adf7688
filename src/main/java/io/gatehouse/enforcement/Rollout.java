package io.gatehouse.enforcement;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which rules are enforced and which are only tried, as an organisation says it.
///
/// @param mode of every rule that is not named: enforce or observe
/// @param rules the mode of those that are named, by their ids
/// @param breakGlass what opens all of them for a time; absent for the usual case
public record Rollout(Mode mode, SortedMap<String, Mode> rules, Optional<BreakGlass> breakGlass) {
    /// What no rollout opens, or a laptop would lose what keeps Gatehouse itself standing.
    private static final String SELF_PROTECTION = ".self-protection";

    private static final String SETTINGS_IN_CODE = "file.settings-in-code";

    public static final Rollout ENFORCED = of(Mode.ENFORCE);

    public Rollout {
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
        if (mode == Mode.BREAK_GLASS || rules.containsValue(Mode.BREAK_GLASS)) {
            throw new IllegalArgumentException("break-glass is no mode of a rollout");
        }
        if (rules.keySet().stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a rule without an id");
        }
    }

    /// The same for every rule, and for as long as it takes.
    public static Rollout of(Mode mode) {
        return new Rollout(mode, new TreeMap<>(), Optional.empty());
    }

    /// All rules observed for a time, but those that protect Gatehouse.
    ///
    /// @param from when it was opened
    /// @param until exclusive
    /// @param by who opened it
    /// @param why a sentence of that person's
    public record BreakGlass(String id, Instant from, Instant until, String by, String why) {
        public static final Duration LONGEST = Duration.ofHours(4);

        /// A laptop whose clock is behind may use it at once.
        private static final Duration TOLERANCE = Duration.ofMinutes(5);

        public BreakGlass {
            if (id.isBlank()) {
                throw new IllegalArgumentException("a break-glass without an id");
            }
            if (!from.isBefore(until) || Duration.between(from, until).compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a break-glass lasts up to " + LONGEST.toHours() + " hours");
            }
        }

        boolean isOpenAt(Instant now) {
            return now.isBefore(until) && !now.isBefore(from.minus(TOLERANCE));
        }

        /// The same, ending no later than that; absent where nothing is left.
        public Optional<BreakGlass> endingBy(Instant end) {
            var last = until.isBefore(end) ? until : end;
            return from.isBefore(last) ? Optional.of(new BreakGlass(id, from, last, by, why)) : Optional.empty();
        }
    }

    /// Whether this rule protects Gatehouse, and so denies whatever the mode.
    public static boolean isSelfProtection(String rule) {
        return rule.endsWith(SELF_PROTECTION) || rule.equals(SETTINGS_IN_CODE);
    }

    public Mode modeAt(Instant now) {
        return isOpenAt(now) ? Mode.BREAK_GLASS : mode;
    }

    /// Whether a call goes on although this rule denies it.
    public boolean observes(String rule, Instant now) {
        return !isSelfProtection(rule) && (isOpenAt(now) || rules.getOrDefault(rule, mode) == Mode.OBSERVE);
    }

    private boolean isOpenAt(Instant now) {
        return breakGlass.filter(open -> open.isOpenAt(now)).isPresent();
    }

    /// The same with another break-glass, or none.
    public Rollout with(Optional<BreakGlass> other) {
        return new Rollout(mode, rules, other);
    }
}
