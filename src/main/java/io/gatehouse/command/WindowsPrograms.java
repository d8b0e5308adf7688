package io.gatehouse.command;

import io.gatehouse.command.Arguments.Use;
import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.Spec.Slot;
import io.gatehouse.command.Spec.Trait;
import io.gatehouse.command.Word.Mark;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Programs and commands as the shells of Windows start them: names without regard to case or extension, paths with
/// either slash, options that begin with a slash.
final class WindowsPrograms {
    private static final int MOST_WRAPPERS = 12;
    private static final Pattern EXTENSION = Pattern.compile("(?i)\\.(exe|cmd|bat|com)$");
    private static final Pattern SCRIPT = Pattern.compile("(?i)\\.(ps1|cmd|bat)$");
    private static final Pattern SLASHED = Pattern.compile("(?s)/([A-Za-z?][\\w-]*)(?::(.*))?");
    private static final Pattern PARTS = Pattern.compile("(?s)\"([^\"]*)\"|(\\S+)");
    private static final Pattern FOUND = Pattern.compile("(?i)@(path|file|fname|relpath)\\b");
    private static final Pattern SHARE = Pattern.compile("//([\\w.-]+)(?:@\\w+)?/.*");

    private final Scripts scripts;
    private final Findings findings;
    private final Uses uses;
    private final Started started;
    private final Steering steering;

    WindowsPrograms(Scripts scripts) {
        this.scripts = scripts;
        this.findings = scripts.findings();
        var commands = new Commands(scripts.walk());
        this.uses = new Uses(scripts.walk());
        this.started = new Started(scripts.walk(), commands, uses);
        this.steering = commands.steering();
    }

    record Ran(Draft draft, Arguments arguments) {}

    /// Base name, lower case, without the extension of a program; empty if it cannot be known.
    static Optional<String> name(Word word) {
        var text = word.text();
        var slash = Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\'));
        var base = word.from(slash + 1);
        if (word.has(Mark.UNKNOWN) || !base.known() || base.text().isBlank() || (slash < 0 && !word.known())) {
            return Optional.empty();
        }
        // Windows drops what stands at the end: `x.exe.` and `x.exe ` run `x.exe`.
        var name = base.text().toLowerCase(Locale.ROOT).strip();
        if (name.indexOf('.') >= 0) {
            name = EXTENSION.matcher(name.replaceFirst("[. ]+$", "")).replaceFirst("");
        }
        return Optional.of(name).filter(each -> !each.isEmpty());
    }

    /// A program and its arguments in one text.
    void run(Word line, Context context, Scope scope) {
        var words = split(line);
        if (words.isEmpty()) {
            findings.doubt("nothing names the program", line.where());
        } else {
            run(words, context, scope);
        }
    }

    /// One text of several arguments.
    static List<Word> split(Word word) {
        List<Word> words = new ArrayList<>();
        var parts = PARTS.matcher(word.text());
        while (parts.find()) {
            var group = parts.group(1) != null ? 1 : 2;
            words.add(word.cut(parts.start(group), parts.end(group)));
        }
        return words;
    }

    void run(List<Word> words, Context context, Scope scope) {
        if (!findings.step()) {
            return;
        }
        var name = name(words.getFirst());
        if (name.isEmpty() || context.wrappers().size() > MOST_WRAPPERS) {
            unknown(words, context, scope);
            return;
        }
        var windows = Cmdlets.windows().find(name.get()).filter(_ -> !isUnixFind(name.get(), words));
        if (windows.isPresent()) {
            run(name.get(), windows.get(), words, dashed(words, windows.get()), context, scope);
        } else {
            var spec = Programs.shipped().find(name.get());
            run(
                    name.get(),
                    spec.orElse(Programs.UNKNOWN),
                    words,
                    spec.isPresent() ? words : plain(words),
                    context,
                    scope);
        }
    }

    /// Two programs are called `find`.
    private static boolean isUnixFind(String name, List<Word> words) {
        return name.equals("find")
                && words.stream().anyMatch(word -> word.text().startsWith("-"));
    }

