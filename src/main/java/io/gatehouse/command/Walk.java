package io.gatehouse.command;

import io.gatehouse.command.Context.Input;
import io.gatehouse.command.syntax.Node;
import io.gatehouse.command.syntax.Syntax;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Follows the statements of a script as a shell would run them, and takes every way that it may go.
final class Walk {
    private static final int MOST_SCRIPTS = 5;
    /// Each command of a pipeline is joined to all before it.
    static final int MOST_STAGES = 100;
    private static final Pattern CALCULATING = Pattern.compile("\\s-(?:eq|ne|lt|le|gt|ge|v)\\s");
    static final Set<String> LEAVES = Set.of("exit", "return", "break", "continue");

    private final Findings findings;
    private final Commands commands;
    private final Redirections redirections;
    private final Branches branches = new Branches(this);
    private final Set<Node> running = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> called = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Runnable> defined = new ArrayList<>();
    private final RunFiles runFiles;

    Walk(Findings findings, ScriptFiles disk) {
        this.findings = findings;
        this.runFiles = new RunFiles(this, disk);
        this.commands = new Commands(this);
        this.redirections = new Redirections(this);
    }

    Findings findings() {
        return findings;
    }

    LineFiles files() {
        return findings.files();
    }

    RunFiles runFiles() {
        return runFiles;
    }

    /// The functions that the line defines and does not call.
    void uncalled() {
        for (var i = 0; i < defined.size(); i++) {
            defined.get(i).run();
        }
    }

    /// What runs behind all that is followed now.
    void later(Runnable step) {
        defined.add(findings.later(step));
    }

    /// A command whose words are known without a shell.
    void command(List<Word> words, Context context, Scope scope) {
        commands.run(words, context, scope, false);
    }

    /// What a script finds in `$1`, `$2` and `$@`.
    void arguments(List<Word> words, Scope scope) {
        commands.positional(words, scope);
    }

    /// A script within the line, such as what stands behind `sh -c`.
    void script(Source text, Context context, Scope scope) {
        var inner = context.deeper(text);
        var where = text.part(0, text.text().length());
        if (inner.scripts() > MOST_SCRIPTS) {
            findings.opaque("scripts nested too deeply", where, context, scope.directory());
            return;
        }
        read(inner, where, scope);
    }

    void read(Context context, Part where, Scope scope) {
        var root = Compounds.read(context.source().text());
        if (root == null) {
            findings.opaque("too much to follow, or nested too deeply", where, context, scope.directory());
        } else if (root.is("program")) {
            statements(root.children(), context, scope);
        } else {
            findings.opaque("no complete shell script", where, context, scope.directory());
            statements(root.children(), context, scope);
        }
    }

    /// The commands of a substitution: their own shell, their own output.
    List<Draft> apart(List<Node> statements, Context context, Scope scope) {
        return findings.apart(() -> statements(statements, context, scope.copy()));
    }

    List<Draft> apart(Source text, Context context, Scope scope) {
        return findings.apart(() -> script(text, context.with(new Input.Inherited()), scope.copy()));
    }

    /// Runs the substitutions below a node whose value does not matter.
    List<Draft> substitutionsIn(Node node, Context context, Scope scope) {
        List<Draft> found = new ArrayList<>();
        for (var child : node.children()) {
            switch (child.type()) {
                case "command_substitution", "process_substitution" ->
                    found.addAll(new Expansion(this, context, scope).word(child).sources());
                case "ERROR", Syntax.GAP -> statement(child, context, scope);
                default -> found.addAll(substitutionsIn(child, context, scope));
            }
        }
        return found;
    }

    void statements(List<Node> nodes, Context context, Scope scope) {
        for (var i = 0; i < nodes.size(); i++) {
            var node = nodes.get(i);
            var background = i + 1 < nodes.size() && nodes.get(i + 1).type().equals("&");
            if (node.named()) {
                scope.ended();
                statement(node, background ? context.inBackground() : context, background ? scope.copy() : scope);
            } else if (node.type().equals(";;") || node.missing()) {
                unknown(node, context, scope);
            }
        }
    }

