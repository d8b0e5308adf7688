package io.gatehouse.cerbos;

import io.gatehouse.cerbos.Cel.Kind;
import io.gatehouse.cerbos.Cel.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What a rule's condition asks of the resource, told from its words.
final class Condition {
    private static final List<List<String>> ATTRIBUTES =
            List.of(List.of("R", ".", "attr", "."), List.of("request", ".", "resource", ".", "attr", "."));
    private static final Set<String> RESOURCE = Set.of("R", "resource");

    private Condition() {}

    /// Whether the condition can only hold when `!("id" in R.attr.list)` holds: as it stands, or joined by `all` and
    /// `&&` to others.
    static boolean needs(Yaml condition, String id, String list) {
        return condition.find("match").stream()
                .flatMap(Condition::joined)
                .anyMatch(tokens -> isAbsence(bare(tokens), id, list));
    }

    /// How a rule writes that, for messages.
    static String absence(String id, String list) {
        return "!(" + Cel.quoted(id) + " in R.attr." + list + ")";
    }

    private static Stream<List<Token>> joined(Yaml match) {
        return Stream.concat(
                match.find("all").stream()
                        .flatMap(all -> all.list("of").stream())
                        .flatMap(Condition::joined),
                match.find("expr").stream().flatMap(expr -> conjuncts(PolicySet.tokens(expr))));
    }

    private static Stream<List<Token>> conjuncts(List<Token> tokens) {
        var inner = bare(tokens);
        var parts = new ArrayList<List<Token>>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < inner.size(); i++) {
            depth += nesting(inner.get(i));
            if (depth == 0 && (inner.get(i).isSign("||") || inner.get(i).isSign("?"))) {
                return Stream.of(inner);
            }
            if (depth == 0 && inner.get(i).isSign("&&")) {
                parts.add(inner.subList(from, i));
                from = i + 1;
            }
        }
        if (parts.isEmpty()) {
            return Stream.of(inner);
        }
        parts.add(inner.subList(from, inner.size()));
        return parts.stream().flatMap(Condition::conjuncts);
    }

    private static boolean isAbsence(List<Token> tokens, String id, String list) {
        if (tokens.size() < 2
                || !tokens.getFirst().isSign("!")
                || !tokens.get(1).isSign("(")) {
            return false;
        }
        var inside = bare(tokens.subList(1, tokens.size()));
        return inside.size() > 2
                && inside.getFirst().equals(new Token(Kind.STRING, id))
                && inside.get(1).isName("in")
                && ATTRIBUTES.stream().anyMatch(path -> isPath(inside.subList(2, inside.size()), path, list));
    }

    private static boolean isPath(List<Token> tokens, List<String> path, String last) {
        return tokens.stream().noneMatch(token -> token.kind() == Kind.STRING)
                && tokens.stream()
                        .map(Token::text)
                        .toList()
                        .equals(Stream.concat(path.stream(), Stream.of(last)).toList());
    }

    /// Without parentheses around the whole.
    static List<Token> bare(List<Token> tokens) {
        if (tokens.size() < 2 || !tokens.getFirst().isSign("(")) {
            return tokens;
        }
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            depth += nesting(tokens.get(i));
            if (depth == 0) {
                return i == tokens.size() - 1 ? bare(tokens.subList(1, i)) : tokens;
            }
        }
        return tokens;
    }

    static int nesting(Token token) {
        if (token.kind() != Kind.SIGN) {
            return 0;
        }
        return switch (token.text()) {
            case "(", "[", "{" -> 1;
            case ")", "]", "}" -> -1;
            default -> 0;
        };
    }

    /// How often expressions mention an attribute of the resource, by any spelling.
    static long mentions(List<List<Token>> expressions, String attribute) {
        return expressions.stream()
                .flatMap(List::stream)
                .filter(token -> (token.kind() == Kind.NAME || token.kind() == Kind.STRING)
                        && token.text().equals(attribute))
                .count();
    }

    /// The attributes of the resource that an expression names.
    static Stream<String> attributes(List<Token> tokens) {
        var names = Stream.<String>builder();
        for (int i = 2; i + 2 < tokens.size(); i++) {
            if (tokens.get(i).isName("attr")
                    && isOfResource(tokens, i)
                    && tokens.get(i + 1).isSign(".")
                    && tokens.get(i + 2).kind() == Kind.NAME) {
                names.add(tokens.get(i + 2).text());
            }
        }
        return names.build();
    }

    static boolean readsAttributes(List<Token> tokens) {
        for (int i = 2; i < tokens.size(); i++) {
            if (tokens.get(i).isName("attr") && isOfResource(tokens, i)) {
                return true;
            }
        }
        return false;
    }

    /// Whether an expression reads attributes of the resource other than by their names: `R.attr[x]`, or all of them.
    static boolean computesAttributes(List<Token> tokens) {
        for (int i = 2; i < tokens.size(); i++) {
            boolean named = i + 1 < tokens.size() && tokens.get(i + 1).isSign(".");
            if (tokens.get(i).isName("attr") && isOfResource(tokens, i) && !named) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfResource(List<Token> tokens, int attr) {
        return tokens.get(attr - 1).isSign(".")
                && RESOURCE.contains(tokens.get(attr - 2).text());
    }
}
