package io.gatehouse.cerbos;

import io.gatehouse.cerbos.Cel.Token;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/// All policies of a directory, read, and how they refer to each other.
///
/// @param files disabled ones are not among them
/// @param schemas by path below `_schemas/`
record PolicySet(List<PolicyFile> files, Map<String, Yaml> schemas) {
    /// How deep variables may name variables; Cerbos refuses circles.
    private static final int MOST_NESTED = 20;

    /// Reads what can be read and tells the rest.
    static PolicySet read(PolicySources sources, Consumer<Finding> findings) {
        var files = new ArrayList<PolicyFile>();
        var schemas = new TreeMap<String, Yaml>();
        sources.files().forEach((path, content) -> {
            try {
                var root = Yaml.parse(text(content), path.endsWith(".json"));
                if (path.startsWith(PolicySources.SCHEMAS)) {
                    schemas.put(path.substring(PolicySources.SCHEMAS.length()), root);
                } else {
                    var file = new PolicyFile(path, root);
                    if (!file.isDisabled()) {
                        files.add(file);
                    }
                }
            } catch (Yaml.Unreadable e) {
                findings.accept(new Finding(
                        path,
                        e.line(),
                        "file",
                        "cannot be read: " + e.text(),
                        "Write one plain YAML or JSON document."));
            }
        });
        return new PolicySet(List.copyOf(files), Collections.unmodifiableMap(schemas));
    }

