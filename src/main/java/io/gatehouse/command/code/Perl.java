package io.gatehouse.command.code;

import io.gatehouse.command.syntax.Grammar;
import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Perl, as far as its grammar goes: it stumbles over everyday code, and each such place counts as not understood.
final class Perl implements Language {
    private static final Set<String> PARTS = Set.of("my", "our", "local", "state");

    @Override
    public String section() {
        return "perl";
    }

    @Override
    public Grammar grammar() {
        return Grammar.PERL;
    }

    @Override
    public Translator translator(String text) {
        return new FromTree(text);
    }

    @Override
    public Optional<Value> constant(String name) {
        return name.equals("$ENV.HOME") ? Optional.of(new Value.Text(List.of(new Piece.Home()))) : Optional.empty();
    }

    @Override
    public List<String> files(String module) {
        if (!module.matches("\\w+(?:::\\w+)*")) {
            return List.of(module);
        }
        var file = module.replace("::", "/") + ".pm";
        return List.of(file, "lib/" + file);
    }

    private static final class FromTree extends Translator {
        private static final Set<String> OR = Set.of("||", "//", "or", "xor");
        private static final Set<String> AND = Set.of("&&", "and");

        private final PerlBinding binding;

        FromTree(String source) {
            super(source);
            this.binding = new PerlBinding(source);
        }

        @Override
        Code code(Node written) {
            var node = binding.bound(written);
            return switch (node.type()) {
                case "source_file", "block" -> new Code.Block(statements(named(node)));
                case "argument", "parenthesized_expression", "single_line_statement" -> block(named(node));
                case "arguments", "parenthesized_argument", "array", "multi_var_declaration" ->
                    new Code.Items(codes(named(node)));
                case "scalar_variable", "array_variable", "hash_variable", "special_scalar_variable" ->
                    new Code.Name(variable(text(node)));
                case "variable_declaration" ->
                    new Code.Items(codes(named(node).stream()
                            .filter(part -> !part.is("scope"))
                            .toList()));
                case "integer" -> new Code.Whole(number(text(node)));
                case "string_single_quoted", "string_q_quoted" -> literal(node, inside(text(node)));
                case "string_double_quoted", "string_qq_quoted" -> interpolated(node, inside(text(node)));
                case "word_list_qw" ->
                    new Code.Items(named(node).stream()
                            .filter(item -> item.is("list_item"))
                            .<Code>map(item -> literal(item, text(item)))
                            .toList());
                case "backtick_quoted", "command_qx_quoted" ->
                    new Code.Shell(interpolated(node, inside(text(node))), node.from(), node.to());
                case "hash_access_variable", "array_access_variable" -> element(node);
                case "call_expression_with_bareword" -> text(node).matches("[A-Z_]+") ? Code.NOTHING : call(node);
                case "call_expression" -> call(node);
                case "method_invocation" -> method(node);
                case "binary_expression" -> binary(node);
                case "function_definition" ->
                    new Code.Function(
                            named(node).isEmpty() ? "" : text(named(node).getFirst()),
                            parameters(node),
                            block(named(node).stream().skip(1).toList()));
                case "for_statement_2", "foreach_statement", "for_statement" -> each(node);
                case "if_statement",
                        "else_clause",
                        "elsif_clause",
                        "unless_statement",
                        "while_statement",
                        "until_statement",
                        "if_simple_statement",
                        "unless_simple_statement" -> new Code.Maybe(block(named(node)));
                case "use_no_statement", "require_statement" -> use(node);
                case "comments",
                        "comment",
                        "package_statement",
                        "scope",
                        "pattern_matcher",
                        "pattern_matcher_m",
                        "standard_input",
                        "standard_input_to_variable",
                        "pod_statement" -> Code.NOTHING;
                case "substitution_pattern_s" -> substitution(node);
                default -> other(node);
            };
        }

        /// `@x` and `$x[0]` are one variable here, and so are `%h` and `$h{k}`.
        private static String variable(String written) {
            return "$" + written.replaceFirst("^[$@%&]+", "").replaceAll("[{}]", "");
        }

        /// Without `my`, the quotes, and what names them: `q`, `qq`, `qx`.
        private static String inside(String quoted) {
            var start = quoted.startsWith("q") ? quoted.replaceFirst("^q[qx]?\\s*", "") : quoted;
            return start.length() < 2 ? "" : start.substring(1, start.length() - 1);
        }

        private static final Pattern VARIABLE =
                Pattern.compile("\\$ENV\\{['\"]?(\\w+)['\"]?}|[$@]\\{?([A-Za-z_]\\w*)}?(\\[[^\\]]*]|\\{[^}]*})?");

