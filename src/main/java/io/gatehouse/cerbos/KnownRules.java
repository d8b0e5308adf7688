package io.gatehouse.cerbos;

import io.gatehouse.policy.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The deny rules of one policy revision. Only what stands here is ever read from an answer.
final class KnownRules {
    static final KnownRules UNKNOWN = new KnownRules("", List.of());

    private final String revision;
    private final Map<String, Map<String, Rule>> rules;

    KnownRules(String revision, List<Rule> rules) {
        this.revision = revision;
        this.rules = rules.stream()
                .collect(Collectors.groupingBy(
                        Rule::kind, Collectors.toUnmodifiableMap(Rule::id, Function.identity(), (a, _) -> a)));
    }

    String revision() {
        return revision;
    }

    Optional<Rule> find(String kind, String id) {
        return Optional.ofNullable(rules.getOrDefault(kind, Map.of()).get(id));
    }

    /// The ids of a kind's rules, sorted.
    List<String> ids(String kind) {
        return rules.getOrDefault(kind, Map.of()).keySet().stream().sorted().toList();
    }
}