    void unknown(List<Word> words, Context context, Scope scope) {
        findings.doubt(
                "what names the program is not known before the line runs",
                words.getFirst().where());
        var running = findings.runningFile();
        if (running.isPresent() && words.getFirst().sources().isEmpty()) {
            running.get().worsen(Parse.PARTIAL); // scripts on the disk take their programs from their surroundings
            return;
        }
        var draft = new Draft(
                "", words, context.wrappers(), false, context.background(), scope.directory(), Commands.where(words));
        draft.drinks(words.getFirst().sources());
        findings.add(draft);
        use(new Arguments(Programs.UNKNOWN, words), draft, context, scope);
    }

    /// @param spec how the program reads its arguments
    /// @param shown program and arguments, as it gets them
    /// @param read the same as the spec spells them
    Ran run(String name, Spec spec, List<Word> shown, List<Word> read, Context context, Scope scope) {
        var arguments = new Arguments(spec, read);
        var draft = new Draft(
                name,
                shown,
                context.wrappers(),
                !arguments.spec.is(Trait.LONG),
                context.background(),
                scope.directory(),
                Commands.where(shown));
        judge(draft, scope);
        var program = slashed(shown.getFirst());
        if (program.text().contains("/")) {
            uses.paths(scope.directory(), name, context).add(Verb.READ, program, false);
            share(program, name);
        }
        scriptOf(program, spec, draft, context, scope);
        if (WindowsShells.knows(name)) {
            shell(WindowsShells.of(name, shown), draft, context, scope);
            return new Ran(draft, arguments);
        }
        List<List<Word>> inside = List.copyOf(arguments.commands);
        arguments.commands.clear();
        use(arguments, draft, context, scope);
        var starts = lines(name, spec, arguments, context, scope);
        starts |= started.by(draft, arguments, scope.directory(), context, scope);
        for (var command : inside) {
            var inner = context.within(name, spec.is(Trait.REMOTE));
            run(command, inner, scope.copy());
            starts = true;
        }
        if (!starts || arguments.spec.is(Trait.ALSO)) {
            findings.add(draft);
        }
        if (name.equals("echo") && shown.size() > 1) {
            draft.output = Outputs.line(Word.joined(shown.subList(1, shown.size())));
        }
        scripts.walk().madeFiles().made(draft, arguments, scope.directory(), context);
        return new Ran(draft, arguments);
    }

    /// A program may be a script of the workspace; its extension may be left out.
    private void scriptOf(Word program, Spec spec, Draft draft, Context context, Scope scope) {
        var text = program.text();
        if (text.contains("/") || SCRIPT.matcher(text).find()) {
            script(program, Optional.empty(), draft, context, scope);
        }
        if (spec.equals(Programs.UNKNOWN) && program.known() && text.indexOf('.', text.lastIndexOf('/') + 1) < 0) {
            for (var extension : List.of(".ps1", ".bat", ".cmd")) {
                var whole = new Word.Builder()
                        .add(program)
                        .add(extension, Mark.PLAIN, program.where())
                        .build(program.where());
                script(whole, Optional.empty(), draft, context, scope);
            }
        }
    }

    /// Follows a script that stands in a file.
    void script(Word file, Optional<String> reader, Draft draft, Context context, Scope scope) {
        scripts.walk().runFiles().run(slashed(file), reader, draft, scope.directory(), context, scope);
    }

    /// Lines for `cmd` among the arguments of a program of Windows.
    private boolean lines(String name, Spec spec, Arguments arguments, Context context, Scope scope) {
        if (Cmdlets.windows().find(name).filter(spec::equals).isEmpty()) {
            return false;
        }
        List<Word> lines = new ArrayList<>(arguments.scripts);
        arguments.scripts.clear();
        if (name.equals("wmic")) {
            arguments.operands.stream()
                    .dropWhile(word -> !word.text().equalsIgnoreCase("create"))
                    .skip(1)
                    .findFirst()
                    .ifPresent(lines::add);
        }
        for (var line : lines) {
            var text = name.equals("forfiles") ? forEachFile(line, arguments) : line;
            scripts.run(Dialect.CMD, text.source(), context.within(name, false), scope.copy());
        }
        return !lines.isEmpty();
    }

