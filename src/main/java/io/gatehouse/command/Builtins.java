package io.gatehouse.command;

import io.gatehouse.command.Spec.Trait;
import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a shell's own commands change in the shell: directory, variables, aliases, traps.
final class Builtins {
    private static final int MOST_POSITIONAL = 9;
    private static final Set<String> MOVING = Set.of("cd", "chdir", "pushd", "popd");

    private final Walk walk;
    private final Commands commands;

    Builtins(Walk walk, Commands commands) {
        this.walk = walk;
        this.commands = commands;
    }

    void assign(Node assignment, Context context, Scope scope) {
        var target = assignment.child("name");
        var value = assignment.child("value");
        if (target.isEmpty()) {
            return;
        }
        if (assignment.children().stream().anyMatch(child -> child.is("ERROR"))) {
            walk.unknown(assignment, context, scope);
        }
        walk.substitutionsIn(target.get(), context, scope);
        var name = context.source().text(target.get());
        var expansion = new Expansion(walk, context, scope).assigning();
        var appends =
                assignment.children().stream().anyMatch(child -> child.type().equals("+="));
        var knowsAppending = !context.inPosixShell();
        if (appends && knowsAppending && !target.get().is("subscript") && append(name, value, expansion, scope)) {
            return;
        }
        if (target.get().is("subscript") || appends) {
            value.ifPresent(expansion::word);
            scope.setUnknown(name.replaceAll("\\[.*", ""));
            return;
        }
        if (value.isEmpty()) {
            scope.set(name, List.of(new Word.Builder().build(context.source().part(assignment))));
        } else if (value.get().is("array")) {
            var elements = value.get().children().stream().filter(Node::named).toList();
            var words = expansion.words(elements);
            if (elements.stream().map(context.source()::text).anyMatch(text -> text.startsWith("["))) {
                scope.setUnknown(name); // `[2]=word`: in another order
            } else {
                scope.set(name, words);
            }
        } else {
            scope.set(name, List.of(expansion.word(value.get())));
        }
    }

    /// `name+=value`. False if the sum is not known.
    private static boolean append(String name, Optional<Node> value, Expansion expansion, Scope scope) {
        var before = scope.find(name).flatMap(Scope.Value::words).filter(words -> words.size() == 1);
        if (before.isEmpty() || value.isEmpty() || value.get().is("array")) {
            return false;
        }
        var more = expansion.word(value.get());
        scope.set(
                name,
                List.of(new Word.Builder()
                        .add(before.get().getFirst())
                        .add(more)
                        .build(more.where())));
        return true;
    }

    void declare(Node declaration, Context context, Scope scope) {
        var written = context.source().text(declaration);
        // To a POSIX shell these are programs that are not there.
        var isUnknown = context.inPosixShell() && written.matches("(?s)(?:declare|typeset)\\b.*");
        var keyword = written.startsWith("export");
        var exports = keyword ? Optional.of(true) : Optional.<Boolean>empty();
        var letters = new StringBuilder();
        for (var child : declaration.children()) {
            var text = context.source().text(child);
            if (child.is("word") && text.matches("[-+][A-Za-z]+")) {
                letters.append(text.startsWith("-") ? text.substring(1) : "");
                if (text.contains(keyword ? "n" : "x")) {
                    exports = Optional.of(!keyword && text.startsWith("-"));
                }
            } else if (child.is("variable_name") || child.is("variable_assignment")) {
                var name = text.replaceAll("(?s)[\\[=+].*", "");
                exports.ifPresent(yes -> scope.export(name, yes));
                if (!keyword) {
                    declared(name, letters.toString(), scope);
                }
            }
            if (child.is("variable_assignment")) {
                assign(child, context, scope);
                if (isUnknown) {
                    scope.setUnknown(text.replaceAll("(?s)[\\[=+].*", ""));
                }
                commands.steering().assigned("export", List.of(child), List.of(), context, scope);
                if (Steering.redirectsPrograms(child, context)) {
                    walk.findings()
                            .doubt(
                                    "a variable changes which programs run",
                                    context.source().part(child));
                }
            } else if (child.named()) {
                new Expansion(walk, context, scope).word(child);
            }
        }
    }

