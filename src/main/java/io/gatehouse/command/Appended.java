package io.gatehouse.command;

import io.gatehouse.command.Arguments.Use;
import io.gatehouse.command.Context.Input;
import io.gatehouse.command.Spec.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The words that `xargs`, `parallel` and `find` put into the commands that they start.
final class Appended {
    /// Wrappers that replace `{}` in their command.
    static final Set<String> FILLING = Set.of("find", "gfind", "xargs", "gxargs", "parallel");

    private static final int MOST_APPENDED = 50;
    private static final Pattern BLANKS = Pattern.compile("\\S+");

    private final Walk walk;
    private final Findings findings;
    private final Uses uses;

    Appended(Walk walk, Uses uses) {
        this.walk = walk;
        this.findings = walk.findings();
        this.uses = uses;
    }

    /// `xargs` adds words that only its standard input knows; what was listed there may be among them.
    void fromInput(List<Word> words, List<Draft> found, String directory, Context context) {
        findings.doubt("more arguments come from the standard input", Commands.where(words));
        found.forEach(draft -> draft.worsen(Parse.PARTIAL));
        switch (context.input()) {
            case Input.Pipe(var upstream) -> {
                for (var source : upstream) {
                    for (var listed : source.lists) {
                        replaced(words, listed, directory, context);
                    }
                }
                var output = upstream.isEmpty() ? null : upstream.getLast().output;
                if (output != null) {
                    split(output).forEach(word -> replaced(words, word, directory, context));
                }
            }
            case Input.Text(var text) -> split(text).forEach(word -> replaced(words, word, directory, context));
            case Input.File(var file) -> {
                for (var draft : found) {
                    walk.runFiles().read(file, "", draft, directory, context, Parse.FULL, text -> split(
                                    text.word(0, text.text().length()))
                            .forEach(word -> replaced(words, word, directory, context)));
                }
            }
            case Input.Inherited _ -> {}
        }
    }

    /// The words of a text, as `xargs` reads them.
    private static List<Word> split(Word text) {
        List<Word> words = new ArrayList<>();
        var blanks = BLANKS.matcher(text.text());
        while (words.size() < MOST_APPENDED && blanks.find()) {
            words.add(text.cut(blanks.start(), blanks.end()));
        }
        return words;
    }

    /// `find` puts the names it found where the command says `{}`.
    void found(List<Word> words, Arguments arguments, String directory, Context context) {
        for (var use : arguments.uses) {
            if (use.slot() == Slot.READ) {
                arguments.found(use.word()).forEach(found -> replaced(words, found, directory, context));
                arguments.names.forEach(name -> replaced(words, named(use.word(), name), directory, context));
            }
        }
    }

    /// What `find root -name name` may find.
    static Word named(Word root, Word name) {
        return named(root, "/", name);
    }

    static Word named(Word root, String between, Word name) {
        return new Word.Builder()
                .add(root)
                .add(between + name.text(), Word.Mark.PLAIN, name.where())
                .build(root.where());
    }

    /// `find … -exec sh {} ;`
    private void runs(List<Word> words, Word root, Spec spec, String directory, Context context) {
        var script = new Arguments(spec, words).script;
        if (script.filter(word -> word == root).isPresent()
                && (spec.is(Spec.Trait.SHELL) || spec.is(Spec.Trait.INTERPRETER))) {
            var program = words.getFirst().text().replaceFirst(".*/", "");
            var draft = new Draft(program, words, context.wrappers(), true, false, directory, Commands.where(words));
            walk.runFiles().run(root, Optional.of(program), draft, directory, context, new Scope());
            findings.add(draft);
        }
    }

    private void replaced(List<Word> words, Word root, String directory, Context context) {
        var program = Commands.program(words.getFirst());
        if (program.isEmpty()) {
            return;
        }
        var filled =
                new ArrayList<>(words.stream().filter(word -> !word.is("{}")).toList());
        filled.add(root);
        var spec = Programs.shipped().find(program.get()).orElse(Programs.UNKNOWN);
        for (var use : new Arguments(spec, filled).uses) {
            if (use.word() == root) {
                var slot = use.slot() == Slot.ACCESS || use.slot() == Slot.VALUE ? Slot.READ : use.slot();
                Uses.use(new Use(slot, root), "", true, uses.paths(directory, program.get(), context));
            }
        }
        runs(filled, root, spec, directory, context);
    }
}
