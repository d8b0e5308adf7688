package io.gatehouse.policy;

import java.util.List;

/// What the PDP said about one [AccessRequest].
///
/// @param rules the deny rules that fired, in the order in which they are told; empty for an allow, and for a
///     deny that
///     only means that no rule allows
/// @param allowMatches whether an allow rule matches, whatever deny rules say; true also where nobody told
public record Decision(Effect effect, List<Rule> rules, boolean allowMatches) {
    public static final Decision ALLOW = new Decision(Effect.ALLOW, List.of());

    public Decision {
        if (effect == Effect.ALLOW && !rules.isEmpty()) {
            throw new IllegalArgumentException("an allow with firing deny rules: " + rules);
        }
        if (effect == Effect.ALLOW && !allowMatches) {
            throw new IllegalArgumentException("an allow that no rule allows");
        }
        rules = rules.stream()
                .distinct()
                .sorted(Rule.TOLD_FIRST.thenComparing(Rule::id))
                .toList();
    }

    /// A decision of which nobody told whether an allow rule matches.
    public Decision(Effect effect, List<Rule> rules) {
        this(effect, rules, true);
    }

    public boolean allows() {
        return effect == Effect.ALLOW;
    }
}
