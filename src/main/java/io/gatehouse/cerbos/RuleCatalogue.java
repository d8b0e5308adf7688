package io.gatehouse.cerbos;

import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The deny rules of a policy set in their own words, as the revision output carries them.
final class RuleCatalogue {
    /// @param actions those that the rule can deny: `why:<rule>` says whether its condition holds, not for which
    ///     action
    record Entry(Rule rule, SortedSet<String> actions) {
        private String cel() {
            return "{\"id\": " + Cel.quoted(rule.id())
                    + ", \"kind\": " + Cel.quoted(rule.kind())
                    + ", \"actions\": "
                    + actions.stream().map(Cel::quoted).collect(Collectors.joining(", ", "[", "]"))
                    + ", \"why\": " + Cel.quoted(rule.why())
                    + ", \"fix\": " + Cel.quoted(rule.fix())
                    + ", \"waivable\": " + rule.waivable()
                    + ", \"severity\": " + Cel.quoted(rule.severity().name().toLowerCase(Locale.ROOT))
                    + (rule.asksPerson() ? ", \"confirm\": " + Cel.quoted(rule.confirm()) : "") + "}";
        }
    }

    private record Key(String kind, String id) {}

    private final Map<Key, Entry> entries =
            new TreeMap<>(Comparator.comparing(Key::kind).thenComparing(Key::id));

    /// Adds what one deny rule says.
    ///
    /// @return the rule that has this kind and id already, where it says something else; else null
    @org.jspecify.annotations.Nullable
    Rule add(Rule rule, Collection<String> actions) {
        var key = new Key(rule.kind(), rule.id());
        var known = entries.get(key);
        if (known != null && !known.rule.equals(rule)) {
            return known.rule;
        }
        var all = new TreeSet<>(actions);
        if (known != null) {
            all.addAll(known.actions);
        }
        entries.put(key, new Entry(rule, all));
        return null;
    }

    List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }

    /// A CEL list of maps, one a line.
    String cel(String indent) {
        return entries.values().stream()
                .map(Entry::cel)
                .collect(Collectors.joining(",\n" + indent + "  ", "[\n" + indent + "  ", "\n" + indent + "]"));
    }

    /// Reads the output of a deny rule.
    ///
    /// @throws Cel.Malformed when it is not the literal that a deny rule puts out
    static Rule read(String kind, String output) throws Cel.Malformed {
        return read(kind, Cel.literal(output));
    }

    static Rule read(String kind, Map<String, Object> map) throws Cel.Malformed {
        return new Rule(
                text(map, "rule"),
                kind,
                text(map, "why"),
                text(map, "fix"),
                truth(map, "waivable"),
                severity(text(map, "severity")),
                map.containsKey("confirm") ? text(map, "confirm") : "");
    }

    private static String text(Map<String, Object> map, String key) throws Cel.Malformed {
        if (map.get(key) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new Cel.Malformed("\"" + key + "\" is " + (map.containsKey(key) ? "not a text" : "missing"));
    }

    private static boolean truth(Map<String, Object> map, String key) throws Cel.Malformed {
        if (map.get(key) instanceof Boolean truth) {
            return truth;
        }
        throw new Cel.Malformed("\"" + key + "\" is " + (map.containsKey(key) ? "not true or false" : "missing"));
    }

    private static Severity severity(String word) throws Cel.Malformed {
        for (var severity : Severity.values()) {
            if (severity.name().toLowerCase(Locale.ROOT).equals(word)) {
                return severity;
            }
        }
        throw new Cel.Malformed("\"severity\" is \"" + word + "\", which is not one of low, medium, high");
    }
}
