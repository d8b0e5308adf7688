package io.gatehouse.command;

import io.gatehouse.command.Context.Input;
import io.gatehouse.command.Spec.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// What a command starts: commands, shell text and program text among its arguments or at its standard input.
final class Started {
    /// A text that goes somewhere first.
    private static final Pattern GOES = Pattern.compile("\\s*(?:cd|pushd)[ \\t]+[^\\s;&|]*");

    private final Walk walk;
    private final Findings findings;
    private final Commands commands;
    private final Uses uses;
    private final Appended appended;

    Started(Walk walk, Commands commands, Uses uses) {
        this.walk = walk;
        this.findings = walk.findings();
        this.commands = commands;
        this.uses = uses;
        this.appended = new Appended(walk, uses);
    }

    /// False when the program itself is what runs.
    boolean by(Draft draft, Arguments arguments, String directory, Context context, Scope scope) {
        var spec = arguments.spec;
        var here = context.within(draft.program, false);
        var home = isHere(draft, arguments);
        var inner = home ? here : context.within(draft.program, spec.is(Trait.REMOTE));
        var started = false;
        if (draft.program.equals("env") && !arguments.scripts.isEmpty() && !arguments.commands.isEmpty()) {
            List<Word> words = new ArrayList<>(arguments.scripts);
            words.addAll(arguments.commands.getFirst());
            return script(Word.joined(words), draft, inner, scope);
        }
        for (var words : arguments.commands) {
            started = true;
            var place = spec.is(Trait.BUILTIN) ? scope : scope.copy();
            if (arguments.directory.isPresent()) {
                place.enter(directory);
            }
            for (var assignment : arguments.assignments) {
                given(assignment, place);
            }
            var appends = spec.is(Trait.APPENDS);
            var found = findings.during(() -> commands.run(words, inner, place, false));
            if (spec.is(Trait.REMOTE)) {
                mounted(draft, found, directory, context);
            }
            if (appends) {
                var list = listed(draft);
                var source = list.isPresent() ? inner.with(new Input.File(list.get())) : inner;
                appended.fromInput(words, found, scope.directory(), source);
            }
            if (draft.program.equals("find")) {
                appended.found(words, arguments, directory, inner);
            }
        }
        if (spec.is(Trait.SHELL)) {
            for (var i = 1; i + 1 < draft.words.size(); i++) {
                if (draft.words.get(i).text().matches("--rcfile|--init-file")) {
                    walk.runFiles()
                            .run(draft.words.get(i + 1), Optional.of(draft.program), draft, directory, context, scope);
                }
            }
        }
        for (var script : arguments.scripts) {
            if (arguments.scriptsOfOptions.contains(script)) {
                var follows = script(script, draft, here, scope);
                started |= follows && !draft.program.equals("git"); // which does what it was told beside it
            } else {
                var place = home ? scope.copy() : scope;
                if (home) {
                    place.enter("~");
                }
                started |= script(script, draft, inner, place);
            }
        }
        for (var code : arguments.code) {
            new CodeText(walk, inner, scope).read(code.source(), draft.program, draft, directory);
        }
        if (arguments.code.size() > 1) {
            draft.output = null; // of which each may print
        }
        new Modules(walk, inner, scope, draft.program, draft).given(arguments, directory);
        programs(draft, directory, inner, scope);
        var consoles = new Consoles(walk);
        consoles.read(draft, arguments, inner, scope);
        arguments.code.forEach(code -> consoles.read(draft.program, code.source(), inner, scope));
        var read = input(draft, arguments, directory, context, scope);
        return started || read;
    }

    /// `ssh localhost …`
    private static boolean isHere(Draft draft, Arguments arguments) {
        return draft.program.equals("ssh")
                && !arguments.operands.isEmpty()
                && Urls.isHere("ssh://" + arguments.operands.getFirst().text().replaceFirst("^ssh://", ""));
    }

    /// `env NAME=value command`
    private static void given(Word assignment, Scope scope) {
        var equals = assignment.text().indexOf('=');
        var name = assignment.text().substring(0, equals);
        if (name.endsWith("+")) {
            return;
        }
        scope.export(name, true);
        scope.set(name, List.of(assignment.from(equals + 1)));
    }

    /// What the commands of a container do to what is mounted into it.
    private void mounted(Draft draft, List<Draft> found, String directory, Context context) {
        var mounts = new Mounts(draft.words);
        for (var inner : found) {
            var spec = Programs.shipped().find(inner.program).orElse(Programs.UNKNOWN);
            mounts.here(inner.words).ifPresent(words -> {
                var arguments = new Arguments(spec, words);
                var here =
                        new Draft(inner.program, words, inner.wrappers, false, false, directory, Commands.where(words));
                uses.find(here, arguments, directory, directory, context);
            });
        }
    }

