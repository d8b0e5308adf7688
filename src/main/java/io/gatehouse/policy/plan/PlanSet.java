package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one revision of the policies says to one principal: a plan for every action and its probe, and one for the
/// why-action of every rule. Immutable; safe for many threads.
public final class PlanSet {
    private final Principal principal;
    private final String revision;
    private final KnownRules rules;
    private final Map<Question, Expression> plans;
    private volatile @Nullable CompiledPlans compiled;

    public PlanSet(Principal principal, String revision, KnownRules rules, Map<Question, Expression> plans) {
        this.principal = principal;
        this.revision = revision;
        this.rules = rules;
        this.plans = Map.copyOf(plans);
    }

    /// Compiles now what the first question would else compile: a set that is only kept is never asked.
    public PlanSet prepared() {
        compiled();
        return this;
    }

    private CompiledPlans compiled() {
        var known = compiled;
        return known == null ? compile() : known;
    }

    private synchronized CompiledPlans compile() {
        var known = compiled;
        if (known == null) {
            known = new CompiledPlans(plans, rules);
            compiled = known;
        }
        return known;
    }

    /// What a plan answers.
    ///
    /// @param action as policies spell it: `read`, `allow:read`, or `why:` and a rule's id
    public record Question(String kind, String action) {
        public static Question of(Action action) {
            return new Question(action.kind(), action.id());
        }

        /// Whether a rule allows the action, whatever deny rules say.
        public static Question probe(Action action) {
            return new Question(action.kind(), KnownRules.ALLOW + action.id());
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

    /// Decides as the PDP would. What cannot be evaluated exactly is a deny, and so is what meets an error on the way,
    /// even one that CEL absorbs: a PDP with strict evaluation may deny by it.
    ///
    /// @param confirmedRevision the revision that the PDP last confirmed, which plans compare with their own
    /// @return empty when there is no plan for the request's action
    /// @throws IllegalArgumentException for the request of another principal
    public Optional<Decision> decide(AccessRequest request, String confirmedRevision) {
        if (!request.principal().equals(principal)) {
            throw new IllegalArgumentException("plans of " + principal.id() + " cannot decide for "
                    + request.principal().id());
        }
        return compiled().decide(request, confirmedRevision);
    }

    /// Whether there is a plan for the action.
    public boolean decides(Action action) {
        return plans.containsKey(Question.of(action));
    }

    /// Whether the plan of an action reads the time of the request, so that an equal request of another time may be
    /// decided otherwise.
    public boolean readsTime(Action action) {
        return compiled().find(Question.of(action)).filter(Plan::readsTime).isPresent();
    }

    /// Why a plan can never be evaluated, in words that continue "its plan …"; empty where it can be, and where there
    /// is none.
    public Optional<String> obstacle(Question question) {
        return compiled().find(question).flatMap(Plan::obstacle);
    }
}
