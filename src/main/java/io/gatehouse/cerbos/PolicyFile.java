package io.gatehouse.cerbos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One policy file, read. Which keys it may have is held by [PolicyShape].
record PolicyFile(String path, Yaml root) {
    /// A rule of a resource policy, or one action of a principal policy.
    ///
    /// @param kind the resource kind that it is about
    /// @param yaml where it stands
    /// @param actions as written, globs included
    record Rule(PolicyFile file, String kind, Yaml yaml, List<String> actions) {
        String name() {
            return yaml.text("name");
        }

        boolean denies() {
            return yaml.text("effect").equals("EFFECT_DENY");
        }

        boolean allows() {
            return yaml.text("effect").equals("EFFECT_ALLOW");
        }

        Optional<Yaml> condition() {
            return yaml.find("condition");
        }

        /// The expression whose value tells that this rule fired.
        Optional<Yaml> output() {
            return yaml.find("output")
                    .flatMap(output -> output.find("when"))
                    .flatMap(when -> when.find("ruleActivated"));
        }
    }

    /// Cerbos loads nothing of a disabled policy.
    boolean isDisabled() {
        return root.find("disabled").filter(Yaml::isTrue).isPresent();
    }

    Optional<Yaml> resourcePolicy() {
        return root.find("resourcePolicy");
    }

    Optional<Yaml> principalPolicy() {
        return root.find("principalPolicy");
    }

    Optional<Yaml> derivedRoles() {
        return root.find("derivedRoles");
    }

    Optional<Yaml> exportedVariables() {
        return root.find("exportVariables");
    }

    Optional<Yaml> exportedConstants() {
        return root.find("exportConstants");
    }

    /// The part of the file that says something: the policy, the roles or the exports.
    Yaml body() {
        return findBody().orElse(root);
    }

    Optional<Yaml> findBody() {
        return Stream.of("resourcePolicy", "principalPolicy", "derivedRoles", "exportVariables", "exportConstants")
                .flatMap(type -> root.find(type).stream())
                .findFirst();
    }

    String scope() {
        return body().text("scope");
    }

    List<Rule> rules() {
        var rules = new ArrayList<Rule>();
        resourcePolicy().ifPresent(policy -> policy.list("rules")
                .forEach(rule -> rules.add(new Rule(this, policy.text("resource"), rule, rule.texts("actions")))));
        principalPolicy().ifPresent(policy -> policy.list("rules").forEach(rule -> rule.list("actions")
                .forEach(action ->
                        rules.add(new Rule(this, rule.text("resource"), action, List.of(action.text("action")))))));
        return rules;
    }

    /// Variables that this file defines for itself, by name.
    List<Yaml.Entry> variables() {
        return body().find("variables")
                .flatMap(variables -> variables.find("local"))
                .or(() -> exportedVariables().flatMap(export -> export.find("definitions")))
                .map(Yaml::entries)
                .orElse(List.of());
    }

    /// The expressions of a condition, at any depth.
    static List<Yaml> expressions(Yaml condition) {
        return condition.find("match").map(PolicyFile::inMatch).orElse(List.of());
    }

    /// The expressions of a `match` or of a part of one, at any depth.
    static List<Yaml> inMatch(Yaml match) {
        var found = new ArrayList<Yaml>();
        match.find("expr").ifPresent(found::add);
        for (var operator : List.of("all", "any", "none")) {
            match.find(operator).ifPresent(of -> of.list("of").forEach(inner -> found.addAll(inMatch(inner))));
        }
        return found;
    }

    /// The conditions of rules and derived roles.
    List<Yaml> conditions() {
        var found = new ArrayList<Yaml>();
        rules().forEach(rule -> rule.condition().ifPresent(found::add));
        derivedRoles().ifPresent(roles -> roles.list("definitions")
                .forEach(role -> role.find("condition").ifPresent(found::add)));
        return found;
    }

    /// Every expression that takes part in a decision.
    List<Yaml> expressions() {
        var found = new ArrayList<Yaml>();
        variables().forEach(variable -> found.add(variable.value()));
        conditions().forEach(condition -> found.addAll(expressions(condition)));
        return found;
    }
}
