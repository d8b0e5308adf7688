package io.gatehouse.cerbos;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Holds every resource policy to a schema that knows each attribute and wants all of them.
record SchemaLint(PolicySet policies, PolicyLint.Findings findings) {
    private static final String RULE = "schema";

    void check(PolicyFile file) {
        var ref = PolicySet.schemaRef(file);
        var schema = policies.schemaOf(file);
        if (ref.isEmpty() && !file.scope().isEmpty()) {
            return; // Cerbos takes the schema of the policy without a scope
        }
        if (ref.isEmpty()) {
            findings.add(
                    file,
                    file.body(),
                    RULE,
                    "the policy names no schema, so a misspelt attribute would go unnoticed",
                    "Add schemas.resourceSchema.ref: cerbos:///" + file.body().text("resource") + ".json.");
        } else if (schema.isEmpty()) {
            findings.add(
                    file,
                    file.body().find("schemas").orElse(file.body()),
                    RULE,
                    "there is no schema " + ref + " in _schemas/",
                    "Name a file in _schemas/ as cerbos:///name.json.");
        } else {
            var path = PolicySources.SCHEMAS + ref.substring("cerbos:///".length());
            closed(path, schema.get());
            revision(path, schema.get());
            attributes(file, path, schema.get());
        }
    }

    private void closed(String path, Yaml schema) {
        if (schema.find("additionalProperties").filter(Yaml::isFalse).isEmpty()) {
            found(
                    path,
                    schema,
                    "it lets unknown properties pass, so a misspelt attribute would go unnoticed",
                    "Add \"additionalProperties\": false.");
        }
        var required = Set.copyOf(schema.texts("required"));
        for (var property : properties(schema)) {
            if (!required.contains(property.name())) {
                found(
                        path,
                        property.key(),
                        "the property \"" + property.name()
                                + "\" may be absent, and a condition that reads it then fails",
                        "Add it to \"required\"; the laptop sends a neutral value when it knows none.");
            }
            var inner = property.value();
            if (!properties(inner).isEmpty()) {
                closed(path, inner);
            }
            inner.find("items").filter(items -> !properties(items).isEmpty()).ifPresent(items -> closed(path, items));
        }
    }

    private void revision(String path, Yaml schema) {
        if (properties(schema).stream().noneMatch(property -> property.name().equals(PolicyBuild.REVISION))) {
            found(
                    path,
                    schema,
                    "it has no property \"revision\", which the laptop sends with every request",
                    "Add \"revision\": {\"type\": \"string\"} and require it.");
        }
    }

    private void attributes(PolicyFile file, String path, Yaml schema) {
        var known = properties(schema).stream().map(Yaml.Entry::name).collect(Collectors.toSet());
        for (var rule : file.rules()) {
            policies.reachedBy(rule).stream()
                    .flatMap(Condition::attributes)
                    .distinct()
                    .filter(attribute -> !known.contains(attribute))
                    .forEach(attribute -> findings.add(
                            file,
                            rule.yaml(),
                            RULE,
                            "the condition (or a variable or derived role in it) reads R.attr." + attribute + ", which "
                                    + path + " does not have",
                            "Correct the name, or add the attribute to the schema."));
        }
    }

    private static List<Yaml.Entry> properties(Yaml schema) {
        return schema.find("properties").map(Yaml::entries).orElse(List.of());
    }

    private void found(String path, Yaml at, String message, String fix) {
        findings.add(new Finding(path, at.line(), RULE, message, fix));
    }
}
