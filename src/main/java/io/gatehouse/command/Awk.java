package io.gatehouse.command;

import io.gatehouse.command.PathUse.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What an awk program runs, reads, writes and connects to: the texts that it gives to a shell, to `getline` and to
/// redirections, put together from its literals; what else is in such a text is not known.
final class Awk {
    private static final Pattern INET = Pattern.compile("/inet[46]?/(tcp|udp)/[^/]*/([^/]+)/([^/]+)");
    private static final Set<String> BEFORE_VALUE = Set.of("print", "printf", "return", "in", "getline");

    private enum Kind {
        TEXT,
        NAME,
        NUMBER,
        SIGN
    }

    private record Token(Kind kind, int from, int to, String text) {
        boolean is(String sign) {
            return kind != Kind.TEXT && text.equals(sign);
        }
    }

    private final ProgramText program;
    private final Source source;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final Map<String, List<Token>> values = new HashMap<>();

    Awk(ProgramText program) {
        this.program = program;
        this.source = program.source();
        this.text = source.text();
    }

    void read() {
        if (text.indexOf(Source.HOLE) >= 0) {
            program.doubt(Parse.PARTIAL, "a part of this awk program is not known", program.whole());
        }
        split();
        assignments();
        for (var i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (token.kind() == Kind.TEXT) {
                connects(token);
            } else if (token.is("system")
                    && i + 1 < tokens.size()
                    && tokens.get(i + 1).is("(")) {
                run(i + 2, closing(i + 1));
            } else if (token.is("|") || token.is("|&")) {
                pipe(i);
            } else if (token.is("getline")) {
                getline(i);
            } else if ((token.is(">") || token.is(">>")) && prints(i)) {
                open(Verb.WRITE, i + 1, operandEnd(i + 1));
            } else if (token.is("@")) {
                program.doubt(
                        Parse.OPAQUE,
                        "awk loads or calls what is not read here",
                        source.part(token.from(), token.to()));
            }
        }
    }

    private void connects(Token token) {
        var literal = word(List.of(token));
        var inet = INET.matcher(literal.text());
        if (inet.matches()) {
            program.paths().speaks(inet.group(1) + "://" + inet.group(2) + ":" + inet.group(3), "", literal);
        } else if (literal.text().startsWith("/inet")) {
            program.doubt(Parse.OPAQUE, "awk connects to a host that is not known", literal.where());
        }
    }

    private void pipe(int at) {
        if (at + 1 < tokens.size() && tokens.get(at + 1).is("getline")) {
            run(operandBegin(at), at);
        } else if (prints(at)) {
            run(at + 1, operandEnd(at + 1));
        }
    }

    private void getline(int at) {
        var next = at + 1;
        while (next < tokens.size()
                && (tokens.get(next).kind() == Kind.NAME
                        || tokens.get(next).is("$")
                        || tokens.get(next).kind() == Kind.NUMBER)) {
            next++;
        }
        if (next < tokens.size() && tokens.get(next).is("<")) {
            var one = next + 1;
            open(Verb.READ, one, Math.min(one + 1, tokens.size()));
        }
    }

    private void run(int from, int to) {
        var parts = from < to ? tokens.subList(from, to) : List.<Token>of();
        var command = word(parts);
        if (command.text().startsWith("/inet")) {
            return;
        }
        program.shell(command.source());
    }

    private void open(Verb verb, int from, int to) {
        var parts = from < to && to <= tokens.size() ? tokens.subList(from, to) : List.<Token>of();
        var file = word(parts);
        if (file.text().matches("/dev/std(?:out|err|in)|-") || file.text().startsWith("/inet")) {
            return;
        }
        if (!file.known()) {
            program.doubt(Parse.PARTIAL, "which file awk opens is not known", file.where());
        }
        if (file.wild() != 0) {
            program.paths().add(verb, file, false);
        }
    }

    /// Whether what stands before a sign is what `print` prints, and the sign so its redirection.
    private boolean prints(int at) {
        var depth = 0;
        for (var i = at - 1; i >= 0; i--) {
            var token = tokens.get(i);
            if (token.is(")") || token.is("]")) {
                depth++;
            } else if (token.is("(") || token.is("[")) {
                if (--depth < 0) {
                    return false;
                }
            } else if (depth == 0 && (token.is("print") || token.is("printf"))) {
                return true;
            } else if (depth == 0 && (token.is(";") || token.is("{") || token.is("}") || token.is("\n"))) {
                return false;
            }
        }
        return false;
    }

    private int operandEnd(int from) {
        var depth = 0;
        for (var i = from; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (token.is("(") || token.is("[")) {
                depth++;
            } else if (token.is(")") || token.is("]")) {
                if (--depth < 0) {
                    return i;
                }
            } else if (depth == 0 && (token.is(";") || token.is("}") || token.is("\n"))) {
                return i;
            }
        }
        return tokens.size();
    }

