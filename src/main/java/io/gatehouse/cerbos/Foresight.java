package io.gatehouse.cerbos;

import io.gatehouse.cerbos.Cel.Kind;
import io.gatehouse.cerbos.Cel.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What the PDP's planner may know of an expression before there is a request, told from its words, variables
/// unfolded. In doubt it may.
final class Foresight {
    private static final Set<String> LOOPS = Set.of(
            "exists",
            "all",
            "exists_one",
            "existsOne",
            "filter",
            "map",
            "transformList",
            "transformMap",
            "transformMapEntry");
    private static final Set<String> CHOICES = Set.of("&&", "||", "?", ":");
    /// What has a value without a request, or, of the resource, the same one in each.
    private static final Set<String> KNOWN = Set.of(
            "P",
            "principal",
            "C",
            "constants",
            "G",
            "globals",
            "kind",
            "scope",
            "auxData",
            "aux_data",
            "runtime",
            "true",
            "false");

    /// Functions that have a value for every value of the right types.
    private static final Set<String> TOTAL = Set.of(
            ("size startsWith endsWith contains lowerAscii upperAscii trim split replace reverse join hasIntersection"
                            + " has_intersection intersect except isSubset is_subset exists all exists_one existsOne"
                            + " filter map in")
                    .split(" "));
    private static final Pattern TIME_PART =
            Pattern.compile("get(FullYear|Month|Date|Day.*|Hours|Minutes|Seconds|Milliseconds)");

    private Foresight() {}

    /// Whether a plan may have the value of the expression, or a part of it that decides it.
    static boolean mayKnow(List<Token> tokens) {
        var parts = choices(tokens);
        if (parts.size() > 1) {
            return parts.stream().anyMatch(Foresight::mayKnow);
        }
        if (!tokens.isEmpty() && tokens.getFirst().isSign("!")) {
            return mayKnow(tokens.subList(1, tokens.size()));
        }
        var bare = Condition.bare(tokens);
        return bare.size() < tokens.size() ? mayKnow(bare) : mayKnowOne(tokens);
    }

    private static boolean mayKnowOne(List<Token> tokens) {
        boolean chooses =
                tokens.stream().anyMatch(token -> token.kind() == Kind.SIGN && CHOICES.contains(token.text()));
        boolean hasKnown = tokens.stream().anyMatch(token -> token.kind() == Kind.NAME && KNOWN.contains(token.text()));
        if (!Condition.readsAttributes(tokens) || (chooses && hasKnown)) {
            return true;
        }
        for (int i = 0; i < tokens.size(); i++) {
            boolean loops = tokens.get(i).kind() == Kind.NAME
                    && LOOPS.contains(tokens.get(i).text())
                    && isSign(tokens, i + 1, "(");
            boolean looks = tokens.get(i).isName("in");
            boolean readsBefore = Condition.readsAttributes(tokens.subList(0, i));
            if ((loops && !readsBefore) || (looks && mayKnowMembership(tokens, i, readsBefore))) {
                return true;
            }
        }
        return false;
    }

    /// `null in [R.attr.a, null]`, and whatever in an empty list.
    private static boolean mayKnowMembership(List<Token> tokens, int in, boolean readsBefore) {
        boolean empty = isSign(tokens, in + 2, "]") || isSign(tokens, in + 2, "}");
        int list = afterOpening(tokens, in + 1);
        boolean ofResource = list < tokens.size()
                && (tokens.get(list).isName("R") || tokens.get(list).isName("request"));
        return empty || maybeEmpty(tokens, in) || (!readsBefore && !ofResource);
    }

    private static boolean isSign(List<Token> tokens, int at, String sign) {
        return at < tokens.size() && tokens.get(at).isSign(sign);
    }

