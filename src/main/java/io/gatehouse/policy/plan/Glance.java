package io.gatehouse.policy.plan;

/// What a text must begin with, or hold somewhere, for a pattern to match it: a glance at its characters spares most
/// texts the automaton. Reads what is plain of a pattern; any other one may match anything.
///
/// @param first characters of which the text begins with one,
/// @param held or of which it holds one
record Glance(Ascii first, Ascii held) {
    static final Glance ANY = new Glance(Ascii.ALL, Ascii.NONE);
    private static final Glance NONE = new Glance(Ascii.NONE, Ascii.NONE);

    /// @param regex a regular expression that RE2 can read
    static Glance of(String regex) {
        try {
            return new Reader(regex).read();
        } catch (NotPlain _) {
            return ANY;
        }
    }

    /// False only for a text that the pattern does not match.
    boolean mayMatch(String text) {
        if (text.isEmpty() || first.has(text.charAt(0))) {
            return true;
        }
        if (held.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (held.has(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private Glance or(Glance other) {
        return new Glance(first.or(other.first), held.or(other.held));
    }

    /// The same for a match that may begin anywhere.
    private Glance anywhere() {
        return first.equals(Ascii.ALL) ? ANY : new Glance(Ascii.NONE, first.or(held));
    }

    /// Some characters of ASCII; every other character counts as one of them, as it may be a letter's other case.
    ///
    /// @param low those below 64, a bit each
    /// @param high those from 64 on
    record Ascii(long low, long high) {
        static final Ascii ALL = new Ascii(-1, -1);
        static final Ascii NONE = new Ascii(0, 0);
        private static final int END = 128;

        static Ascii of(char c) {
            return c < Long.SIZE ? new Ascii(1L << c, 0) : new Ascii(0, 1L << c);
        }

        boolean has(char c) {
            return c >= END || ((c < Long.SIZE ? low : high) >>> c & 1) != 0;
        }

        boolean isEmpty() {
            return equals(NONE);
        }

        Ascii or(Ascii other) {
            return new Ascii(low | other.low, high | other.high);
        }
    }

    /// @param canBeEmpty whether it also matches nothing, so that what follows may begin the text
    private record Part(Glance glance, boolean canBeEmpty) {
        static Part of(Ascii one) {
            return new Part(new Glance(one, Ascii.NONE), false);
        }
    }

    private static final class NotPlain extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotPlain() {
            super(null, null, false, false);
        }
    }

    private static final class Reader {
        private static final String IGNORES_CASE = "(?i)";
        private static final String CLASSES = "dDsSwWbB";
        private static final String SPECIAL = ".[]()^$*+?{}|";

        private final String regex;
        private final boolean ignoresCase;
        private int at;

        Reader(String regex) {
            this.regex = regex;
            this.ignoresCase = regex.startsWith(IGNORES_CASE);
            this.at = ignoresCase ? IGNORES_CASE.length() : 0;
        }

        Glance read() {
            var all = NONE;
            do {
                boolean isAnchored = skips('^');
                var part = sequence();
                var glance = part.canBeEmpty ? ANY : part.glance;
                all = all.or(isAnchored ? glance : glance.anywhere());
            } while (skips('|'));
            if (at < regex.length()) {
                throw new NotPlain();
            }
            return all.first.equals(Ascii.ALL) ? ANY : all;
        }

        private Part alternatives() {
            var all = NONE;
            boolean canBeEmpty = false;
            do {
                var part = sequence();
                all = all.or(part.glance);
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
                    var certain = part.glance.first.equals(Ascii.ALL) ? certain() : Ascii.NONE;
                    all = all.or(certain.isEmpty() ? part.glance : new Glance(Ascii.NONE, certain));
                    canBeEmpty = certain.isEmpty() && part.canBeEmpty;
                }
            }
            return new Part(all, canBeEmpty);
        }

        /// The character that has to follow, whatever comes before it; none where that is not plain.
        private Ascii certain() {
            int literal = at < regex.length() && regex.charAt(at) == '\\' ? at + 1 : at;
            if (literal >= regex.length()) {
                return Ascii.NONE;
            }
            char c = regex.charAt(literal);
            boolean standsForItself = literal == at ? SPECIAL.indexOf(c) < 0 : !Character.isLetterOrDigit(c);
            boolean mayBeMissing = literal + 1 < regex.length() && "*?{".indexOf(regex.charAt(literal + 1)) >= 0;
            return standsForItself && !mayBeMissing ? literal(c) : Ascii.NONE;
        }

        private Part atom() {
            char c = next();
            return switch (c) {
                case '(' -> group();
                case '[' -> Part.of(characters());
                case '.' -> Part.of(Ascii.ALL);
                case '^', '$' -> new Part(ANY, true);
                case '\\' -> escape();
                case '*', '+', '?', '{' -> throw new NotPlain();
                default -> Part.of(literal(c));
            };
        }

        private Part escape() {
            if (CLASSES.indexOf(peek()) < 0) {
                return Part.of(literal(escaped()));
            }
            boolean isBoundary = peek() == 'b' || peek() == 'B';
            return new Part(new Glance(unknown(), Ascii.NONE), isBoundary);
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
            return new Part(part.glance, canBeEmpty);
        }

        /// Of a class in brackets, whose first one was read.
        private Ascii characters() {
            var all = skips('^') ? Ascii.ALL : Ascii.NONE;
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

        private Ascii unknown() {
            at++;
            return Ascii.ALL;
        }

        /// What stands behind a backslash, when it stands for itself.
        private char escaped() {
            char c = next();
            if (Character.isLetterOrDigit(c)) {
                throw new NotPlain();
            }
            return c;
        }

        private Ascii literal(char c) {
            if (c >= Ascii.END) {
                throw new NotPlain(); // which may be a letter's other case
            }
            return ignoresCase
                    ? Ascii.of(Character.toLowerCase(c)).or(Ascii.of(Character.toUpperCase(c)))
                    : Ascii.of(c);
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
