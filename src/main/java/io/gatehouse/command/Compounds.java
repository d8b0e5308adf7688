package io.gatehouse.command;

import io.gatehouse.command.syntax.Grammar;
import io.gatehouse.command.syntax.Node;
import io.gatehouse.command.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a script as Bash does where a compound command stands behind `!`, `time` or `coproc`: the grammar makes words
/// of both. So it reads the text without such a prefix, and what the prefix means is put around the tree.
final class Compounds {
    /// Words that the shell takes for its own where a command may begin, and so never for a program.
    private static final Set<String> RESERVED = Set.of(
            "!",
            "{",
            "}",
            "[[",
            "case",
            "do",
            "done",
            "elif",
            "else",
            "esac",
            "fi",
            "for",
            "function",
            "if",
            "select",
            "then",
            "until",
            "while");

    private static final Set<String> OPENING =
            Set.of("!", "{", "case", "coproc", "for", "function", "if", "select", "time", "until", "while");
    private static final Set<String> COMPOUND = Set.of(
            "c_style_for_statement",
            "case_statement",
            "command",
            "compound_statement",
            "for_statement",
            "function_definition",
            "if_statement",
            "negated_command",
            "subshell",
            "test_command",
            "while_statement");
    private static final Pattern PREFIX = Pattern.compile("!\\s|time\\s|coproc\\s");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern ASSIGNS = Pattern.compile("[A-Za-z_]\\w*\\+?=");
    private static final int MOST_ROUNDS = 6;

    /// @param from where it begins
    /// @param to where the compound command begins
    private record Prefix(String word, int from, int to) {}

    private Compounds() {}

    /// Null when the tree is too large or too deep.
    static @Nullable Node read(String text) {
        var root = Syntax.read(text, Grammar.BASH);
        if (root == null || !PREFIX.matcher(text).find()) {
            return root;
        }
        List<Prefix> all = new ArrayList<>();
        var left = text;
        for (var round = 0; root != null && round < MOST_ROUNDS; round++) {
            List<Prefix> found = new ArrayList<>();
            prefixes(root, left, found);
            if (found.isEmpty()) {
                break;
            }
            all.addAll(found);
            left = without(left, found);
            root = Syntax.read(left, Grammar.BASH);
        }
        return root == null || all.isEmpty() ? root : meant(root, all);
    }

    /// Whether a word in the place of a program is one of the shell's own, so that the grammar tore something apart.
    static boolean isReserved(Node program, Context context) {
        return program.is("command_name")
                && program.children().getFirst().is("word")
                && RESERVED.contains(context.source().text(program));
    }

    private static void prefixes(Node node, String text, List<Prefix> found) {
        prefix(node, text).ifPresent(found::add);
        node.children().forEach(child -> prefixes(child, text, found));
    }

    private static Optional<Prefix> prefix(Node node, String text) {
        if (node.is("negated_command")) {
            var negated = node.children().getLast();
            return negated.is("command") && opens(negated, text)
                    ? Optional.of(new Prefix("!", node.from(), negated.from()))
                    : Optional.empty();
        }
        if (!node.is("command") || node.children().size() < 2) {
            return Optional.empty();
        }
        var program = written(node.children().getFirst(), text);
        for (var i = 1; i < Math.min(4, node.children().size()); i++) {
            var child = node.children().get(i);
            if (opens(child, text)
                    || (program.equals("time")
                            && ASSIGNS.matcher(written(child, text)).lookingAt())) {
                return PREFIX.matcher(program + " ").matches()
                        ? Optional.of(new Prefix(program, node.from(), child.from()))
                        : Optional.empty();
            }
            var word = written(child, text);
            var passed =
                    switch (program) {
                        case "time" -> word.equals("-p") || word.equals("--");
                        case "coproc" -> i == 1 && NAME.matcher(word).matches();
                        default -> false;
                    };
            if (!passed) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean opens(Node node, String text) {
        if (node.is("command")) {
            return opens(node.children().getFirst(), text);
        }
        var word = written(node, text).replaceFirst("(?s)\\s.*", ""); // `{ {`, which is one to the grammar
        return node.is("subshell") || word.startsWith("((") || word.startsWith("[[") || OPENING.contains(word);
    }

    private static String written(Node node, String text) {
        return text.substring(node.from(), node.to());
    }

    private static String without(String text, List<Prefix> prefixes) {
        var left = new StringBuilder(text);
        for (var prefix : prefixes) {
            for (var i = prefix.from(); i < prefix.to(); i++) {
                left.setCharAt(i, ' ');
            }
        }
        return left.toString();
    }

    /// A negation runs the same in this shell, a coprocess in one of its own; how long it takes changes nothing.
    private static Node meant(Node node, List<Prefix> prefixes) {
        var children =
                node.children().stream().map(child -> meant(child, prefixes)).toList();
        var meant = new Node(
                node.type(), node.named(), node.field(), node.from(), node.to(), node.missing(), List.copyOf(children));
        if (COMPOUND.contains(node.type())) {
            for (var prefix : prefixes) {
                if (end(prefix, prefixes) == node.from()) {
                    meant = switch (prefix.word()) {
                        case "!" -> around("negated_command", meant);
                        case "coproc" -> around("subshell", meant);
                        default -> meant;
                    };
                }
            }
        }
        return meant;
    }

    /// Where what stands behind a prefix, and behind those that follow it, begins.
    private static int end(Prefix prefix, List<Prefix> prefixes) {
        var to = prefix.to();
        for (var next : prefixes) {
            to = next.from() == to ? next.to() : to;
        }
        return to;
    }

    private static Node around(String type, Node node) {
        return new Node(type, true, node.field(), node.from(), node.to(), false, List.of(node));
    }
}