    /// Whether it asks for membership in something of the principal: if that is empty, a plan does not look at what
    /// would be the member.
    static boolean asksThePrincipal(List<Token> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).isName("in") && maybeEmpty(tokens, i)) {
                return true;
            }
        }
        return false;
    }

    private static int afterOpening(List<Token> tokens, int from) {
        int at = from;
        while (isSign(tokens, at, "(")) {
            at++;
        }
        return at;
    }

    private static boolean maybeEmpty(List<Token> tokens, int in) {
        int at = afterOpening(tokens, in + 1);
        if (at + 2 < tokens.size() && tokens.get(at).isName("request")) {
            at += 2;
        }
        boolean ofPrincipal = at < tokens.size()
                && (tokens.get(at).isName("P") || tokens.get(at).isName("principal"));
        return ofPrincipal && !(at + 2 < tokens.size() && tokens.get(at + 2).isName("roles"));
    }

    /// Split at `&&`, `||`, `?` and `:` outside of brackets.
    private static List<List<Token>> choices(List<Token> tokens) {
        var parts = new ArrayList<List<Token>>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < tokens.size(); i++) {
            depth += Condition.nesting(tokens.get(i));
            if (depth == 0
                    && tokens.get(i).kind() == Kind.SIGN
                    && CHOICES.contains(tokens.get(i).text())) {
                parts.add(tokens.subList(from, i));
                from = i + 1;
            }
        }
        parts.add(tokens.subList(from, tokens.size()));
        return parts;
    }

    /// Whether the expression may read what only a request brings.
    static boolean mayRead(List<Token> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            boolean asks = tokens.get(i).isName("R")
                    || tokens.get(i).isName("resource")
                    || (tokens.get(i).isName("request") && !isSign(tokens, i + 1, "."));
            boolean known = isSign(tokens, i + 1, ".")
                    && i + 2 < tokens.size()
                    && Set.of("kind", "scope").contains(tokens.get(i + 2).text());
            if (asks && !known) {
                return true;
            }
        }
        return false;
    }

    /// Whether the expression may fail although each attribute is there and of its type: an index, a division, a text
    /// that is no number.
    static boolean mayFail(List<Token> tokens) {
        if (!mayRead(tokens)) {
            return false;
        }
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            boolean calls = token.kind() == Kind.NAME && isSign(tokens, i + 1, "(");
            boolean fails = calls
                    ? !isTotal(tokens, i)
                    : token.isSign("/") || token.isSign("%") || opensIndex(tokens, i) || readsInside(tokens, i);
            if (fails) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTotal(List<Token> tokens, int i) {
        var name = tokens.get(i).text();
        boolean plain =
                i + 2 < tokens.size() && (tokens.get(i + 2).kind() == Kind.STRING || isSign(tokens, i + 2, ")"));
        return switch (name) {
            case "matches" -> plain && i > 0 && tokens.get(i - 1).isSign(".");
            case "timestamp" -> plain || isTimeOfRequest(tokens, i + 2);
            case "duration" -> plain;
            default -> TOTAL.contains(name) || (plain && TIME_PART.matcher(name).matches());
        };
    }

    private static boolean isTimeOfRequest(List<Token> tokens, int from) {
        var at = List.of("R", ".", "attr", ".", "at", ")");
        return from + at.size() <= tokens.size()
                && tokens.subList(from, from + at.size()).stream()
                        .map(Token::text)
                        .toList()
                        .equals(at);
    }

    private static boolean opensIndex(List<Token> tokens, int i) {
        return i > 0
                && tokens.get(i).isSign("[")
                && ((tokens.get(i - 1).kind() == Kind.NAME && !tokens.get(i - 1).isName("in"))
                        || tokens.get(i - 1).isSign(")")
                        || tokens.get(i - 1).isSign("]")
                        || tokens.get(i - 1).isSign("}"));
    }

    /// `R.attr.a.b`, where `b` may be missing.
    private static boolean readsInside(List<Token> tokens, int i) {
        return tokens.get(i).isName("attr")
                && isSign(tokens, i + 1, ".")
                && isSign(tokens, i + 3, ".")
                && !isSign(tokens, i + 5, "(")
                && Condition.readsAttributes(tokens.subList(Math.max(0, i - 2), i + 1));
    }
}
