package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `${name%.txt}`, `${name:0:1}` and their like make of a value, where the line alone tells.
final class Pieces {
    /// The operators of an expansion, behind its name.
    private static final Pattern CUT = Pattern.compile(":\\s*(\\d+)\\s*(?::\\s*(\\d+)\\s*)?");
    private static final Pattern REMOVE = Pattern.compile("(##?|%%?)(.*)", Pattern.DOTALL);
    private static final Pattern REPLACE = Pattern.compile("(//?)([^/*?\\[\\]$`\\\\#%]+)(?:/([^$`\\\\&]*))?");
    private static final Pattern CASE = Pattern.compile("\\^\\^|,,|\\^|,|@[ULuQ]");

    /// Each place is tried as an end, so that the work grows with the square.
    private static final int LONGEST = 500;

    private Pieces() {}

    /// @param operator what stands behind the name, its variables not expanded
    /// @return empty where the line does not tell
    static Optional<Word> of(Word value, String operator) {
        if (value.text().length() > LONGEST || operator.length() > LONGEST || value.has(Mark.SPLIT)) {
            return Optional.empty();
        }
        var cut = CUT.matcher(operator);
        if (cut.matches()) {
            return cut(value, number(cut.group(1)), cut.group(2) == null ? LONGEST : number(cut.group(2)));
        }
        var remove = REMOVE.matcher(operator);
        if (remove.matches()) {
            return removed(value, remove.group(1), remove.group(2));
        }
        var replace = REPLACE.matcher(operator);
        if (replace.matches() && literalFrom(value) == 0 && !value.has(Mark.GLOB)) {
            return Optional.of(replaced(value, replace));
        }
        if (operator.equals("@E") && literalFrom(value) == 0) {
            return Optional.of(Escapes.resolve(value, true));
        }
        return CASE.matcher(operator).matches() && literalFrom(value) == 0 ? cased(value, operator) : Optional.empty();
    }

    private static Word replaced(Word value, Matcher replace) {
        var text = value.text();
        var by = replace.group(3) == null ? "" : replace.group(3);
        var done = replace.group(1).equals("//")
                ? text.replace(replace.group(2), by)
                : text.replaceFirst(Pattern.quote(replace.group(2)), Matcher.quoteReplacement(by));
        return new Word.Builder().add(done, Mark.QUOTED, value.where()).build(value.where());
    }

    private static int number(String digits) {
        return digits.length() > 4 ? LONGEST : Integer.parseInt(digits);
    }

    private static Optional<Word> cut(Word value, int from, int length) {
        if (from == 0 && length == 1 && !value.text().isEmpty() && value.mark(0) == Mark.HOME) {
            return Optional.of(
                    new Word.Builder().add("/", Mark.QUOTED, value.where()).build(value.where()));
        }
        var to = Math.min(value.text().length(), from + length);
        return literalFrom(value) == 0 && !value.has(Mark.GLOB)
                ? Optional.of(value.cut(Math.min(from, to), to))
                : Optional.empty();
    }

    private static Optional<Word> removed(Word value, String operator, String pattern) {
        var known = expression(pattern);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var matcher = known.get().matcher(value.text());
        var length = value.text().length();
        var literal = literalFrom(value);
        var front = operator.startsWith("#");
        var longest = operator.length() == 2;
        if (literal > 0 && (front || longest)) {
            return Optional.empty();
        }
        for (var i = 0; i <= length - literal; i++) {
            var size = longest ? length - i : i;
            if (front ? matches(matcher, 0, size) : matches(matcher, length - size, length)) {
                return Optional.of(front ? value.cut(size, length) : value.cut(0, length - size));
            }
        }
        return literal > 0 ? Optional.empty() : Optional.of(value);
    }

    private static boolean matches(Matcher matcher, int from, int to) {
        return matcher.region(from, to).matches();
    }

    private static Optional<Word> cased(Word value, String operator) {
        var text = value.text();
        if (operator.equals("@Q")) {
            var quote = Word.quoted("'", value.where());
            return Optional.of(new Word.Builder()
                            .add(quote)
                            .add(value.quoted(text))
                            .add(quote)
                            .build(value.where()))
                    .filter(_ -> text.chars().noneMatch(unit -> unit == '\'' || unit < ' '));
        }
        var first = text.isEmpty() ? 0 : 1;
        return Optional.of(value.quoted(
                switch (operator) {
                    case "^^", "@U" -> upper(text);
                    case ",,", "@L" -> lower(text);
                    case "^", "@u" -> upper(text.substring(0, first)) + text.substring(first);
                    case "," -> lower(text.substring(0, first)) + text.substring(first);
                    default -> text;
                }));
    }

    /// Letter by letter, so that the length stays.
    private static String upper(String text) {
        var letters = text.toCharArray();
        for (var i = 0; i < letters.length; i++) {
            letters[i] = Character.toUpperCase(letters[i]);
        }
        return new String(letters);
    }

    private static String lower(String text) {
        var letters = text.toCharArray();
        for (var i = 0; i < letters.length; i++) {
            letters[i] = Character.toLowerCase(letters[i]);
        }
        return new String(letters);
    }

    /// Behind the last character that stands for something else than itself.
    private static int literalFrom(Word value) {
        var from = value.text().length();
        while (from > 0 && isLiteral(value.mark(from - 1))) {
            from--;
        }
        return from;
    }

    private static boolean isLiteral(Mark mark) {
        return switch (mark) {
            case PLAIN, QUOTED, VALUE, GLOB, HERE -> true;
            case HOME, PIPE, SPLIT, ENVIRONMENT, ENVIRONMENT_ONE, UNKNOWN_ONE, UNKNOWN -> false;
        };
    }

    /// A pattern of the shell as a regular expression; empty where it holds more than `*`, `?` and plain characters.
    private static Optional<Pattern> expression(String pattern) {
        var expression = new StringBuilder();
        var stars = 0;
        for (var i = 0; i < pattern.length(); i++) {
            var unit = pattern.charAt(i);
            if (unit == '*') {
                stars++;
                expression.append(".*");
            } else if (unit == '?') {
                expression.append('.');
            } else if ("$`[]\\'\"(){}|".indexOf(unit) >= 0) {
                return Optional.empty();
            } else {
                expression.append(Pattern.quote(String.valueOf(unit)));
            }
        }
        return stars > 2 ? Optional.empty() : Optional.of(Pattern.compile(expression.toString(), Pattern.DOTALL));
    }
}