    /// `declare -n` makes another name of a variable; `-i`, `-l`, `-u` and `-c` change what it is given.
    private static void declared(String name, String letters, Scope scope) {
        if (letters.indexOf('n') >= 0) {
            scope.refer(name, "");
        } else if (letters.matches(".*[iluc].*")) {
            scope.changes(name);
        }
    }

    void positional(List<Word> arguments, Scope scope) {
        var counted = true; // what is no word or several shifts those behind it
        for (var i = 0; i < Math.max(MOST_POSITIONAL, arguments.size()); i++) {
            var last = i >= arguments.size() - 1;
            counted &= last || arguments.get(i).isOne();
            if (counted) {
                scope.set("" + (i + 1), i < arguments.size() ? List.of(arguments.get(i)) : List.of());
            } else {
                scope.setUnknown("" + (i + 1));
            }
            counted &= i >= arguments.size() || arguments.get(i).isOne();
        }
        scope.set("@", arguments);
        scope.set("*", arguments);
    }

    private static void positionalUnknown(Scope scope) {
        for (var i = 1; i <= MOST_POSITIONAL; i++) {
            scope.setUnknown("" + i);
        }
        scope.setUnknown("@");
        scope.setUnknown("*");
    }

    void apply(Draft draft, Arguments arguments, Context context, Scope scope) {
        if (context.starters().stream().anyMatch(wrapper -> Programs.shipped()
                .find(wrapper)
                .filter(spec -> spec.is(Trait.BUILTIN) || spec.is(Trait.SHELL))
                .isEmpty())) {
            return;
        }
        var operands = arguments.operands;
        if (MOVING.contains(draft.program)) {
            walk.moved();
        }
        switch (draft.program) {
            case "cd", "chdir" -> enter(draft, operands, scope, false);
            case "pushd" -> enter(draft, operands, scope, true);
            case "popd" -> scope.pop();
            case "read", "mapfile", "readarray", "getopts", "let" -> {
                operands.forEach(new Arithmetic(walk, context, scope)::operand);
                operands.forEach(operand -> scope.setUnknown(operand.text().replaceAll("[^\\w].*", "")));
                if (draft.program.equals("read")
                        && operands.size() == 1
                        && context.input() instanceof Context.Input.Pipe(var upstream)) {
                    Listed.by(upstream)
                            .ifPresent(name -> scope.set(operands.getFirst().text(), List.of(name)));
                }
            }
            case "unset", "test", "[" -> operands.forEach(new Arithmetic(walk, context, scope)::operand);
            case "fc" -> {
                if (draft.words.stream().noneMatch(word -> word.text().matches("-[nr]*l[nr]*"))) {
                    draft.worsen(Parse.OPAQUE);
                    walk.findings().doubt("a command of before runs again", draft.where());
                }
            }
            case "history" -> history(draft, context, scope);
            case "printf" -> printf(draft.words, context, scope);
            case "set" -> {
                if (draft.words.stream().skip(1).anyMatch(word -> word.text().matches("-[a-z]*e[a-z]*|errexit"))) {
                    scope.endAtFaults();
                }
                if (draft.words.stream().skip(1).anyMatch(word -> word.text().matches("-[a-z]*a[a-z]*|allexport"))) {
                    scope.exportAll();
                }
                var first = arguments(draft.words);
                if (first < draft.words.size() || draft.words.get(first - 1).is("--")) {
                    positional(draft.words.subList(first, draft.words.size()), scope);
                    if (context.input() instanceof Context.Input.File) { // without which nothing is set
                        positionalUnknown(scope);
                    }
                }
            }
            case "shift" -> {
                positionalUnknown(scope);
            }
            case "declare",
                    "typeset",
                    "local",
                    "export",
                    "readonly" -> // behind a redirection, a command to the grammar
                operands.stream()
                        .filter(operand -> operand.text().matches("(?s)[A-Za-z_]\\w*\\+?=.*"))
                        .forEach(operand -> scope.setUnknown(operand.text().replaceFirst("(?s)\\+?=.*", "")));
            case "alias" -> operands.forEach(operand -> alias(operand, context, scope));
            case "trap" -> {
                if (operands.size() > 1 && !operands.getFirst().text().matches("-|\\d*")) {
                    trap(operands, context, scope);
                }
            }
            case "source", "." -> new ArrayList<>(List.of("@", "*")).forEach(scope::setUnknown);
            default -> {}
        }
    }

