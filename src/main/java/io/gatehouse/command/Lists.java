package io.gatehouse.command;

import io.gatehouse.command.Context.Input;
import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Statements joined by `&&`, `||` and pipes, and the redirections that the grammar puts around them.
final class Lists {
    /// Each command of a pipeline is joined to all before it.
    static final int MOST_STAGES = 100;
    static final Set<String> LEAVES = Set.of("exit", "return", "break", "continue");

    private final Walk walk;
    private final Findings findings;
    private final CommandStatement commands;
    private final Redirections redirections;

    Lists(Walk walk, CommandStatement commands, Redirections redirections) {
        this.walk = walk;
        this.findings = walk.findings();
        this.commands = commands;
        this.redirections = redirections;
    }

    void redirected(Node node, Context context, Scope scope) {
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
            walk.unknown(node, context, scope);
        }
        if (body.isPresent()) {
            redirected(body.get(), redirects, context, scope);
        } else {
            var applied = redirections.apply(redirects, context, scope);
            if (!applied.words().isEmpty()) { // a program, which the grammar takes for one more file
                walk.unknown(node, context, scope);
            }
            commands.written(applied, List.of(), scope.directory());
            commands.nextLine(applied.nextLine(), node, context, scope);
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
                var found = findings.during(() -> commands.run(body, redirects, context, scope));
                continued(redirects, found, context, scope);
            }
            case "function_definition" -> { // which each call opens
                List<Node> parts = new ArrayList<>(body.children());
                List<Node> others = new ArrayList<>(redirects);
                others.removeIf(redirect -> redirect.type().endsWith("_redirect") && parts.add(redirect));
                redirections.apply(others, context, scope);
                walk.statement(
                        new Node(
                                body.type(),
                                true,
                                "",
                                body.from(),
                                parts.getLast().to(),
                                false,
                                List.copyOf(parts)),
                        context,
                        scope);
            }
            default -> {
                var directory = scope.directory();
                var applied = redirections.apply(redirects, context, scope);
                var inside = applied.mayFail() ? scope.copy() : scope;
                var found = findings.during(
                        () -> walk.statement(body, context.with(applied.input()).with(applied.descriptors()), inside));
                if (applied.mayFail()) {
                    scope.mayHave(inside);
                }
                commands.written(applied, found, directory);
                commands.nextLine(applied.nextLine(), body, context, scope);
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
                    walk.statement(child, context, scope);
                } else if (child.is("ERROR") && !redirections.knows(child, context)) {
                    walk.statement(child, context, scope);
                }
            }
        }
    }

    /// Goes the ways through `a && b || c`.
    ///
    /// @return what the shell knows where all of it went well; the scope then holds what is known in any case
    Scope list(Node node, List<Node> redirects, Context context, Scope scope) {
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
                    walk.statement(side, context, way);
                }
            });
            if (either && !found.isEmpty() && LEAVES.contains(found.getLast().program)) {
                scope.wentWell();
                continue;
            }
            if (either) {
                scope.join(List.of(scope.copy(), way));
            } else {
                scope.mayHave(way);
            }
            well = either ? scope.copy() : way;
        }
        return well;
    }

    private Scope first(Node side, Context context, Scope scope) {
        if (side.is("list") && findings.step()) {
            return list(side, List.of(), context, scope);
        }
        walk.statement(side, context, scope);
        return scope.copy();
    }

    /// @param first what already stands before the first pipe
    void pipeline(List<Node> children, List<Node> redirects, List<Draft> first, Context context, Scope scope) {
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
                    walk.statement(stage, input, shell);
                }
            });
            for (var draft : found) {
                draft.drinks(upstream);
            }
            upstream.addAll(found);
        }
    }
}
