package io.gatehouse.command;

import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The ways that branches and loops may go: each is followed, and what they agree on is known behind them.
final class Branches {
    private static final int MOST_ROUNDS = 16;
    private static final int MOST_FALLING = 3;
    private static final Set<String> FALLING = Set.of(";&", ";;&");

    private final Walk walk;

    Branches(Walk walk) {
        this.walk = walk;
    }

    /// @param condition empty behind `else`
    private record Clause(List<Node> condition, List<Node> body) {
        static Clause of(List<Node> nodes) {
            var then = nodes.stream().map(Node::type).toList().indexOf("then");
            return new Clause(nodes.subList(0, Math.max(0, then)), nodes.subList(then + 1, nodes.size()));
        }
    }

    void conditional(Node node, Context context, Scope scope) {
        List<Scope> ways = new ArrayList<>();
        var failed = scope.copy();
        for (var clause : clauses(node)) {
            var way = failed.copy();
            failed = condition(clause.condition(), context, way);
            walk.statements(clause.body(), context, way);
            ways.add(way);
        }
        if (node.children().stream().noneMatch(child -> child.is("else_clause"))) {
            ways.add(failed);
        }
        scope.join(ways);
    }

    private static List<Clause> clauses(Node node) {
        List<Clause> clauses = new ArrayList<>();
        List<Node> first = new ArrayList<>();
        for (var child : node.children()) {
            if (child.is("elif_clause") || child.is("else_clause")) {
                clauses.add(Clause.of(child.children()));
            } else {
                first.add(child);
            }
        }
        clauses.addFirst(Clause.of(first));
        return clauses;
    }

    /// @param scope then has what is known where the condition holds
    /// @return what is known where it does not
    private Scope condition(List<Node> nodes, Context context, Scope scope) {
        if (nodes.isEmpty()) {
            return scope.copy();
        }
        var last = nodes.size() - 1;
        while (last > 0 && (!nodes.get(last).named() || nodes.get(last).is("comment"))) {
            last--;
        }
        walk.statements(nodes.subList(0, last), context, scope);
        var before = scope.copy();
        walk.statements(nodes.subList(last, nodes.size()), context, scope);
        var failed = scope.copy();
        if (nodes.get(last).is("command")) {
            failed.join(List.of(scope, before));
            failed.standAs(before);
            scope.wentWell();
        }
        return failed;
    }

    /// A loop whose rounds are not known: what it assigns may already be assigned when it begins.
    void loop(Node node, Context context, Scope scope) {
        var before = scope.copy();
        assigned(node, context).forEach(scope::setUnknown);
        var inside = scope.directory();
        var body = node.children().stream().filter(Node::named).toList();
        walk.statements(body, context, scope);
        if (!scope.directory().equals(inside)) {
            scope.enter(Scope.UNKNOWN_DIRECTORY);
            walk.statements(body, context, scope);
            scope.enter(Scope.UNKNOWN_DIRECTORY);
        }
        scope.join(List.of(before, scope.copy()));
    }

    void rounds(Node node, Context context, Scope scope) {
        var name = node.child("variable").map(context.source()::text).orElse("");
        var listed = node.children().stream()
                .filter(child -> child.field().equals("value"))
                .toList();
        var values = new Expansion(walk, context, scope)
                .words(listed).stream().map(Branches::listed).toList();
        var body = node.children().stream()
                .filter(child -> child.field().equals("body"))
                .toList();
        var before = scope.copy();
        var follow = !values.isEmpty()
                && values.size() <= MOST_ROUNDS
                && node.children().getFirst().type().equals("for")
                && values.stream().noneMatch(value -> value.has(Word.Mark.UNKNOWN));
        if (follow) {
            for (var value : values) {
                scope.set(name, List.of(matched(value)));
                walk.statements(body, context, scope);
            }
        } else {
            assigned(node, context).forEach(scope::setUnknown);
            scope.setUnknown(name);
            loop(new Node("do_group", true, "", node.from(), node.to(), false, body), context, scope);
        }
        scope.join(List.of(before, scope.copy()));
    }

    /// `for name in $(grep -l …)`
    private static Word listed(Word value) {
        var nothingElse =
                !value.text().isEmpty() && value.source().text().length() == 1 && value.has(Word.Mark.UNKNOWN);
        return nothingElse ? Listed.by(value.sources()).orElse(value) : value;
    }

    /// A glob in the list of a loop is replaced by names before the loop begins.
    private static Word matched(Word value) {
        var wild = value.wild();
        if (wild < 0) {
            return value;
        }
        var builder = new Word.Builder().add(value.cut(0, wild));
        for (var i = wild; i < value.text().length(); i++) {
            var mark = value.mark(i).known() ? Word.Mark.GLOB : value.mark(i);
            builder.add(String.valueOf(value.text().charAt(i)), mark, value.where());
        }
        return builder.build(value.where());
    }

    static Set<String> assigned(Node node, Context context) {
        Set<String> names = new HashSet<>();
        if (node.is("variable_assignment")) {
            node.child("name").map(context.source()::text).ifPresent(names::add);
        }
        node.children().forEach(child -> names.addAll(assigned(child, context)));
        return names;
    }

    void alternatives(Node node, Context context, Scope scope) {
        List<Scope> ways = new ArrayList<>(List.of(scope.copy()));
        List<Scope> falling = new ArrayList<>(); // out of the alternative before
        for (var child : node.children()) {
            if (child.is("case_item")) {
                child.children().stream()
                        .filter(each -> each.field().equals("value"))
                        .forEach(pattern -> new Expansion(walk, context, scope).word(pattern));
                var statements = child.children().stream()
                        .filter(each -> !each.field().equals("value") && each.named())
                        .toList();
                falling.add(scope.copy());
                falling.forEach(way -> walk.statements(statements, context, way));
                ways.addAll(falling);
                falling = child.children().stream().anyMatch(each -> FALLING.contains(each.type()))
                        ? falling.stream()
                                .limit(MOST_FALLING)
                                .map(Scope::copy)
                                .collect(Collectors.toCollection(ArrayList::new))
                        : new ArrayList<>();
            } else if (child.named()) {
                new Expansion(walk, context, scope).word(child);
            }
        }
        scope.join(ways);
    }
}