    /// `@path` and its like stand for what `forfiles /p directory` finds.
    private static Word forEachFile(Word line, Arguments arguments) {
        var builder = new Word.Builder();
        var places = FOUND.matcher(line.text());
        var from = 0;
        while (places.find()) {
            builder.add(line.cut(from, places.start()));
            arguments.uses.stream()
                    .filter(use -> use.slot() == Slot.READ)
                    .findFirst()
                    .ifPresentOrElse(use -> builder.add(use.word()), () -> builder.add(".", Mark.PLAIN, line.where()));
            builder.add("/*", Mark.PLAIN, line.where());
            from = places.end();
        }
        return builder.add(line.from(from)).build(line.where());
    }

    /// Paths and hosts among the arguments, paths with forward slashes.
    void use(Arguments arguments, Draft draft, Context context, Scope scope) {
        IdentityHashMap<Word, Word> turned = new IdentityHashMap<>();
        arguments.operands.replaceAll(word -> turned.computeIfAbsent(word, WindowsPrograms::slashed));
        arguments.uses.replaceAll(
                use -> new Use(use.slot(), turned.computeIfAbsent(use.word(), WindowsPrograms::slashed)));
        uses.find(draft, arguments, scope.directory(), scope.directory(), context);
        arguments.uses.stream()
                .filter(use -> use.slot() != Slot.VALUE && use.slot() != Slot.URL)
                .forEach(use -> share(use.word(), draft.program));
    }

    void path(Verb verb, Word word, boolean recursive, String via, Context context, Scope scope) {
        var turned = slashed(word);
        uses.paths(scope.directory(), via, context).add(verb, turned, recursive);
        share(turned, via);
    }

    /// A link made at a path.
    void link(Word path, Word target, String via, Context context, Scope scope) {
        uses.paths(scope.directory(), via, context)
                .add(Verb.WRITE, slashed(path), false, slashed(target).path());
    }

    /// A variable for the programs that follow.
    ///
    /// @param setting of the form `NAME=value`
    void environment(Word setting, Context context, Scope scope) {
        if (setting.text().startsWith("PATH=")) {
            findings.doubt("a variable changes which programs run", setting.where());
        }
        if (steering.given("env", List.of(setting), context, scope)) {
            var env = new Word.Builder().add("env", Mark.PLAIN, setting.where()).build(setting.where());
            findings.add(new Draft(
                    "env",
                    List.of(env, setting),
                    context.wrappers(),
                    false,
                    context.background(),
                    scope.directory(),
                    setting.where()));
        }
    }

    /// `\\server\share` is a connection to the server.
    private void share(Word word, String via) {
        var share = SHARE.matcher(word.text());
        if (share.matches()) {
            findings.add(new UrlUse("smb://" + share.group(1).toLowerCase(Locale.ROOT), "", via, word.where()));
        }
    }

    /// A path with forward slashes; `~` and globs mean the same in quotes.
    static Word slashed(Word word) {
        var text = word.text();
        if (text.indexOf('\n') >= 0 || text.contains("://")) {
            return word;
        }
        var builder = new Word.Builder();
        for (var i = 0; i < text.length(); i++) {
            var unit = text.charAt(i) == '\\' ? '/' : text.charAt(i);
            var quoted = word.mark(i) == Mark.QUOTED && !(i == 0 && unit == '$');
            var one = word.cut(i, i + 1).where();
            builder.add(unit, quoted ? Mark.PLAIN : word.mark(i), one.from(), one.to());
        }
        return builder.sources(word.sources()).build(word.where());
    }

    /// `/s` as `-s`, with its value apart.
    private static List<Word> dashed(List<Word> words, Spec spec) {
        List<Word> read = new ArrayList<>(words.subList(0, 1));
        for (var word : words.subList(1, words.size()).stream()
                .flatMap(WindowsPrograms::apart)
                .toList()) {
            var option = SLASHED.matcher(word.text());
            var flag = option.matches() && word.known() ? "-" + option.group(1).toLowerCase(Locale.ROOT) : "";
            if (!flag.isEmpty() && (spec.flags().containsKey(flag) || flag.length() <= 3 || option.group(2) != null)) {
                read.add(new Word.Builder().add(flag, Mark.PLAIN, word.where()).build(word.where()));
                if (option.group(2) != null && spec.flags().containsKey(flag)) {
                    read.add(word.from(option.start(2)));
                }
            } else if (flag.isEmpty()
                    && !word.text().startsWith("-")
                    && spec.slot(0).filter(Slot.COMMAND::equals).isPresent()) {
                return Stream.concat(read.stream(), words.stream().skip(words.indexOf(word)))
                        .toList();
            } else {
                read.add(word);
            }
        }
        return read;
    }

