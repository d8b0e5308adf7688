package io.gatehouse.command.code;

import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Mends which operand a sign of Perl belongs to. The grammar reads from the left and takes all before an index, a
/// method or a `.` for one operand: `unlink $h{x} . "y"` is `((unlink $h){x}) . "y"` to it.
final class PerlBinding {
    private static final Set<String> SUFFIXES =
            Set.of("hash_access_variable", "array_access_variable", "method_invocation");

    private final String source;

    PerlBinding(String source) {
        this.source = source;
    }

    /// Operands and, between each two of them, operators.
    record Chain(List<Node> operands, List<Node> operators) {}

    /// An index or method on what stands directly before it.
    Node bound(Node node) {
        if (node.is("unary_expression") && !node.children().isEmpty()) {
            var children = new ArrayList<>(node.children());
            children.set(children.size() - 1, bound(children.getLast()));
            return made(node.type(), children);
        }
        if (!SUFFIXES.contains(node.type()) || node.children().isEmpty()) {
            return node;
        }
        var first = bound(node.children().getFirst());
        if (first.is("binary_expression") || isOpenCall(first)) {
            return atEnd(first, last -> bound(beginning(node, last)));
        }
        return beginning(node, first);
    }

    /// The operands of an expression, of which a call without brackets takes what is joined behind it.
    Chain chain(Node expression) {
        List<Node> operands = new ArrayList<>();
        List<Node> operators = new ArrayList<>();
        flatten(expression, operands, operators);
        for (var i = operands.size() - 2; i >= 0; i--) {
            while (i < operators.size()
                    && source.startsWith(".", operators.get(i).from())
                    && isOpenCall(operands.get(i))) {
                var operator = operators.remove(i);
                var right = operands.remove(i + 1);
                operands.set(i, atEnd(operands.get(i), last -> joined(last, operator, right)));
            }
        }
        return new Chain(operands, operators);
    }

    private void flatten(Node node, List<Node> operands, List<Node> operators) {
        for (var child : node.children()) {
            var part = bound(child);
            if (part.is("binary_expression")) {
                flatten(part, operands, operators);
            } else if (part.named()) {
                operands.add(part);
            } else {
                operators.add(part);
            }
        }
    }

    /// `unlink $x`, and not `unlink($x)`
    private boolean isOpenCall(Node node) {
        if (node.is("unary_expression")) {
            return isOpenCall(node.children().getLast());
        }
        if (!node.is("call_expression") || node.children().isEmpty()) {
            return false;
        }
        var last = node.children().getLast();
        return last.is("arguments") && !last.children().isEmpty() && source.charAt(last.from()) != '(';
    }

    private interface Change {
        Node apply(Node last);
    }

    private Node atEnd(Node node, Change change) {
        var goesOn = Set.of("binary_expression", "unary_expression", "arguments", "argument")
                .contains(node.type());
        if (node.children().isEmpty() || !(goesOn || isOpenCall(node))) {
            return change.apply(node);
        }
        var children = new ArrayList<>(node.children());
        children.set(children.size() - 1, atEnd(children.getLast(), change));
        return made(node.type(), children);
    }

    private static Node beginning(Node suffix, Node first) {
        var children = new ArrayList<>(suffix.children());
        children.set(0, first);
        return made(suffix.type(), children);
    }

    private static Node joined(Node left, Node operator, Node right) {
        return made("binary_expression", List.of(left, operator, right));
    }

    private static Node made(String type, List<Node> children) {
        return new Node(
                type,
                true,
                "",
                children.getFirst().from(),
                Math.max(children.getFirst().from(), children.getLast().to()),
                false,
                List.copyOf(children));
    }
}
