package io.gatehouse.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// PowerShell text, and where its parts end. Says nothing about what they mean.
final class PowerText {
    /// A string or bracket that nothing closes, or brackets nested too deeply.
    static final class Unclosed extends RuntimeException {
        private static final long serialVersionUID = 1;

        final int from;

        Unclosed(int from) {
            super("unclosed", null, false, false);
            this.from = from;
        }
    }

    /// @param operator what ends it: `;`, a line break, `&&`, `||`, `|`, `&`, or nothing
    record Piece(int from, int to, String operator) {}

    private static final int DEEPEST = 60;
    private static final String STARTS_TOKEN = ";|&({[,)}]=";
    private static final Pattern CONTINUES = Pattern.compile("(?i)(else|elseif|catch|finally)\\b");
    /// An expression that goes on in the next line.
    private static final Pattern UNFINISHED = Pattern.compile(
            "(?is)(?=[$('\"@\\[!\\d]).*([,=+*/%]|\\s-(and|or|xor|not|eq|ne|like|match|replace|join|split|f|in))\\s*"
                    + "|.*,\\s*");

    private final String text;
    private final Map<Integer, Integer> ends = new HashMap<>();
    private int depth;

    PowerText(String text) {
        this.text = text;
    }

    int length() {
        return text.length();
    }

    char at(int index) {
        return index < text.length() ? text.charAt(index) : '\0';
    }

    String cut(int from, int to) {
        return text.substring(from, Math.max(from, to));
    }

    boolean startsWith(String wanted, int at) {
        return text.startsWith(wanted, at);
    }

    static boolean isSingleQuote(char unit) {
        return unit == '\'' || (unit >= '\u2018' && unit <= '\u201B');
    }

    static boolean isDoubleQuote(char unit) {
        return unit == '"' || (unit >= '\u201C' && unit <= '\u201E');
    }

    static boolean isDash(char unit) {
        return unit == '-' || (unit >= '\u2013' && unit <= '\u2015');
    }

    boolean isSpace(int index) {
        var unit = at(index);
        return (index < text.length() && Character.isWhitespace(unit)) || unit == '\u00A0' || unit == '\u0085';
    }

    boolean isBreak(int index) {
        return at(index) == '\n' || at(index) == '\r';
    }

    /// Behind blanks, comments and continued lines.
    ///
    /// @param breaks whether line breaks are blanks
    int behindBlanks(int from, int to, boolean breaks) {
        var at = from;
        while (at < to) {
            if (isSpace(at) && (breaks || !isBreak(at))) {
                at++;
            } else if (at(at) == '`' && isBreak(at + 1)) {
                at += at(at + 1) == '\r' && at(at + 2) == '\n' ? 3 : 2;
            } else if (startsComment(at)) {
                at = behind(at);
            } else {
                break;
            }
        }
        return Math.min(at, to);
    }

    boolean startsComment(int at) {
        return startsWith("<#", at) || (at(at) == '#' && startsToken(at));
    }

    private boolean startsToken(int at) {
        return at == 0 || isSpace(at - 1) || STARTS_TOKEN.indexOf(at(at - 1)) >= 0;
    }

    /// Behind the comment, string, group, escape or character that begins here.
    int behind(int at) {
        var unit = at(at);
        if (startsWith("<#", at)) {
            return behind(at, "#>", at + 2);
        }
        if (unit == '#' && startsToken(at)) {
            var end = at;
            while (end < text.length() && !isBreak(end)) {
                end++;
            }
            return end;
        }
        if (unit == '`') {
            return Math.min(at + 2, text.length());
        }
        if (isHereString(at)) {
            return behindHereString(at);
        }
        if (isSingleQuote(unit)) {
            return behindSingle(at);
        }
        if (isDoubleQuote(unit)) {
            return behindDouble(at);
        }
        if ("({".indexOf(unit) >= 0 && unit != '\0') {
            return group(at);
        }
        if ((unit == '$' || unit == '@') && "({".indexOf(at(at + 1)) >= 0 && at(at + 1) != '\0') {
            return unit == '$' && at(at + 1) == '{' ? behind(at, "}", at + 2) : group(at + 1);
        }
        if (unit == '[') {
            return bracket(at);
        }
        if (unit == ')' || unit == '}') {
            throw new Unclosed(at);
        }
        return at + 1;
    }

