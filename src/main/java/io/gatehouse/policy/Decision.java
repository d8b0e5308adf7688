package io.gatehouse.policy;

import java.util.List;

/// What the PDP said about one [AccessRequest].
///
/// @param rules the deny rules that fired, in the order in which they are told; empty for an allow, and for a
///     deny that
///     only means that no rule allows
public record Decision(Effect effect, List<Rule> rules) {
    public static final Decision ALLOW = new Decision(Effect.ALLOW, List.of());

    public Decision {
        if (effect == Effect.ALLOW && !rules.isEmpty()) {
            throw new IllegalArgumentException("an allow with firing deny rules: " + rules);
        }
        rules = rules.stream()
                .distinct()
                .sorted(Rule.TOLD_FIRST.thenComparing(Rule::id))
                .toList();
    }

    public boolean allows() {
        return effect == Effect.ALLOW;
    }
}
