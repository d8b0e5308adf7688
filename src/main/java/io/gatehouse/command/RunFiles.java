package io.gatehouse.command;

import io.gatehouse.command.LineFiles.Content;
import io.gatehouse.command.LineFiles.Place;
import io.gatehouse.command.Spec.Trait;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Files that a command runs: their text, which the line wrote itself or which stands on the disk, is followed as
/// if it stood in the line.
final class RunFiles {
    private static final Pattern SHEBANG = Pattern.compile("#! *(\\S+)(?: +(?:-S +)?(\\S+))?.*");

    /// Scripts that projects carry to start their build tool; the policy knows them by their names.
    private static final Set<String> KNOWN = Set.of("gradlew", "mvnw", "configure", "activate");

    private static final int MOST_DIRECTORIES = 4;

    private final Walk walk;
    private final Findings findings;
    private final ScriptFiles disk;
    private final Set<String> running = new HashSet<>();

    RunFiles(Walk walk, ScriptFiles disk) {
        this.walk = walk;
        this.findings = walk.findings();
        this.disk = disk;
    }

    /// Follows a file that a shell or interpreter was told to run.
    ///
    /// @param language the program that reads it; empty where the file says so itself
    /// @return whether some text was followed
    boolean run(Word file, Optional<String> language, Draft draft, String directory, Context context, Scope scope) {
        if (KNOWN.contains(name(file).toLowerCase(Locale.ROOT).replaceFirst("\\.(ps1|bat|cmd)$", ""))) {
            return false;
        }
        var followed = load(file, language, draft, directory, context, scope);
        if (followed == Found.NOTHING
                && (isSearched(file, context) || isPattern(file, context))
                && language.isPresent()) {
            draft.worsen(Parse.PARTIAL);
            findings.doubt("what this script does is not known", file.where());
        }
        return followed == Found.TEXT;
    }

    /// Follows a file that a program runs if it is there.
    Found load(Word file, Optional<String> language, Draft draft, String directory, Context context, Scope scope) {
        if (context.background() && isSearched(file, context)) {
            again(file, directory, () -> load(file, language, draft, directory, context, scope));
        }
        var reading = new Reading(
                "",
                unread -> unread(unread, language),
                source -> follow(file, source, language, draft, directory, context, scope));
        return texts(file, reading, draft, directory, context);
    }

    /// What is known of a command that runs a file which cannot be read. Machine code is judged by its name.
    private static Parse unread(ScriptFiles.Text file, Optional<String> language) {
        if (language.isEmpty() && file.form() == ScriptFiles.Form.PROGRAM) {
            return Parse.FULL;
        }
        return spec(language.orElseGet(() -> shebang(file.text()))).is(Trait.SHELL) ? Parse.OPAQUE : Parse.PARTIAL;
    }

    /// What runs in the background may see what the line does to the file later.
    private void again(Word file, String directory, Runnable step) {
        var place = Place.of(directory, file.path());
        var now = walk.files().contents(place).size();
        walk.later(() -> {
            if (walk.files().contents(place).size() > now) {
                step.run();
            }
        });
    }

    /// Hidden files of a directory, and all in its hidden directories: what a copy of its contents brings along.
    ///
    /// @return their names below it
    List<String> hidden(Word directory, String from) {
        if (!directory.known() || directory.wild() >= 0 || from.equals(Scope.UNKNOWN_DIRECTORY)) {
            return List.of();
        }
        var root = Place.of(from, directory.path()).path();
        return Stream.of("/.*", "/.*/**")
                .flatMap(pattern -> disk.names(root + pattern).stream())
                .map(name -> name.substring(name.lastIndexOf(root + "/") + root.length() + 1))
                .distinct()
                .toList();
    }

