package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.List;

/// What GNU `parallel` starts: its words are shell text, filled with each of the arguments behind `:::`.
record Parallel(List<Word> scripts, List<List<Word>> commands) {
    private static final int MOST = 50;

    Parallel {
        scripts = List.copyOf(scripts);
        commands = List.copyOf(commands);
    }

    /// @param words what stands behind the options
    Parallel(List<Word> words) {
        this(scripts(words), commands(words));
    }

    private static int separator(List<Word> words) {
        for (var i = 0; i < words.size(); i++) {
            if (words.get(i).text().matches(":::\\+?")) {
                return i;
            }
        }
        return words.size();
    }

    /// A command of one word holds a whole line; without `:::` the arguments come from the standard input.
    private static List<List<Word>> commands(List<Word> words) {
        var plain = separator(words) == words.size() && words.getFirst().text().indexOf(' ') < 0;
        return plain ? List.of(words) : List.of();
    }

    private static List<Word> scripts(List<Word> words) {
        var end = separator(words);
        var template = words.subList(0, end);
        List<Word> scripts = new ArrayList<>();
        if (end == words.size()) {
            if (commands(words).isEmpty()) {
                scripts.add(Word.joined(template));
            }
            return scripts;
        }
        for (var argument : words.subList(end + 1, Math.min(words.size(), end + 1 + MOST))) {
            scripts.add(template.isEmpty() ? argument : filled(Word.joined(template), argument));
        }
        return scripts;
    }

    private static Word filled(Word template, Word argument) {
        var text = template.text();
        var builder = new Word.Builder();
        var from = 0;
        for (var at = text.indexOf("{}"); at >= 0; at = text.indexOf("{}", from)) {
            builder.add(template.cut(from, at)).add(argument);
            from = at + 2;
        }
        builder.add(template.from(from));
        if (from == 0) {
            builder.add(" ", Mark.QUOTED, argument.where()).add(argument);
        }
        return builder.build(template.where());
    }
}
