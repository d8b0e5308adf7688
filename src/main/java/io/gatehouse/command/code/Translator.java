package io.gatehouse.command.code;

import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Turns one text of one language into [Code]. Whatever it has no rule for becomes its parts.
abstract class Translator {
    private static final Pattern ESCAPE = Pattern.compile(
            "\\\\(?:x\\{([0-9a-fA-F]{1,6})}|x([0-9a-fA-F]{1,2})|u\\{([0-9a-fA-F]{1,6})}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(\\R)|(.))",
            Pattern.DOTALL);

    final String source;

    Translator(String source) {
        this.source = source;
    }

    abstract Code code(Node node);

    /// The whole program, and the first place that the grammar does not know.
    final Code program(Node root) {
        var broken = broken(root);
        return broken.<Code>map(node -> new Code.Block(List.of(code(root), new Code.Broken(node.from(), node.to()))))
                .orElseGet(() -> code(root));
    }

    private static Optional<Node> broken(Node node) {
        if (node.type().equals("ERROR") || node.missing()) {
            return Optional.of(node);
        }
        return node.children().stream().flatMap(child -> broken(child).stream()).findFirst();
    }

    final String text(Node node) {
        return source.substring(node.from(), node.to());
    }

    static List<Node> named(Node node) {
        return node.children().stream()
                .filter(child -> child.named() && !child.is("comment"))
                .toList();
    }

    final List<Code> codes(List<Node> nodes) {
        return nodes.stream().map(this::code).toList();
    }

    /// The text of a field, or "".
    final String name(Node node, String field) {
        return node.child(field).map(this::text).orElse("");
    }

    /// Text that is written in pieces.
    final Code pieces(Node node, List<Code> parts) {
        if (parts.isEmpty()) {
            return literal(node, "");
        }
        return parts.size() == 1 && parts.getFirst() instanceof Code.Literal only ? only : new Code.Joined(parts);
    }

    final Code field(Node node, String name) {
        return node.child(name).map(this::code).orElse(Code.NOTHING);
    }

    final Code block(List<Node> nodes) {
        return new Code.Block(codes(nodes));
    }

    final Code maybe(Code... parts) {
        return new Code.Maybe(new Code.Block(List.of(parts)));
    }

    /// What has no rule: its parts happen, in their order.
    final Code other(Node node) {
        return new Code.Other(codes(named(node)));
    }

    final Code.Literal literal(Node node, String text) {
        return new Code.Literal(text, node.from(), node.to());
    }

    /// Targets of an assignment of one value: each may get some of it.
    final Code assigned(List<String> names, Code value) {
        if (names.size() == 1) {
            return new Code.Assign(names.getFirst(), value);
        }
        List<Code> parts = new ArrayList<>(List.of(new Code.Assign("=", value)));
        for (var i = 0; i < names.size(); i++) {
            parts.add(new Code.Assign(names.get(i), new Code.Index(new Code.Name("="), new Code.Whole(i))));
        }
        return new Code.Block(parts);
    }

    static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        var escapes = ESCAPE.matcher(text);
        var result = new StringBuilder();
        var at = 0;
        while (escapes.find()) {
            result.append(text, at, escapes.start());
            at = escapes.end();
            var hex = first(escapes.group(1), escapes.group(2), escapes.group(3), escapes.group(4), escapes.group(5));
            if (hex.isPresent()) {
                var point = Integer.parseInt(hex.get(), 16);
                result.append(Character.isValidCodePoint(point) ? Character.toString(point) : "?");
            } else if (escapes.group(6) != null) {
                result.append((char) Integer.parseInt(escapes.group(6), 8));
            } else if (escapes.group(8) != null) {
                result.append(
                        switch (escapes.group(8)) {
                            case "n" -> "\n";
                            case "t" -> "\t";
                            case "r" -> "\r";
                            case "b" -> "\b";
                            case "f" -> "\f";
                            case "v" -> "\u000b";
                            case "a" -> "\u0007";
                            case "e" -> "\u001b";
                            default -> escapes.group(8);
                        });
            }
        }
        return result.append(text.substring(at)).toString();
    }

    private static Optional<String> first(String... groups) {
        for (var group : groups) {
            if (group != null) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    /// Whole numbers in the ways that languages write them; zero for others.
    static long number(String text) {
        try {
            return Long.decode(text.replace("_", "").replaceFirst("^0[oO]", "0").replaceFirst("[nlL]$", ""));
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
