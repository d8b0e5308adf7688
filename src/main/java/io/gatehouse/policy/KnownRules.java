package io.gatehouse.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The rule catalogue: the deny rules of one policy revision. Only what stands here is ever read from an answer.
public final class KnownRules {
    /// What the why-action of a rule begins with: `why:command.privilege` is allowed where the rule's condition
    /// holds.
    public static final String WHY = "why:";

    /// What the probe of an action begins with: `allow:write` is allowed where a rule allows `write`, whatever deny
    /// rules say.
    public static final String ALLOW = "allow:";

    public static final KnownRules UNKNOWN = new KnownRules("", List.of());

    private final String revision;
    private final List<Entry> entries;
    private final Map<Action, List<Rule>> byAction;

    public KnownRules(String revision, List<Entry> entries) {
        this.revision = revision;
        this.entries = List.copyOf(entries);
        this.byAction = List.of(Action.values()).stream()
                .collect(Collectors.toUnmodifiableMap(action -> action, action -> entries.stream()
                        .filter(entry -> entry.isAbout(action))
                        .map(Entry::rule)
                        .distinct()
                        .sorted(Rule.TOLD_FIRST.thenComparing(Rule::id))
                        .toList()));
    }

    /// @param actions the ids of the actions that the rule can deny: its why-action tells whether its condition
    ///     holds, not for which action
    public record Entry(Rule rule, List<String> actions) {
        public Entry {
            actions = List.copyOf(actions);
        }

        private boolean isAbout(Action action) {
            return rule.kind().equals(action.kind()) && actions.contains(action.id());
        }
    }

    public String revision() {
        return revision;
    }

    public List<Entry> entries() {
        return entries;
    }

    /// The rules that can deny an action, hard ones first: an answer has room for some fifty.
    public List<Rule> of(Action action) {
        return byAction.getOrDefault(action, List.of());
    }

    public Optional<Rule> find(Action action, String id) {
        return of(action).stream().filter(rule -> rule.id().equals(id)).findFirst();
    }
}
