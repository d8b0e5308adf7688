package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.List;

/// Brace expansion: `{a,b}` and `{1..3}`.
final class Braces {
    private static final int MOST = 256;
    private static final int MOST_UNITS = 128 * 1024;

    private Braces() {}

    /// Empty when there would be too many words.
    static List<Word> expand(Word word) {
        if (word.text().indexOf('{') < 0) {
            return List.of(word);
        }
        List<Word> done = new ArrayList<>();
        List<Word> open = new ArrayList<>(List.of(word));
        var steps = 0;
        while (!open.isEmpty()) {
            if (++steps > MOST) {
                return List.of();
            }
            var next = open.removeFirst();
            var alternatives = first(next);
            if (alternatives.isEmpty()) {
                done.add(next);
            } else {
                open.addAll(0, alternatives);
            }
            if (done.size() + open.size() > MOST
                    || (done.size() + open.size()) * next.text().length() > MOST_UNITS) {
                return List.of();
            }
        }
        return done;
    }

    private static List<Word> first(Word word) {
        for (var open = plain(word, '{', 0); open >= 0; open = plain(word, '{', open + 1)) {
            var close = closing(word, open);
            if (close < 0) {
                continue;
            }
            var inner = inner(word, open, close);
            if (!inner.isEmpty()) {
                List<Word> words = new ArrayList<>();
                for (var alternative : inner) {
                    words.add(new Word.Builder()
                            .add(word.cut(0, open))
                            .add(alternative)
                            .add(word.from(close + 1))
                            .sources(word.sources())
                            .build(word.where()));
                }
                return words;
            }
        }
        return List.of();
    }

    private static List<Word> inner(Word word, int open, int close) {
        List<Word> parts = new ArrayList<>();
        var depth = 0;
        var from = open + 1;
        for (var i = open + 1; i < close; i++) {
            if (word.mark(i) == Mark.PLAIN) {
                switch (word.text().charAt(i)) {
                    case '{' -> depth++;
                    case '}' -> depth--;
                    case ',' -> {
                        if (depth == 0) {
                            parts.add(word.cut(from, i));
                            from = i + 1;
                        }
                    }
                    default -> {}
                }
            }
        }
        if (parts.isEmpty()) {
            return sequence(word.cut(open + 1, close));
        }
        parts.add(word.cut(from, close));
        return parts;
    }

    private static List<Word> sequence(Word range) {
        var ends = range.text().split("\\.\\.", -1);
        if (ends.length < 2 || ends.length > 3 || !range.known()) {
            return List.of();
        }
        var letters = ends[0].length() == 1 && ends[1].length() == 1 && Character.isLetter(ends[0].charAt(0));
        if (!letters && !(ends[0].matches("-?\\d{1,6}") && ends[1].matches("-?\\d{1,6}"))) {
            return List.of();
        }
        int from = letters ? ends[0].charAt(0) : Integer.parseInt(ends[0]);
        int to = letters ? ends[1].charAt(0) : Integer.parseInt(ends[1]);
        var width = !letters && (ends[0].startsWith("0") || ends[1].startsWith("0"))
                ? Math.max(ends[0].length(), ends[1].length())
                : 1;
        var step = ends.length == 3 && ends[2].matches("-?\\d{1,6}")
                ? Math.max(1, Math.abs(Integer.parseInt(ends[2])))
                : 1;
        List<Word> words = new ArrayList<>();
        for (var at = from; from <= to ? at <= to : at >= to; at += from <= to ? step : -step) {
            if (words.size() > MOST) {
                break;
            }
            var text = letters ? String.valueOf((char) at) : "0".repeat(Math.max(0, width - ("" + at).length())) + at;
            words.add(new Word.Builder().add(text, Mark.PLAIN, range.where()).build(range.where()));
        }
        return words;
    }

    private static int plain(Word word, char wanted, int from) {
        for (var i = from; i < word.text().length(); i++) {
            if (word.text().charAt(i) == wanted && word.mark(i) == Mark.PLAIN) {
                return i;
            }
        }
        return -1;
    }

    private static int closing(Word word, int open) {
        var depth = 0;
        for (var i = open; i < word.text().length(); i++) {
            if (word.mark(i) == Mark.PLAIN) {
                switch (word.text().charAt(i)) {
                    case '{' -> depth++;
                    case '}' -> depth--;
                    default -> {}
                }
                if (depth == 0) {
                    return i;
                }
            }
        }
        return -1;
    }
}