        /// The grammar leaves indexes of variables in strings to the text around them.
        private Code interpolated(Node node, String text) {
            List<Code> parts = new ArrayList<>();
            var variables = VARIABLE.matcher(text);
            var at = 0;
            while (variables.find()) {
                if (variables.start() > 0 && text.charAt(variables.start() - 1) == '\\') {
                    continue;
                }
                parts.add(literal(node, unescaped(text.substring(at, variables.start()))));
                at = variables.end();
                if (variables.group(1) != null) {
                    parts.add(new Code.Member(new Code.Name("$ENV"), variables.group(1)));
                } else if (variables.group(3) != null) {
                    parts.add(new Code.Other(List.of()));
                } else {
                    parts.add(new Code.Name("$" + variables.group(2)));
                }
            }
            parts.add(literal(node, unescaped(text.substring(at))));
            return parts.size() == 1 ? parts.getFirst() : new Code.Joined(parts);
        }

        private Code element(Node node) {
            var parts = named(node);
            if (parts.size() != 2) {
                return new Code.Other(codes(parts));
            }
            var key = parts.get(1).is("bareword") ? literal(parts.get(1), text(parts.get(1))) : code(parts.get(1));
            return new Code.Index(code(parts.getFirst()), key);
        }

        /// `use Some::Module;`
        private Code use(Node node) {
            return named(node).stream()
                    .filter(part -> part.is("package_name"))
                    .findFirst()
                    .<Code>map(name -> new Code.Load(literal(name, text(name))))
                    .orElse(Code.NOTHING);
        }

        /// The grammar does not know `require "file"`.
        private List<Code> statements(List<Node> nodes) {
            List<Code> statements = new ArrayList<>();
            for (var i = 0; i < nodes.size(); i++) {
                var required = i > 0
                        && nodes.get(i - 1).is("ERROR")
                        && text(nodes.get(i - 1)).equals("require");
                var code = code(nodes.get(i));
                statements.add(required && code instanceof Code.Literal file ? new Code.Load(file) : code);
            }
            return statements;
        }

        private Code call(Node node) {
            var parts = named(node);
            if (parts.size() == 2
                    && text(parts.getFirst()).equals("new")
                    && parts.get(1).is("arguments")) {
                return created(parts.get(1)); // `new Some::Class("x")`
            }
            List<String> names = new ArrayList<>();
            List<Code> arguments = new ArrayList<>();
            for (var part : parts) {
                switch (part.type()) {
                    case "identifier" -> names.add(text(part));
                    case "package_name" -> names.add(text(part).replace("::", "."));
                    case "arguments", "parenthesized_argument" -> arguments.addAll(arguments(part));
                    default -> arguments.add(code(part));
                }
            }
            return new Code.Call(new Code.Name(String.join(".", names)), arguments, Map.of(), node.from(), node.to());
        }

        private Code created(Node node) {
            var made = arguments(node);
            return made.size() == 1
                            && made.getFirst() instanceof Code.Call(var of, var given, var named, var from, var to)
                    ? new Code.Call(new Code.Member(of, "new"), given, named, from, to)
                    : new Code.Other(made);
        }

        private List<Code> arguments(Node node) {
            List<Code> all = new ArrayList<>();
            var parts = node.children();
            for (var i = 0; i < parts.size(); i++) {
                var part = parts.get(i);
                var isName = i + 1 < parts.size() && parts.get(i + 1).type().equals("=>");
                if (part.is("arguments")) {
                    all.addAll(arguments(part));
                } else if (isName && text(part).matches("\\w+")) {
                    all.add(literal(part, text(part)));
                } else if (part.named() && !part.is("comment")) {
                    all.add(single(code(part)));
                }
            }
            return all;
        }

        private static Code single(Code code) {
            return code instanceof Code.Block(var statements) && statements.size() == 1 ? statements.getFirst() : code;
        }

        /// `$x->a->b(1)`, `Some::Class->new(key => "value")`
        private Code method(Node node) {
            var parts = named(node);
            var of = receiver(parts.getFirst());
            for (var i = 1; i < parts.size(); i++) {
                if (parts.get(i).is("identifier")) {
                    var given = i + 1 < parts.size() && !parts.get(i + 1).is("identifier")
                            ? options(parts.get(i + 1))
                            : List.<Code>of();
                    of = new Code.Call(
                            new Code.Member(of, text(parts.get(i))), given, Map.of(), node.from(), node.to());
                }
            }
            return of;
        }

