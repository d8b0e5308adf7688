package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The plans of a set, compiled, and by action what decides about it. Immutable; safe for many threads.
final class CompiledPlans {
    private final Slots slots = new Slots();
    private final Map<Question, Plan> plans;
    private final Map<Action, Deciding> deciding = new EnumMap<>(Action.class);

    CompiledPlans(Map<Question, Expression> expressions, KnownRules rules) {
        var patterns = new Patterns();
        this.plans = expressions.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, plan -> Compiler.compile(plan.getValue(), slots, patterns)));
        for (var action : Action.values()) {
            var plan = plans.get(Question.of(action));
            if (plan != null) {
                deciding.put(action, new Deciding(plan, plans.get(Question.probe(action)), whys(rules.of(action))));
            }
        }
    }

    private List<Why> whys(List<Rule> rules) {
        var whys = new ArrayList<Why>();
        for (var rule : rules) {
            var plan = plans.get(Question.why(rule.kind(), rule.id()));
            if (plan != null) {
                whys.add(new Why(rule, plan));
            }
        }
        return List.copyOf(whys);
    }

    private record Why(Rule rule, Plan plan) {}

    /// What decides about an action, and says why.
    ///
    /// @param probe open, and so true, where there is none
    private record Deciding(Plan plan, @Nullable Plan probe, List<Why> whys) {
        Decision decide(Frame frame) {
            return plan.holdsStrictly(frame)
                    ? Decision.ALLOW
                    : new Decision(Effect.DENY, firing(frame), allowMatches(frame));
        }

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

    /// Empty when there is no plan for the request's action.
    Optional<Decision> decide(AccessRequest request, String confirmedRevision) {
        var decider = deciding.get(request.action());
        return decider == null
                ? Optional.empty()
                : Optional.of(decider.decide(new Frame(request, confirmedRevision, slots)));
    }

    Optional<Plan> find(Question question) {
        return Optional.ofNullable(plans.get(question));
    }
}
