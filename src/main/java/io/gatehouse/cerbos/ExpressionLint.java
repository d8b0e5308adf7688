package io.gatehouse.cerbos;

import io.gatehouse.cerbos.Cel.Kind;
import io.gatehouse.cerbos.Cel.Token;
import java.util.List;

/// Finds in an expression what a plan cannot say, or says differently from a check.
record ExpressionLint(PolicyLint.Findings findings) {
    void check(PolicyFile file, Yaml expression) {
        List<Token> tokens;
        try {
            tokens = Cel.tokens(expression.text());
        } catch (Cel.Malformed e) {
            findings.add(file, expression, "cel", e.text(), "Write a CEL expression.");
            return;
        }
        new PlannerLint(findings).check(file, expression, tokens);
        for (int i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            var before = i == 0 ? "" : sign(tokens.get(i - 1));
            var after = i + 1 < tokens.size() ? sign(tokens.get(i + 1)) : "";
            if (token.isName("has") && after.equals("(")) {
                findings.add(
                        file,
                        expression,
                        "has",
                        "has() is true in every plan, so a laptop without a network would be allowed more",
                        "Compare with the neutral value instead, e.g. R.attr.x != \"\": every attribute is always sent.");
            } else if ((token.isName("now") || token.isName("timeSince")) && after.equals("(")) {
                findings.add(
                        file,
                        expression,
                        "now",
                        token.text() + "() stands still in a plan, so what should end would not",
                        "Use the time that is sent with each request: timestamp(R.attr.at).");
            } else if (token.isName("cel") && after.equals(".")) {
                findings.add(
                        file,
                        expression,
                        "bind",
                        "cel.bind cannot be planned",
                        "Define a variable (variables.local) and use V.name.");
            } else if (isOptional(token, before, after)) {
                findings.add(
                        file,
                        expression,
                        "optional",
                        "optional fields and values cannot be planned",
                        "Read the attribute itself: every attribute is always sent.");
            }
        }
    }

    /// `.?field`, `[?key]`, `{?key: …}` and `optional.of(…)`; a `?` elsewhere is a choice between two values.
    private static boolean isOptional(Token token, String before, String after) {
        boolean marks = token.isSign("?") && (List.of(".", "[", "{", ",").contains(before) || after.equals("."));
        return marks || (token.isName("optional") && after.equals(".") && !before.equals("."));
    }

    private static String sign(Token token) {
        return token.kind() == Kind.SIGN ? token.text() : "";
    }
}