    private int operandBegin(int to) {
        var depth = 0;
        for (var i = to - 1; i >= 0; i--) {
            var token = tokens.get(i);
            if (token.is(")") || token.is("]")) {
                depth++;
            } else if (token.is("(") || token.is("[")) {
                if (--depth < 0) {
                    return i + 1;
                }
            } else if (depth == 0
                    && (token.is(";") || token.is("{") || token.is("}") || token.is("\n") || token.is("!"))) {
                return i + 1;
            }
        }
        return 0;
    }

    private int closing(int open) {
        var depth = 0;
        for (var i = open; i < tokens.size(); i++) {
            if (tokens.get(i).is("(")) {
                depth++;
            } else if (tokens.get(i).is(")") && --depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }

    /// Variables with one value of literals in the whole program.
    private void assignments() {
        Set<String> several = new HashSet<>();
        for (var i = 0; i + 1 < tokens.size(); i++) {
            var sign = tokens.get(i + 1);
            if (tokens.get(i).kind() == Kind.NAME
                    && sign.kind() == Kind.SIGN
                    && sign.text().matches("[-+*/%^]?=|\\+\\+|--")) {
                var name = tokens.get(i).text();
                var value = tokens.subList(i + 2, Math.max(i + 2, operandEnd(i + 2)));
                var plain = sign.is("=")
                        && value.stream().allMatch(each -> each.kind() == Kind.TEXT || each.kind() == Kind.NUMBER);
                if (!plain || !several.add(name)) {
                    values.remove(name);
                    several.add(name);
                } else {
                    values.put(name, List.copyOf(value));
                }
            }
        }
    }

    /// Tokens one behind the other, as awk joins them.
    private Word word(List<Token> parts) {
        var whole = parts.isEmpty()
                ? program.whole()
                : source.part(parts.getFirst().from(), parts.getLast().to());
        var builder = new Word.Builder();
        for (var part : parts) {
            switch (part.kind()) {
                case TEXT -> literal(part, builder);
                case NUMBER -> builder.add(part.text(), Word.Mark.QUOTED, whole);
                case NAME, SIGN -> {
                    if (values.containsKey(part.text())) {
                        values.get(part.text()).forEach(each -> {
                            if (each.kind() == Kind.TEXT) {
                                literal(each, builder);
                            } else {
                                builder.add(each.text(), Word.Mark.QUOTED, whole);
                            }
                        });
                    } else if (!part.is("(") && !part.is(")")) {
                        builder.add("$", Word.Mark.UNKNOWN, whole);
                    }
                }
            }
        }
        if (parts.isEmpty()) {
            builder.add("$", Word.Mark.UNKNOWN, whole);
        }
        return builder.build(whole);
    }

    private void literal(Token token, Word.Builder builder) {
        var i = token.from() + 1;
        while (i < token.to() - 1) {
            var start = i;
            var unit = text.charAt(i++);
            if (unit == '\\' && i < token.to() - 1) {
                unit = switch (text.charAt(i++)) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case '0', '1', '2', '3', '4', '5', '6', '7', 'x' -> Source.HOLE;
                    default -> text.charAt(i - 1);
                };
            }
            var mark = unit == Source.HOLE ? Word.Mark.UNKNOWN : Word.Mark.QUOTED;
            builder.add(unit, mark, source.start(start), source.end(i - 1));
        }
    }

    private void split() {
        var at = 0;
        while (at < text.length()) {
            var unit = text.charAt(at);
            var from = at;
            if (unit == '#') {
                var end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (unit == '"' || (unit == '/' && expectsValue())) {
                at++;
                while (at < text.length() && text.charAt(at) != unit) {
                    at += text.charAt(at) == '\\' ? 2 : 1;
                }
                at = Math.min(at + 1, text.length());
                add(unit == '"' ? Kind.TEXT : Kind.NUMBER, from, at);
            } else if (Character.isLetter(unit) || unit == '_') {
                while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
                    at++;
                }
                add(Kind.NAME, from, at);
            } else if (Character.isDigit(unit)) {
                while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                    at++;
                }
                add(Kind.NUMBER, from, at);
            } else if (unit == ' ' || unit == '\t' || unit == '\\' || unit == '\r') {
                at++;
            } else {
                var two = text.substring(at, Math.min(at + 2, text.length()));
                at += two.matches("\\|\\||\\|&|&&|>>|>=|<=|==|!=|\\+\\+|--|[-+*/%^]=") ? 2 : 1;
                add(Kind.SIGN, from, at);
            }
        }
    }

    private void add(Kind kind, int from, int to) {
        tokens.add(new Token(kind, from, to, text.substring(from, to)));
    }

    /// A slash here begins a pattern, and is no division.
    private boolean expectsValue() {
        if (tokens.isEmpty()) {
            return true;
        }
        var before = tokens.getLast();
        return switch (before.kind()) {
            case TEXT, NUMBER -> false;
            case NAME -> BEFORE_VALUE.contains(before.text());
            case SIGN -> !before.is(")") && !before.is("]");
        };
    }
}
