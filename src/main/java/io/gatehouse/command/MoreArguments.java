package io.gatehouse.command;

import io.gatehouse.command.Arguments.Use;
import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.Spec.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Files and texts that hold more of a command's arguments: lists of paths or URLs, files of options, patches.
final class MoreArguments {
    private static final int MOST = 200;
    private static final Pattern LINE = Pattern.compile("[^\\n\\x00]+");
    private static final Pattern OPTION =
            Pattern.compile("(?m)^[ \\t]*-{0,2}([A-Za-z][\\w-]*)(?:[ \\t]*[=:][ \\t]*|[ \\t]+)\"?([^\"\\n]+)\"?");
    private static final Pattern EDITS = Pattern.compile("(?m)^[\\d,$.%/ ]*([reEwW])q?!?[ \\t]+([^\\s!]\\S*)[ \\t]*$");
    private static final Pattern INCLUDED = Pattern.compile(
            "(?m)^[ \\t]*#[ \\t]*(?:include|include_next|import|embed)[ \\t]*[<\"](/[^>\"\\n]+|[^>\"\\n]*\\.\\./[^>\"\\n]+)");
    /// Where worktrees usually lie: beside the one that is worked in.
    private static final Pattern BESIDE = Pattern.compile("\\.\\./[\\w-][\\w.-]*/?");

    private static final Pattern OUTPUT = Pattern.compile("%output\\{(?:>>)?([^}]+)}");
    /// What a pager is told to run when it starts: `less '+!command' file`, `LESS='+!command'`.
    static final Pattern TYPED = Pattern.compile("(?s)\\+{1,2}!+(.+)");
    private static final Pattern MERGED =
            Pattern.compile("(?s)(?:merge|\\.|dir-merge|:)(?:,?[-+!/CensrwxP]+)?[ _](.+)");
    private static final Pattern PATCHED =
            Pattern.compile("(?m)^(?:\\+\\+\\+|\\*\\*\\* (?:Add|Update|Delete) File:) +(\\S+)");

    /// Options that name such a list, and what is done with what stands in it.
    private static final Map<String, Slot> LISTS =
            Map.of("wget", Slot.URL, "aria2c", Slot.URL, "tar-create", Slot.READ, "rsync", Slot.READ, "wc", Slot.READ);

    private final Walk walk;
    private final Context context;
    private final Draft draft;
    private final Arguments arguments;
    private final Paths paths;
    private final String directory;
    private final Scope scope;

    MoreArguments(Walk walk, Draft draft, Arguments arguments, String directory, Context context, Scope scope) {
        this.walk = walk;
        this.context = context;
        this.draft = draft;
        this.arguments = arguments;
        this.directory = directory;
        this.scope = scope;
        this.paths = new Paths(walk.findings(), directory, draft.program, context.remote());
    }

    void read() {
        told();
        new Sweeps(draft, arguments, paths).read();
        DatabaseText.read(draft, context, paths);
        switch (draft.program) {
            case "parallel" -> listed();
            case "awk", "gawk", "mawk", "nawk" -> set();
            case "ed", "ex" -> Started.input(context).ifPresent(this::edits);
            case "curl" -> {
                given("-K|--config").forEach(file -> text(file, this::options));
                given("-w|--write-out").forEach(this::shown);
            }
            case "less", "more", "most" -> draft.words.forEach(this::typed);
            case "wget", "aria2c" -> given("-i|--input-file").forEach(file -> text(file, this::list));
            case "tar", "gtar", "bsdtar" -> {
                if (arguments.spec.name().equals("tar-create")) {
                    given("-T|--files-from").forEach(file -> text(file, this::list));
                }
            }
            case "rsync" -> {
                given("--files-from").forEach(file -> text(file, this::list));
                given("-f|--filter").forEach(this::merged);
                copied();
            }
            case "wc", "du", "sort" -> given("--files0-from").forEach(file -> text(file, this::list));
            case "cp", "gcp" -> copied();
            case "gcc", "g++", "cc", "c++", "clang", "clang++", "cpp", "tcc" ->
                Started.input(context).ifPresent(this::includes);
            case "patch" -> {
                var named = arguments.operands.size() > 1 ? List.of(arguments.operands.get(1)) : given("-i|--input");
                patches(named, 1);
            }
            case "git" -> {
                if (Set.of("git apply", "git am").contains(arguments.spec.name())) {
                    patches(arguments.operands, 1);
                } else if (arguments.spec.name().equals("git worktree add")) {
                    arguments.operands.stream()
                            .limit(1)
                            .filter(tree -> !BESIDE.matcher(tree.text()).matches())
                            .forEach(tree -> paths.add(Verb.WRITE, tree, true));
                }
            }
            default -> {}
        }
    }

    /// A rooted path that is all there is at the standard input is there to be opened, whoever reads it.
    private void told() {
        Started.input(context).ifPresent(text -> {
            var path = text.text().stripTrailing();
            if (path.matches("(?:[~/]|\\$HOME/)[^\\n\\x00]*") && !path.contains(" ")) {
                paths.add(Verb.ACCESS, text.cut(0, path.length()), false);
            }
        });
    }

    /// `curl -w '%output{file}…'`
    private void shown(Word format) {
        var found = OUTPUT.matcher(format.text());
        while (found.find()) {
            paths.add(Verb.WRITE, format.cut(found.start(1), found.end(1)), false);
        }
    }

