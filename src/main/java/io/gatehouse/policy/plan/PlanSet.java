package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What one revision of the policies says to one principal: a plan for every action and its probe, and one for the
/// why-action of every rule. Immutable; safe for many threads.
public final class PlanSet {
    private final Principal principal;
    private final String revision;
    private final KnownRules rules;
    private final Map<Question, Expression> plans;
    private final Slots slots = new Slots();
    private final Map<Question, Plan> compiled;
    private final Map<Action, Deciding> deciding = new EnumMap<>(Action.class);

    public PlanSet(Principal principal, String revision, KnownRules rules, Map<Question, Expression> plans) {
        this.principal = principal;
        this.revision = revision;
        this.rules = rules;
        this.plans = Map.copyOf(plans);
        var patterns = new Patterns();
        this.compiled = plans.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, plan -> Compiler.compile(plan.getValue(), slots, patterns)));
        for (var action : Action.values()) {
            var plan = compiled.get(Question.of(action));
            if (plan != null) {
                deciding.put(action, new Deciding(plan, compiled.get(Question.probe(action)), whys(action)));
            }
        }
    }

    /// What decides about an action, and says why.
    ///
    /// @param probe open, and so true, where there is none
    private record Deciding(Plan plan, @Nullable Plan probe, List<Why> whys) {
        /// What cannot be evaluated does not match.
        private boolean allowMatches(Frame frame) {
            return probe == null || probe.holdsStrictly(frame);
        }

        /// A rule whose condition cannot be evaluated is not told: the deny stands without it.
        private List<Rule> firing(Frame frame) {
            var firing = new ArrayList<Rule>();
            for (var why : whys) {
                if (why.plan.holds(frame)) {
                    firing.add(why.rule);
                }
            }
            return firing;
        }
    }

    private record Why(Rule rule, Plan plan) {}

    private List<Why> whys(Action action) {
        var whys = new ArrayList<Why>();
        for (var rule : rules.of(action)) {
            var plan = compiled.get(Question.why(rule.kind(), rule.id()));
            if (plan != null) {
                whys.add(new Why(rule, plan));
            }
        }
        return List.copyOf(whys);
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
        var decider = deciding.get(request.action());
        if (decider == null) {
            return Optional.empty();
        }
        var frame = new Frame(request, confirmedRevision, slots);
        return Optional.of(
                decider.plan.holdsStrictly(frame)
                        ? Decision.ALLOW
                        : new Decision(Effect.DENY, decider.firing(frame), decider.allowMatches(frame)));
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