    /// A program that stands in a directory of the workspace which the line puts on the path.
    void onPath(Word program, Draft draft, Context context, Scope scope) {
        var path = scope.find("PATH").flatMap(Scope.Value::words).filter(words -> words.size() == 1);
        if (path.isEmpty()) {
            return;
        }
        var entries = path.get().getFirst().text().split(":", MOST_DIRECTORIES + 1);
        for (var i = 0; i < Math.min(entries.length, MOST_DIRECTORIES); i++) {
            var entry = entries[i].isEmpty() ? "." : entries[i];
            if (!entry.startsWith("/usr/") && !entry.startsWith("/bin") && !entry.startsWith("/sbin")) {
                var file = new Word.Builder()
                        .add(entry + "/" + program.text(), Word.Mark.PLAIN, program.where())
                        .build(program.where());
                var directory = entry.startsWith("$PWD") ? "" : scope.directory();
                load(file, Optional.empty(), draft, directory, context, scope);
            }
        }
    }

    /// Hands a file that tells a program what to run to a reader of it.
    ///
    /// @param part which part of the file; another part of the same file may be read while this one is
    /// @return whether the file is there
    boolean read(Word file, String part, Draft draft, String directory, Context context, Consumer<Source> reader) {
        return read(file, part, draft, directory, context, Parse.OPAQUE, reader);
    }

    /// @param unread what is known of the command if the file cannot be read; if all, it is as if it were not there
    boolean read(
            Word file,
            String part,
            Draft draft,
            String directory,
            Context context,
            Parse unread,
            Consumer<Source> reader) {
        if (file.is("-") || file.is("/dev/stdin")) {
            var text = Started.input(context);
            text.ifPresent(word -> reader.accept(word.source()));
            if (text.isEmpty()) {
                draft.worsen(Parse.OPAQUE);
                findings.doubt("what this reads from its input is not known", file.where());
            }
            return true;
        }
        var reading = new Reading(part, _ -> unread, source -> {
            reader.accept(source);
            return true;
        });
        return texts(file, reading, draft, directory, context) != Found.NOTHING;
    }

    /// What is done with a file.
    ///
    /// @param unread what is known of the command where it cannot be read; if all, it is as if it were not there
    /// @param reader of what is in it; false if it cannot read that
    private record Reading(String part, Function<ScriptFiles.Text, Parse> unread, Predicate<Source> reader) {}

    /// What there is of a file that runs.
    enum Found {
        NOTHING,
        /// It is there, but not what is in it.
        FILE,
        /// Some of its text was followed.
        TEXT;