    private void typed(Word word) {
        var found = TYPED.matcher(word.text());
        if (found.matches() && word.known()) {
            var line = word.cut(found.start(1), found.end(1));
            walk.script(line.source(), context.within(draft.program, false), scope.copy());
        }
    }

    /// `rsync --filter='merge file'`
    private void merged(Word rule) {
        var found = MERGED.matcher(rule.text());
        if (found.matches()) {
            paths.add(Verb.READ, rule.cut(found.start(1), found.end(1)), false);
        }
    }

    /// `parallel echo :::: file`
    private void listed() {
        var files = draft.words.stream().dropWhile(word -> !word.text().matches("::::\\+?"));
        files.skip(1)
                .takeWhile(word -> !word.text().startsWith("::"))
                .forEach(file -> paths.add(Verb.READ, file, false));
    }

    /// `awk -v file=/path`: what opens it is a variable of the program.
    private void set() {
        given("-v|--assign").forEach(assignment -> {
            var value = assignment.from(assignment.text().indexOf('=') + 1);
            if (value.text().matches("(?s)[~/.$].*|.*/.*")) {
                paths.add(Verb.ACCESS, value, false);
            }
        });
    }

    /// The commands of an editor of lines that open and write other files.
    private void edits(Word text) {
        var found = EDITS.matcher(text.text());
        while (found.find()) {
            var verb = found.group(1).matches("[wW]") ? Verb.WRITE : Verb.READ;
            paths.add(verb, text.cut(found.start(2), found.end(2)), false);
        }
    }

    /// The values of an option.
    private List<Word> given(String option) {
        List<Word> values = new ArrayList<>();
        var words = draft.words;
        var names = Pattern.compile("(?:" + option + ")");
        var attached = Pattern.compile("(--[a-z0-9-]+=|-[A-Za-z])(.+)");
        for (var i = 1; i < words.size(); i++) {
            var text = words.get(i).text();
            var joined = attached.matcher(text);
            if (names.matcher(text).matches() && i + 1 < words.size()) {
                values.add(words.get(++i));
            } else if (joined.matches()
                    && names.matcher(joined.group(1).replace("=", "")).matches()) {
                values.add(words.get(i).from(joined.start(2)));
            }
        }
        return values;
    }

    private interface Reader {
        void read(Source text);
    }

    private void text(Word file, Reader reader) {
        walk.runFiles().read(file, draft.program, draft, directory, context, Parse.FULL, reader::read);
    }

    private void list(Source text) {
        var slot = LISTS.getOrDefault(
                arguments.spec.name().equals("tar-create") ? "tar-create" : draft.program, Slot.READ);
        var lines = LINE.matcher(text.text());
        for (var i = 0; i < MOST && lines.find(); i++) {
            Uses.use(new Use(slot, text.word(lines.start(), lines.end())), "", true, paths);
        }
    }

    /// `url = "…"`, as in `~/.curlrc`
    private void options(Source text) {
        List<Word> words = new ArrayList<>(draft.words.subList(0, 1));
        var lines = OPTION.matcher(text.text());
        while (words.size() < MOST && lines.find()) {
            var name = text.word(lines.start(1), lines.end(1));
            var dashes = name.text().length() == 1 ? "-" : "--";
            words.add(new Word.Builder()
                    .add(dashes, Word.Mark.PLAIN, name.where())
                    .add(name)
                    .build(name.where()));
            words.add(text.word(lines.start(2), lines.end(2)));
        }
        var more = new Arguments(arguments.spec, words);
        more.uses.forEach(use -> Uses.use(use, more.method, false, paths));
    }

    /// `cp -r directory/. .` writes hidden files that nobody names.
    private void copied() {
        var operands = arguments.operands;
        if (context.remote() || operands.size() < 2 || operands.getLast().wild() >= 0) {
            return;
        }
        for (var source : operands.subList(0, operands.size() - 1)) {
            if (!source.text().matches("(?s).*/\\.?")
                    && given("-T|--no-target-directory").isEmpty()) {
                continue;
            }
            for (var name : walk.runFiles().hidden(source, directory)) {
                var to = operands.getLast();
                paths.add(
                        Verb.WRITE,
                        new Word.Builder()
                                .add(to)
                                .add("/" + name, Word.Mark.QUOTED, to.where())
                                .build(to.where()),
                        false);
            }
        }
    }

    /// Files that a compiler puts into the text at its input.
    private void includes(Word text) {
        var found = INCLUDED.matcher(text.text());
        for (var i = 0; i < MOST && found.find(); i++) {
            paths.add(Verb.READ, text.cut(found.start(1), found.end(1)), false);
        }
    }

    /// The files that a patch changes, by the names in it.
    private void patches(List<Word> files, int strip) {
        if (files.isEmpty()) {
            var known = Started.input(context);
            known.ifPresent(word -> patched(word.source(), strip));
            if (known.isEmpty() && context.input() instanceof Context.Input.File(var file)) {
                text(file, source -> patched(source, strip));
            }
        }
        files.forEach(file -> text(file, source -> patched(source, strip)));
    }

    private void patched(Source text, int strip) {
        var names = PATCHED.matcher(text.text());
        for (var i = 0; i < MOST && names.find(); i++) {
            var name = text.word(names.start(1), names.end(1));
            if (name.is("/dev/null")) {
                continue;
            }
            var slash = name.text().indexOf('/');
            Uses.use(new Use(Slot.WRITE, slash > 0 && slash <= strip ? name.from(slash + 1) : name), "", false, paths);
        }
    }
}
