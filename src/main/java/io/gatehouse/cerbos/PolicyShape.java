package io.gatehouse.cerbos;

import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// The keys that a policy file may have. Cerbos takes some in a second spelling (`derived_roles`) and ignores none;
/// a key that lint and build did not look at could change what a rule means.
///
/// @param keys what may stand under each key; [#ANY] is not looked into
record PolicyShape(Map<String, PolicyShape> keys) {
    private static final PolicyShape ANY = new PolicyShape(Map.of());
    private static final PolicyShape MATCH_3 = match(match(match(ANY)));
    private static final PolicyShape CONDITION = of("match", match(match(MATCH_3)));
    private static final PolicyShape OUTPUT =
            of("when", new PolicyShape(Map.of("ruleActivated", ANY, "conditionNotMet", ANY)));
    private static final PolicyShape NAMED = new PolicyShape(Map.of("import", ANY, "local", ANY));
    private static final PolicyShape EXPORT = new PolicyShape(Map.of("name", ANY, "definitions", ANY));

    private static final PolicyShape RULE = new PolicyShape(Map.of(
            "actions", ANY,
            "derivedRoles", ANY,
            "roles", ANY,
            "condition", CONDITION,
            "effect", ANY,
            "name", ANY,
            "output", OUTPUT));

    private static final PolicyShape RESOURCE = new PolicyShape(Map.of(
            "resource", ANY,
            "version", ANY,
            "importDerivedRoles", ANY,
            "rules", RULE,
            "scope", ANY,
            "scopePermissions", ANY,
            "schemas", new PolicyShape(Map.of("principalSchema", of("ref", ANY), "resourceSchema", of("ref", ANY))),
            "variables", NAMED,
            "constants", NAMED));

    private static final PolicyShape PRINCIPAL = new PolicyShape(Map.of(
            "principal", ANY,
            "version", ANY,
            "rules",
                    new PolicyShape(Map.of(
                            "resource",
                            ANY,
                            "actions",
                            new PolicyShape(Map.of(
                                    "action",
                                    ANY,
                                    "condition",
                                    CONDITION,
                                    "effect",
                                    ANY,
                                    "name",
                                    ANY,
                                    "output",
                                    OUTPUT)))),
            "scope", ANY,
            "scopePermissions", ANY,
            "variables", NAMED,
            "constants", NAMED));

    private static final PolicyShape ROLES = new PolicyShape(Map.of(
            "name", ANY,
            "definitions", new PolicyShape(Map.of("name", ANY, "parentRoles", ANY, "condition", CONDITION)),
            "variables", NAMED,
            "constants", NAMED));

    static final PolicyShape FILE = new PolicyShape(Map.of(
            "apiVersion", ANY,
            "disabled", ANY,
            "description", ANY,
            "metadata", ANY,
            "resourcePolicy", RESOURCE,
            "principalPolicy", PRINCIPAL,
            "derivedRoles", ROLES,
            "exportVariables", EXPORT,
            "exportConstants", EXPORT));

    private static PolicyShape of(String key, PolicyShape shape) {
        return new PolicyShape(Map.of(key, shape));
    }

    private static PolicyShape match(PolicyShape inner) {
        return new PolicyShape(
                Map.of("expr", ANY, "all", of("of", inner), "any", of("of", inner), "none", of("of", inner)));
    }

    /// Tells each key that has no place here, with the keys that have.
    void check(Yaml yaml, BiConsumer<Yaml.Entry, String> stranger) {
        if (keys.isEmpty()) {
            return;
        }
        yaml.items().forEach(item -> check(item, stranger));
        for (var entry : yaml.entries()) {
            var shape = keys.get(entry.name());
            if (shape == null) {
                stranger.accept(entry, String.join(", ", new TreeSet<>(keys.keySet())));
            } else {
                shape.check(entry.value(), stranger);
            }
        }
    }
}
