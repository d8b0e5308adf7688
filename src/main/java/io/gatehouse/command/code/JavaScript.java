package io.gatehouse.command.code;

import io.gatehouse.command.syntax.Grammar;
import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class JavaScript implements Language {
    private static final Set<String> HOME = Set.of("process.env.HOME", "process.env.USERPROFILE", "Bun.env.HOME");
    private static final Set<String> GLOBAL = Set.of("globalThis.", "global.", "window.", "self.");

    private static final List<String> ENDINGS = List.of("", ".js", ".cjs", ".mjs", ".ts", "/index.js");

    @Override
    public String section() {
        return "javascript";
    }

    @Override
    public Grammar grammar() {
        return Grammar.JAVASCRIPT;
    }

    @Override
    public Translator translator(String text) {
        return new FromTree(text);
    }

    @Override
    public String module(String name) {
        return name.replaceFirst("^node:", "").replace('/', '.');
    }

    @Override
    public Optional<Value> constant(String name) {
        if (HOME.contains(name)) {
            return Optional.of(new Value.Text(List.of(new Piece.Home())));
        }
        return GLOBAL.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(global -> new Value.Library(name.substring(global.length())));
    }

    @Override
    public boolean holdsCode(String name) {
        return Set.of("globalThis", "global", "window", "self", "child_process", "process", "fs", "require")
                .contains(name);
    }

    @Override
    public boolean isAnswered(String name) {
        return name.endsWith(".then") || name.endsWith(".catch") || name.endsWith(".finally");
    }

    @Override
    public List<String> files(String module) {
        return module.matches("(?s)(?:\\.{0,2}|~)/.*")
                ? ENDINGS.stream().map(ending -> module + ending).toList()
                : List.of();
    }

    private static final class FromTree extends Translator {
        FromTree(String source) {
            super(source);
        }

        @Override
        Code code(Node node) {
            return switch (node.type()) {
                case "program",
                        "expression_statement",
                        "statement_block",
                        "parenthesized_expression",
                        "await_expression",
                        "sequence_expression",
                        "export_statement",
                        "finally_clause",
                        "lexical_declaration",
                        "variable_declaration",
                        "class_body" -> block(named(node));
                case "identifier", "property_identifier", "shorthand_property_identifier", "import", "this" ->
                    new Code.Name(text(node));
                case "number" -> new Code.Whole(number(text(node)));
                case "string", "template_string" -> string(node);
                case "member_expression" -> new Code.Member(field(node, "object"), name(node, "property"));
                case "subscript_expression" -> new Code.Index(field(node, "object"), field(node, "index"));
                case "call_expression" -> call(node, field(node, "function"));
                case "new_expression" -> call(node, field(node, "constructor"));
                case "array" -> new Code.Items(codes(named(node)));
                case "object" -> object(node);
                case "binary_expression" -> binary(node);
                case "ternary_expression" ->
                    new Code.Block(List.of(
                            field(node, "condition"),
                            new Code.Either(List.of(field(node, "consequence"), field(node, "alternative")))));
                case "variable_declarator" -> assignment(node.child("name"), field(node, "value"));
                case "assignment_expression" -> assignment(node.child("left"), field(node, "right"));
                case "augmented_assignment_expression" ->
                    new Code.Assign(
                            name(node, "left"),
                            name(node, "operator").equals("+=")
                                    ? new Code.Joined(List.of(field(node, "left"), field(node, "right")))
                                    : new Code.Other(List.of(field(node, "left"), field(node, "right"))));
                case "arrow_function", "function_expression", "generator_function" ->
                    new Code.Function(name(node, "name"), parameters(node), field(node, "body"));
                case "function_declaration", "method_definition", "generator_function_declaration" ->
                    new Code.Function(name(node, "name"), parameters(node), field(node, "body"));
                case "class_declaration", "class" ->
                    new Code.Function(name(node, "name"), List.of(), field(node, "body"));
                case "return_statement" -> new Code.Return(block(named(node)));
                case "for_in_statement" ->
                    new Code.Each(List.of(name(node, "left")), field(node, "right"), field(node, "body"));
                case "if_statement",
                        "else_clause",
                        "for_statement",
                        "while_statement",
                        "do_statement",
                        "try_statement",
                        "catch_clause",
                        "switch_statement",
                        "switch_body",
                        "switch_case",
                        "switch_default" -> new Code.Maybe(block(named(node)));
                case "import_statement" -> imports(node);
                case "hash_bang_line", "comment", "regex", "empty_statement", "true", "false", "null", "undefined" ->
                    Code.NOTHING;
                default -> other(node);
            };
        }

        private Code string(Node node) {
            List<Code> parts = new ArrayList<>();
            for (var child : node.children()) {
                switch (child.type()) {
                    case "string_fragment" -> parts.add(literal(child, text(child)));
                    case "escape_sequence" -> parts.add(literal(child, unescaped(text(child))));
                    case "template_substitution" -> parts.add(block(named(child)));
                    default -> {}
                }
            }
            return pieces(node, parts);
        }

        private Code call(Node node, Code callee) {
            var list = node.child("arguments");
            List<Code> arguments = new ArrayList<>();
            Map<String, Code> given = new HashMap<>();
            if (list.isPresent() && list.get().is("template_string")) {
                arguments.add(string(list.get()));
            } else {
                for (var argument : list.map(Translator::named).orElse(List.of())) {
                    var code = argument.is("spread_element")
                            ? new Code.Index(block(named(argument)), Code.NOTHING)
                            : code(argument);
                    arguments.add(code);
                    if (code instanceof Code.Fields(var fields)) {
                        given.putAll(fields);
                    }
                }
            }
            return new Code.Call(callee, arguments, given, node.from(), node.to());
        }

        private Code object(Node node) {
            Map<String, Code> fields = new HashMap<>();
            List<Code> rest = new ArrayList<>();
            for (var child : named(node)) {
                var key = child.child("key");
                if (child.is("pair") && key.isPresent()) {
                    var name = key.get().is("string") ? string(key.get()) : literal(key.get(), text(key.get()));
                    if (name instanceof Code.Literal(var known, var _, var _)) {
                        fields.put(known, field(child, "value"));
                    } else {
                        rest.add(field(child, "value"));
                    }
                } else if (child.is("shorthand_property_identifier")) {
                    fields.put(text(child), new Code.Name(text(child)));
                } else if (child.is("method_definition")) {
                    fields.put(name(child, "name"), code(child));
                } else {
                    rest.add(code(child));
                }
            }
            return rest.isEmpty()
                    ? new Code.Fields(fields)
                    : new Code.Block(List.of(new Code.Other(rest), new Code.Fields(fields)));
        }

        private Code binary(Node node) {
            var left = field(node, "left");
            var right = field(node, "right");
            return switch (name(node, "operator")) {
                case "+" -> new Code.Joined(List.of(left, right));
                case "||", "??", "&&" -> new Code.Either(List.of(left, right));
                default -> new Code.Other(List.of(left, right));
            };
        }

        private Code assignment(Optional<Node> target, Code value) {
            if (target.isEmpty()) {
                return value;
            }
            var to = target.get();
            return switch (to.type()) {
                case "identifier" -> new Code.Assign(text(to), value);
                case "member_expression" -> {
                    var object = to.child("object");
                    yield object.filter(of -> of.is("identifier") || of.is("this"))
                                    .isPresent()
                            ? new Code.Assign(text(object.get()) + "." + name(to, "property"), value)
                            : new Code.Block(List.of(code(to), value));
                }
                case "object_pattern" -> destructured(to, value);
                case "array_pattern" ->
                    assigned(named(to).stream().map(this::text).toList(), value);
                default -> new Code.Block(List.of(code(to), value));
            };
        }

        /// `const {a, b: c} = value`
        private Code destructured(Node pattern, Code value) {
            List<Code> parts = new ArrayList<>(List.of(new Code.Assign("=", value)));
            for (var child : named(pattern)) {
                switch (child.type()) {
                    case "shorthand_property_identifier_pattern" ->
                        parts.add(new Code.Assign(text(child), new Code.Member(new Code.Name("="), text(child))));
                    case "pair_pattern" ->
                        parts.add(assignment(
                                child.child("value"), new Code.Member(new Code.Name("="), name(child, "key"))));
                    default -> parts.add(new Code.Other(List.of()));
                }
            }
            return new Code.Block(parts);
        }

        private List<String> parameters(Node node) {
            var single = node.child("parameter");
            if (single.isPresent()) {
                return List.of(text(single.get()));
            }
            return node.child("parameters").map(Translator::named).orElse(List.of()).stream()
                    .map(parameter -> parameter.is("assignment_pattern") ? name(parameter, "left") : text(parameter))
                    .toList();
        }

        private Code imports(Node node) {
            var module = node.child("source")
                    .map(this::string)
                    .filter(Code.Literal.class::isInstance)
                    .map(literal -> ((Code.Literal) literal).text())
                    .orElse("?");
            List<Code> imports = new ArrayList<>(List.of(new Code.Load(literal(node, module))));
            for (var clause : named(node)) {
                if (clause.is("import_clause")) {
                    named(clause).forEach(child -> imported(child, module, imports));
                }
            }
            return new Code.Block(imports);
        }

        private void imported(Node node, String module, List<Code> imports) {
            switch (node.type()) {
                case "identifier" -> imports.add(new Code.Import(text(node), module));
                case "namespace_import" ->
                    named(node).forEach(name -> imports.add(new Code.Import(text(name), module)));
                case "named_imports" -> {
                    for (var each : named(node)) {
                        var name = name(each, "name");
                        var alias = name(each, "alias");
                        imports.add(new Code.Import(alias.isEmpty() ? name : alias, module + "." + name));
                    }
                }
                default -> {}
            }
        }
    }
}
