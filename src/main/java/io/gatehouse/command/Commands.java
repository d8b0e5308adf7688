package io.gatehouse.command;

import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.Spec.Trait;
import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What one simple command does, through the programs that only start others.
final class Commands {
    private static final int MOST_WRAPPERS = 12;

    /// `npx rimraf@5`
    private static final Pattern PACKAGE_VERSION = Pattern.compile("(?<=.)@[\\w.^~-]+$");

    private final Walk walk;
    private final Findings findings;
    private final Builtins builtins;
    private final Steering steering;
    private final Uses uses;
    private final Started started;
    private final Tasks tasks;
    private final Git git;

    Commands(Walk walk) {
        this.walk = walk;
        this.findings = walk.findings();
        this.builtins = new Builtins(walk, this);
        this.steering = new Steering(walk);
        this.uses = new Uses(walk);
        this.started = new Started(walk, this, uses);
        this.tasks = new Tasks(walk, walk.runFiles());
        this.git = new Git(walk);
    }

    Steering steering() {
        return steering;
    }

    void assign(Node assignment, Context context, Scope scope) {
        builtins.assign(assignment, context, scope);
    }

    void declare(Node declaration, Context context, Scope scope) {
        builtins.declare(declaration, context, scope);
    }

    void positional(List<Word> arguments, Scope scope) {
        builtins.positional(arguments, scope);
    }

    /// @param written program first, at least one
    /// @param doubtful something before the words already makes the command less than fully known
    void run(List<Word> written, Context context, Scope scope, boolean doubtful) {
        if (!findings.step()) {
            return;
        }
        var program = program(written.getFirst());
        if (program.isEmpty() || context.wrappers().size() > MOST_WRAPPERS) {
            unknown(written, context, scope);
            return;
        }
        run(program.get(), OptionVariables.with(program.get(), written, scope), context, scope, doubtful);
    }

    private void run(String name, List<Word> words, Context context, Scope scope, boolean doubtful) {
        var written = words.getFirst().text();
        var function = scope.function(written).filter(_ -> context.starters().isEmpty());
        var called = function.isPresent() && walk.call(function.get(), words.subList(1, words.size()), context, scope);
        if (called
                && Programs.shipped().find(name).isEmpty()
                && scope.alias(name).isEmpty()) {
            return;
        }
        scope.alias(name).filter(_ -> !context.wrappers().contains("alias")).ifPresent(text -> {
            List<Word> aliased = new ArrayList<>(List.of(text));
            words.subList(1, words.size()).forEach(word -> aliased.add(quoted(word)));
            var found = findings.during(
                    () -> walk.script(Word.joined(aliased).source(), context.within("alias", false), scope));
            if (words.stream().anyMatch(Word::guessed)) {
                found.forEach(draft -> draft.worsen(Parse.PARTIAL));
            }
        });
        if (handOver(words, context, scope, doubtful) && !written.contains("/")) {
            return;
        }
        var spec = Programs.shipped()
                .find(PACKAGE_VERSION.matcher(name).replaceFirst(""))
                .orElse(Programs.UNKNOWN);
        var arguments = new Arguments(spec, words);
        var directory = arguments.directory.map(scope::below).orElse(scope.directory());
        var draft = new Draft(
                name,
                words,
                context.wrappers(),
                !arguments.spec.is(Trait.LONG),
                context.background(),
                directory,
                where(words));
        if (doubtful) {
            findings.doubt("a variable changes which programs run", draft.where());
            draft.worsen(Parse.PARTIAL);
        }
        if (function.isPresent()) {
            findings.doubt(
                    called ? "a function of the line may or may not stand for this program" : "a function calls itself",
                    draft.where());
            draft.worsen(Parse.PARTIAL);
        }
        judge(draft, scope, name);
        steering.moved(words, context, scope);
        if (written.contains("/")) {
            uses.paths(directory, name, context).add(Verb.READ, words.getFirst(), false);
            walk.runFiles().run(words.getFirst(), Optional.empty(), draft, directory, context, scope);
        }
        if (!written.contains("/") && !context.remote()) {
            walk.runFiles().onPath(words.getFirst(), draft, context, scope);
        }
        builtins.apply(draft, arguments, context, scope);
        tasks.run(draft, arguments, directory, context, scope);
        git.run(draft, arguments, directory, context, scope);
        findings.in(scope);
        uses.find(draft, arguments, scope.directory(), directory, context);
        new MoreArguments(walk, draft, arguments, directory, context, scope).read();
        new Statements(walk, draft, directory, context).read();
        new ComposeFiles(walk, draft, directory, context, scope).read();
        var starts = started.by(draft, arguments, directory, context, scope);
        var leads = steering.given(draft.program, arguments.assignments, context, scope);
        if (!starts || leads || arguments.spec.is(Trait.ALSO) || fills(arguments.spec, context)) {
            findings.add(draft);
            Outputs.set(
                    draft, arguments, context.input(), file -> walk.madeFiles().text(file, scope.directory()));
        }
        walk.madeFiles().made(draft, arguments, scope.directory(), context);
    }

