package io.gatehouse.command;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Arithmetic assigns, and evaluates what the values of its names say: a substitution in one of them runs.
final class Arithmetic {
    private static final Pattern ASSIGNED = Pattern.compile(
            "([A-Za-z_]\\w*)\\s*(?:\\[[^]]*])?\\s*(?:\\+\\+|--|(?:<<|>>|[-+*/%&|^])?=(?!=))|(?:\\+\\+|--)\\s*([A-Za-z_]\\w*)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
    private static final int MOST_NAMES = 64;

    private final Walk walk;
    private final Context context;
    private final Scope scope;
    private final Set<String> evaluated = new HashSet<>();

    Arithmetic(Walk walk, Context context, Scope scope) {
        this.walk = walk;
        this.context = context;
        this.scope = scope;
    }

    void calculate(String text) {
        evaluate(text);
        assigned(text).forEach(scope::setUnknown);
    }

    static Set<String> assigned(String text) {
        return ASSIGNED.matcher(text)
                .results()
                .map(name -> name.group(1) == null ? name.group(2) : name.group(1))
                .collect(Collectors.toSet());
    }

    /// Text that a command takes for arithmetic or for a name with an index, such as `let 'a[$(command)]'`.
    void operand(Word word) {
        run(word);
        evaluate(word.text());
    }

    void evaluate(String text) {
        var names = NAME.matcher(text);
        while (names.find() && evaluated.size() < MOST_NAMES) {
            if (evaluated.add(names.group())) {
                scope.find(names.group())
                        .flatMap(Scope.Value::words)
                        .filter(words -> words.size() == 1)
                        .ifPresent(words -> {
                            run(words.getFirst());
                            evaluate(words.getFirst().text());
                        });
            }
        }
    }

    private void run(Word word) {
        if (word.text().contains("$(") || word.text().contains("`")) {
            HereDocument.expand(word.source(), walk, context, scope);
        }
    }
}
