package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What `printf` prints, where the line alone tells.
final class Formatted {
    private static final Pattern CONVERSION = Pattern.compile("%(?:%|(?:\\.(\\d{1,3}))?([sbcdiuq]))");
    private static final int MOST_ROUNDS = 100;

    private Formatted() {}

    /// @param words the format and its arguments
    static Optional<Word> of(List<Word> words) {
        if (words.isEmpty()
                || (words.getFirst().text().startsWith("-") && !words.getFirst().is("--"))) {
            return Optional.empty();
        }
        var rest = words.getFirst().is("--") ? words.subList(1, words.size()) : words;
        if (rest.isEmpty() || !rest.getFirst().known()) {
            return Optional.empty();
        }
        var format = rest.getFirst();
        var builder = new Word.Builder();
        var next = 1;
        for (var round = 0; round < MOST_ROUNDS; round++) {
            var before = next;
            next = round(format, rest, next, builder);
            if (next < 0) {
                return Optional.empty();
            }
            if (next >= rest.size() || next == before) {
                return Optional.of(builder.build(format.where()));
            }
        }
        return Optional.empty();
    }

    /// @return the next argument; below zero where a conversion is none of those that are known
    private static int round(Word format, List<Word> words, int first, Word.Builder builder) {
        var text = format.text();
        var next = first;
        var from = 0;
        var conversions = CONVERSION.matcher(text);
        for (var percent = text.indexOf('%'); percent >= 0; percent = text.indexOf('%', from)) {
            builder.add(Escapes.resolve(format.cut(from, percent), false));
            if (!conversions.region(percent, text.length()).lookingAt()) {
                return -1;
            }
            from = conversions.end();
            var kind = conversions.group(2);
            if (kind == null) {
                builder.add("%", Mark.QUOTED, format.where());
            } else if (next < words.size()) {
                var argument = words.get(next++);
                var shown = kind.equals("b") ? Escapes.resolve(argument, true) : argument;
                var most = conversions.group(1) == null ? Integer.MAX_VALUE : Integer.parseInt(conversions.group(1));
                var length = kind.equals("c") ? 1 : most;
                if (("diu".contains(kind) && !argument.text().matches("-?\\d{1,18}"))
                        || (kind.equals("q") && !argument.text().matches("[\\w./-]+"))) {
                    return -1;
                }
                if (length < shown.text().length() && !shown.known()) {
                    return -1;
                }
                builder.add(shown.cut(0, Math.min(length, shown.text().length())));
            } else if ("diu".contains(kind)) {
                builder.add("0", Mark.QUOTED, format.where());
            }
        }
        builder.add(Escapes.resolve(format.cut(from, text.length()), false));
        return next;
    }
}