    void statement(Node node, Context context, Scope scope) {
        if (!findings.step()) {
            return;
        }
        if (node.missing()) {
            unknown(node, context, scope);
            return;
        }
        switch (node.type()) {
            case "comment", "heredoc_body", "heredoc_start", "heredoc_end" -> {}
            case "command" -> command(node, List.of(), context, scope);
            case "list" -> list(node, List.of(), context, scope);
            case "pipeline" -> pipeline(node.children(), List.of(), List.of(), context, scope);
            case "redirected_statement" -> redirected(node, context, scope);
            case "negated_command" -> {
                statements(node.children(), context, scope);
                scope.ended();
            }
            case "compound_statement", "do_group" -> {
                if (Misread.isBraceExpansion(node, context)) {
                    unknown(node, context, scope);
                }
                statements(node.children(), context, scope);
            }
            case "subshell" -> statements(node.children(), context, scope.copy());
            case "if_statement" -> branches.conditional(node, context, scope);
            case "while_statement" -> branches.loop(node, context, scope);
            case "for_statement" -> branches.rounds(node, context, scope);
            case "c_style_for_statement" -> branches.loop(node, context, scope);
            case "case_statement" -> branches.alternatives(node, context, scope);
            case "function_definition" -> define(node, context, scope);
            case "variable_assignment" -> {
                commands.assign(node, context, scope);
                commands.steering().assigned("env", List.of(node), List.of(), context, scope);
            }
            case "variable_assignments" -> node.children().forEach(child -> statement(child, context, scope));
            case "declaration_command" -> commands.declare(node, context, scope);
            case "unset_command" -> unset(node, context, scope);
            case "test_command" -> {
                if (Misread.holdsStatements(node)) {
                    unknown(node, context, scope);
                    statements(node.children(), context, scope.copy());
                    return;
                }
                substitutionsIn(node, context, scope);
                compared(node, node, context, scope);
                if (CALCULATING.matcher(context.source().text(node)).find()) {
                    new Arithmetic(this, context, scope)
                            .evaluate(context.source().text(node));
                }
            }
            case "file_redirect", "herestring_redirect", "heredoc_redirect" ->
                nextLine(redirections.apply(List.of(node), context, scope).nextLine(), node, context, scope);
            case "ERROR" -> {
                unknown(node, context, scope);
                statements(node.children(), context, scope.copy());
            }
            case Syntax.GAP -> unknown(node, context, scope);
            default -> substitutionsIn(node, context, scope);
        }
        var calculates = context.source().text().startsWith("((", node.from());
        if (calculates && context.inPosixShell()) {
            findings.opaque("shells differ on what this does", context.source().part(node), context, scope.directory());
        }
        if (calculates || node.is("c_style_for_statement")) {
            new Arithmetic(this, context, scope).calculate(context.source().text(node));
        }
    }

    private void unset(Node node, Context context, Scope scope) {
        for (var child : node.children()) {
            if (child.is("variable_name")) {
                scope.unset(context.source().text(child), Expansion.isSetByTheShell(context.source().text(child)));
            } else if (child.named()) {
                new Arithmetic(this, context, scope).operand(new Expansion(this, context, scope).word(child));
            }
        }
    }

    /// In `[ a > b ]` the signs are redirections, which the grammar takes for comparisons.
    private void compared(Node test, Node node, Context context, Scope scope) {
        var comparing = context.source().text().startsWith("[[", test.from()) && !context.inPosixShell();
        if (!comparing && node.is("binary_expression")) {
            var right = node.children().getLast();
            node.children().stream()
                    .map(Node::type)
                    .filter(type -> type.equals("<") || type.equals(">"))
                    .forEach(operator -> redirections.open(operator, right, context, scope));
        }
        node.children().forEach(child -> compared(test, child, context, scope));
    }

    private void unknown(Node node, Context context, Scope scope) {
        findings.opaque(
                "this is not shell as Bash's grammar knows it",
                context.source().part(node),
                context,
                scope.directory());
    }

    private void redirected(Node node, Context context, Scope scope) {
        List<Node> redirects = new ArrayList<>();
        Optional<Node> body = Optional.empty();
        for (var child : node.children()) {
            if (child.field().equals("body")) {
                body = Optional.of(child);
            } else {
                redirects.add(child);
            }
        }
        if (Misread.spansLines(node, context)) {
            unknown(node, context, scope);
        }
        if (body.isPresent()) {
            redirected(body.get(), redirects, context, scope);
        } else {
            var applied = redirections.apply(redirects, context, scope);
            written(applied, List.of(), scope.directory());
            nextLine(applied.nextLine(), node, context, scope);
            continued(redirects, List.of(), context, scope);
        }
    }