    /// `-v name` sets a variable; where one stands in a word with its name, none of them is followed.
    private void printf(List<Word> words, Context context, Scope scope) {
        if (words.stream().skip(1).anyMatch(word -> word.text().matches("-v.+"))) {
            for (var i = 1; i < words.size(); i++) {
                var text = words.get(i).text();
                if (text.startsWith("-v") && text.length() > 2) {
                    scope.setUnknown(text.substring(2));
                } else if (words.get(i).is("-v") && i + 1 < words.size()) {
                    scope.setUnknown(words.get(i + 1).text());
                }
            }
        } else if (words.size() > 2 && words.get(1).is("-v")) {
            new Arithmetic(walk, context, scope).operand(words.get(2));
            scope.setUnknown(words.get(2).text());
            Formatted.of(words.subList(3, words.size()))
                    .filter(_ -> words.get(2).known())
                    .ifPresent(text -> scope.set(words.get(2).text(), List.of(text)));
        }
    }

    /// Where the words behind the options of `set` begin, which become the arguments.
    private static int arguments(List<Word> words) {
        for (var i = 1; i < words.size(); i++) {
            var text = words.get(i).text();
            if (text.equals("--") || text.equals("-")) {
                return i + 1;
            } else if (!text.matches("[-+].*")) {
                return i;
            } else if (text.matches("[-+][A-Za-z]*o")) {
                i++;
            }
        }
        return words.size();
    }

    /// What runs at any time, and again, or at the end.
    private void trap(List<Word> operands, Context context, Scope scope) {
        var handler = operands.getFirst();
        var within = context.within("trap", false);
        var atEnd = operands.stream().skip(1).allMatch(signal -> signal.text().matches("(?i)0|(?:sig)?exit"));
        var then = scope.copy();
        var after = scope.copy();
        var found = walk.findings().during(() -> walk.script(handler.source(), within, after));
        if (!atEnd && (found.isEmpty() || !Lists.LEAVES.contains(found.getLast().program))) {
            scope.join(List.of(then, after));
            if (scope.differs(then, "")) {
                walk.script(handler.source(), within, scope.copy());
            }
        }
        walk.later(() -> {
            if (scope.differs(then, handler.text())) {
                walk.script(handler.source(), within, scope.copy());
            }
        });
    }

    /// The file that holds what was typed before.
    private void history(Draft draft, Context context, Scope scope) {
        for (var word : draft.words) {
            if (word.text().matches("-[rnwa]")) {
                var named = draft.words.subList(draft.words.indexOf(word) + 1, draft.words.size()).stream()
                        .filter(operand -> !operand.text().startsWith("-"))
                        .findFirst();
                var set = scope.find("HISTFILE").flatMap(Scope.Value::words).filter(words -> words.size() == 1);
                var usual = new Word.Builder().add("~/.bash_history", Word.Mark.PLAIN, word.where());
                new Paths(walk.findings(), scope.directory(), draft.program, context.remote())
                        .add(
                                word.text().matches("-[rn]") ? PathUse.Verb.READ : PathUse.Verb.WRITE,
                                named.or(() -> set.map(List::getFirst)).orElseGet(() -> usual.build(word.where())),
                                false);
            }
        }
    }

    private void alias(Word operand, Context context, Scope scope) {
        var equals = operand.text().indexOf('=');
        if (equals > 0) {
            var text = operand.from(equals + 1);
            scope.alias(operand.text().substring(0, equals), text);
            walk.script(text.source(), context.within("alias", false), scope.copy());
        }
    }

    private void enter(Draft draft, List<Word> operands, Scope scope, boolean push) {
        if (operands.isEmpty()) {
            scope.enter("~");
        } else if (operands.getFirst().is("-")) {
            scope.enterPrevious();
        } else if (!scope.tryEnter(operands.getFirst(), push)) {
            draft.worsen(Parse.PARTIAL);
            walk.findings()
                    .doubt(
                            "where this leads if a directory is not there is not followed",
                            operands.getFirst().where());
        }
        if (scope.directory().equals(Scope.UNKNOWN_DIRECTORY) && !operands.isEmpty()) {
            walk.findings()
                    .doubt("where this leads is not known", operands.getFirst().where());
        }
    }
}
