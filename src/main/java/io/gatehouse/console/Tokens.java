package io.gatehouse.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// By what enforcements are found, in both databases alike: numbers that stand for a value, for the beginning of a
/// word and for three characters in a row.
///
/// Design. A row has each token once, and what is looked for is the rows that have all of some tokens, which both
/// kinds of index answer at once. Hashes of 32 bits collide, and longer beginnings and substrings are only hinted
/// at, so whoever finds a row by them looks whether it is one.
final class Tokens {
    /// Beginnings of words up to this length have a token; a longer one is looked for by this much of it.
    private static final int LONGEST_BEGINNING = 8;

    private static final int MOST = 6_000;
    private static final int GRAM = 3;

    private final Set<Integer> tokens = new HashSet<>();

    /// What a token stands for.
    enum Kind {
        DEVICE(1),
        PRINCIPAL(2),
        AGENT(3),
        VERDICT(4),
        RULE(5),
        PROGRAM(6),
        WORD(7),
        PATH(8),
        HOST(9),
        WORKSPACE(10);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    static Tokens of(String device, EvidenceColumns row) {
        var tokens = new Tokens();
        tokens.value(Kind.DEVICE, device);
        tokens.value(Kind.PRINCIPAL, row.principal());
        tokens.value(Kind.AGENT, row.agent());
        tokens.value(Kind.VERDICT, row.verdict());
        row.rules().forEach(rule -> tokens.value(Kind.RULE, rule));
        row.programs().forEach(program -> tokens.value(Kind.PROGRAM, program));
        row.hosts().forEach(host -> tokens.grams(Kind.HOST, host));
        tokens.grams(Kind.WORKSPACE, row.workspace());
        row.paths().forEach(path -> tokens.grams(Kind.PATH, path));
        tokens.beginnings(row.tool());
        tokens.beginnings(row.shown());
        tokens.beginnings(row.reason());
        return tokens;
    }

    Tokens value(Kind kind, String value) {
        if (!value.isEmpty()) {
            add(kind, value);
        }
        return this;
    }

    /// Of text in which any part is looked for.
    Tokens grams(Kind kind, String text) {
        var folded = fold(text);
        for (int i = 0; i + GRAM <= folded.length(); i++) {
            add(kind, folded.substring(i, i + GRAM));
        }
        return this;
    }

    /// Of each word of a text, all that it may begin with.
    private void beginnings(String text) {
        for (var word : new HashSet<>(words(text))) {
            int longest = Math.min(word.length(), LONGEST_BEGINNING);
            IntStream.rangeClosed(1, longest).forEach(length -> add(Kind.WORD, word.substring(0, length)));
        }
    }

    /// Of each word that is looked for.
    Tokens wanted(List<String> words) {
        words.forEach(word -> add(Kind.WORD, word.substring(0, Math.min(word.length(), LONGEST_BEGINNING))));
        return this;
    }

    private void add(Kind kind, String text) {
        if (tokens.size() < MOST) {
            tokens.add(hash(kind.code, text));
        }
    }

    /// Words in lower case: letters and digits that follow each other.
    static List<String> words(String text) {
        var folded = fold(text);
        var words = new ArrayList<String>();
        int start = -1;
        for (int i = 0; i <= folded.length(); i++) {
            boolean isWord = i < folded.length() && Character.isLetterOrDigit(folded.charAt(i));
            if (isWord && start < 0) {
                start = i;
            } else if (!isWord && start >= 0) {
                words.add(folded.substring(start, i));
                start = -1;
            }
        }
        return words;
    }

    static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    /// FNV-1a, which must never change: its numbers are kept.
    private static int hash(int kind, String text) {
        int hash = (0x811C9DC5 ^ kind) * 0x01000193;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x01000193;
        }
        return hash;
    }

    /// For SQLite's index of words.
    String asWords() {
        return sorted().mapToObj(token -> Integer.toUnsignedString(token, Character.MAX_RADIX))
                .collect(Collectors.joining(" "));
    }

    /// To be bound in a condition that all must be there.
    String text(ConsoleDatabase.Kind kind) {
        return switch (kind) {
            case SQLITE -> asExpression();
            case POSTGRESQL -> asArray();
        };
    }

    /// For SQLite's index, of which all must be there.
    private String asExpression() {
        return sorted().mapToObj(token -> '"' + Integer.toUnsignedString(token, Character.MAX_RADIX) + '"')
                .collect(Collectors.joining(" AND "));
    }

    /// For PostgreSQL.
    String asArray() {
        return sorted().mapToObj(Integer::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private IntStream sorted() {
        return tokens.stream().mapToInt(Integer::intValue).sorted();
    }
}