    private int behind(int from, String end, int at) {
        var found = text.indexOf(end, at);
        if (found < 0) {
            throw new Unclosed(from);
        }
        return found + end.length();
    }

    /// `[` may be an ordinary character of a file's name.
    private int bracket(int at) {
        try {
            return group(at);
        } catch (Unclosed _) {
            ends.put(at, at + 1);
            return at + 1;
        }
    }

    /// @param at where `(`, `{` or `[` stands
    int group(int at) {
        var known = ends.get(at);
        if (known != null) {
            return known;
        }
        if (depth >= DEEPEST) {
            throw new Unclosed(at);
        }
        depth++;
        try {
            var end = at(at) == '(' ? ')' : at(at) == '{' ? '}' : ']';
            var next = at + 1;
            while (next < text.length()) {
                if (at(next) == end) {
                    ends.put(at, next + 1);
                    return next + 1;
                }
                if (end == ']' && (at(next) == ';' || isBreak(next))) {
                    throw new Unclosed(at);
                }
                next = behind(next);
            }
            throw new Unclosed(at);
        } finally {
            depth--;
        }
    }

    boolean isHereString(int at) {
        if (at(at) != '@' || !(isSingleQuote(at(at + 1)) || isDoubleQuote(at(at + 1)))) {
            return false;
        }
        var next = at + 2;
        while (at(next) == ' ' || at(next) == '\t') {
            next++;
        }
        return isBreak(next);
    }

    private int behindHereString(int at) {
        var single = isSingleQuote(at(at + 1));
        for (var next = at + 2; next < text.length(); next++) {
            var quote = single ? isSingleQuote(at(next)) : isDoubleQuote(at(next));
            if (quote && isBreak(next - 1) && at(next + 1) == '@') {
                return next + 2;
            }
        }
        throw new Unclosed(at);
    }

    private int behindSingle(int at) {
        for (var next = at + 1; next < text.length(); next++) {
            if (isSingleQuote(at(next))) {
                if (!isSingleQuote(at(next + 1))) {
                    return next + 1;
                }
                next++;
            }
        }
        throw new Unclosed(at);
    }

    private int behindDouble(int at) {
        var next = at + 1;
        while (next < text.length()) {
            if (isDoubleQuote(at(next))) {
                if (!isDoubleQuote(at(next + 1))) {
                    return next + 1;
                }
                next += 2;
            } else if (at(next) == '`') {
                next += 2;
            } else if (startsWith("$(", next)) {
                next = group(next + 1);
            } else {
                next++;
            }
        }
        throw new Unclosed(at);
    }

    /// Statements and stages of pipelines, in order.
    List<Piece> pieces(int from, int to) {
        List<Piece> pieces = new ArrayList<>();
        var start = behindBlanks(from, to, true);
        var at = start;
        while (at < to) {
            var operator = operator(at, start, to);
            if (operator.isEmpty()) {
                at = behind(at);
                continue;
            }
            pieces.add(new Piece(start, at, operator));
            at += operator.length();
            start = behindBlanks(at, to, true);
            at = start;
        }
        if (start < to) {
            pieces.add(new Piece(start, to, ""));
        }
        return pieces.stream()
                .filter(piece -> piece.from() < piece.to() || piece.operator().startsWith("|"))
                .toList();
    }

    private String operator(int at, int start, int to) {
        var unit = at(at);
        if (unit == ';') {
            return ";";
        }
        if (unit == '|') {
            return at(at + 1) == '|' ? "||" : "|";
        }
        if (unit == '&') {
            if (at(at + 1) == '&') {
                return "&&";
            }
            return at == start || at(at - 1) == '>' || cut(start, at).isBlank() ? "" : "&";
        }
        if (isBreak(at)) {
            var next = behindBlanks(at, to, true);
            var goesOn = (at(next) == '|' && next < to)
                    || CONTINUES.matcher(text).region(next, Math.max(next, to)).lookingAt()
                    || UNFINISHED.matcher(cut(start, at)).matches();
            return goesOn ? "" : "\n";
        }
        return "";
    }
}