    /// `/s/q` is two options.
    private static Stream<Word> apart(Word word) {
        if (!word.text().matches("(/[A-Za-z](:[^/]*)?){2,}")) {
            return Stream.of(word);
        }
        List<Word> options = new ArrayList<>();
        var from = 0;
        while (from < word.text().length()) {
            var next = word.text().indexOf('/', from + 1);
            options.add(word.cut(from, next < 0 ? word.text().length() : next));
            from = next < 0 ? word.text().length() : next;
        }
        return options.stream();
    }

    /// Without what looks like an option of Windows and not like a path.
    private static List<Word> plain(List<Word> words) {
        return words.stream()
                .filter(word -> !word.text().matches("(?s)/(\\w{1,2}|\\?|\\w[\\w-]*:.*)"))
                .toList();
    }

    private void judge(Draft draft, Scope scope) {
        for (var word : draft.words) {
            if (!word.known()) {
                draft.worsen(Parse.PARTIAL);
                findings.doubt("an argument is not known before the line runs", word.where());
            }
        }
        if (scope.directory().equals(Scope.UNKNOWN_DIRECTORY)) {
            findings.doubt("the directory is not known here", draft.where());
            draft.worsen(Parse.PARTIAL);
        }
        if (draft.program.codePoints().anyMatch(unit -> unit > 126 || unit < 33)) {
            findings.doubt(
                    "the program's name holds unusual characters",
                    draft.words.getFirst().where());
            draft.worsen(Parse.OPAQUE);
        }
    }

    private void shell(WindowsShells given, Draft draft, Context context, Scope scope) {
        switch (given) {
            case WindowsShells.Nothing _ -> findings.add(draft);
            case WindowsShells.File(var script) -> {
                path(Verb.READ, script, false, draft.program, context, scope);
                findings.add(draft);
                script(script, Optional.of("pwsh"), draft, context, scope);
            }
            case WindowsShells.Garbled(var word) ->
                opaque("an encoded script that cannot be decoded", word.where(), draft);
            case WindowsShells.Text(var dialect, var text) -> {
                if (text.known() || text.source().text().strip().length() > 1) {
                    if (!text.sources().isEmpty()) {
                        draft.drinks(text.sources());
                        opaque("the output of a command becomes a script", text.where(), draft);
                    }
                    scripts.run(dialect, text.source(), context.within(draft.program, false), scope.copy());
                } else {
                    draft.drinks(text.sources());
                    opaque("a script that is not known before the line runs", text.where(), draft);
                }
            }
            case WindowsShells.Input(var dialect) -> input(dialect, draft, context, scope);
        }
    }

    private void input(Dialect dialect, Draft draft, Context context, Scope scope) {
        switch (context.input()) {
            case Context.Input.Inherited _ -> findings.add(draft);
            case Context.Input.File _ -> opaque("a file becomes a script", draft.where(), draft);
            case Context.Input.Text(var text) -> {
                scripts.run(dialect, text.source(), context.within(draft.program, false), scope.copy());
                findings.add(draft);
            }
            case Context.Input.Pipe(var upstream) -> {
                var output = upstream.isEmpty() ? null : upstream.getLast().output;
                draft.drinks(upstream);
                if (output != null) {
                    scripts.run(dialect, output.source(), context.within(draft.program, false), scope.copy());
                    findings.add(draft);
                } else {
                    opaque("the output of a command becomes a script", draft.where(), draft);
                }
            }
        }
    }

    private void opaque(String what, Part where, Draft draft) {
        findings.doubt(what, where);
        draft.worsen(findings.unread(draft));
        findings.add(draft);
    }
}
