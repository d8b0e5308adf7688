package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import io.gatehouse.command.syntax.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands for a variable in a word: `$name` and all forms of `${name…}`.
final class Variables {
    private static final Pattern PARAMETER =
            Pattern.compile("\\$\\{([A-Za-z_]\\w*|\\d+|[@*#?$!-])(\\[[@*]])?(?:(:?[-=+?])(.*))?}", Pattern.DOTALL);
    private static final Pattern CHANGED =
            Pattern.compile("\\$\\{([A-Za-z_]\\w*|\\d+)((?:[:#%^,/]|@[A-Za-z]).*)}", Pattern.DOTALL);

    /// Hold absolute paths, wherever they come from.
    private static final Set<String> ROOTED = Set.of("HOME", "PWD", "OLDPWD", "PATH", "SHELL", "BASH");

    private static final Set<String> NUMBERS = Set.of("?", "#", "$");
    private static final Set<String> NUMBERS_OF_BASH =
            Set.of("RANDOM", "SECONDS", "LINENO", "UID", "EUID", "PPID", "BASHPID", "SHLVL");

    private static final int MOST_VALUE = 8 * 1024;

    private final Expansion expansion;
    private final Walk walk;
    private final Context context;
    private final Scope scope;
    private final boolean assigning;

    Variables(Expansion expansion, Walk walk, Context context, Scope scope, boolean assigning) {
        this.expansion = expansion;
        this.walk = walk;
        this.context = context;
        this.scope = scope;
        this.assigning = assigning;
    }

    void value(String name, Node node, Word.Builder builder, boolean quoted) {
        value(name, name.matches("[@*]"), node, builder, quoted);
    }

    /// @param all whether it stands for each element of an array, and not only for the first
    private void value(String name, boolean all, Node node, Word.Builder builder, boolean quoted) {
        var where = context.source().part(node);
        var written = context.source().text(node);
        var value = scope.find(name);
        if (value.isPresent()) {
            var words = value.get().words();
            var large = words.stream()
                            .flatMap(List::stream)
                            .mapToInt(word -> word.text().length())
                            .sum()
                    > MOST_VALUE;
            if (words.isEmpty() || large || (!quoted && scope.find("IFS").isPresent())) {
                builder.add(written, quoted ? Mark.UNKNOWN_ONE : Mark.UNKNOWN, where);
                return;
            }
            for (var i = 0;
                    i < (all ? words.get().size() : Math.min(1, words.get().size()));
                    i++) {
                if (i > 0) {
                    builder.add(" ", Mark.SPLIT, where);
                }
                builder.addValue(words.get().get(i), quoted, where);
            }
        } else if (name.equals("HOME")) {
            builder.add(written, Mark.HOME, where);
        } else if (name.equals("PWD") && !assigning && builder.beginsPath()) {
            builder.add(".", Mark.HERE, where);
        } else if (name.equals("IFS")) {
            builder.add(quoted ? " \t\n" : " ", quoted ? Mark.QUOTED : Mark.VALUE, where);
        } else if (isNumber(name)) {
            builder.add(written, Mark.QUOTED, where);
        } else if (name.matches("[A-Za-z_]\\w*")) {
            builder.add(written, quoted ? Mark.ENVIRONMENT_ONE : Mark.ENVIRONMENT, where);
        } else {
            builder.add(written, quoted && !name.equals("@") ? Mark.UNKNOWN_ONE : Mark.UNKNOWN, where);
        }
    }

    private boolean isNumber(String name) {
        return NUMBERS.contains(name) || (NUMBERS_OF_BASH.contains(name) && !context.inPosixShell());
    }

    /// Whether a name has a value although the line gives it none.
    static boolean isSetByTheShell(String name) {
        return ROOTED.contains(name) || NUMBERS_OF_BASH.contains(name);
    }

    private boolean isAlwaysSet(String name) {
        return ROOTED.contains(name) || isNumber(name) || name.equals("_") || name.equals("IFS");
    }

