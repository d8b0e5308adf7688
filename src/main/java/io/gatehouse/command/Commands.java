package io.gatehouse.command;

import io.gatehouse.command.Arguments.Use;
import io.gatehouse.command.Context.Input;
import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.Spec.Slot;
import io.gatehouse.command.Spec.Trait;
import io.gatehouse.command.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What one simple command does, through the programs that only start others.
final class Commands {
    private static final int MOST_WRAPPERS = 12;
    private static final int MOST_APPENDED = 50;
    private static final Pattern BLANKS = Pattern.compile("\\S+");

    /// Wrappers that replace `{}` in their command.
    private static final Set<String> FILLING = Set.of("find", "gfind", "xargs", "gxargs", "parallel");

    private final Walk walk;
    private final Findings findings;
    private final Builtins builtins;
    private final Steering steering;

    Commands(Walk walk) {
        this.walk = walk;
        this.findings = walk.findings();
        this.builtins = new Builtins(walk, this);
        this.steering = new Steering(walk);
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

    /// @param words program first, at least one
    /// @param doubtful something before the words already makes the command less than fully known
    void run(List<Word> words, Context context, Scope scope, boolean doubtful) {
        if (!findings.step()) {
            return;
        }
        var program = program(words.getFirst());
        if (program.isEmpty() || context.wrappers().size() > MOST_WRAPPERS) {
            unknown(words, context, scope);
            return;
        }
        var name = program.get();
        var written = words.getFirst().text();
        var function = scope.function(written).filter(_ -> context.wrappers().isEmpty());
        if (function.isPresent() && walk.call(function.get(), words.subList(1, words.size()), context, scope)) {
            return;
        }
        var spec = Programs.shipped().find(name).orElse(Programs.UNKNOWN);
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
            findings.doubt("a function calls itself", draft.where());
            draft.worsen(Parse.PARTIAL);
        }
        judge(draft, scope, name);
        if (written.contains("/")) {
            paths(directory, name, context).add(Verb.READ, words.getFirst(), false);
        }
        builtins.apply(draft, arguments, context, scope);
        uses(draft, arguments, scope.directory(), directory, context);
        var started = start(draft, arguments, directory, context, scope);
        var leads = steering.given(draft.program, arguments.assignments, context, scope);
        if (!started || leads || arguments.spec.is(Trait.ALSO) || fills(arguments.spec, context)) {
            findings.add(draft);
            Outputs.set(draft, arguments, context.input());
        }
    }

    /// `xargs sh -c …`: the shell gets words, or even its script, from a pipe.
    private static boolean fills(Spec spec, Context context) {
        return spec.is(Trait.SHELL) && FILLING.contains(context.wrapper());
    }

    private void unknown(List<Word> words, Context context, Scope scope) {
        var first = words.getFirst();
        findings.doubt(
                first.text().contains("$(") || first.text().contains("`")
                        ? "the output of a command names the program"
                        : first.known() ? "nothing names the program" : "a variable names the program",
                first.where());
        var draft =
                new Draft("", words, context.wrappers(), false, context.background(), scope.directory(), where(words));
        findings.add(draft);
        new Arguments(Programs.UNKNOWN, words)
                .uses.forEach(use -> use(use, "", false, paths(scope.directory(), "", context)));
    }

    /// Empty if the word does not tell which program runs.
    private static Optional<String> program(Word word) {
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
        if (scope.isAlias(name)) {
            findings.doubt("an alias of the line names the program", draft.where());
            draft.worsen(Parse.PARTIAL);
        }
        var odd = name.codePoints().anyMatch(unit -> unit > 126 || unit < 33);
        if (odd) {
            findings.doubt(
                    "the program's name holds unusual characters",
                    draft.words.getFirst().where());
            draft.worsen(Parse.OPAQUE);
        }
    }

    private Paths paths(String directory, String via, Context context) {
        return new Paths(findings, directory, via, context.remote());
    }

