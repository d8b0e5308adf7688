package io.gatehouse.command;

import io.gatehouse.command.Context.Input;
import io.gatehouse.command.syntax.Node;
import io.gatehouse.command.syntax.Syntax;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Follows the statements of a script as a shell would run them, and takes every way that it may go.
final class Walk {
    private static final int MOST_SCRIPTS = 5;
    /// Of one function, each within the one before.
    private static final int MOST_CALLS = 2;
    private static final Pattern CALCULATING = Pattern.compile("\\s-(?:eq|ne|lt|le|gt|ge|v)\\s");

    private final Findings findings;
    private final Commands commands;
    private final Redirections redirections;
    private final CommandStatement simple;
    private final Lists lists;
    private final Branches branches = new Branches(this);
    /// The functions that run, by their bodies, with the arguments of each call.
    private final IdentityHashMap<Node, List<String>> running = new IdentityHashMap<>();
    private final Set<Node> recursive = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> called = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Runnable> defined = new ArrayList<>();
    private final RunFiles runFiles;
    private final MadeFiles madeFiles;
    private int moves;

    Walk(Findings findings, ScriptFiles disk) {
        this.findings = findings;
        this.runFiles = new RunFiles(this, disk);
        this.madeFiles = new MadeFiles(findings.files());
        this.commands = new Commands(this);
        this.redirections = new Redirections(this);
        this.simple = new CommandStatement(this, commands, redirections);
        this.lists = new Lists(this, simple, redirections);
    }

    /// A command that changes the directory was met.
    void moved() {
        moves++;
    }

    /// How many of those were met so far.
    int moves() {
        return moves;
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

    MadeFiles madeFiles() {
        return madeFiles;
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
                default -> {
                    if (Misread.hidesSubstitution(child, context)) {
                        unknown(child, context, scope);
                    }
                    found.addAll(substitutionsIn(child, context, scope));
                }
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
            case "command" -> simple.run(node, List.of(), context, scope);
            case "list" -> lists.list(node, List.of(), context, scope);
            case "pipeline" -> lists.pipeline(node.children(), List.of(), List.of(), context, scope);
            case "redirected_statement" -> lists.redirected(node, context, scope);
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
                simple.nextLine(
                        redirections.apply(List.of(node), context, scope).nextLine(), node, context, scope);
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
                scope.unset(
                        context.source().text(child),
                        Variables.isSetByTheShell(context.source().text(child)));
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

    void unknown(Node node, Context context, Scope scope) {
        findings.opaque(
                "this is not shell as Bash's grammar knows it",
                context.source().part(node),
                context,
                scope.directory());
    }

    private void define(Node node, Context context, Scope scope) {
        if (node.child("body").isEmpty()) {
            unknown(node, context, scope);
            return;
        }
        var body = body(node);
        node.child("name")
                .ifPresent(
                        name -> scope.define(context.source().text(name), new Scope.Function(body, context.source())));
        var then = scope.copy();
        later(() -> {
            if (called.add(body)) {
                Branches.assigned(body, context).forEach(then::setUnknown);
                statement(body, context, then);
            }
        });
    }

    /// A function's statements, with the redirections that each call opens.
    private static Node body(Node definition) {
        var parts = definition.children().stream()
                .filter(child -> child.field().equals("body") || child.type().endsWith("_redirect"))
                .toList();
        return parts.size() == 1
                ? parts.getFirst()
                : new Node("redirected_statement", true, "", definition.from(), definition.to(), false, parts);
    }

    /// Runs a function of the line, also within itself with other arguments. False if that would go on.
    boolean call(Scope.Function function, List<Word> arguments, Context context, Scope scope) {
        var body = function.body();
        var calls = running.computeIfAbsent(body, _ -> new ArrayList<>());
        var given = arguments.toString();
        if (calls.contains(given) || calls.size() >= MOST_CALLS) {
            recursive.add(body);
            return false;
        }
        calls.add(given);
        called.add(body);
        var outside = scope.copy();
        commands.positional(arguments, scope);
        var found = findings.during(() -> statement(body, context.with(function.source()), scope));
        scope.takePositional(outside);
        calls.removeLast();
        if (recursive.contains(body)) { // what it does the next times is not known
            found.forEach(draft -> draft.worsen(Parse.PARTIAL));
        }
        return true;
    }
}