    /// @param alone whether it is all of a word
    void parameter(Node node, boolean alone, Word.Builder builder, boolean quoted) {
        var source = context.source();
        var written = source.text(node);
        var shape = PARAMETER.matcher(written);
        if (!shape.matches()) {
            walk.substitutionsIn(node, context, scope);
            if (written.contains("[") || written.contains(":")) {
                new Arithmetic(walk, context, scope).evaluate(written);
            }
            if (changed(node, written, builder, quoted)) {
                return;
            }
            var length = written.matches("\\$\\{#\\w+(\\[[@*]])?}");
            builder.add(written, length ? Mark.QUOTED : quoted ? Mark.UNKNOWN_ONE : Mark.UNKNOWN, source.part(node));
            return;
        }
        var name = shape.group(1);
        var all = shape.group(2) != null || name.matches("[@*]");
        var operator = shape.group(3) == null ? "" : shape.group(3).replace(":", "");
        var behind = shape.group(3) == null ? node.to() : node.from() + shape.end(3);
        switch (operator) {
            case "", "?" -> {
                walk.substitutionsIn(node, context, scope);
                value(name, all, node, builder, quoted);
            }
            case "-", "=" -> {
                var set = scope.find(name).isPresent() || isAlwaysSet(name);
                if (set && !(shape.group(3).startsWith(":") && isEmpty(name))) {
                    walk.substitutionsIn(node, context, scope);
                    value(name, all, node, builder, quoted);
                } else {
                    instead(node, behind, builder, quoted);
                    if (operator.equals("=")) {
                        scope.setUnknown(name);
                    }
                }
            }
            default -> {
                if (alone || !mayBeMissing(shape)) {
                    instead(node, behind, builder, quoted);
                } else {
                    walk.substitutionsIn(node, context, scope);
                    builder.add(written, quoted ? Mark.UNKNOWN_ONE : Mark.UNKNOWN, source.part(node));
                }
            }
        }
    }

    /// Whether a word is `${name:+word}`, and none if the name turns out not to be set.
    boolean mayBeMissing(Node word) {
        var shape = PARAMETER.matcher(context.source().text(word));
        return word.is("expansion") && shape.matches() && mayBeMissing(shape);
    }

    private boolean mayBeMissing(Matcher shape) {
        var name = shape.group(1);
        if (shape.group(3) == null || !shape.group(3).endsWith("+") || isAlwaysSet(name)) {
            return false;
        }
        var words = scope.find(name).flatMap(Scope.Value::words);
        return words.isEmpty() || words.get().isEmpty() || (shape.group(3).startsWith(":") && isEmpty(name));
    }

    private boolean isEmpty(String name) {
        return scope.find(name)
                .flatMap(Scope.Value::words)
                .filter(words -> !words.isEmpty()
                        && words.stream().allMatch(word -> word.text().isEmpty()))
                .isPresent();
    }

    /// Names that expanding what stands below a node gives another value.
    Set<String> assigned(Node node) {
        Set<String> names = new HashSet<>();
        switch (node.type()) {
            case "arithmetic_expansion" ->
                names.addAll(Arithmetic.assigned(context.source().text(node)));
            case "expansion" -> {
                var shape = PARAMETER.matcher(context.source().text(node));
                if (shape.matches() && shape.group(3) != null && shape.group(3).endsWith("=")) {
                    names.add(shape.group(1));
                }
            }
            case "command_substitution", "process_substitution" -> {
                return names; // in a shell of its own
            }
            default -> {}
        }
        node.children().forEach(child -> names.addAll(assigned(child)));
        return names;
    }

    /// `${name%.txt}`, `${name@P}`. False where the line does not tell what comes of it.
    private boolean changed(Node node, String written, Word.Builder builder, boolean quoted) {
        var shape = CHANGED.matcher(written);
        if (!shape.matches()) {
            return false;
        }
        var where = context.source().part(node);
        var raw = new Word.Builder();
        value(shape.group(1), node, raw, true);
        var value = raw.build(where);
        if (shape.group(2).equals("@P")) {
            prompt(value);
            return false;
        }
        if (shape.group(2).equals(":0:1")
                && ROOTED.contains(shape.group(1))
                && scope.find(shape.group(1)).isEmpty()) {
            builder.add("/", Mark.QUOTED, where);
            return true;
        }
        var piece = Pieces.of(value, shape.group(2));
        piece.ifPresent(word -> builder.addValue(word, quoted, where));
        return piece.isPresent();
    }

    /// A value that is read as a prompt runs the substitutions in it.
    private void prompt(Word value) {
        if (value.known() && !value.text().contains("\\")) {
            HereDocument.expand(value.source(), walk, context, scope);
        } else if (!value.has(Mark.ENVIRONMENT) && !value.has(Mark.ENVIRONMENT_ONE)) {
            walk.findings().opaque("what this prompt runs is not known", value.where(), context, scope.directory());
        }
    }

    /// The word of `${name:-word}`.
    private void instead(Node node, int from, Word.Builder builder, boolean quoted) {
        builder.guessed();
        expansion.mixed(node, from, node.to() - 1, builder, quoted);
    }
}
