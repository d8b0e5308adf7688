package io.gatehouse.cerbos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What policies say about the requests that matter to them.
///
/// @param byKind the attributes of every resource that the policies' tests ask about
/// @param literals the texts in their expressions, each also as some strings that it matches
record Seeds(Map<String, List<Map<String, Object>>> byKind, List<String> literals) {
    static Seeds of(Path policies, Path tests) {
        var read = PolicySources.read(policies);
        var set = PolicySet.read(read, finding -> {
            throw new IllegalStateException(finding.text());
        });
        var literals = new TreeSet<String>(List.of("", "x", "/"));
        for (var file : set.files()) {
            for (var expression : file.expressions()) {
                PolicySet.tokens(expression).stream()
                        .filter(token -> token.kind() == Cel.Kind.STRING)
                        .forEach(token -> literals.add(token.text()));
            }
            constants(file.root().find("exportConstants").orElse(file.root()), literals);
        }
        return new Seeds(rows(tests), List.copyOf(literals));
    }

    List<Map<String, Object>> rows(String kind) {
        return byKind.getOrDefault(kind, List.of());
    }

    /// A literal, or a string that it matches when read as a regular expression.
    String literal(Edits edits) {
        var literal = edits.any(literals);
        return literal.startsWith("(") || literal.startsWith("^")
                ? Matching.of(literal).one(edits.random())
                : literal;
    }

    private static void constants(Yaml exported, TreeSet<String> literals) {
        exported.find("definitions").stream()
                .flatMap(definitions -> definitions.entries().stream())
                .forEach(constant -> constant.value().items().forEach(item -> literals.add(item.text())));
    }

    private static Map<String, List<Map<String, Object>>> rows(Path tests) {
        var rows = new HashMap<String, List<Map<String, Object>>>();
        try (var tree = Files.walk(tests)) {
            for (var file : tree.filter(path -> path.toString().endsWith("_test.yaml"))
                    .sorted()
                    .toList()) {
                var suite = new Load(LoadSettings.builder()
                                .setMaxAliasesForCollections(10_000)
                                .build())
                        .loadFromString(Files.readString(file));
                if (suite instanceof Map<?, ?> map && map.get("resources") instanceof Map<?, ?> resources) {
                    resources.values().forEach(resource -> add(merged(resource), rows));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static void add(Map<String, Object> resource, Map<String, List<Map<String, Object>>> rows) {
        rows.computeIfAbsent(String.valueOf(resource.get("kind")), _ -> new ArrayList<>())
                .add(merged(resource.getOrDefault("attr", Map.of())));
    }

    /// A map with what it takes over from others by `<<`.
    private static Map<String, Object> merged(Object yaml) {
        var all = new TreeMap<String, Object>();
        if (yaml instanceof Map<?, ?> map) {
            if (map.containsKey("<<")) {
                all.putAll(merged(map.get("<<")));
            }
            map.forEach((key, value) -> {
                if (!key.equals("<<")) {
                    all.put(String.valueOf(key), value instanceof Integer number ? (Object) number.longValue() : value);
                }
            });
        }
        return all;
    }
}