    /// `xargs -a FILE`
    private static Optional<Word> listed(Draft draft) {
        for (var i = 1; i < draft.words.size(); i++) {
            var word = draft.words.get(i);
            if (word.text().matches("-a|--arg-file") && i + 1 < draft.words.size()) {
                return Optional.of(draft.words.get(i + 1));
            } else if (word.text().startsWith("--arg-file=")) {
                return Optional.of(word.from(11));
            } else if (!word.text().startsWith("-")) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// `awk -f FILE` and `sed -f FILE`
    private void programs(Draft draft, String directory, Context context, Scope scope) {
        if (!Set.of("awk", "gawk", "mawk", "nawk", "sed", "gsed").contains(draft.program)) {
            return;
        }
        for (var i = 1; i < draft.words.size(); i++) {
            var word = draft.words.get(i);
            Optional<Word> file = word.is("-f") || word.is("--file")
                    ? Optional.of(i + 1)
                            .filter(next -> next < draft.words.size())
                            .map(draft.words::get)
                    : word.text().startsWith("--file=") ? Optional.of(word.from(7)) : Optional.empty();
            if (file.isPresent()) {
                var there = walk.runFiles()
                        .read(file.get(), "", draft, directory, context, Parse.FULL, source -> new CodeText(
                                        walk, context, scope)
                                .read(source, draft.program, draft, directory));
                if (!there) {
                    draft.worsen(Parse.PARTIAL);
                    findings.doubt(
                            "what this script does is not known", file.get().where());
                }
            }
        }
    }

    /// Whether the text names the directory in which it was written at more places than where it first goes.
    private static boolean namesHere(Word text) {
        var goes = GOES.matcher(text.text());
        return IntStream.range(goes.lookingAt() ? goes.end() : 0, text.text().length())
                .anyMatch(i -> text.mark(i) == Word.Mark.HERE);
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
        var isHere = Programs.shipped()
                .find(draft.program)
                .filter(spec -> spec.is(Trait.BUILTIN))
                .isPresent();
        var directory = scope.directory();
        var place = isHere ? scope : scope.ofStarted();
        var moves = walk.moves();
        walk.script(text.source(), context, place);
        if (walk.moves() > moves && namesHere(text)) {
            findings.opaque("a script names the directory that it left", text.where(), context, directory);
        }
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
        if (spec.name().equals("parallel")
                && arguments.operands.isEmpty()
                && arguments.commands.isEmpty()
                && arguments.scripts.isEmpty()) {
            return piped(draft, directory, context, scope);
        }
        if (arguments.script.isPresent() && (spec.is(Trait.SHELL) || spec.is(Trait.INTERPRETER))) {
            var file = arguments.script.get();
            var held = Redirections.named(file, context, scope);
            if (held.isPresent()) {
                return piped(draft, directory, context.with(held.get()), scope);
            }
            if (walk.runFiles().run(file, Optional.of(draft.program), draft, directory, context, scope)) {
                findings.add(draft);
            }
            return false;
        }
        var busy = arguments.script.isPresent() || !arguments.scripts.isEmpty() || !arguments.code.isEmpty();
        if (busy || !(spec.is(Trait.SHELL) || spec.is(Trait.INTERPRETER))) {
            return false;
        }
        return piped(draft, directory, context, scope);
    }

    private boolean piped(Draft draft, String directory, Context context, Scope scope) {
        var spec = Programs.shipped().find(draft.program).orElse(Programs.UNKNOWN);
        return switch (context.input()) {
            case Input.Inherited() -> false;
            case Input.File(var file) ->
                walk.runFiles()
                        .run(
                                file,
                                Optional.of(draft.program),
                                draft,
                                scope.directory(),
                                context.with(new Input.Inherited()),
                                scope);
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
                if (!upstream.isEmpty() && upstream.getLast().program.equals("cat")) {
                    for (var file : upstream.getLast().lists) {
                        walk.runFiles().run(file, Optional.of(draft.program), draft, directory, context, scope);
                    }
                }
                yield false;
            }
        };
    }

    /// What stands at the standard input, where that is known.
    static Optional<Word> input(Context context) {
        return switch (context.input()) {
            case Input.Inherited() -> Optional.empty();
            case Input.File(var _) -> Optional.empty();
            case Input.Text(var text) -> Optional.of(text);
            case Input.Pipe(var upstream) ->
                upstream.isEmpty() ? Optional.empty() : Optional.ofNullable(upstream.getLast().output);
        };
    }

    private boolean text(Word text, Draft draft, Spec spec, String directory, Context context, Scope scope) {
        if (spec.is(Trait.INTERPRETER)) {
            new CodeText(walk, context.within(draft.program, false), scope)
                    .read(text.source(), draft.program, draft, directory);
            return false;
        }
        return script(text, draft, context.within(draft.program, false).with(new Input.Inherited()), scope);
    }
}
