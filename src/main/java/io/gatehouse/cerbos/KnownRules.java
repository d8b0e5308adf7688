package io.gatehouse.cerbos;

import io.gatehouse.policy.Action;
import io.gatehouse.policy.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The deny rules of one policy revision. Only what stands here is ever read from an answer.
final class KnownRules {
    static final KnownRules UNKNOWN = new KnownRules("", List.of());

    private final String revision;
    private final Map<Action, List<Rule>> byAction;

    KnownRules(String revision, List<Entry> entries) {
        this.revision = revision;
        this.byAction = List.of(Action.values()).stream()
                .collect(Collectors.toUnmodifiableMap(action -> action, action -> entries.stream()
                        .filter(entry -> entry.isAbout(action))
                        .map(Entry::rule)
                        .distinct()
                        .sorted(Rule.TOLD_FIRST.thenComparing(Rule::id))
                        .toList()));
    }

    /// @param actions the ids of the actions that the rule can deny: its why-action tells whether its condition
    ///     holds, not     for which action
    record Entry(Rule rule, List<String> actions) {
        private boolean isAbout(Action action) {
            return rule.kind().equals(action.kind()) && actions.contains(action.id());
        }
    }

    String revision() {
        return revision;
    }

    /// The rules that can deny an action, hard ones first: an answer has room for some fifty.
    List<Rule> of(Action action) {
        return byAction.getOrDefault(action, List.of());
    }

    Optional<Rule> find(Action action, String id) {
        return of(action).stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
}