    private void uses(Draft draft, Arguments arguments, String outer, String directory, Context context) {
        var paths = paths(directory, draft.program, context);
        if (arguments.spec.is(Trait.LINK) && !arguments.operands.isEmpty()) {
            link(arguments, paths);
            return;
        }
        var port = arguments.uses.stream()
                .filter(use -> use.slot() == Slot.PORT)
                .map(use -> ":" + use.word().text())
                .findFirst()
                .orElse("");
        var apart = arguments.spec.is(Trait.APART) ? paths(outer, draft.program, context) : paths;
        for (var use : arguments.uses) {
            if (use.word().is("{}") && FILLING.contains(context.wrapper())) {
                continue;
            }
            if (use.slot() == Slot.READ) {
                draft.lists.add(use.word());
                arguments.names.forEach(name -> draft.lists.add(named(use.word(), name)));
            }
            if (use.slot() == Slot.HOST && !port.isEmpty()) {
                Urls.host("tcp", use.word().text()).ifPresent(host -> paths.speaks(host + port, "", use.word()));
            } else {
                var operand = arguments.operands.contains(use.word());
                use(use, arguments.method, arguments.recursive, operand ? paths : apart);
            }
        }
    }

    private static void link(Arguments arguments, Paths paths) {
        var operands = arguments.operands;
        var link = operands.getLast();
        if (operands.size() == 1) {
            paths.add(Verb.READ, link, false);
            var base = link.from(link.text().lastIndexOf('/') + 1);
            paths.add(Verb.WRITE, base.text().isEmpty() ? link : base, false, link.path());
            return;
        }
        for (var target : operands.subList(0, operands.size() - 1)) {
            paths.add(Verb.READ, target, false);
            paths.add(Verb.WRITE, link, false, target.path());
        }
        arguments.uses.stream()
                .filter(use -> !operands.contains(use.word()))
                .forEach(use -> paths.add(Verb.WRITE, use.word(), false));
    }

    private void use(Use use, String method, boolean recursive, Paths paths) {
        var word = use.word();
        var text = word.text();
        var url = Urls.url(text).or(() -> use.slot() == Slot.URL ? Optional.empty() : Urls.account(text));
        if (url.isPresent()) {
            paths.speaks(url.get(), method, word);
            return;
        }
        switch (use.slot()) {
            case READ -> paths.add(Verb.READ, word, recursive);
            case WRITE -> paths.add(Verb.WRITE, word, recursive);
            case DELETE -> paths.add(Verb.DELETE, word, recursive);
            case EDIT -> {
                paths.add(Verb.READ, word, recursive);
                paths.add(Verb.WRITE, word, recursive);
            }
            case MOVE -> {
                paths.add(Verb.READ, word, true);
                paths.add(Verb.DELETE, word, true);
            }
            case ACCESS -> {
                if (pathLike(text)) {
                    paths.add(Verb.ACCESS, word, recursive);
                }
            }
            case URL -> {
                if (Urls.localFile(text).isPresent()) {
                    paths.add(Verb.READ, word, recursive);
                } else {
                    paths.speaks(Urls.web(text), method, word);
                }
            }
            case SSH -> Urls.host("ssh", text).ifPresent(host -> paths.speaks(host, "", word));
            case HOST -> Urls.host("tcp", text).ifPresent(host -> paths.speaks(host, "", word));
            case REMOTE_READ, REMOTE_WRITE ->
                Urls.remote(text)
                        .ifPresentOrElse(
                                host -> paths.speaks(host, "", word),
                                () -> paths.add(
                                        use.slot() == Slot.REMOTE_READ ? Verb.READ : Verb.WRITE, word, recursive));
            case VALUE,
                    PORT,
                    AT,
                    DIRECTORY,
                    COMMAND,
                    SHELL,
                    CODE,
                    SCRIPT,
                    ASSIGNMENTS,
                    SETTING,
                    SUBCOMMAND,
                    MOUNT,
                    NAME,
                    METHOD -> {}
        }
    }

    private static boolean pathLike(String text) {
        return !text.contains("\n")
                && (text.contains("/") || text.startsWith("~") || text.startsWith(".") || text.startsWith("$HOME"));
    }

    /// False when the program itself is what runs.
    private boolean start(Draft draft, Arguments arguments, String directory, Context context, Scope scope) {
        var spec = arguments.spec;
        var inner = context.within(draft.program, spec.is(Trait.REMOTE));
        var started = false;
        for (var words : arguments.commands) {
            if (words.isEmpty()) {
                continue;
            }
            started = true;
            var place = spec.is(Trait.BUILTIN) ? scope : scope.copy();
            if (arguments.directory.isPresent()) {
                place.enter(directory);
            }
            var appends = spec.is(Trait.APPENDS);
            var found = findings.during(() -> run(words, inner, place, false));
            if (appends) {
                appended(words, found, directory, inner);
            }
            if (draft.program.equals("find")) {
                replaced(words, arguments, directory, inner);
            }
        }
        for (var script : arguments.scripts) {
            started |= script(script, draft, inner, scope);
        }
        for (var code : arguments.code) {
            new CodeText(walk, inner, scope).read(code, draft, directory);
        }
        var read = input(draft, arguments, directory, context, scope);
        return started || read;
    }

