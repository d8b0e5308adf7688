package io.gatehouse.enforcement;

import io.gatehouse.policy.Rule;
import java.util.List;
import java.util.Optional;

/// What the agent hears.
public sealed interface Verdict {
    /// Gatehouse has nothing against it; the agent's own permission flow goes on.
    record Allow() implements Verdict {}

    /// @param rules the rules that fired, in the order in which they are told; empty unless the cause is a rule
    /// @param toldAgent the reason that the agent gets; free of remedies that are the person's
    /// @param toldPerson what the person gets beside it
    record Deny(Cause cause, List<Rule> rules, String toldAgent, String toldPerson) implements Verdict {
        public Deny {
            rules = List.copyOf(rules);
        }

        /// The id of the rule that is told first, or the code of the cause where no rule denied.
        public String by() {
            return rules.stream().findFirst().map(Rule::id).orElse(cause.code());
        }
    }

    /// In observe mode: the call goes on, and this is what would have been denied.
    record WouldDeny(Deny deny) implements Verdict {}

    /// Whether the tool may run, as far as Gatehouse is concerned.
    default boolean allows() {
        return !(this instanceof Deny);
    }

    /// The deny that is, or in observe mode would have been.
    default Optional<Deny> denial() {
        return switch (this) {
            case Allow _ -> Optional.empty();
            case WouldDeny(var deny) -> Optional.of(deny);
            case Deny deny -> Optional.of(deny);
        };
    }
}
