package io.gatehouse.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A simple command while the rest of its line is still being read.
final class Draft {
    private static final int MOST_BUNDLED = 8;

    final String program;
    final List<Word> words;
    final List<String> wrappers;
    final Set<String> pipesFrom = new LinkedHashSet<>();
    final Set<String> pipesInto = new LinkedHashSet<>();
    /// Paths that it reads and may print the names of, as `find` does.
    final List<Word> lists = new ArrayList<>();
    /// How many roots those lie below.
    int searched;
    /// What it prints, where that is known.
    @Nullable
    Word output;

    private final boolean bundles;
    private final boolean background;
    private final String directory;
    private final Part where;
    private Parse parse;

    Draft(
            String program,
            List<Word> words,
            List<String> wrappers,
            boolean bundles,
            boolean background,
            String directory,
            Part where) {
        this.program = program;
        this.words = List.copyOf(words);
        this.wrappers = List.copyOf(wrappers);
        this.bundles = bundles;
        this.background = background;
        this.directory = directory;
        this.where = where;
        this.parse = program.isEmpty() ? Parse.OPAQUE : Parse.FULL;
    }

    Part where() {
        return where;
    }

    void worsen(Parse to) {
        parse = parse.or(to);
    }

    /// Takes what other commands print.
    void drinks(List<Draft> sources) {
        for (var source : sources) {
            if (source != this) {
                pipesFrom.add(source.program);
                source.pipesInto.add(program);
            }
        }
    }

    SimpleCommand finish() {
        List<String> flags = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        var options = true;
        for (var word : words.subList(Math.min(1, words.size()), words.size())) {
            var text = word.text();
            if (options && text.equals("--")) {
                options = false;
            } else if (options && text.length() > 1 && text.startsWith("-")) {
                flags(text, flags);
            } else {
                plain.add(text);
            }
        }
        pipesFrom.remove("");
        pipesInto.remove("");
        return new SimpleCommand(
                program,
                words.stream().map(Word::text).toList(),
                flags,
                plain,
                wrappers,
                List.copyOf(pipesFrom),
                List.copyOf(pipesInto),
                background,
                parse,
                directory,
                where);
    }

    private void flags(String text, List<String> flags) {
        var equals = text.indexOf('=');
        flags.add(equals > 0 ? text.substring(0, equals) : text);
        if (bundles && equals < 0 && text.length() > 2 && text.length() <= MOST_BUNDLED && text.charAt(1) != '-') {
            for (var letter : text.substring(1).toCharArray()) {
                if (Character.isLetter(letter) && !flags.contains("-" + letter)) {
                    flags.add("-" + letter);
                }
            }
        }
    }
}