    /// Redirections bind to the last simple command, even where the grammar puts them around a list.
    private void redirected(Node body, List<Node> redirects, Context context, Scope scope) {
        switch (body.type()) {
            case "list" -> list(body, redirects, context, scope);
            case "pipeline" -> pipeline(body.children(), redirects, List.of(), context, scope);
            case "negated_command" -> redirected(body.children().getLast(), redirects, context, scope);
            case "command" -> {
                var found = findings.during(() -> command(body, redirects, context, scope));
                continued(redirects, found, context, scope);
            }
            default -> {
                var directory = scope.directory();
                var applied = redirections.apply(redirects, context, scope);
                var found = findings.during(
                        () -> statement(body, context.with(applied.input()).with(applied.descriptors()), scope));
                written(applied, found, directory);
                nextLine(applied.nextLine(), body, context, scope);
                continued(redirects, found, context, scope);
            }
        }
    }

    /// What follows `<<END` on its line stands within the here-document's node.
    private void continued(List<Node> redirects, List<Draft> first, Context context, Scope scope) {
        for (var redirect : redirects) {
            for (var child : redirect.children()) {
                if (child.is("pipeline")) {
                    pipeline(child.children(), List.of(), first, context, scope);
                } else if (child.field().equals("right")) {
                    statement(child, context, scope);
                } else if (child.is("ERROR") && !redirections.knows(child, context)) {
                    statement(child, context, scope);
                }
            }
        }
    }

    private void command(Node node, List<Node> redirects, Context context, Scope scope) {
        List<Node> words = new ArrayList<>();
        List<Node> own = new ArrayList<>();
        List<Node> assignments = new ArrayList<>();
        for (var child : node.children()) {
            switch (child.type()) {
                case "variable_assignment" -> assignments.add(child);
                case "file_redirect", "herestring_redirect", "heredoc_redirect" -> own.add(child);
                case "command_name" -> words.addAll(child.children());
                case "subshell" -> {
                    statement(child, context, scope);
                    if (!redirects.isEmpty()) { // which are its own, as in `time (sh) <<END`
                        unknown(child, context, scope);
                    }
                }
                case "comment" -> statement(child, context, scope);
                default -> words.add(child);
            }
        }
        own.addAll(redirects);
        words.removeIf(word -> Misread.isDescriptor(word, own, context));
        var expansion = new Expansion(this, context, scope);
        if (!own.isEmpty()) { // which are opened behind all words
            expansion.assigned(node).forEach(scope::setUnknown);
            redirects.forEach(redirect -> expansion.assigned(redirect).forEach(scope::setUnknown));
        }
        if (words.size() == 1 && words.getFirst().is("arithmetic_expansion")) {
            substitutionsIn(node, context, scope);
            written(redirections.apply(own, context, scope), List.of(), scope.directory());
            return;
        }
        var next = Misread.nextLine(node, words, context);
        var nextLine = List.copyOf(words.subList(next, words.size()));
        words.subList(next, words.size()).clear();
        var directory = scope.directory();
        var applied = redirections.apply(own, context, scope);
        var argv = new ArrayList<>(
                expansion.most(words.stream().filter(word -> !word.missing()).toList()));
        applied.words().stream()
                .filter(word -> !Misread.isDescriptor(word, own, context))
                .forEach(argv::add);
        var surely =
                words.stream().filter(word -> !expansion.mayBeMissing(word)).toList();
        var assigned = words.isEmpty() ? Misread.assignments(argv) : 0;
        argv.subList(0, assigned).clear();
        if (Misread.broken(words) || Misread.compound(argv) || Misread.tears(node, context)) {
            unknown(node, context, scope);
        }
        if (words.stream().anyMatch(Node::missing)) {
            unknown(node, context, scope);
        }
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
        if (argv.size() == 1 && argv.getFirst().is("exec")) {
            scope.open(applied.descriptors());
        }
        if (!argv.isEmpty()) {
            var prefixed =
                    assigned > 0 || assignments.stream().anyMatch(each -> Steering.redirectsPrograms(each, context));
            var fed = context.with(applied.input()).with(applied.descriptors());
            var found = findings.during(() -> {
                if (!surely.isEmpty() && surely.size() < words.size()) {
                    var least = new ArrayList<>(expansion.words(surely));
                    least.addAll(applied.words());
                    commands.run(least, fed, inner.copy(), prefixed);
                }
                commands.run(argv, fed, inner, prefixed);
            });
            written(applied, found, directory);
            if (inner != scope) {
                scope.enter(inner.directory());
            }
        } else {
            written(applied, List.of(), directory);
            if (!assignments.isEmpty()) { // in `>$x x=a` they come first
                redirections.apply(own, context, scope);
            }
        }
        nextLine(applied.nextLine(), node, context, scope);
        nextLine(nextLine, node, context, scope);
    }

