package io.gatehouse.command;

import io.gatehouse.command.Context.Input;
import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A statement of one command: its words, what it assigns and the files that its redirections open.
final class CommandStatement {
    private final Walk walk;
    private final Findings findings;
    private final Commands commands;
    private final Redirections redirections;

    CommandStatement(Walk walk, Commands commands, Redirections redirections) {
        this.walk = walk;
        this.findings = walk.findings();
        this.commands = commands;
        this.redirections = redirections;
    }

    /// What the grammar put into one command.
    private record Parts(List<Node> words, List<Node> assignments, List<Node> redirects, List<Node> nextLine) {}

    void run(Node node, List<Node> around, Context context, Scope scope) {
        var parts = parts(node, around, context, scope);
        var words = parts.words();
        var expansion = new Expansion(walk, context, scope);
        if (!parts.redirects().isEmpty()) { // which are opened behind all words
            expansion.assigned(node).forEach(scope::setUnknown);
            around.forEach(redirect -> expansion.assigned(redirect).forEach(scope::setUnknown));
        }
        var directory = scope.directory();
        if (words.size() == 1 && words.getFirst().is("arithmetic_expansion")) {
            walk.substitutionsIn(node, context, scope);
            written(redirections.apply(parts.redirects(), context, scope), List.of(), directory);
            return;
        }
        var applied = redirections.apply(parts.redirects(), context, scope);
        var behind = applied.words().stream()
                .filter(word -> !Misread.isDescriptor(word, parts.redirects(), context))
                .toList();
        var argv = new ArrayList<>(
                expansion.most(words.stream().filter(word -> !word.missing()).toList()));
        argv.addAll(behind);
        var assigned = words.isEmpty() ? Misread.assignments(argv) : 0;
        argv.subList(0, assigned).clear();
        if (isTorn(node, parts, argv, context)) {
            walk.unknown(node, context, scope);
        }
        var inner = assign(parts.assignments(), argv, context, scope);
        var given = inner == scope ? scope : inner.copy();
        if (argv.isEmpty()) {
            written(applied, List.of(), directory);
            if (!parts.assignments().isEmpty()) { // in `>$x x=a` they come first
                redirections.apply(parts.redirects(), context, scope);
            }
        } else {
            var prefixed = assigned > 0
                    || parts.assignments().stream().anyMatch(each -> Steering.redirectsPrograms(each, context));
            var fed = context.with(applied.input()).with(applied.descriptors());
            if (argv.size() == 1 && argv.getFirst().is("exec")) {
                scope.open(applied.descriptors());
                if (applied.descriptors().containsKey("0")
                        && !context.wrappers().isEmpty()) {
                    findings.opaque(
                            "a shell that reads its script there goes on elsewhere",
                            context.source().part(node),
                            context,
                            directory);
                }
            }
            var found = findings.during(() -> {
                var sure = words.stream()
                        .filter(word -> !expansion.mayBeMissing(word))
                        .toList();
                if (sure.size() < words.size()) {
                    var less = inner.copy();
                    if (!sure.isEmpty()) {
                        var least = new ArrayList<>(expansion.words(sure));
                        least.addAll(behind);
                        commands.run(least, fed, less, prefixed);
                    }
                    commands.run(argv, fed, inner, prefixed);
                    inner.join(List.of(inner.copy(), less));
                } else {
                    commands.run(argv, fed, inner, prefixed);
                }
            });
            written(applied, found, directory);
            if (inner != scope) {
                leave(inner, parts.assignments(), given, context, scope);
            }
        }
        nextLine(applied.nextLine(), node, context, scope);
        nextLine(parts.nextLine(), node, context, scope);
    }

    /// @param around redirections that the grammar puts around the command
    private Parts parts(Node node, List<Node> around, Context context, Scope scope) {
        List<Node> words = new ArrayList<>();
        List<Node> redirects = new ArrayList<>();
        List<Node> assignments = new ArrayList<>();
        for (var child : node.children()) {
            switch (child.type()) {
                case "variable_assignment" -> assignments.add(child);
                case "file_redirect", "herestring_redirect", "heredoc_redirect" -> redirects.add(child);
                case "command_name" -> words.addAll(child.children());
                case "subshell" -> {
                    walk.statement(child, context, scope);
                    walk.unknown(child, context, scope);
                }
                case "comment" -> walk.statement(child, context, scope);
                default -> words.add(child);
            }
        }
        redirects.addAll(around);
        words.removeIf(word -> Misread.isDescriptor(word, redirects, context));
        var next = Misread.nextLine(node, words, context);
        return new Parts(words.subList(0, next), assignments, redirects, words.subList(next, words.size()));
    }

    private static boolean isTorn(Node node, Parts parts, List<Word> argv, Context context) {
        return Misread.broken(parts.words())
                || Misread.compound(argv)
                || Misread.tears(node, context)
                || parts.words().stream().anyMatch(Node::missing)
                || parts.redirects().stream()
                        .anyMatch(redirect -> !parts.nextLine().isEmpty()
                                && redirect.from() > parts.nextLine().getFirst().from());
    }

    /// What a command finds whose assignments stand before it; without one, they stay.
    private Scope assign(List<Node> assignments, List<Word> argv, Context context, Scope scope) {
        var inner = assignments.isEmpty() || argv.isEmpty() ? scope : scope.copy();
        for (var assignment : assignments) {
            commands.assign(assignment, context, inner);
            if (!argv.isEmpty()) {
                assignment.child("name").map(context.source()::text).ifPresent(name -> inner.export(name, true));
            }
        }
        if (!assignments.isEmpty()) {
            commands.steering().assigned("env", assignments, argv, context, inner);
        }
        return inner;
    }

    /// What a builtin or a function did stays, but for what was assigned before it, which it may have assigned, too.
    private static void leave(Scope inner, List<Node> assignments, Scope given, Context context, Scope scope) {
        Set<String> names = assignments.stream()
                .flatMap(each -> each.child("name").stream())
                .map(context.source()::text)
                .map(name -> name.replaceAll("\\[.*", ""))
                .collect(Collectors.toSet());
        var changed = names.stream().anyMatch(name -> !inner.find(name).equals(given.find(name)));
        scope.becomeBehind(inner, names, changed || context.inPosixShell());
    }

    /// Words of the next line that stand in this command.
    void nextLine(List<Node> words, Node node, Context context, Scope scope) {
        if (!words.isEmpty()) {
            Misread.command(words, context)
                    .ifPresentOrElse(
                            command -> run(command, List.of(), context.with(new Input.Inherited()), scope),
                            () -> walk.unknown(node, context, scope));
        }
    }

    void written(Redirections.Applied applied, List<Draft> found, String directory) {
        for (var write : applied.writes()) {
            walk.madeFiles().redirected(write, found, directory);
        }
        if (applied.elsewhere()) {
            found.forEach(draft -> draft.output = null);
        } else if (applied.writes().stream().anyMatch(Redirections.Written::output)) {
            found.forEach(draft -> draft.output = new Word.Builder().build(draft.where()));
        } else if (applied.mayFail()) {
            found.forEach(draft -> draft.output = null);
        }
    }
}
