package io.gatehouse.command;

import io.gatehouse.command.syntax.Node;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What a shell knows at one point of the line: its variables, functions and directory.
final class Scope {
    static final String UNKNOWN_DIRECTORY = "?";

    /// @param words empty when the variable was set to something unknown
    record Value(Optional<List<Word>> words) {
        static final Value UNKNOWN = new Value(Optional.empty());
    }

    record Function(Node body, Source source) {}

    private final Map<String, Value> values;
    private final Map<String, Function> functions;
    private final Map<String, Word> aliases;
    private final Deque<String> pushed;
    private String directory;
    private String previous;

    Scope() {
        this(Map.of(), Map.of(), Map.of(), List.of(), "", UNKNOWN_DIRECTORY);
    }

    private Scope(
            Map<String, Value> values,
            Map<String, Function> functions,
            Map<String, Word> aliases,
            Collection<String> pushed,
            String directory,
            String previous) {
        this.values = new HashMap<>(values);
        this.functions = new HashMap<>(functions);
        this.aliases = new HashMap<>(aliases);
        this.pushed = new ArrayDeque<>(pushed);
        this.directory = directory;
        this.previous = previous;
    }

    Scope copy() {
        return new Scope(values, functions, aliases, pushed, directory, previous);
    }

    /// Takes the state of another, after a part that certainly ran.
    void become(Scope other) {
        values.clear();
        values.putAll(other.values);
        functions.putAll(other.functions);
        aliases.putAll(other.aliases);
        pushed.clear();
        pushed.addAll(other.pushed);
        directory = other.directory;
        previous = other.previous;
    }

    /// Takes what all possible ways here agree on.
    void join(List<Scope> ways) {
        Set<String> names = new HashSet<>();
        ways.forEach(way -> names.addAll(way.values.keySet()));
        for (var name : names) {
            var found = ways.stream()
                    .map(way -> way.values.get(name))
                    .filter(Objects::nonNull)
                    .map(Scope::spelled)
                    .distinct()
                    .count();
            if (found > 1) {
                values.put(name, Value.UNKNOWN);
            } else {
                ways.stream()
                        .map(way -> way.values.get(name))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .ifPresent(value -> values.put(name, value));
            }
        }
        var first = ways.getFirst();
        ways.forEach(way -> {
            functions.putAll(way.functions);
            aliases.putAll(way.aliases);
        });
        directory = ways.stream().allMatch(way -> way.directory.equals(first.directory))
                ? first.directory
                : UNKNOWN_DIRECTORY;
    }

    private static String spelled(Value value) {
        return value.words().map(words -> "=" + words).orElse("?");
    }

    Optional<Value> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    void set(String name, List<Word> words) {
        values.put(name, new Value(Optional.of(List.copyOf(words))));
    }

    void setUnknown(String name) {
        values.put(name, Value.UNKNOWN);
    }

    void unset(String name) {
        values.remove(name);
    }

    /// The arguments of the script or function, which a function that was called leaves as they were.
    void takePositional(Scope other) {
        values.keySet().removeIf(Scope::isPositional);
        other.values.forEach((name, value) -> {
            if (isPositional(name)) {
                values.put(name, value);
            }
        });
    }

    private static boolean isPositional(String name) {
        return name.equals("@") || name.equals("*") || Character.isDigit(name.charAt(0));
    }

    Optional<Function> function(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    void define(String name, Function function) {
        functions.put(name, function);
    }

    Optional<Word> alias(String name) {
        return Optional.ofNullable(aliases.get(name));
    }

    void alias(String name, Word text) {
        aliases.put(name, text);
    }

    String directory() {
        return directory;
    }

    void enter(String next) {
        previous = directory;
        directory = next;
    }

    void enterPrevious() {
        enter(previous);
    }

    void push(String next) {
        pushed.push(directory);
        enter(next);
    }

    void pop() {
        enter(pushed.isEmpty() ? UNKNOWN_DIRECTORY : pushed.pop());
    }

    /// Where a `cd` leads from here.
    String below(Word target) {
        if (target.wild() >= 0 || target.has(Word.Mark.PIPE)) {
            return UNKNOWN_DIRECTORY;
        }
        var path = target.path();
        if (path.isEmpty() || path.equals(".")) {
            return directory;
        }
        if (path.startsWith("/") || path.startsWith("~") || path.startsWith("$HOME") || path.startsWith("${HOME}")) {
            return path;
        }
        if (directory.equals(UNKNOWN_DIRECTORY)) {
            return UNKNOWN_DIRECTORY;
        }
        return directory.isEmpty() ? path : directory + (directory.endsWith("/") ? "" : "/") + path;
    }
}