    /// True if the text could be followed.
    private boolean script(Word text, Draft draft, Context context, Scope scope) {
        if (!text.sources().isEmpty() && !text.known()) {
            draft.drinks(text.sources());
            var whole = text.source().text().strip().length() <= 1;
            draft.worsen(Parse.OPAQUE);
            findings.doubt("the output of a command becomes a script", text.where());
            if (whole) {
                return false;
            }
            findings.add(draft);
        } else if (text.has(Word.Mark.UNKNOWN) || text.has(Word.Mark.UNKNOWN_ONE)) {
            findings.opaque("a script with parts that are not known", text.where(), context, scope.directory());
        }
        var place = Programs.shipped()
                        .find(draft.program)
                        .filter(spec -> spec.is(Trait.BUILTIN))
                        .isPresent()
                ? scope
                : scope.copy();
        walk.script(text.source(), context, place);
        return true;
    }

    /// What stands at the standard input of a shell or interpreter is what it runs.
    private boolean input(Draft draft, Arguments arguments, String directory, Context context, Scope scope) {
        var spec = arguments.spec;
        if (arguments.script.isPresent() && arguments.script.get().has(Word.Mark.PIPE)) {
            draft.drinks(arguments.script.get().sources());
            draft.worsen(Parse.OPAQUE);
            findings.doubt(
                    "the output of a command becomes a script",
                    arguments.script.get().where());
            return false;
        }
        var busy = arguments.script.isPresent() || !arguments.scripts.isEmpty() || !arguments.code.isEmpty();
        if (busy || !(spec.is(Trait.SHELL) || spec.is(Trait.INTERPRETER))) {
            return false;
        }
        return switch (context.input()) {
            case Input.Inherited() -> false;
            case Input.File() -> false;
            case Input.Text(var text) -> text(text, draft, spec, directory, context, scope);
            case Input.Pipe(var upstream) -> {
                var output = upstream.isEmpty() ? null : upstream.getLast().output;
                draft.drinks(upstream);
                if (output != null) {
                    text(output, draft, spec, directory, context, scope);
                    findings.add(draft);
                    yield true;
                }
                draft.worsen(Outputs.tells(upstream) ? Parse.PARTIAL : Parse.OPAQUE);
                findings.doubt("the output of a command becomes a script", draft.where());
                yield false;
            }
        };
    }

    private boolean text(Word text, Draft draft, Spec spec, String directory, Context context, Scope scope) {
        if (spec.is(Trait.INTERPRETER)) {
            new CodeText(walk, context.within(draft.program, false), scope).read(text, draft, directory);
            return false;
        }
        return script(text, draft, context.within(draft.program, false), scope);
    }

    /// `xargs` adds words that only its standard input knows; what was listed there may be among them.
    private void appended(List<Word> words, List<Draft> found, String directory, Context context) {
        findings.doubt("more arguments come from the standard input", where(words));
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
            case Input.Inherited _, Input.File _ -> {}
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
    private void replaced(List<Word> words, Arguments arguments, String directory, Context context) {
        for (var use : arguments.uses) {
            if (use.slot() == Slot.READ) {
                replaced(words, use.word(), directory, context);
                arguments.names.forEach(name -> replaced(words, named(use.word(), name), directory, context));
            }
        }
    }

    /// What `find root -name name` may find.
    private static Word named(Word root, Word name) {
        return new Word.Builder()
                .add(root)
                .add("/" + name.text(), Word.Mark.PLAIN, name.where())
                .build(root.where());
    }

    private void replaced(List<Word> words, Word root, String directory, Context context) {
        var program = program(words.getFirst());
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
                use(new Use(slot, root), "", true, paths(directory, program.get(), context));
            }
        }
    }

    static Part where(List<Word> words) {
        var from = words.stream().mapToInt(word -> word.where().from()).min().orElse(0);
        var to = words.stream().mapToInt(word -> word.where().to()).max().orElse(from);
        return new Part(from, to);
    }
}
