package io.gatehouse.cerbos;

import io.gatehouse.policy.KnownRules;
import java.util.ArrayList;
import java.util.List;

/// Adds to a policy the rules that a laptop asks for: `why:<rule>` for each deny rule, `allow:<action>` for each
/// action
/// that a rule allows, and `revision`. Deny rules name their actions, so none of them denies these.
record Mirror(String revision) {
    private static final Yaml ALLOW = Yaml.of("EFFECT_ALLOW");

    Yaml of(PolicyFile file) {
        if (file.resourcePolicy().isPresent()) {
            var more = new ArrayList<Yaml>();
            for (var rule : file.rules()) {
                if (rule.denies()) {
                    more.add(allow(rule, List.of(KnownRules.WHY + rule.name())));
                } else {
                    more.add(allow(
                            rule,
                            rule.actions().stream()
                                    .map(action -> KnownRules.ALLOW + action)
                                    .toList()));
                }
            }
            more.add(marker());
            return file.root().with("resourcePolicy", policy -> policy.withMore("rules", more));
        }
        return file.root()
                .with("principalPolicy", policy -> policy.with("rules", rules -> rules.each(Mirror::withReasons)));
    }

    /// A rule of a principal policy, whose denies are actions with a condition each.
    private static Yaml withReasons(Yaml rule) {
        var more = new ArrayList<Yaml>();
        for (var action : rule.list("actions")) {
            if (action.text("effect").equals("EFFECT_DENY")) {
                var entries = new ArrayList<Yaml.Entry>();
                entries.add(Yaml.entry("action", Yaml.of(KnownRules.WHY + action.text("name"))));
                entries.add(Yaml.entry("effect", ALLOW));
                action.find("condition").ifPresent(same -> entries.add(Yaml.entry("condition", same)));
                more.add(Yaml.map(entries));
            }
        }
        return rule.withMore("actions", more);
    }

    /// Allows actions exactly where the rule takes effect.
    private static Yaml allow(PolicyFile.Rule rule, List<String> actions) {
        var entries = new ArrayList<Yaml.Entry>();
        entries.add(Yaml.entry("actions", Yaml.listOf(actions)));
        entries.add(Yaml.entry("effect", ALLOW));
        for (var limit : List.of("roles", "derivedRoles", "condition")) {
            rule.yaml().find(limit).ifPresent(same -> entries.add(Yaml.entry(limit, same)));
        }
        return Yaml.map(entries);
    }

    private Yaml marker() {
        var isThis = Yaml.map(List.of(Yaml.entry(
                "match",
                Yaml.map(List.of(Yaml.entry("expr", Yaml.of("R.attr.revision == " + Cel.quoted(revision))))))));
        return Yaml.map(List.of(
                Yaml.entry("actions", Yaml.listOf(List.of(PolicyBuild.REVISION))),
                Yaml.entry("effect", ALLOW),
                Yaml.entry("roles", Yaml.listOf(List.of("*"))),
                Yaml.entry("condition", isThis)));
    }
}