    private static String text(byte[] content) throws Yaml.Unreadable {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new Yaml.Unreadable(1, "it is not UTF-8");
        }
    }

    List<PolicyFile.Rule> rules() {
        return files.stream().flatMap(file -> file.rules().stream()).toList();
    }

    /// The words of every expression that decides whether a rule fires: its condition, the variables that this reads,
    /// and the derived roles that it names, with theirs. Words of what is no CEL are absent (lint tells it
    /// elsewhere).
    List<List<Token>> reachedBy(PolicyFile.Rule rule) {
        var reached = new ArrayList<List<Token>>();
        var seen = Collections.newSetFromMap(new IdentityHashMap<Node, Boolean>());
        var open = new ArrayDeque<Expression>();
        rule.condition().ifPresent(condition -> open.addAll(expressions(rule.file(), condition)));
        rolesImportedBy(rule.file())
                .filter(role -> rule.yaml().texts("derivedRoles").contains(role.yaml.text("name")))
                .forEach(role -> open.addAll(role.conditions()));
        while (!open.isEmpty()) {
            var next = open.remove();
            if (seen.add(next.yaml.node())) {
                var tokens = tokens(next.yaml);
                reached.add(tokens);
                open.addAll(mentionedBy(tokens, next.owner));
            }
        }
        return reached;
    }

    /// The words of an expression with its variables' definitions, in parentheses, in their places.
    List<Token> unfolded(Yaml expression, PolicyFile owner) {
        return unfolded(tokens(expression), variablesOf(owner), MOST_NESTED);
    }

    private static List<Token> unfolded(List<Token> tokens, Map<String, Yaml> variables, int depth) {
        var words = new ArrayList<Token>();
        for (int i = 0; i < tokens.size(); i++) {
            boolean isVariable = (tokens.get(i).isName("V") || tokens.get(i).isName("variables"))
                    && (i == 0 || !tokens.get(i - 1).isSign("."))
                    && i + 2 < tokens.size();
            var named = isVariable ? variables.get(tokens.get(i + 2).text()) : null;
            if (named == null || depth == 0) {
                words.add(tokens.get(i));
            } else {
                words.add(new Token(Cel.Kind.SIGN, "("));
                words.addAll(unfolded(tokens(named), variables, depth - 1));
                words.add(new Token(Cel.Kind.SIGN, ")"));
                i += 2;
            }
        }
        return words;
    }

    /// The words of the conditions of the derived roles that a rule names, variables unfolded.
    Stream<List<Token>> derivedRoleConditions(PolicyFile.Rule rule) {
        return rolesImportedBy(rule.file())
                .filter(role -> rule.yaml().texts("derivedRoles").contains(role.yaml.text("name")))
                .flatMap(role -> role.conditions().stream())
                .map(expression -> unfolded(expression.yaml, expression.owner));
    }

    /// @param owner the file in whose names the expression is written
    private record Expression(PolicyFile owner, Yaml yaml) {}

    private record Role(PolicyFile owner, Yaml yaml) {
        List<Expression> conditions() {
            return yaml.find("condition")
                    .map(condition -> expressions(owner, condition))
                    .orElse(List.of());
        }
    }

    private static List<Expression> expressions(PolicyFile owner, Yaml condition) {
        return PolicyFile.expressions(condition).stream()
                .map(yaml -> new Expression(owner, yaml))
                .toList();
    }

    private List<Expression> mentionedBy(List<Token> tokens, PolicyFile owner) {
        var mentioned = new ArrayList<Expression>();
        var variables = variablesOf(owner);
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            boolean isField = i > 0 && tokens.get(i - 1).isSign(".");
            if (!isField && (token.isName("V") || token.isName("variables"))) {
                var name = i + 2 < tokens.size() ? tokens.get(i + 2).text() : "";
                var named = variables.get(name);
                (named == null ? variables.values().stream() : Stream.of(named))
                        .forEach(yaml -> mentioned.add(new Expression(owner, yaml)));
            } else if (token.isName("effectiveDerivedRoles") || token.isName("effective_derived_roles")) {
                rolesImportedBy(owner).forEach(role -> mentioned.addAll(role.conditions()));
            }
        }
        return mentioned;
    }

    private Map<String, Yaml> variablesOf(PolicyFile file) {
        var variables = new LinkedHashMap<String, Yaml>();
        var imported = file.body()
                .find("variables")
                .map(names -> names.texts("import"))
                .orElse(List.of());
        Stream.concat(
                        files.stream().filter(other -> other.exportedVariables()
                                .filter(export -> imported.contains(export.text("name")))
                                .isPresent()),
                        Stream.of(file))
                .flatMap(source -> source.variables().stream())
                .forEach(variable -> variables.put(variable.name(), variable.value()));
        return variables;
    }

    private Stream<Role> rolesImportedBy(PolicyFile file) {
        var imported = file.body().texts("importDerivedRoles");
        return files.stream()
                .filter(other -> other.derivedRoles()
                        .filter(roles -> imported.contains(roles.text("name")))
                        .isPresent())
                .flatMap(other -> other.body().list("definitions").stream().map(yaml -> new Role(other, yaml)));
    }

    /// The roles that a derived role of this name starts from, by every definition that the file imports.
    List<String> parentRoles(PolicyFile file, String derivedRole) {
        return rolesImportedBy(file)
                .filter(role -> role.yaml.text("name").equals(derivedRole))
                .flatMap(role -> role.yaml.texts("parentRoles").stream())
                .toList();
    }

    static List<Token> tokens(Yaml expression) {
        try {
            return Cel.tokens(expression.text());
        } catch (Cel.Malformed _) {
            return List.of();
        }
    }

    /// The schema of a resource policy's attributes, where it names one that is here.
    java.util.Optional<Yaml> schemaOf(PolicyFile file) {
        var ref = schemaRef(file);
        return ref.startsWith("cerbos:///")
                ? java.util.Optional.ofNullable(schemas.get(ref.substring("cerbos:///".length())))
                : java.util.Optional.empty();
    }

    static String schemaRef(PolicyFile file) {
        return Objects.requireNonNullElse(
                file.body()
                        .find("schemas")
                        .flatMap(schemas -> schemas.find("resourceSchema"))
                        .map(schema -> schema.text("ref"))
                        .orElse(""),
                "");
    }
}
