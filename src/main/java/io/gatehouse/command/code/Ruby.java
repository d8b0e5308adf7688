package io.gatehouse.command.code;

import io.gatehouse.command.syntax.Grammar;
import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class Ruby implements Language {
    /// Methods that call the method which their first argument names.
    private static final Set<String> SENDS = Set.of("send", "public_send", "__send__", "method", "instance_method");

    @Override
    public String section() {
        return "ruby";
    }

    @Override
    public Grammar grammar() {
        return Grammar.RUBY;
    }

    @Override
    public Translator translator(String text) {
        return new FromTree(text);
    }

    @Override
    public Optional<Value> constant(String name) {
        return name.equals("ENV.HOME")
                ? Optional.of(new Value.Text(List.of(new Piece.Home())))
                : name.startsWith("Kernel.") || name.startsWith("Object.") || name.startsWith("self.")
                        ? Optional.of(new Value.Library(name.substring(name.indexOf('.') + 1)))
                        : Optional.empty();
    }

    @Override
    public boolean holdsCode(String name) {
        return Set.of("Kernel", "Object", "self", "IO", "File", "Dir", "FileUtils", "Process", "Open3")
                .contains(name);
    }

    @Override
    public List<String> files(String module) {
        return module.endsWith(".rb") ? List.of(module) : List.of(module + ".rb", "lib/" + module + ".rb");
    }

    private static final class FromTree extends Translator {
        FromTree(String source) {
            super(source);
        }

        @Override
        Code code(Node node) {
            return switch (node.type()) {
                case "program",
                        "body_statement",
                        "block_body",
                        "begin",
                        "begin_block",
                        "parenthesized_statements",
                        "ensure",
                        "then",
                        "do",
                        "interpolation",
                        "module",
                        "argument_list" -> block(named(node));
                case "identifier", "constant", "instance_variable", "class_variable", "global_variable" ->
                    new Code.Name(text(node));
                case "self" -> new Code.Name("self");
                case "integer" -> new Code.Whole(number(text(node)));
                case "string", "chained_string", "bare_string", "heredoc_body", "delimited_symbol" -> string(node);
                case "simple_symbol" -> new Code.Literal(text(node).substring(1), node.from(), node.to());
                case "string_array", "symbol_array", "array", "right_assignment_list" ->
                    new Code.Items(codes(named(node)));
                case "subshell" -> new Code.Shell(string(node), node.from(), node.to());
                case "scope_resolution" ->
                    node.child("scope").isPresent()
                            ? new Code.Member(field(node, "scope"), name(node, "name"))
                            : new Code.Name(name(node, "name"));
                case "call" -> call(node);
                case "element_reference" -> element(node);
                case "binary" -> binary(node);
                case "conditional" ->
                    new Code.Block(List.of(
                            field(node, "condition"),
                            new Code.Either(List.of(field(node, "consequence"), field(node, "alternative")))));
                case "assignment" -> assignment(node);
                case "operator_assignment" ->
                    new Code.Assign(
                            name(node, "left"), new Code.Joined(List.of(field(node, "left"), field(node, "right"))));
                case "method", "singleton_method" ->
                    new Code.Function(name(node, "name"), parameters(node), field(node, "body"));
                case "class", "singleton_class" -> new Code.Function("", List.of(), field(node, "body"));
                case "lambda", "block", "do_block" -> new Code.Function("", parameters(node), field(node, "body"));
                case "return" -> new Code.Return(block(named(node)));
                case "for" -> new Code.Each(List.of(name(node, "pattern")), field(node, "value"), field(node, "body"));
                case "in" -> block(named(node));
                case "if",
                        "unless",
                        "elsif",
                        "else",
                        "while",
                        "until",
                        "case",
                        "when",
                        "rescue",
                        "if_modifier",
                        "unless_modifier",
                        "while_modifier",
                        "until_modifier",
                        "rescue_modifier" -> new Code.Maybe(block(named(node)));
                case "comment", "regex", "nil", "true", "false", "float", "heredoc_beginning", "uninterpreted" ->
                    Code.NOTHING;
                default -> other(node);
            };
        }

        private Code string(Node node) {
            List<Code> parts = new ArrayList<>();
            var plain = source.charAt(node.from()) == '\'' || source.startsWith("%q(", node.from());
            for (var child : node.children()) {
                switch (child.type()) {
                    case "string_content", "heredoc_content" ->
                        parts.add(literal(child, plain ? text(child) : unescaped(text(child))));
                    case "escape_sequence" -> parts.add(literal(child, unescaped(text(child))));
                    case "interpolation" -> parts.add(block(named(child)));
                    case "string" -> parts.add(string(child));
                    default -> {}
                }
            }
            return pieces(node, parts);
        }

        private Code call(Node node) {
            List<Code> arguments = new ArrayList<>();
            Map<String, Code> given = new HashMap<>();
            for (var argument : node.child("arguments").map(Translator::named).orElse(List.of())) {
                if (argument.is("pair")) {
                    given.put(name(argument, "key"), field(argument, "value"));
                } else {
                    arguments.add(code(argument));
                }
            }
            var method = name(node, "method");
            var receiver = node.child("receiver").map(this::code);
            var block = node.child("block");
            if (block.isPresent()
                    && Set.of("each", "map", "each_entry", "each_child").contains(method)
                    && receiver.isPresent()) {
                return new Code.Each(parameters(block.get()), receiver.get(), field(block.get(), "body"));
            }
            block.ifPresent(body -> arguments.add(code(body)));
            if (SENDS.contains(method)) {
                return sent(node, receiver, arguments);
            }
            Code callee = receiver.<Code>map(of -> new Code.Member(of, method)).orElseGet(() -> new Code.Name(method));
            return new Code.Call(callee, arguments, given, node.from(), node.to());
        }

        private static Code sent(Node node, Optional<Code> receiver, List<Code> arguments) {
            if (arguments.isEmpty()) {
                return Code.NOTHING;
            }
            return new Code.Call(
                    new Code.Index(receiver.orElse(new Code.Name("Kernel")), arguments.getFirst()),
                    arguments.subList(1, arguments.size()),
                    Map.of(),
                    node.from(),
                    node.to());
        }

        private Code element(Node node) {
            var parts = named(node);
            return parts.size() == 2
                    ? new Code.Index(code(parts.getFirst()), code(parts.get(1)))
                    : new Code.Other(codes(parts));
        }

        private Code binary(Node node) {
            var left = field(node, "left");
            var right = field(node, "right");
            return switch (name(node, "operator")) {
                case "+", "<<" -> new Code.Joined(List.of(left, right));
                case "||", "or", "&&", "and" -> new Code.Either(List.of(left, right));
                case "%" ->
                    new Code.Call(
                            new Code.Member(left, "%"),
                            right instanceof Code.Items(var items) ? items : List.of(right),
                            Map.of(),
                            node.from(),
                            node.to());
                default -> new Code.Other(List.of(left, right));
            };
        }

        private Code assignment(Node node) {
            var left = node.child("left");
            var right = field(node, "right");
            if (left.isEmpty()) {
                return right;
            }
            return switch (left.get().type()) {
                case "identifier", "constant", "instance_variable", "class_variable", "global_variable" ->
                    new Code.Assign(text(left.get()), right);
                case "left_assignment_list" ->
                    assigned(named(left.get()).stream().map(this::text).toList(), right);
                default -> new Code.Block(List.of(code(left.get()), right));
            };
        }

        private List<String> parameters(Node node) {
            return node.child("parameters").map(Translator::named).orElse(List.of()).stream()
                    .map(parameter -> parameter.child("name").map(this::text).orElseGet(() -> text(parameter)))
                    .toList();
        }
    }
}
