package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The tokens of a line for `cmd`: words with quotes, carets and variables resolved, and operators.
final class BatchText {
    /// @param operator empty for a word
    /// @param quoted whether the word begins with a quote
    record Token(String operator, Word word, boolean quoted) {
        boolean is(String wanted) {
            return operator.equals(wanted);
        }

        boolean says(String wanted) {
            return operator.isEmpty() && word.text().equalsIgnoreCase(wanted);
        }
    }

    private static final Pattern VARIABLE = Pattern.compile("%([^%:\\s=]+)(:[^%]*)?%|!([^!:\\s=]+)(:[^!]*)?!");
    private static final Pattern PARAMETER = Pattern.compile("%%?(?:~[a-z]*)?[A-Za-z0-9*]");
    private static final Set<String> BEFORE_GROUP = Set.of("do", "else", "in");

    private final Source source;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int depth;
    private boolean conditional;

    BatchText(Source source) {
        this.source = source;
        this.text = source.text();
    }

    List<Token> tokens() {
        while (at < text.length()) {
            var unit = text.charAt(at);
            if (unit == '\n' || unit == '\r') {
                operator("\n", 1);
            } else if (Character.isWhitespace(unit)) {
                at++;
            } else if (unit == '^' && at + 1 < text.length() && isBreak(at + 1)) {
                at += text.startsWith("\r\n", at + 1) ? 3 : 2;
            } else if (unit == '&' || unit == '|') {
                operator(text.substring(at, at + (text.startsWith("" + unit + unit, at) ? 2 : 1)), 0);
            } else if (unit == '(' && opens()) {
                depth++;
                operator("(", 1);
            } else if (unit == ')' && depth > 0) {
                depth--;
                operator(")", 1);
            } else if (!redirect()) {
                word();
            }
        }
        return tokens;
    }

    private boolean isBreak(int index) {
        return text.charAt(index) == '\n' || text.charAt(index) == '\r';
    }

    private void operator(String operator, int length) {
        var size = length == 0 ? operator.length() : length;
        var where = source.part(at, at + size);
        tokens.add(new Token(operator, new Word.Builder().build(where), false));
        at += size;
        conditional = false;
    }

    private boolean opens() {
        if (tokens.isEmpty() || conditional) {
            return true;
        }
        var last = tokens.getLast();
        return (!last.operator().isEmpty() && !last.operator().contains(">") && !last.is("<"))
                || BEFORE_GROUP.contains(last.word().text().toLowerCase(java.util.Locale.ROOT))
                || last.says("@");
    }

    private boolean redirect() {
        var sign = at + (Character.isDigit(text.charAt(at)) && at + 1 < text.length() ? 1 : 0);
        var unit = text.charAt(sign);
        if (unit != '>' && unit != '<') {
            return false;
        }
        var end = sign + (text.startsWith(">>", sign) ? 2 : 1);
        if (end < text.length() && text.charAt(end) == '&') { // a stream, not a file
            at = Math.min(text.length(), end + 2);
            return true;
        }
        at = sign;
        var kept = conditional;
        operator(text.substring(sign, end), 0);
        conditional = kept;
        return true;
    }

    private void word() {
        var builder = new Word.Builder();
        var start = at;
        var quoted = false;
        while (at < text.length()) {
            var unit = text.charAt(at);
            if (unit == '"') {
                quoted = !quoted;
                at++;
            } else if (isBreak(at) || (!quoted && (Character.isWhitespace(unit) || "&|<>".indexOf(unit) >= 0))) {
                break;
            } else if (!quoted && unit == ')' && depth > 0) {
                break;
            } else if (unit == '%' || unit == '!') {
                variable(builder);
            } else {
                if (unit == '^' && !quoted && at + 1 < text.length()) {
                    at++;
                }
                literal(quoted ? Mark.QUOTED : Mark.PLAIN, builder);
            }
        }
        var word = builder.build(source.part(start, at));
        tokens.add(new Token("", word, text.charAt(start) == '"'));
        conditional |= word.text().equalsIgnoreCase("if");
    }

    private void literal(Mark mark, Word.Builder builder) {
        var hole = source.hole(at);
        if (hole != null) {
            builder.add(hole, Mark.UNKNOWN, source.part(at, at + 1));
        } else {
            builder.add(text.charAt(at), mark, source.start(at), source.end(at));
        }
        at++;
    }

    private void variable(Word.Builder builder) {
        var variable = VARIABLE.matcher(text).region(at, text.length());
        if (variable.lookingAt()) {
            var where = source.part(at, variable.end());
            var delayed = variable.group(3) != null;
            var name = delayed ? variable.group(3) : variable.group(1);
            var cut = variable.group(delayed ? 4 : 2) != null;
            if (cut || delayed) {
                builder.add(variable.group(), Mark.UNKNOWN_ONE, where);
            } else if (name.equalsIgnoreCase("cd")) {
                builder.add(".", Mark.QUOTED, where);
            } else {
                PowerWords.known(name, variable.group(), where, builder);
            }
            at = variable.end();
            return;
        }
        var parameter = PARAMETER.matcher(text).region(at, text.length());
        if (text.charAt(at) == '%' && parameter.lookingAt()) {
            builder.add(parameter.group(), Mark.UNKNOWN_ONE, source.part(at, parameter.end()));
            at = parameter.end();
            return;
        }
        literal(Mark.PLAIN, builder);
    }
}