        Found or(Found other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    private static boolean isSearched(Word file, Context context) {
        return file.wild() < 0 && !file.has(Word.Mark.PIPE) && !context.remote();
    }

    private static boolean isPattern(Word file, Context context) {
        return file.known() && file.wild() >= 0 && !file.has(Word.Mark.PIPE) && !context.remote();
    }

    /// The same for every file that a pattern names.
    private Found matched(Word pattern, Reading reading, Draft draft, String directory) {
        if (directory.equals(Scope.UNKNOWN_DIRECTORY)) {
            draft.worsen(Parse.PARTIAL);
            return Found.FILE;
        }
        var found = Found.NOTHING;
        for (var name : disk.names(Place.of(directory, pattern.path()).path())) {
            found = found.or(fromDisk(new Place(name), pattern, reading, draft, directory));
        }
        return found;
    }

    /// Reads all that may be in a file, by what the line did before and by what is on the disk.
    private Found texts(Word file, Reading reading, Draft draft, String directory, Context context) {
        if (!isSearched(file, context)) {
            return isPattern(file, context) ? matched(file, reading, draft, directory) : Found.NOTHING;
        }
        var found = Found.NOTHING;
        for (var place : walk.files().same(Place.of(directory, file.path()))) {
            var contents = List.copyOf(walk.files().contents(place)); // which what runs may change
            for (var content : contents) {
                switch (content) {
                    case Content.Text(var text, var adds) -> {
                        found = found.or(reading.reader().test(text.source()) ? Found.TEXT : Found.FILE);
                        if (adds) {
                            found = found.or(fromDisk(place, file, reading, draft, directory));
                        }
                    }
                    case Content.Unknown(var makers, var made) -> {
                        draft.drinks(makers);
                        draft.worsen(made ? Parse.PARTIAL : Parse.OPAQUE);
                        findings.doubt("this line makes the file that runs here", file.where());
                        found = found.or(Found.FILE);
                    }
                }
            }
            if (contents.isEmpty()) {
                found = found.or(fromDisk(place, file, reading, draft, directory));
            }
        }
        return found;
    }

    private Found fromDisk(Place place, Word file, Reading reading, Draft draft, String directory) {
        if (directory.equals(Scope.UNKNOWN_DIRECTORY)) {
            draft.worsen(Parse.PARTIAL);
            return Found.FILE;
        }
        var read = disk.read(place.path(), "");
        if (read.isEmpty()) {
            return Found.NOTHING;
        }
        if (findings.filesDeep() >= ScriptFiles.MOST_DEEP) {
            draft.worsen(Parse.PARTIAL);
            return Found.FILE;
        }
        var text = read.get();
        if (text.form() != ScriptFiles.Form.TEXT) {
            var known = reading.unread().apply(text);
            if (known == Parse.FULL) {
                return Found.NOTHING;
            }
            draft.worsen(known);
            findings.doubt("a file that this runs is too long to be read, or is no text", file.where());
            return Found.FILE;
        }
        if (text.byCode()) {
            draft.worsen(Parse.PARTIAL);
            findings.doubt("code of this session wrote the file that runs here", file.where());
        }
        var key = text.path() + "\n" + reading.part();
        if (!running.add(key)) {
            return Found.TEXT; // it runs itself
        }
        try {
            var followed = new boolean[1];
            findings.inFile(
                    draft,
                    new Script.File(text.path(), text.sha256()),
                    () -> followed[0] = reading.reader().test(Source.elsewhere(text.text(), file.where())));
            return followed[0] ? Found.TEXT : Found.FILE;
        } finally {
            running.remove(key);
        }
    }

    private boolean follow(
            Word file,
            Source source,
            Optional<String> language,
            Draft draft,
            String directory,
            Context context,
            Scope scope) {
        var program = language.orElseGet(() -> shebang(source.text()));
        var spec = spec(program);
        var inner = context.within(draft.program, false);
        var windows = WindowsShells.dialect(name(file), language, program);
        if (windows.isPresent()) {
            new Scripts(findings, walk).file(windows.get(), file, source, arguments(file, draft), inner, scope.copy());
            return true;
        }
        if (spec.is(Trait.SHELL)) {
            if (spec.is(Trait.BUILTIN)) {
                walk.script(source, inner, scope);
            } else {
                var own = scope.ofStarted();
                own.set("0", List.of(file));
                own.set("BASH_SOURCE", List.of(file));
                var at = draft.words.indexOf(file);
                if (at >= 0) { // and is not started by the program
                    walk.arguments(draft.words.subList(at + 1, draft.words.size()), own);
                }
                walk.script(source, inner, own);
            }
            return true;
        }
        if (spec.is(Trait.INTERPRETER)) {
            var at = file.text().lastIndexOf('/');
            var home = at < 0
                    ? directory
                    : Place.of(directory, file.cut(0, Math.max(at, 1)).path()).path();
            new CodeText(walk, inner, scope).inFile(home).read(source, program, draft, directory);
            return true;
        }
        draft.worsen(Parse.PARTIAL);
        findings.doubt("a script in a language that is not read", draft.where());
        return false;
    }

    private static Spec spec(String program) {
        return Programs.shipped().find(program).orElse(Programs.UNKNOWN);
    }

    static String name(Word file) {
        return file.text().substring(file.text().lastIndexOf('/') + 1);
    }

    /// What stands behind the script that a command runs.
    private static List<Word> arguments(Word file, Draft draft) {
        return draft.words.stream()
                .dropWhile(word -> !WindowsPrograms.slashed(word).text().equals(file.text()))
                .skip(1)
                .toList();
    }

    /// The program that the first line of a script names; Bash's own where there is none.
    private static String shebang(String text) {
        var line = text.lines().findFirst().orElse("");
        var named = SHEBANG.matcher(line);
        if (!named.matches()) {
            return "sh";
        }
        var program = named.group(1).substring(named.group(1).lastIndexOf('/') + 1);
        return program.equals("env") && named.group(2) != null ? named.group(2) : program;
    }
}
