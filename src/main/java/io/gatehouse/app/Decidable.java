package io.gatehouse.app;

import io.gatehouse.policy.Action;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.plan.PlanSet;
import io.gatehouse.policy.plan.PlanSet.Question;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a laptop could decide without the PDP, by the plans of one principal, and what not and why.
///
/// @param actions every action that is ever asked
/// @param rules every deny rule: without its own plan a deny still stands, and does not name the rule
record Decidable(String principal, List<String> roles, String revision, List<OfAction> actions, List<OfRule> rules) {
    Decidable {
        actions = List.copyOf(actions);
        rules = List.copyOf(rules);
    }

    /// @param why not; absent where it is decidable
    /// @param rules those that deny the action and stand in the way
    record OfAction(String action, Optional<String> why, List<String> rules) {}

    /// @param why not; absent where it is decidable
    record OfRule(String kind, String rule, Optional<String> why) {}

    /// @param lacking what the PDP gave no plan for, and why
    static Decidable of(PlanSet plans, Map<Question, String> lacking) {
        var found = new Obstacles(plans, lacking);
        return new Decidable(
                plans.principal().id(),
                plans.principal().roles(),
                plans.revision(),
                Arrays.stream(Action.values()).map(found::of).toList(),
                plans.rules().entries().stream()
                        .map(entry -> new OfRule(
                                entry.rule().kind(),
                                entry.rule().id(),
                                found.find(Question.why(
                                        entry.rule().kind(), entry.rule().id()))))
                        .toList());
    }

    private record Obstacles(PlanSet plans, Map<Question, String> lacking) {
        OfAction of(Action action) {
            var why = find(Question.of(action));
            var rules = plans.rules().of(action).stream()
                    .filter(rule -> find(Question.why(rule.kind(), rule.id())).isPresent())
                    .map(Rule::id)
                    .toList();
            return new OfAction(action.label(), why, why.isPresent() ? rules : List.of());
        }

        Optional<String> find(Question question) {
            if (lacking.containsKey(question)) {
                return Optional.of("the PDP gives no plan of it: " + lacking.get(question));
            }
            if (!plans.plans().containsKey(question)) {
                return Optional.of("there is no plan of it");
            }
            return plans.obstacle(question).map(obstacle -> "its plan " + obstacle);
        }
    }

    boolean whole() {
        return actions.stream().allMatch(action -> action.why().isEmpty())
                && rules.stream().allMatch(rule -> rule.why().isEmpty());
    }
}
