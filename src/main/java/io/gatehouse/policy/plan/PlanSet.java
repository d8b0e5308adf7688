package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What one revision of the policies says to one principal: a plan for every action and its probe, and one for the
/// why-action of every rule. Immutable; safe for many threads.
public final class PlanSet {
    private final Principal principal;
    private final String revision;
    private final KnownRules rules;
    private final Map<Question, Expression> plans;
    private final Slots slots = new Slots();
    private final Map<Question, Plan> compiled;

    public PlanSet(Principal principal, String revision, KnownRules rules, Map<Question, Expression> plans) {
        this.principal = principal;
        this.revision = revision;
        this.rules = rules;
        this.plans = Map.copyOf(plans);
        var patterns = new Patterns();
        this.compiled = plans.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, plan -> Compiler.compile(plan.getValue(), slots, patterns)));
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
        var plan = compiled.get(Question.of(request.action()));
        if (plan == null) {
            return Optional.empty();
        }
        var frame = new Frame(request, confirmedRevision, slots);
        return Optional.of(
                plan.holdsStrictly(frame)
                        ? Decision.ALLOW
                        : new Decision(
                                Effect.DENY, firing(request.action(), frame), allowMatches(request.action(), frame)));
    }

    /// Open, and so true, without a plan; what cannot be evaluated does not match.
    private boolean allowMatches(Action action, Frame frame) {
        var probe = compiled.get(Question.probe(action));
        return probe == null || probe.holdsStrictly(frame);
    }

    /// A rule whose condition cannot be evaluated is not told: the deny stands without it.
    private List<Rule> firing(Action action, Frame frame) {
        var firing = new ArrayList<Rule>();
        for (var rule : rules.of(action)) {
            var why = compiled.get(Question.why(rule.kind(), rule.id()));
            if (why != null && why.holds(frame)) {
                firing.add(rule);
            }
        }
        return firing;
    }

    /// Whether there is a plan for the action.
    public boolean decides(Action action) {
        return compiled.containsKey(Question.of(action));
    }

    /// Whether the plan of an action reads the time of the request, so that an equal request of another time may be
    /// decided otherwise.
    public boolean readsTime(Action action) {
        var plan = compiled.get(Question.of(action));
        return plan != null && plan.readsTime();
    }

    /// Why a plan can never be evaluated, in words that continue "its plan …"; empty where it can be, and where there
    /// is none.
    public Optional<String> obstacle(Question question) {
        return Optional.ofNullable(compiled.get(question)).flatMap(Plan::obstacle);
    }
}
