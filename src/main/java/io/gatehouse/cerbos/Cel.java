package io.gatehouse.cerbos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The words of CEL, Cerbos' expression language: enough to see what an expression mentions, and to read the map
/// literals that deny rules put out. It judges no types; `cerbos compile` does.
///
/// @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax">CEL, syntax</a>
final class Cel {
    private static final Pattern SPACE = Pattern.compile("(?:[\\t\\n\\f\\r ]|//[^\\n]*)+");
    private static final Pattern NAME = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final Pattern QUOTE = Pattern.compile("([rR]|[bB]|[rR][bB]|[bB][rR])?(\"\"\"|'''|\"|')");
    private static final Pattern NUMBER =
            Pattern.compile("0[xX][0-9a-fA-F]+[uU]?|[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[uU]?");
    private static final Pattern SIGN = Pattern.compile("&&|\\|\\||==|!=|<=|>=|[-+*/%<>!?:.,(){}\\[\\]]");

    private Cel() {}

    enum Kind {
        NAME,
        STRING,
        BYTES,
        NUMBER,
        SIGN
    }

    /// @param text a name or sign as written; the value of a string
    record Token(Kind kind, String text) {
        boolean isSign(String sign) {
            return kind == Kind.SIGN && text.equals(sign);
        }

        boolean isName(String name) {
            return kind == Kind.NAME && text.equals(name);
        }
    }

    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    static List<Token> tokens(String source) throws Malformed {
        var tokens = new ArrayList<Token>();
        for (int at = 0; at < source.length(); ) {
            var rest = new Rest(source, at);
            if (rest.starts(SPACE)) {
                at = rest.end();
            } else if (rest.starts(QUOTE)) {
                at = string(source, rest, tokens);
            } else if (rest.starts(NAME)) {
                tokens.add(new Token(Kind.NAME, rest.text()));
                at = rest.end();
            } else if (rest.starts(NUMBER)) {
                tokens.add(new Token(Kind.NUMBER, rest.text()));
                at = rest.end();
            } else if (rest.starts(SIGN)) {
                tokens.add(new Token(Kind.SIGN, rest.text()));
                at = rest.end();
            } else {
                throw new Malformed("`" + source.substring(at, Math.min(at + 20, source.length())) + "` is not CEL");
            }
        }
        return tokens;
    }

    private static final class Rest {
        private final java.util.regex.Matcher matcher;

        Rest(String source, int at) {
            this.matcher = SPACE.matcher(source).region(at, source.length());
        }

        boolean starts(Pattern pattern) {
            return matcher.usePattern(pattern).lookingAt();
        }

        String text() {
            return matcher.group();
        }

        String group(int n) {
            return matcher.group(n) == null ? "" : matcher.group(n);
        }

        int end() {
            return matcher.end();
        }
    }

    private static int string(String source, Rest opening, List<Token> tokens) throws Malformed {
        var prefix = opening.group(1).toLowerCase(java.util.Locale.ROOT);
        var quote = opening.group(2);
        boolean raw = prefix.contains("r");
        var value = new StringBuilder();
        int at = opening.end();
        while (!source.startsWith(quote, at)) {
            if (at >= source.length() || (quote.length() == 1 && (source.charAt(at) == '\n'))) {
                throw new Malformed("a string that begins with " + quote + " does not end");
            }
            if (!raw && source.charAt(at) == '\\') {
                at = escape(source, at + 1, value);
            } else {
                value.append(source.charAt(at++));
            }
        }
        tokens.add(new Token(prefix.contains("b") ? Kind.BYTES : Kind.STRING, value.toString()));
        return at + quote.length();
    }

    private static int escape(String source, int at, StringBuilder value) throws Malformed {
        char c = at < source.length() ? source.charAt(at) : ' ';
        return switch (c) {
            case '\\', '"', '\'', '`', '?' -> plain(value, c, at);
            case 'a' -> plain(value, '\u0007', at);
            case 'b' -> plain(value, '\b', at);
            case 'f' -> plain(value, '\f', at);
            case 'n' -> plain(value, '\n', at);
            case 'r' -> plain(value, '\r', at);
            case 't' -> plain(value, '\t', at);
            case 'v' -> plain(value, '\u000b', at);
            case 'x', 'X' -> coded(source, at + 1, 2, 16, value);
            case 'u' -> coded(source, at + 1, 4, 16, value);
            case 'U' -> coded(source, at + 1, 8, 16, value);
            case '0', '1', '2', '3' -> coded(source, at, 3, 8, value);
            default -> throw new Malformed("`\\" + c + "` is not an escape in CEL");
        };
    }

    private static int plain(StringBuilder value, char c, int at) {
        value.append(c);
        return at + 1;
    }

    private static int coded(String source, int from, int digits, int radix, StringBuilder value) throws Malformed {
        long code = 0;
        for (int at = from; at < from + digits; at++) {
            int digit = at < source.length() ? Character.digit(source.charAt(at), radix) : -1;
            if (digit < 0) {
                throw new Malformed("an escape with a number needs " + digits + " digits");
            }
            code = code * radix + digit;
        }
        if (code > Character.MAX_CODE_POINT || (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE)) {
            throw new Malformed("an escape names no character: " + Long.toHexString(code));
        }
        value.appendCodePoint((int) code);
        return from + digits;
    }

    /// Reads `{"key": "text", "other": true}` and nothing else.
    ///
    /// @return [String] and [Boolean] values by key
    static Map<String, Object> literal(String source) throws Malformed {
        var tokens = new java.util.ArrayDeque<>(tokens(source));
        expect(tokens.poll(), "{");
        var map = new LinkedHashMap<String, Object>();
        var next = tokens.poll();
        while (next != null && !next.isSign("}")) {
            if (next.kind() != Kind.STRING) {
                throw new Malformed("a key is not a quoted string: " + next.text());
            }
            expect(tokens.poll(), ":");
            if (map.put(next.text(), value(next.text(), tokens.poll())) != null) {
                throw new Malformed("the key " + quoted(next.text()) + " stands here twice");
            }
            next = tokens.poll();
            if (next != null && next.isSign(",")) {
                next = tokens.poll();
            } else if (next != null && !next.isSign("}")) {
                throw new Malformed("expected `,` or `}` before " + next.text());
            }
        }
        if (next == null) {
            throw new Malformed("the `}` is missing");
        }
        if (!tokens.isEmpty()) {
            throw new Malformed("unexpected after the `}`: " + tokens.getFirst().text());
        }
        return map;
    }

    private static Object value(String key, @org.jspecify.annotations.Nullable Token token) throws Malformed {
        if (token != null && token.kind() == Kind.STRING) {
            return token.text();
        }
        if (token != null && (token.isName("true") || token.isName("false"))) {
            return token.isName("true");
        }
        throw new Malformed("the value of " + quoted(key) + " is not a quoted string, true or false");
    }

    private static void expect(@org.jspecify.annotations.Nullable Token token, String sign) throws Malformed {
        if (token == null || !token.isSign(sign)) {
            throw new Malformed("expected `" + sign + "`" + (token == null ? "" : " instead of " + token.text()));
        }
    }

    /// Writes a string literal.
    static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if ((c >= ' ' && c <= '~') || Character.isLetterOrDigit(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format("\\U%08x", c));
            }
        });
        return out.append('"').toString();
    }
}
