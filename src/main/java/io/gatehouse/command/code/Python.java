package io.gatehouse.command.code;

import io.gatehouse.command.syntax.Grammar;
import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class Python implements Language {
    private static final int MOST_NAMES = 6;

    private static final Set<String> HOME = Set.of("HOME", "USERPROFILE");

    @Override
    public String section() {
        return "python";
    }

    @Override
    public Grammar grammar() {
        return Grammar.PYTHON;
    }

    @Override
    public Translator translator(String text) {
        return new FromTree(text);
    }

    @Override
    public Optional<Value> constant(String name) {
        return name.startsWith("os.environ.") && HOME.contains(name.substring("os.environ.".length()))
                ? Optional.of(new Value.Text(List.of(new Piece.Home())))
                : Optional.empty();
    }

    @Override
    public boolean holdsCode(String name) {
        return Set.of("globals()", "locals()", "vars()", "__builtins__", "sys.modules")
                .contains(name);
    }

    @Override
    public List<String> files(String module) {
        if (module.endsWith(".py")) {
            return List.of(module);
        }
        List<String> files = new ArrayList<>();
        var path = new StringBuilder();
        for (var name : module.replaceFirst("^\\.+", "").split("\\.", MOST_NAMES)) {
            if (!name.matches("\\w+")) {
                break;
            }
            path.append(path.isEmpty() ? "" : "/").append(name);
            files.add(path + ".py");
            files.add(path + "/__init__.py");
        }
        return files;
    }

    @Override
    public List<String> started(String module) {
        return files(module + ".__main__");
    }

    private static final class FromTree extends Translator {
        FromTree(String source) {
            super(source);
        }

        @Override
        Code code(Node node) {
            return switch (node.type()) {
                case "module",
                        "block",
                        "expression_statement",
                        "parenthesized_expression",
                        "finally_clause",
                        "await",
                        "type" -> block(named(node));
                case "identifier" -> new Code.Name(text(node));
                case "integer" -> new Code.Whole(number(text(node)));
                case "unary_operator" -> text(node).matches("-\\d+") ? new Code.Whole(number(text(node))) : other(node);
                case "string" -> string(node);
                case "concatenated_string" -> new Code.Joined(codes(named(node)));
                case "attribute" -> new Code.Member(field(node, "object"), name(node, "attribute"));
                case "subscript" -> subscript(node);
                case "call" -> call(node);
                case "list", "tuple", "set", "expression_list" -> new Code.Items(codes(named(node)));
                case "dictionary" -> dictionary(node);
                case "binary_operator" -> binary(node);
                case "boolean_operator" -> new Code.Either(codes(named(node)));
                case "conditional_expression" -> conditional(named(node));
                case "assignment" -> assignment(node);
                case "augmented_assignment" -> augmented(node);
                case "named_expression" -> new Code.Assign(name(node, "name"), field(node, "value"));
                case "lambda" -> new Code.Function("", parameters(node.child("parameters")), field(node, "body"));
                case "list_comprehension", "generator_expression", "set_comprehension" -> comprehension(named(node));
                case "for_statement" ->
                    new Code.Block(List.of(
                            new Code.Each(targets(node.child("left")), field(node, "right"), field(node, "body")),
                            maybe(field(node, "alternative"))));
                case "while_statement",
                        "if_statement",
                        "elif_clause",
                        "else_clause",
                        "try_statement",
                        "except_clause",
                        "except_group_clause",
                        "match_statement",
                        "case_clause" -> branches(node);
                case "with_statement" -> block(named(node));
                case "with_clause", "with_item" -> block(named(node));
                case "as_pattern" -> as(named(node));
                case "function_definition" ->
                    new Code.Function(name(node, "name"), parameters(node.child("parameters")), field(node, "body"));
                case "class_definition" -> new Code.Function(name(node, "name"), List.of(), field(node, "body"));
                case "decorated_definition" -> block(named(node));
                case "decorator" ->
                    new Code.Call(block(named(node)), List.of(Code.NOTHING), Map.of(), node.from(), node.to());
                case "import_statement" -> imports(node);
                case "import_from_statement" -> importsFrom(node);
                case "return_statement" -> new Code.Return(block(named(node)));
                case "exec_statement" ->
                    new Code.Call(new Code.Name("exec"), codes(named(node)), Map.of(), node.from(), node.to());
                case "future_import_statement",
                        "comment",
                        "pass_statement",
                        "break_statement",
                        "continue_statement",
                        "global_statement",
                        "nonlocal_statement",
                        "true",
                        "false",
                        "none",
                        "float",
                        "ellipsis" -> Code.NOTHING;
                default -> other(node);
            };
        }

        private Code string(Node node) {
            var raw = node.children().stream()
                    .filter(child -> child.is("string_start"))
                    .anyMatch(start ->
                            text(start).toLowerCase(java.util.Locale.ROOT).contains("r"));
            List<Code> parts = new ArrayList<>();
            for (var child : node.children()) {
                switch (child.type()) {
                    case "string_content" -> parts.add(literal(child, raw ? text(child) : unescaped(text(child))));
                    case "interpolation" ->
                        parts.add(child.child("expression")
                                .map(this::code)
                                .orElseGet(() ->
                                        block(named(child).stream().limit(1).toList())));
                    default -> {}
                }
            }
            return pieces(node, parts);
        }

        private Code subscript(Node node) {
            var value = field(node, "value");
            var at = node.children().stream()
                    .filter(child -> child.field().equals("subscript"))
                    .toList();
            if (at.size() == 1 && at.getFirst().is("slice")) {
                return text(at.getFirst()).replace(" ", "").equals("::-1")
                        ? new Code.Reversed(value)
                        : new Code.Other(List.of(value));
            }
            return at.size() == 1 ? new Code.Index(value, code(at.getFirst())) : new Code.Other(List.of(value));
        }

        private Code call(Node node) {
            List<Code> arguments = new ArrayList<>();
            Map<String, Code> given = new HashMap<>();
            var list = node.child("arguments");
            if (list.isPresent() && list.get().is("generator_expression")) {
                arguments.add(code(list.get()));
            } else {
                for (var argument : list.map(Translator::named).orElse(List.of())) {
                    if (argument.is("keyword_argument")) {
                        given.put(name(argument, "name"), field(argument, "value"));
                    } else if (argument.is("list_splat")) {
                        arguments.add(new Code.Index(block(named(argument)), Code.NOTHING));
                    } else {
                        arguments.add(code(argument));
                    }
                }
            }
            return new Code.Call(field(node, "function"), arguments, given, node.from(), node.to());
        }

        private Code dictionary(Node node) {
            Map<String, Code> fields = new HashMap<>();
            List<Code> rest = new ArrayList<>();
            for (var pair : named(node)) {
                var key = pair.child("key");
                if (pair.is("pair")
                        && key.isPresent()
                        && code(key.get()) instanceof Code.Literal(var name, var _, var _)) {
                    fields.put(name, field(pair, "value"));
                } else {
                    rest.add(code(pair));
                }
            }
            return rest.isEmpty() ? new Code.Fields(fields) : new Code.Other(rest);
        }

        private Code binary(Node node) {
            var left = field(node, "left");
            var right = field(node, "right");
            return switch (name(node, "operator")) {
                case "+" -> new Code.Joined(List.of(left, right));
                case "/" -> new Code.Below(left, right);
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

        private Code conditional(List<Node> parts) {
            return parts.size() == 3
                    ? new Code.Block(List.of(
                            code(parts.get(1)), new Code.Either(List.of(code(parts.get(0)), code(parts.get(2))))))
                    : new Code.Other(codes(parts));
        }

        private Code assignment(Node node) {
            var right = field(node, "right");
            return node.child("left")
                    .filter(left -> isTarget(left))
                    .map(left -> assigned(targets(Optional.of(left)), right))
                    .orElseGet(() -> new Code.Block(List.of(field(node, "left"), right)));
        }

        private static boolean isTarget(Node node) {
            return node.is("identifier")
                    || node.is("pattern_list")
                    || node.is("tuple_pattern")
                    || node.is("list_pattern")
                    || (node.is("attribute")
                            && node.child("object")
                                    .filter(of -> of.is("identifier"))
                                    .isPresent());
        }

        private Code augmented(Node node) {
            var name = name(node, "left");
            var operator = name(node, "operator");
            var left = field(node, "left");
            var right = field(node, "right");
            return new Code.Assign(
                    name,
                    switch (operator) {
                        case "+=" -> new Code.Joined(List.of(left, right));
                        case "/=" -> new Code.Below(left, right);
                        default -> new Code.Other(List.of(left, right));
                    });
        }

        private List<String> targets(Optional<Node> node) {
            return node.map(target -> switch (target.type()) {
                        case "identifier", "attribute" -> List.of(text(target));
                        case "pattern_list",
                                "tuple_pattern",
                                "list_pattern",
                                "as_pattern_target",
                                "list_splat_pattern" ->
                            named(target).stream()
                                    .flatMap(each -> targets(Optional.of(each)).stream())
                                    .toList();
                        default -> List.of("");
                    })
                    .orElse(List.of(""));
        }

        private List<String> parameters(Optional<Node> node) {
            return node.map(Translator::named).orElse(List.of()).stream()
                    .map(parameter -> parameter.is("identifier")
                            ? parameter
                            : parameter
                                    .child("name")
                                    .orElseGet(() -> named(parameter).isEmpty()
                                            ? parameter
                                            : named(parameter).getFirst()))
                    .map(this::text)
                    .toList();
        }

        /// From the inside out: the body for each item of the last clause, for each of the one before.
        private Code comprehension(List<Node> parts) {
            var made = code(parts.getFirst());
            for (var i = parts.size() - 1; i > 0; i--) {
                var clause = parts.get(i);
                made = clause.is("for_in_clause")
                        ? new Code.Each(targets(clause.child("left")), field(clause, "right"), made)
                        : new Code.Block(List.of(code(clause), made));
            }
            return made;
        }

        private Code branches(Node node) {
            return new Code.Maybe(block(named(node)));
        }

        private Code as(List<Node> parts) {
            return parts.size() == 2
                    ? assigned(targets(Optional.of(parts.get(1))), code(parts.getFirst()))
                    : new Code.Other(codes(parts));
        }

        private Code imports(Node node) {
            List<Code> imports = new ArrayList<>();
            for (var child : named(node)) {
                if (child.is("aliased_import")) {
                    imports.add(load(child, name(child, "name")));
                    imports.add(new Code.Import(name(child, "alias"), name(child, "name")));
                } else {
                    var name = text(child);
                    var root = name.split("\\.", 2)[0];
                    imports.add(load(child, name));
                    imports.add(new Code.Import(root, root));
                }
            }
            return new Code.Block(imports);
        }

        private Code load(Node node, String module) {
            return new Code.Load(literal(node, module));
        }

        private Code importsFrom(Node node) {
            var module = name(node, "module_name");
            List<Code> imports = new ArrayList<>(List.of(load(node, module)));
            for (var child : node.children()) {
                if (child.field().equals("name")) {
                    var name = child.is("aliased_import") ? name(child, "name") : text(child);
                    var local = child.is("aliased_import") ? name(child, "alias") : name;
                    imports.add(new Code.Import(local, module + "." + name));
                } else if (child.is("wildcard_import")) {
                    imports.add(new Code.Import("*", module));
                }
            }
            return new Code.Block(imports);
        }
    }
}
