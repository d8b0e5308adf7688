package io.gatehouse.cerbos;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Strings that match an RE2 expression, more or less: what stands around an anchor or a word boundary is not looked
/// at, so some do not.
final class Matching {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./\\: *=,@";

    private final String regex;
    private int at;

    private Matching(String regex) {
        this.regex = regex;
    }

    /// Appends one string out of those that a part of the expression matches.
    private interface Part {
        void append(StringBuilder out, RandomGenerator random);
    }

    /// A compiled expression; safe for many threads.
    static final class Strings {
        private final Part part;
        private final boolean anyCase;

        private Strings(Part part, boolean anyCase) {
            this.part = part;
            this.anyCase = anyCase;
        }

        String one(RandomGenerator random) {
            var out = new StringBuilder();
            part.append(out, random);
            return anyCase && random.nextInt(4) == 0
                    ? out.toString().toUpperCase(java.util.Locale.ROOT)
                    : out.toString();
        }
    }

    static Strings of(String regex) {
        return new Strings(new Matching(regex).alternatives(), regex.contains("(?i"));
    }

    private Part alternatives() {
        var all = new ArrayList<Part>();
        all.add(sequence());
        while (starts("|")) {
            at++;
            all.add(sequence());
        }
        return (out, random) -> all.get(random.nextInt(all.size())).append(out, random);
    }

    private Part sequence() {
        var all = new ArrayList<Part>();
        while (at < regex.length() && !starts("|") && !starts(")")) {
            all.add(repeated(atom()));
        }
        return (out, random) -> all.forEach(part -> part.append(out, random));
    }

    private Part repeated(Part part) {
        int least = 1;
        int most = 1;
        if (starts("*")) {
            least = 0;
            most = 3;
            at++;
        } else if (starts("+")) {
            most = 3;
            at++;
        } else if (starts("?")) {
            least = 0;
            at++;
        } else if (starts("{") && at + 1 < regex.length() && Character.isDigit(regex.charAt(at + 1))) {
            int end = regex.indexOf('}', at);
            var bounds = regex.substring(at + 1, end).split(",", -1);
            least = Integer.parseInt(bounds[0]);
            most = bounds.length == 1 ? least : bounds[1].isEmpty() ? least + 2 : Integer.parseInt(bounds[1]);
            at = end + 1;
        } else {
            return part;
        }
        if (starts("?")) {
            at++;
        }
        int from = least;
        int to = most + 1;
        return (out, random) -> {
            for (int i = random.nextInt(from, to); i > 0; i--) {
                part.append(out, random);
            }
        };
    }

    private Part atom() {
        char c = regex.charAt(at++);
        return switch (c) {
            case '(' -> group();
            case '[' -> oneOf(choices());
            case '.' -> oneOf(ALPHABET);
            case '^', '$' -> nothing();
            case '\\' -> escaped(regex.charAt(at++));
            default -> (out, _) -> out.append(c);
        };
    }

    private Part group() {
        if (starts("?")) {
            int end = at + 1;
            while (regex.charAt(end) != ':' && regex.charAt(end) != ')') {
                end++;
            }
            at = end + 1;
            if (regex.charAt(end) == ')') {
                return nothing(); // flags alone
            }
        }
        var inside = alternatives();
        at++;
        return inside;
    }

    private static Part nothing() {
        return (_, _) -> {};
    }

    private static Part oneOf(String characters) {
        return (out, random) -> out.append(characters.charAt(random.nextInt(characters.length())));
    }

    private static Part escaped(char c) {
        return switch (c) {
            case 'b', 'B', 'A', 'z' -> nothing();
            case 'd', 'w', 's' -> oneOf(named(c));
            case 'n' -> (out, _) -> out.append('\n');
            case 't' -> (out, _) -> out.append('\t');
            default -> (out, _) -> out.append(c);
        };
    }

    private static String named(char c) {
        return switch (c) {
            case 'd' -> "0123456789";
            case 'w' -> "abcXYZ019_";
            case 's' -> " \t\n";
            default -> throw new IllegalArgumentException("\\" + c);
        };
    }

    private String choices() {
        boolean excluding = starts("^");
        if (excluding) {
            at++;
        }
        var listed = new StringBuilder();
        boolean first = true;
        while (first || !starts("]")) {
            first = false;
            char c = regex.charAt(at++);
            if (c == '\\') {
                c = regex.charAt(at++);
                if (List.of('d', 'w', 's').contains(c)) {
                    listed.append(named(c));
                    continue;
                }
            }
            if (starts("-") && regex.charAt(at + 1) != ']') {
                for (char upTo = regex.charAt(at + 1); c <= upTo; c++) {
                    listed.append(c);
                }
                at += 2;
            } else {
                listed.append(c);
            }
        }
        at++;
        if (!excluding) {
            return listed.toString();
        }
        var left = new StringBuilder();
        ALPHABET.chars()
                .filter(c -> listed.indexOf(String.valueOf((char) c)) < 0)
                .forEach(c -> left.append((char) c));
        return left.toString();
    }

    private boolean starts(String sign) {
        return regex.startsWith(sign, at);
    }
}