        private Code receiver(Node node) {
            return node.is("package_name") || node.is("call_expression_with_bareword")
                    ? new Code.Name(text(node).replace("::", "."))
                    : code(node);
        }

        /// The arguments of a method: pairs alone are its options.
        private List<Code> options(Node node) {
            var arguments = arguments(node);
            Map<String, Code> fields = new LinkedHashMap<>();
            for (var i = 0; i + 1 < arguments.size(); i += 2) {
                if (arguments.get(i) instanceof Code.Literal(var name, var _, var _)) {
                    fields.put(name, arguments.get(i + 1));
                }
            }
            return !fields.isEmpty() && fields.size() * 2 == arguments.size() && arePairs(node)
                    ? List.of(new Code.Fields(fields))
                    : arguments;
        }

        private static boolean arePairs(Node node) {
            return node.children().stream()
                    .anyMatch(child -> child.type().equals("=>") || (child.is("arguments") && arePairs(child)));
        }

        /// The grammar binds all operators alike, from the left: `$x = "a" . $b` is `($x = "a") . $b` to it.
        private Code binary(Node node) {
            var chain = binding.chain(node);
            var operands = chain.operands();
            var operators = chain.operators().stream().map(this::text).toList();
            if (!operators.isEmpty() && operators.getFirst().equals("=") && operands.size() > 1) {
                return assignment(
                        operands.getFirst(),
                        joined(operands.subList(1, operands.size()), operators.subList(1, operators.size())));
            }
            return joined(operands, operators);
        }

        private Code joined(List<Node> operands, List<String> operators) {
            for (var loose : List.of(OR, AND)) {
                if (operators.size() == operands.size() - 1
                        && operators.stream().anyMatch(loose::contains)) {
                    return new Code.Either(split(operands, operators, loose));
                }
            }
            var codes = operands.stream().map(operand -> single(code(operand))).toList();
            if (codes.size() == 1) {
                return codes.getFirst();
            }
            return operators.stream().allMatch(operator -> operator.equals("."))
                    ? new Code.Joined(codes)
                    : new Code.Other(codes);
        }

        private List<Code> split(List<Node> operands, List<String> operators, Set<String> loose) {
            List<Code> ways = new ArrayList<>();
            var from = 0;
            for (var i = 0; i <= operators.size(); i++) {
                if (i == operators.size() || loose.contains(operators.get(i))) {
                    ways.add(joined(operands.subList(from, i + 1), operators.subList(from, i)));
                    from = i + 1;
                }
            }
            return ways;
        }

        private Code assignment(Node left, Code value) {
            var names = names(left);
            return names.isEmpty() ? new Code.Block(List.of(code(left), value)) : assigned(names, value);
        }

        private List<String> names(Node node) {
            return switch (node.type()) {
                case "scalar_variable", "array_variable", "hash_variable" -> List.of(variable(text(node)));
                case "variable_declaration", "multi_var_declaration" ->
                    named(node).stream()
                            .filter(part -> !PARTS.contains(text(part)))
                            .flatMap(part -> names(part).stream())
                            .toList();
                default -> List.of();
            };
        }

        /// `my ($a, $b) = @_;` names the parameters.
        private List<String> parameters(Node function) {
            return function.children().stream()
                    .filter(child -> child.is("block"))
                    .flatMap(block -> named(block).stream().limit(1))
                    .filter(first ->
                            first.is("binary_expression") && text(first).endsWith("@_"))
                    .flatMap(first -> names(named(first).getFirst()).stream())
                    .toList();
        }

        private Code each(Node node) {
            var parts = named(node);
            var name = parts.stream().filter(part -> part.is("scalar_variable")).findFirst();
            var over = parts.stream()
                    .filter(part -> part.is("array") || part.is("array_variable"))
                    .findFirst();
            var body = parts.stream().filter(part -> part.is("block")).findFirst();
            if (over.isEmpty() || body.isEmpty()) {
                return new Code.Maybe(block(parts));
            }
            var list = over.get().is("array") && named(over.get()).size() == 1
                    ? code(named(over.get()).getFirst())
                    : code(over.get());
            return new Code.Each(List.of(name.map(part -> variable(text(part))).orElse("$_")), list, code(body.get()));
        }

        /// `s/x/y/e` runs its second half.
        private Code substitution(Node node) {
            var evaluates = named(node).stream()
                    .anyMatch(part -> part.is("regex_option_for_substitution")
                            && text(part).contains("e"));
            return evaluates ? new Code.Broken(node.from(), node.to()) : Code.NOTHING;
        }
    }
}
