package io.gatehouse.cerbos;

import io.gatehouse.cerbos.Cel.Kind;
import io.gatehouse.cerbos.Cel.Token;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds what the PDP's planner (Cerbos 0.55) takes for something else, so that a laptop without a network would be
/// allowed more than one with it. Each was found by comparing plans with checks.
record PlannerLint(PolicyLint.Findings findings) {
    /// Whose values are known when a plan is made.
    private static final Set<String> KNOWN =
            Set.of("C", "constants", "G", "globals", "P", "principal", "V", "variables");
    private static final Set<String> ASKED = Set.of("R", "request", "V", "variables");

    void check(PolicyFile file, Yaml expression, List<Token> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).isName("effectiveDerivedRoles") || tokens.get(i).isName("effective_derived_roles")) {
                findings.add(
                        file,
                        expression,
                        "effective-roles",
                        "plans mix up the conditions of the derived roles in runtime.effectiveDerivedRoles",
                        "List the role under the rule's derivedRoles, or test its condition as a variable (V.name).");
            } else if (opensIndex(tokens, i) && isLostInPlan(tokens, i)) {
                findings.add(
                        file,
                        expression,
                        "plan-index",
                        "in a plan, a map that is known beforehand has no entry for a key that is not, so the condition"
                                + " is false",
                        "Test the key in the same expression, `key in map && map[key] …`, or use lists and `in`.");
            }
        }
    }

    private static boolean opensIndex(List<Token> tokens, int at) {
        if (at == 0 || !tokens.get(at).isSign("[")) {
            return false;
        }
        var before = tokens.get(at - 1);
        return before.kind() == Kind.NAME ? !before.isName("in") : isSign(before, ")", "]", "}");
    }

    private static boolean isLostInPlan(List<Token> tokens, int open) {
        var key = tokens.subList(open + 1, closing(tokens, open));
        boolean isAsked = key.stream().anyMatch(isOneOf(ASKED));
        boolean isPosition = !key.isEmpty()
                && (key.getFirst().isName("size") || key.getFirst().isName("int"));
        if (!isAsked || isPosition) {
            return false;
        }
        if (tokens.get(open - 1).isSign("}")) {
            return true;
        }
        int from = start(tokens, open);
        var map = tokens.subList(from, open);
        boolean isKnown = !map.isEmpty() && (isOneOf(KNOWN).test(map.getFirst()) || ofPrincipal(map));
        var guard = Stream.of(key, List.of(new Token(Kind.NAME, "in")), map)
                .flatMap(List::stream)
                .toList();
        return isKnown && Collections.indexOfSubList(tokens, guard) < 0;
    }

    private static Predicate<Token> isOneOf(Set<String> names) {
        return token -> token.kind() == Kind.NAME && names.contains(token.text());
    }

    private static boolean ofPrincipal(List<Token> map) {
        return map.size() > 2 && map.get(0).isName("request") && map.get(2).isName("principal");
    }

    /// Where the names begin that end before an index: `C.a.b` of `C.a.b[key]`.
    private static int start(List<Token> tokens, int end) {
        int at = end - 1;
        while (at > 1
                && tokens.get(at).kind() == Kind.NAME
                && tokens.get(at - 1).isSign(".")) {
            at -= 2;
        }
        return at;
    }

    private static int closing(List<Token> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += isSign(tokens.get(i), "[") ? 1 : isSign(tokens.get(i), "]") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }

    private static boolean isSign(Token token, String... signs) {
        return token.kind() == Kind.SIGN && List.of(signs).contains(token.text());
    }
}
