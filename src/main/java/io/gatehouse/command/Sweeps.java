package io.gatehouse.command;

import io.gatehouse.command.PathUse.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Commands that take in every file of the directory in force, hidden and ignored ones too, without naming one: a
/// search for nothing in particular, `git add --force .`. They are told as reading what is hidden there.
final class Sweeps {
    private static final Pattern ANYTHING = Pattern.compile("\\^?(?:\\.[*+]?)?\\$?");
    private static final Pattern HERE = Pattern.compile("\\.?/?|\\$PWD/?|:/|:\\(top\\)|\\*");
    private static final Pattern NARROWED = Pattern.compile(
            "-[A-Za-z]*[lLcqgtT].*|--(?:include|i?glob|type|files|count|quiet)(?:[-=].*)?", Pattern.DOTALL);
    private static final Pattern HIDDEN = Pattern.compile("--hidden|-[A-Za-z]*\\.[A-Za-z]*");

    private final Draft draft;
    private final Arguments arguments;
    private final Paths paths;

    Sweeps(Draft draft, Arguments arguments, Paths paths) {
        this.draft = draft;
        this.arguments = arguments;
        this.paths = paths;
    }

    void read() {
        var all =
                switch (draft.program) {
                    case "grep", "egrep", "fgrep", "ggrep" -> arguments.recursive && shows();
                    case "rg", "ripgrep", "ag", "ack" -> (given(HIDDEN) || letters('u') > 1) && shows();
                    case "git" -> arguments.spec.name().equals("git add") && forced();
                    default -> false;
                };
        if (all) {
            var hidden = new Word.Builder().add("./.*", Word.Mark.PLAIN, draft.where());
            paths.add(Verb.READ, hidden.build(draft.where()), false);
        }
    }

    /// Whether a search prints each line of all that is here.
    private boolean shows() {
        List<Word> patterns = new ArrayList<>();
        for (var i = 1; i + 1 < draft.words.size(); i++) {
            if (draft.words.get(i).text().matches("-[A-Za-z]*e|--regexp")) {
                patterns.add(draft.words.get(i + 1));
            }
        }
        var roots = arguments.operands;
        if (patterns.isEmpty() && !roots.isEmpty()) {
            patterns.add(roots.getFirst());
            roots = roots.subList(1, roots.size());
        }
        return patterns.stream().anyMatch(word -> ANYTHING.matcher(word.text()).matches())
                && roots.stream().allMatch(root -> HERE.matcher(root.text()).matches())
                && !given(NARROWED);
    }

    private boolean forced() {
        return (given(Pattern.compile("--force")) || letters('f') > 0)
                && (given(Pattern.compile("--all")) || letters('A') > 0 || !arguments.operands.isEmpty())
                && arguments.operands.stream()
                        .allMatch(operand -> HERE.matcher(operand.text()).matches());
    }

    private boolean given(Pattern option) {
        return draft.words.stream().skip(1).anyMatch(word -> option.matcher(word.text())
                .matches());
    }

    /// How often a letter stands among the short options.
    private long letters(char letter) {
        return draft.words.stream()
                .skip(1)
                .filter(word -> word.text().matches("-[A-Za-z]+"))
                .flatMapToInt(word -> word.text().chars())
                .filter(unit -> unit == letter)
                .count();
    }
}
