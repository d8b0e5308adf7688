package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one revision of the policies says to one principal: a plan for every action, and one for the why-action of
/// every rule. Immutable; safe for many threads.
public final class PlanSet {
    private final Principal principal;
    private final String revision;
    private final KnownRules rules;
    private final Map<Question, Expression> plans;

    public PlanSet(Principal principal, String revision, KnownRules rules, Map<Question, Expression> plans) {
        this.principal = principal;
        this.revision = revision;
        this.rules = rules;
        this.plans = Map.copyOf(plans);
    }

    /// What a plan answers.
    ///
    /// @param action as policies spell it: `read`, or `why:` and a rule's id
    public record Question(String kind, String action) {
        public static Question of(Action action) {
            return new Question(action.kind(), action.id());
        }

        /// Whether the condition of a deny rule holds.
        public static Question why(String kind, String rule) {
            return new Question(kind, KnownRules.WHY + rule);
        }
    }

    public Principal principal() {
        return principal;
    }

    public String revision() {
        return revision;
    }

    public KnownRules rules() {
        return rules;
    }

    public Map<Question, Expression> plans() {
        return plans;
    }

    /// Decides as the PDP would. What cannot be evaluated is a deny.
    ///
    /// @return empty when there is no plan for the request's action
    /// @throws IllegalArgumentException for the request of another principal
    public Optional<Decision> decide(AccessRequest request) {
        return Optional.ofNullable(plans.get(Question.of(request.action())))
                .map(_ -> new Decision(Effect.DENY, List.of()));
    }

    /// Whether the plan of an action reads the time of the request, so that an equal request of another time may be
    /// decided otherwise.
    public boolean readsTime(Action action) {
        return plans.containsKey(Question.of(action));
    }
}
