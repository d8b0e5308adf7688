package io.gatehouse.command;

import io.gatehouse.command.syntax.Node;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a shell knows at one point of the line: its variables, functions and directory.
final class Scope {
    static final String UNKNOWN_DIRECTORY = "?";
    private static final int MOST_PLACES = 6;
    /// Directories that are there.
    private static final Pattern CERTAIN = Pattern.compile("[./]*|~|\\$HOME|\\$\\{HOME}|/tmp/?");
    private static final int MOST_REFERENCES = 8;
    /// In every environment, and so given to every program even after a change.
    private static final Set<String> ENVIRONMENT = Set.of("HOME", "PATH", "PWD", "OLDPWD", "USER", "SHELL");

    /// @param words empty when the variable was set to something unknown
    record Value(Optional<List<Word>> words) {
        static final Value UNKNOWN = new Value(Optional.empty());

        static Value of(List<Word> words) {
            return new Value(Optional.of(words.stream().map(Word::homed).toList()));
        }
    }

    record Function(Node body, Source source) {}

    private final Map<String, Value> values;
    private final Map<String, Function> functions;
    private final Map<String, Word> aliases;
    /// By the name of a `declare -n`, the variable that it stands for; "" until it is told.
    private final Map<String, String> references;

    /// Variables that change what they are given, as `declare -l` says.
    private final Set<String> changing;
    /// Variables that the programs which are started get.
    private final Set<String> exported = new HashSet<>(ENVIRONMENT);
    /// What `exec` opened for all that follows, by the numbers of the descriptors.
    private final Map<String, Context.Input> descriptors = new HashMap<>();

    private final Deque<String> pushed;
    /// Where the shell still is if a `cd` before failed.
    private final Set<String> elsewhere = new LinkedHashSet<>();
    /// The same if the last statement went well.
    private final Set<String> elsewhereIfWell = new LinkedHashSet<>();

    private boolean endsAtFaults;
    private boolean exportsAll;
    private String directory;
    private String previous;

    Scope() {
        this(Map.of(), Map.of(), Map.of(), Map.of(), Set.of(), List.of(), "", UNKNOWN_DIRECTORY);
    }

    private Scope(
            Map<String, Value> values,
            Map<String, Function> functions,
            Map<String, Word> aliases,
            Map<String, String> references,
            Set<String> changing,
            Collection<String> pushed,
            String directory,
            String previous) {
        this.values = new HashMap<>(values);
        this.functions = new HashMap<>(functions);
        this.aliases = new HashMap<>(aliases);
        this.references = new HashMap<>(references);
        this.changing = new HashSet<>(changing);
        this.pushed = new ArrayDeque<>(pushed);
        this.directory = directory;
        this.previous = previous;
    }

    Scope copy() {
        var copy = new Scope(values, functions, aliases, references, changing, pushed, directory, previous);
        copy.descriptors.putAll(descriptors);
        copy.elsewhere.addAll(elsewhere);
        copy.elsewhereIfWell.addAll(elsewhereIfWell);
        copy.exported.addAll(exported);
        copy.endsAtFaults = endsAtFaults;
        copy.exportsAll = exportsAll;
        return copy;
    }

    /// What a shell knows that is started here, whose arguments are its own. What is not exported may still come
    /// from the environment, with another value.
    Scope ofStarted() {
        var started = copy();
        started.values.keySet().removeIf(Scope::isPositional);
        started.values.keySet().stream()
                .filter(name -> !exported.contains(name))
                .toList()
                .forEach(name -> started.values.put(name, Value.UNKNOWN));
        started.references.clear();
        started.changing.clear();
        started.aliases.clear();
        started.endsAtFaults = false;
        started.exportsAll = false;
        return started;
    }

