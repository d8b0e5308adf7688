package io.gatehouse.policy.plan;

/// The characters of ASCII with which a text has to begin for a pattern to match it: a look at the first one spares
/// most texts the automaton. Reads what is plain, patterns whose alternatives all begin with `^`; any other one may
/// match anything.
///
/// @param low of the characters below 64, a bit each
/// @param high of those from 64 on
record Beginnings(long low, long high) {
    static final Beginnings ANY = new Beginnings(-1, -1);
    private static final Beginnings NONE = new Beginnings(0, 0);
    private static final int ASCII = 128;

    /// @param regex a regular expression that RE2 can read
    static Beginnings of(String regex) {
        try {
            return new Reader(regex).read();
        } catch (NotPlain _) {
            return ANY;
        }
    }

    /// False only for a text that the pattern does not match.
    boolean mayBegin(String text) {
        return text.isEmpty() || text.charAt(0) >= ASCII || has(text.charAt(0));
    }

    private boolean has(char c) {
        return ((c < Long.SIZE ? low : high) >>> c & 1) != 0;
    }

    private Beginnings or(Beginnings other) {
        return new Beginnings(low | other.low, high | other.high);
    }

    private static Beginnings of(char c) {
        return c < Long.SIZE ? new Beginnings(1L << c, 0) : new Beginnings(0, 1L << c);
    }

    /// @param canBeEmpty whether it also matches nothing, so that what follows may begin the text
    private record Part(Beginnings beginnings, boolean canBeEmpty) {}

    private static final class NotPlain extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotPlain() {
            super(null, null, false, false);
        }
    }

    private static final class Reader {
        private static final String IGNORES_CASE = "(?i)";
        private static final String CLASSES = "dDsSwWbB";

        private final String regex;
        private final boolean ignoresCase;
        private int at;

        Reader(String regex) {
            this.regex = regex;
            this.ignoresCase = regex.startsWith(IGNORES_CASE);
            this.at = ignoresCase ? IGNORES_CASE.length() : 0;
        }

        Beginnings read() {
            var all = NONE;
            do {
                take('^');
                var part = sequence();
                all = all.or(part.canBeEmpty ? ANY : part.beginnings);
            } while (skips('|'));
            if (at < regex.length()) {
                throw new NotPlain();
            }
            return all;
        }

        private Part alternatives() {
            var all = NONE;
            boolean canBeEmpty = false;
            do {
                var part = sequence();
                all = all.or(part.beginnings);
                canBeEmpty |= part.canBeEmpty;
            } while (skips('|'));
            return new Part(all, canBeEmpty);
        }

        private Part sequence() {
            var all = NONE;
            boolean canBeEmpty = true;
            while (at < regex.length() && peek() != '|' && peek() != ')') {
                var part = repeated(atom());
                if (canBeEmpty) {
                    all = all.or(part.beginnings);
                    canBeEmpty = part.canBeEmpty;
                }
            }
            return new Part(all, canBeEmpty);
        }

        private Part atom() {
            char c = next();
            return switch (c) {
                case '(' -> group();
                case '[' -> new Part(characters(), false);
                case '.' -> new Part(ANY, false);
                case '^', '$' -> new Part(ANY, true);
                case '\\' -> new Part(CLASSES.indexOf(peek()) >= 0 ? unknown() : literal(escaped()), false);
                case '*', '+', '?', '{' -> throw new NotPlain();
                default -> new Part(literal(c), false);
            };
        }

        private Part group() {
            if (skips('?')) {
                take(':');
            }
            var inner = alternatives();
            take(')');
            return inner;
        }

        private Part repeated(Part part) {
            if (at == regex.length()) {
                return part;
            }
            boolean canBeEmpty =
                    switch (peek()) {
                        case '*', '?' -> true;
                        case '{' -> throw new NotPlain();
                        default -> part.canBeEmpty;
                    };
            if (skips('*') || skips('?') || skips('+')) {
                skips('?');
            }
            return new Part(part.beginnings, canBeEmpty);
        }

        /// Of a class in brackets, whose first one was read.
        private Beginnings characters() {
            var all = skips('^') ? ANY : NONE;
            do {
                char first = next();
                if (first == '[') {
                    throw new NotPlain();
                }
                if (first == '\\' && CLASSES.indexOf(peek()) >= 0) {
                    all = unknown();
                    continue;
                }
                char from = first == '\\' ? escaped() : first;
                char to = from;
                if (peek() == '-' && at + 1 < regex.length() && regex.charAt(at + 1) != ']') {
                    at++;
                    to = next();
                    if (to == '\\') {
                        to = escaped();
                    }
                }
                for (int c = from; c <= to; c++) {
                    all = all.or(literal((char) c));
                }
            } while (peek() != ']');
            at++;
            return all;
        }

        private Beginnings unknown() {
            at++;
            return ANY;
        }

        /// What stands behind a backslash, when it stands for itself.
        private char escaped() {
            char c = next();
            if (Character.isLetterOrDigit(c)) {
                throw new NotPlain();
            }
            return c;
        }

        private Beginnings literal(char c) {
            if (c >= ASCII) {
                throw new NotPlain(); // which may be a letter's other case
            }
            return ignoresCase ? of(Character.toLowerCase(c)).or(of(Character.toUpperCase(c))) : of(c);
        }

        private char peek() {
            if (at == regex.length()) {
                throw new NotPlain();
            }
            return regex.charAt(at);
        }

        private char next() {
            char c = peek();
            at++;
            return c;
        }

        private void take(char expected) {
            if (next() != expected) {
                throw new NotPlain();
            }
        }

        private boolean skips(char c) {
            boolean isThere = at < regex.length() && regex.charAt(at) == c;
            at += isThere ? 1 : 0;
            return isThere;
        }
    }
}
