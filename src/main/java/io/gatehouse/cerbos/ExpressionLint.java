package io.gatehouse.cerbos;

import io.gatehouse.cerbos.Cel.Kind;
import io.gatehouse.cerbos.Cel.Token;
import io.gatehouse.policy.plan.Functions;
import java.util.List;
import java.util.Set;

/// Finds in an expression what a plan cannot say, or says differently from a check. It goes by words; `gatehouse
/// policy offline` asks a PDP for the plans themselves.
record ExpressionLint(PolicyLint.Findings findings) {
    private static final Set<String> NAMESPACES = Set.of("base64", "lists", "math", "sets", "strings");

    /// Functions whose results are integers, with which integers may be computed.
    private static final Set<String> INTEGERS =
            Set.of(("size int indexOf lastIndexOf getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear"
                            + " getHours getMinutes getSeconds getMilliseconds")
                    .split(" "));

    private static final Set<String> ARITHMETIC = Set.of("+", "-", "*", "/", "%");

    /// What a request brings; an expression without it has one value in each plan.
    private static final Set<String> OPEN = Set.of("R", "request", "V", "variables");

    void check(PolicyFile file, Yaml expression) {
        try {
            var tokens = Cel.tokens(expression.text());
            new PlannerLint(findings).check(file, expression, tokens);
            new Words(file, expression, tokens).check();
        } catch (Cel.Malformed e) {
            findings.add(file, expression, "cel", e.text(), "Write a CEL expression.");
        }
    }

    private final class Words {
        private final PolicyFile file;
        private final Yaml expression;
        private final List<Token> tokens;

        Words(PolicyFile file, Yaml expression, List<Token> tokens) {
            this.file = file;
            this.expression = expression;
            this.tokens = tokens;
        }

        void check() {
            boolean open = tokens.stream().anyMatch(token -> token.kind() == Kind.NAME && OPEN.contains(token.text()));
            for (int i = 0; i < tokens.size(); i++) {
                forbidden(i);
                if (open) {
                    unknown(i);
                    arithmetic(i);
                    bytes(i);
                }
            }
        }

        private void forbidden(int i) {
            var token = tokens.get(i);
            var before = sign(i - 1);
            var after = sign(i + 1);
            if (token.isName("has") && after.equals("(")) {
                found(
                        "has",
                        "has() is true in every plan, so a laptop without a network would be allowed more",
                        "Compare with the neutral value instead, e.g. R.attr.x != \"\": every attribute is always sent.");
            } else if ((token.isName("now") || token.isName("timeSince")) && after.equals("(")) {
                found(
                        "now",
                        token.text() + "() stands still in a plan, so what should end would not",
                        "Use the time that is sent with each request: timestamp(R.attr.at).");
            } else if (token.isName("cel") && after.equals(".")) {
                found("bind", "cel.bind cannot be planned", "Define a variable (variables.local) and use V.name.");
            } else if (isOptional(token, before, after)) {
                found(
                        "optional",
                        "optional fields and values cannot be planned",
                        "Read the attribute itself: every attribute is always sent.");
            }
        }

        private void unknown(int i) {
            var token = tokens.get(i);
            boolean calls = token.kind() == Kind.NAME && sign(i + 1).equals("(");
            boolean toldAlready = Set.of("has", "now", "timeSince", "bind").contains(token.text()) || isOfOptional(i);
            if (calls && !toldAlready && !Functions.knows(called(i)) && !token.isName("in")) {
                found(
                        "unknown-function",
                        called(i) + "() cannot be decided without the PDP: no plan with it is evaluated",
                        "Say it with ==, <, in, startsWith, endsWith, contains, matches, size, exists, all, filter or"
                                + " hasIntersection.");
            }
        }

        private boolean isOfOptional(int i) {
            return (i > 1 && tokens.get(i - 2).isName("optional"))
                    || Set.of("hasValue", "orValue", "or", "optMap", "optFlatMap", "value")
                            .contains(tokens.get(i).text());
        }

        private String called(int i) {
            var name = tokens.get(i).text();
            boolean qualified = sign(i - 1).equals(".")
                    && i > 1
                    && NAMESPACES.contains(tokens.get(i - 2).text())
                    && !sign(i - 3).equals(".");
            return qualified ? tokens.get(i - 2).text() + "." + name : name;
        }

        private void arithmetic(int i) {
            if (!ARITHMETIC.contains(sign(i)) || i == 0 || i + 1 == tokens.size() || isUnary(i)) {
                return;
            }
            boolean mixes = (isWhole(i - 1) && !isNumber(i + 1) && !givesInteger(callAfter(i + 1)))
                    || (isWhole(i + 1) && !isNumber(i - 1) && !givesInteger(callBefore(i - 1)));
            if (mixes) {
                found(
                        "integer",
                        "it computes with a whole number: attributes are floating-point numbers, and a plan cannot tell"
                                + " 1 from 1.0",
                        "Compare the attribute alone (R.attr.x > 2), or let the laptop send what you need.");
            }
        }

        private boolean isUnary(int i) {
            var before = tokens.get(i - 1);
            return before.kind() == Kind.SIGN && !Set.of(")", "]", "}").contains(before.text());
        }

        private boolean isNumber(int i) {
            return tokens.get(i).kind() == Kind.NUMBER;
        }

        private boolean isWhole(int i) {
            return isNumber(i) && tokens.get(i).text().matches("[0-9]+(?:\\.0*)?[uU]?|0[xX].*");
        }

        private static boolean givesInteger(String function) {
            return INTEGERS.contains(function);
        }

        /// The function whose call ends there, or "".
        private String callBefore(int end) {
            int depth = 0;
            for (int i = end; i > 0; i--) {
                depth += sign(i).equals(")") ? 1 : sign(i).equals("(") ? -1 : 0;
                if (depth == 0) {
                    return sign(i).equals("(") && tokens.get(i - 1).kind() == Kind.NAME
                            ? tokens.get(i - 1).text()
                            : "";
                }
            }
            return "";
        }

        /// The function that is called by the path which begins there, or "".
        private String callAfter(int start) {
            int i = start;
            while (i + 2 < tokens.size() && sign(i + 1).equals(".")) {
                i += 2;
            }
            return sign(i + 1).equals("(") ? tokens.get(i).text() : "";
        }

        private void bytes(int i) {
            boolean constant = tokens.get(i).kind() == Kind.BYTES
                    || (tokens.get(i).isName("bytes")
                            && sign(i + 1).equals("(")
                            && i + 2 < tokens.size()
                            && tokens.get(i + 2).kind() == Kind.STRING);
            if (constant) {
                found("bytes", "constant bytes are text in a plan, and never equal bytes", "Compare strings.");
            }
        }

        private String sign(int i) {
            return i >= 0 && i < tokens.size() && tokens.get(i).kind() == Kind.SIGN
                    ? tokens.get(i).text()
                    : "";
        }

        private void found(String rule, String message, String fix) {
            findings.add(file, expression, rule, message, fix);
        }
    }

    /// `.?field`, `[?key]`, `{?key: …}` and `optional.of(…)`; a `?` elsewhere is a choice between two values.
    private static boolean isOptional(Token token, String before, String after) {
        boolean marks = token.isSign("?") && (List.of(".", "[", "{", ",").contains(before) || after.equals("."));
        return marks || (token.isName("optional") && after.equals(".") && !before.equals("."));
    }
}