    /// Takes the state of another, after a part that certainly ran.
    void become(Scope other) {
        values.clear();
        values.putAll(other.values);
        functions.putAll(other.functions);
        aliases.putAll(other.aliases);
        references.putAll(other.references);
        changing.addAll(other.changing);
        replace(exported, other.exported);
        exportsAll = other.exportsAll;
        descriptors.putAll(other.descriptors);
        standAs(other);
    }

    private static void replace(Set<String> texts, Collection<String> by) {
        List<String> next = List.copyOf(by);
        texts.clear();
        texts.addAll(next);
    }

    /// Takes what all possible ways here agree on; what only some of them set may be unset.
    void join(List<Scope> ways) {
        Set<String> names = new HashSet<>();
        ways.forEach(way -> names.addAll(way.values.keySet()));
        for (var name : names) {
            var found = ways.stream()
                    .map(way -> way.values.get(name))
                    .map(Scope::spelled)
                    .distinct()
                    .count();
            var first = ways.getFirst().values.get(name);
            values.put(name, found > 1 || first == null ? Value.UNKNOWN : first);
        }
        var first = ways.getFirst();
        replace(exported, first.exported);
        exportsAll = first.exportsAll;
        ways.forEach(way -> {
            functions.putAll(way.functions);
            aliases.putAll(way.aliases);
            references.putAll(way.references);
            changing.addAll(way.changing);
            exported.retainAll(way.exported);
            exportsAll &= way.exportsAll;
            descriptors.putAll(way.descriptors);
            elsewhere.addAll(way.elsewhere);
            elsewhereIfWell.addAll(way.elsewhereIfWell);
        });
        directory = ways.stream().allMatch(way -> way.directory.equals(first.directory))
                ? first.directory
                : UNKNOWN_DIRECTORY;
    }

    private static String spelled(@Nullable Value value) {
        return value == null ? "" : value.words().map(words -> "=" + words).orElse("?");
    }

    /// Whether the directory or a variable is another, of those that a text names; "" names all.
    boolean differs(Scope other, String text) {
        if (!directory.equals(other.directory)) {
            return true;
        }
        Set<String> names = new HashSet<>(values.keySet());
        names.addAll(other.values.keySet());
        return names.stream()
                .filter(name -> text.isEmpty() || text.contains(name))
                .anyMatch(name -> !spelled(values.get(name)).equals(spelled(other.values.get(name))));
    }

    Optional<Value> find(String name) {
        return Optional.ofNullable(values.get(meant(name)));
    }

    void set(String name, List<Word> words) {
        var meant = meant(name);
        if (meant.isEmpty()) {
            refer(
                    name,
                    words.size() == 1 && words.getFirst().known()
                            ? words.getFirst().text()
                            : "?");
        } else {
            var moves = words.stream()
                    .anyMatch(word -> word.has(Word.Mark.HERE)); // where it is used, this may be elsewhere
            values.put(meant, moves || changing.contains(meant) ? Value.UNKNOWN : Value.of(words));
            if (exportsAll) {
                exported.add(meant);
            }
        }
    }

    void export(String name, boolean exports) {
        if (exports) {
            exported.add(meant(name));
        } else {
            exported.remove(meant(name));
        }
    }

    boolean exports(String name) {
        return exported.contains(meant(name));
    }

    /// Takes the state of a builtin or function behind assignments, which hold for it alone.
    ///
    /// @param names what was assigned
    /// @param stay whether they may hold behind it as well
    void becomeBehind(Scope inner, Set<String> names, boolean stay) {
        var before = copy();
        become(inner);
        for (var name : names) {
            var meant = meant(name);
            var value = before.values.get(meant);
            if (stay) {
                values.put(meant, Value.UNKNOWN);
            } else if (value == null) {
                values.remove(meant);
            } else {
                values.put(meant, value);
            }
            if (!before.exported.contains(meant)) {
                exported.remove(meant);
            }
        }
    }

    /// `set -a`
    void exportAll() {
        exportsAll = true;
    }