    /// As one writes it in a script: an argument of an alias is read again, but was already one word.
    private static Word quoted(Word word) {
        var text = word.text();
        if (text.matches("[\\w./=+~-]+") || !word.known() || word.wild() >= 0) {
            return word;
        }
        return Word.quoted("'" + text.replace("'", "'\\''") + "'", word.where());
    }

    /// `pwsh -c …`, `cmd /c …`
    private boolean handOver(List<Word> words, Context context, Scope scope, boolean doubtful) {
        if (WindowsPrograms.name(words.getFirst()).filter(WindowsShells::knows).isEmpty()) {
            return false;
        }
        var found = findings.during(
                () -> new WindowsPrograms(new Scripts(findings, walk)).run(words, context, scope.copy()));
        if (doubtful || words.stream().anyMatch(Word::guessed)) {
            findings.doubt("what stands here depends on a variable", where(words));
            found.forEach(draft -> draft.worsen(Parse.PARTIAL));
        }
        return true;
    }

    /// `xargs sh -c …`: the shell gets words, or even its script, from a pipe.
    private static boolean fills(Spec spec, Context context) {
        return spec.is(Trait.SHELL) && Appended.FILLING.contains(context.wrapper());
    }

    private void unknown(List<Word> words, Context context, Scope scope) {
        var first = words.getFirst();
        var program = findings.runningFile();
        if (program.isPresent() && first.sources().isEmpty()) {
            program.get().worsen(Parse.PARTIAL); // scripts on the disk take their programs from their surroundings
            findings.doubt("a variable of a script names the program", first.where());
            return;
        }
        findings.doubt(
                first.text().contains("$(") || first.text().contains("`")
                        ? "the output of a command names the program"
                        : first.known() ? "nothing names the program" : "a variable names the program",
                first.where());
        var draft =
                new Draft("", words, context.wrappers(), false, context.background(), scope.directory(), where(words));
        findings.add(draft);
        new Arguments(Programs.UNKNOWN, words)
                .uses.forEach(use -> Uses.use(use, "", false, uses.paths(scope.directory(), "", context)));
    }

    /// Empty if the word does not tell which program runs.
    static Optional<String> program(Word word) {
        var text = word.text();
        if (word.has(Word.Mark.UNKNOWN) || word.has(Word.Mark.PIPE)) {
            return Optional.empty();
        }
        var from = text.lastIndexOf('/') + 1;
        var base = word.from(from);
        if (base.text().isEmpty() || base.wild() >= 0 || (from == 0 && word.wild() >= 0)) {
            return Optional.empty();
        }
        return Optional.of(base.text());
    }

    private void judge(Draft draft, Scope scope, String name) {
        for (var word : draft.words) {
            if (!word.known() || word.guessed()) {
                var isProgram = word == draft.words.getFirst();
                draft.worsen(Parse.PARTIAL);
                findings.doubt(
                        word.guessed()
                                ? "what stands here depends on a variable"
                                : isProgram
                                        ? "the directory of the program is not known"
                                        : "an argument is not known before the line runs",
                        word.where());
            }
        }
        if (scope.directory().equals(Scope.UNKNOWN_DIRECTORY)) {
            findings.doubt("the directory is not known here", draft.where());
            draft.worsen(Parse.PARTIAL);
        }
        if (scope.alias(name).isPresent()) {
            findings.doubt("an alias of the line names the program", draft.where());
            draft.worsen(Parse.PARTIAL);
        }
        if (isOdd(name)) {
            findings.doubt(
                    "the program's name holds unusual characters",
                    draft.words.getFirst().where());
            draft.worsen(Parse.OPAQUE);
        }
    }

    private static boolean isOdd(String name) {
        for (var i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 126 || name.charAt(i) < 33) {
                return true;
            }
        }
        return false;
    }

    static Part where(List<Word> words) {
        if (words.isEmpty()) {
            return new Part(0, 0);
        }
        var from = Integer.MAX_VALUE;
        var to = 0;
        for (var word : words) {
            from = Math.min(from, word.where().from());
            to = Math.max(to, word.where().to());
        }
        return new Part(from, to);
    }
}
