package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Names that a search prints: what they are is not known, but what they lie below is.
final class Listed {
    /// Programs that pass on some of the lines they get.
    private static final Set<String> PASSING = Set.of("sort", "uniq", "head", "tail");

    private Listed() {}

    /// @param commands of a pipeline, whose output is lines of names
    /// @return one word that stands for any of them
    static Optional<Word> by(List<Draft> commands) {
        if (commands.isEmpty() || !commands.subList(1, commands.size()).stream().allMatch(Listed::passes)) {
            return Optional.empty();
        }
        var search = commands.getFirst();
        var roots = search.lists;
        if (!prints(search) || search.words.stream().anyMatch(word -> !word.known())) {
            return Optional.empty();
        }
        if (search.searched == 0 && !search.program.equals("find")) {
            return Optional.of(
                    new Word.Builder().add("**", Mark.GLOB, search.where()).build(search.where()));
        }
        if (roots.isEmpty() || roots.getFirst().wild() == 0) {
            return Optional.empty();
        }
        return search.searched == 1 ? Optional.of(below(roots.getFirst())) : Optional.empty();
    }

    private static boolean passes(Draft draft) {
        return (PASSING.contains(draft.program) && draft.lists.isEmpty())
                || (draft.program.equals("grep") && draft.lists.isEmpty() && has(draft, "-[iE]*v[iE]*"));
    }

    private static boolean prints(Draft draft) {
        return switch (draft.program) {
            case "find" -> !has(draft, "-(exec|ok).*|-f?printf?|-ls");
            case "grep", "rg" -> has(draft, "-[a-zA-Z]*l[a-zA-Z]*|--files-with-matches|--files");
            default -> false;
        };
    }

    private static boolean has(Draft draft, String option) {
        return draft.words.stream().skip(1).anyMatch(word -> word.text().matches(option));
    }

    /// A root, or what a pattern already names below it, as the shell would put names for it.
    private static Word below(Word root) {
        var builder = new Word.Builder();
        var wild = root.wild();
        if (wild < 0) {
            builder.add(root.text().endsWith("/") ? root.cut(0, root.text().length() - 1) : root)
                    .add("/", Mark.QUOTED, root.where())
                    .add("**", Mark.GLOB, root.where());
        } else {
            builder.add(root.cut(0, wild)).add(root.text().substring(wild), Mark.GLOB, root.where());
        }
        return builder.build(root.where());
    }
}