    /// Variables that a program which is started gets from the line, as far as their values are known.
    Map<String, String> environment() {
        Map<String, String> given = new HashMap<>();
        for (var name : exported) {
            find(name).flatMap(Value::words).filter(words -> words.size() == 1).ifPresent(words -> {
                var word = words.getFirst();
                if (word.known() && word.wild() < 0) {
                    given.put(name, word.text().replaceFirst("^\\$HOME(?=/|$)", "~"));
                }
            });
        }
        return given;
    }

    void setUnknown(String name) {
        var meant = meant(name);
        values.put(meant.isEmpty() ? name : meant, Value.UNKNOWN);
    }

    /// `name` stands for another variable from now on.
    void refer(String name, String other) {
        values.remove(name);
        var isName = other.matches("\\w*");
        var meant = isName ? other : name + " "; // an element of an array, or not known
        references.put(name, meant);
        if (!isName) {
            values.put(meant, Value.UNKNOWN);
        }
    }

    void changes(String name) {
        changing.add(meant(name));
        if (values.containsKey(meant(name))) {
            setUnknown(name);
        }
    }

    private String meant(String name) {
        var meant = name;
        for (var i = 0; i < MOST_REFERENCES && references.containsKey(meant); i++) {
            meant = references.get(meant);
        }
        return meant;
    }

    /// @param special set by the shell itself, so that without a value the line knows less of it
    void unset(String name, boolean special) {
        if (special) {
            setUnknown(name);
        } else {
            values.remove(name);
        }
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
        return name.equals("@") || name.equals("*") || (!name.isEmpty() && Character.isDigit(name.charAt(0)));
    }

    void open(Map<String, Context.Input> more) {
        descriptors.putAll(more);
    }

    Map<String, Context.Input> descriptors() {
        return descriptors;
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

    /// A `cd` that may fail, and then leaves the shell where it is. False if not all places are told where it then is.
    boolean tryEnter(Word target, boolean push) {
        var from = directory;
        Set<String> before = new LinkedHashSet<>(elsewhere);
        before.add(from);
        Set<String> beneath = new LinkedHashSet<>();
        elsewhere.forEach(place -> beneath.add(below(target, place)));
        if (push) {
            push(below(target));
        } else {
            enter(below(target));
        }
        beneath.remove(directory);
        var told = beneath.removeIf(place -> place.startsWith("..")) ? 1 : 0;
        replace(elsewhereIfWell, beneath);
        replace(elsewhere, beneath);
        if (!endsAtFaults && !CERTAIN.matcher(target.text()).matches()) {
            elsewhere.addAll(before);
            elsewhere.remove(directory);
        }
        if (elsewhere.size() > MOST_PLACES) {
            replace(elsewhere, elsewhere.stream().limit(MOST_PLACES).toList());
            told++;
        }
        return told == 0;
    }

    /// What was done in a copy of this scope, or was not, if what had to go well for it did not.
    void mayHave(Scope done) {
        var from = directory;
        join(List.of(copy(), done));
        directory = done.directory;
        previous = done.previous;
        if (!directory.equals(from)) {
            elsewhere.add(from);
        }
    }

    /// What follows only runs where the statement before went well.
    void wentWell() {
        replace(elsewhere, elsewhereIfWell);
    }

    /// The shell is where it is in another state, as where what led elsewhere failed.
    void standAs(Scope other) {
        directory = other.directory;
        previous = other.previous;
        pushed.clear();
        pushed.addAll(other.pushed);
        replace(elsewhere, other.elsewhere);
        replace(elsewhereIfWell, other.elsewhereIfWell);
    }

    /// What follows runs in any case.
    void ended() {
        replace(elsewhereIfWell, elsewhere);
    }

    /// `set -e`
    void endAtFaults() {
        endsAtFaults = true;
    }

    Set<String> elsewhere() {
        return elsewhere;
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
        return below(target, directory);
    }

    private static String below(Word target, String directory) {
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