    /// Words of the next line that stand in this command.
    private void nextLine(List<Node> words, Node node, Context context, Scope scope) {
        if (!words.isEmpty()) {
            Misread.command(words, context)
                    .ifPresentOrElse(
                            command -> command(command, List.of(), context.with(new Input.Inherited()), scope),
                            () -> unknown(node, context, scope));
        }
    }

    private void written(Redirections.Applied applied, List<Draft> found, String directory) {
        for (var write : applied.writes()) {
            runFiles.redirected(write, found, directory);
        }
        if (applied.elsewhere()) {
            found.forEach(draft -> draft.output = null);
        } else if (applied.writes().stream().anyMatch(Redirections.Written::output)) {
            found.forEach(draft -> draft.output = new Word.Builder().build(draft.where()));
        }
    }

    /// Goes the ways through `a && b || c`.
    ///
    /// @return what the shell knows where all of it went well; the scope then holds what is known in any case
    private Scope list(Node node, List<Node> redirects, Context context, Scope scope) {
        var sides = node.children().stream().filter(Node::named).toList();
        var either = node.children().stream().anyMatch(child -> child.type().equals("||"));
        var well = scope;
        for (var i = 0; i < sides.size(); i++) {
            var side = sides.get(i);
            var last = i == sides.size() - 1;
            if (i == 0) {
                well = first(side, context, scope);
                continue;
            }
            var way = either ? scope.copy() : well.copy();
            if (!either) {
                way.wentWell();
            }
            var found = findings.during(() -> {
                if (last && !redirects.isEmpty()) {
                    redirected(side, redirects, context, way);
                } else {
                    statement(side, context, way);
                }
            });
            if (either && !found.isEmpty() && LEAVES.contains(found.getLast().program)) {
                scope.wentWell();
                continue;
            }
            scope.join(List.of(scope.copy(), way));
            if (!either) {
                scope.enter(way.directory());
            }
            well = either ? scope.copy() : way;
        }
        return well;
    }

    private Scope first(Node side, Context context, Scope scope) {
        if (side.is("list") && findings.step()) {
            return list(side, List.of(), context, scope);
        }
        statement(side, context, scope);
        return scope.copy();
    }

    /// @param first what already stands before the first pipe
    private void pipeline(List<Node> children, List<Node> redirects, List<Draft> first, Context context, Scope scope) {
        var stages = children.stream()
                .filter(child -> child.named() && !child.is("comment"))
                .toList();
        List<Draft> upstream = new ArrayList<>(first);
        if (stages.size() > MOST_STAGES) {
            findings.longPipeline(context.source().part(stages.getFirst()), context, scope.directory());
            return;
        }
        for (var i = 0; i < stages.size(); i++) {
            var stage = stages.get(i);
            var last = i == stages.size() - 1;
            var piped = i > 0 || !first.isEmpty();
            var input = piped ? context.with(new Input.Pipe(upstream)) : context;
            var shell = Misread.beginsList(stage) ? scope : scope.copy();
            if (i > 0 && Misread.beginsListOfAnd(stages.get(i - 1))) {
                shell.wentWell();
            }
            var found = findings.during(() -> {
                if (last && !redirects.isEmpty()) {
                    redirected(stage, redirects, input, shell);
                } else {
                    statement(stage, input, shell);
                }
            });
            for (var draft : found) {
                draft.drinks(upstream);
            }
            upstream.addAll(found);
        }
    }

    private void define(Node node, Context context, Scope scope) {
        var body = node.child("body");
        if (body.isEmpty()) {
            unknown(node, context, scope);
            return;
        }
        node.children().stream()
                .filter(child -> child.type().endsWith("_redirect"))
                .forEach(redirect -> redirections.apply(List.of(redirect), context, scope));
        node.child("name")
                .ifPresent(name ->
                        scope.define(context.source().text(name), new Scope.Function(body.get(), context.source())));
        var then = scope.copy();
        later(() -> {
            if (called.add(body.get())) {
                Branches.assigned(body.get(), context).forEach(then::setUnknown);
                statement(body.get(), context, then);
            }
        });
    }

    /// Runs a function of the line. False if it already runs.
    boolean call(Scope.Function function, List<Word> arguments, Context context, Scope scope) {
        if (!running.add(function.body())) {
            return false;
        }
        called.add(function.body());
        var outside = scope.copy();
        commands.positional(arguments, scope);
        statement(function.body(), context.with(function.source()), scope);
        scope.takePositional(outside);
        running.remove(function.body());
        return true;
    }
}
