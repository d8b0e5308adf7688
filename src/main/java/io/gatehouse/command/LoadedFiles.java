package io.gatehouse.command;

import io.gatehouse.command.code.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Files that a program runs without being told, such as `conftest.py` above the tests: `resources/command/loaded.txt`.
final class LoadedFiles {
    private static final String TABLE = "/command/loaded.txt";
    private static final int MOST_PLACES = 16;
    private static final Pattern NAME = Pattern.compile("[\"']([^\"'\\n]+)[\"']");
    private static final Pattern OTHER = Pattern.compile("(?m)^(?:-[rc]|--requirement|--constraint)[ =]*([^\\s#:]+)");
    private static final Set<String> WAYS = Set.of(
            "lines",
            "tasks",
            "json",
            "generate",
            "just",
            "paths",
            "modules",
            "hosts",
            "values",
            "requirements",
            "maven");

    /// What is read of files that are made by programs, or are code.
    private static final Set<String> OFTEN_LONG = Set.of("paths", "modules", "generate");

    /// Behind which a task has its commands.
    private static final Set<String> TASK_KEYS =
            Set.of("cmds", "cmd", "sh", "run", "shell", "script", "composite", "sequence", "command", "interpreter");

    /// @param how an interpreter that reads it, or one of the ways in the head of the table
    private record Loaded(String how, List<String> names, String file) {}

    private static final Map<String, List<Loaded>> KNOWN = table();

    private final Walk walk;
    private final RunFiles files;

    LoadedFiles(Walk walk, RunFiles files) {
        this.walk = walk;
        this.files = files;
    }

    void run(Draft draft, Arguments arguments, String directory, Context context, Scope scope) {
        var spec = arguments.spec.name();
        List<Loaded> all = new ArrayList<>(KNOWN.getOrDefault(draft.program, List.of()));
        if (!spec.equals(draft.program)) {
            all.addAll(KNOWN.getOrDefault(spec, List.of()));
        }
        var words = draft.words.stream()
                .skip(1)
                .map(Word::text)
                .filter(word -> !word.startsWith("-"))
                .toList();
        var subcommand = draft.program + " " + (words.isEmpty() ? "" : words.getFirst());
        if (!subcommand.equals(spec)) {
            all.addAll(KNOWN.getOrDefault(subcommand, List.of()));
        }
        for (var loaded : all) {
            if (loaded.file().startsWith("@")) {
                given(loaded.file(), arguments)
                        .forEach(file -> config(loaded, file, words, draft, directory, context, scope));
                continue;
            }
            for (var place : places(arguments)) {
                var file = word(place + loaded.file(), draft);
                if (WAYS.contains(loaded.how())) {
                    config(loaded, file, words, draft, directory, context, scope);
                } else {
                    files.load(file, Optional.of(loaded.how()), draft, directory, context, scope);
                }
            }
        }
    }

    private static Stream<Word> given(String kind, Arguments arguments) {
        return kind.equals("@")
                ? arguments.operands.stream()
                : arguments.uses.stream()
                        .filter(use -> use.slot() == Spec.Slot.READ)
                        .map(Arguments.Use::word);
    }

    private static Word word(String file, Draft draft) {
        return file.contains("*")
                ? new Word.Builder().add(file, Word.Mark.PLAIN, draft.where()).build(draft.where())
                : Word.quoted(file, draft.where());
    }

    /// A path in which `~` is the home directory.
    private static Word path(String path, Draft draft) {
        var home = path.startsWith("~") ? 1 : 0;
        return new Word.Builder()
                .add(path.substring(0, home), Word.Mark.PLAIN, draft.where())
                .add(path.substring(home), Word.Mark.QUOTED, draft.where())
                .build(draft.where());
    }

    private void config(
            Loaded loaded, Word file, List<String> words, Draft draft, String directory, Context context, Scope scope) {
        var part = loaded.how() + loaded.names();
        var unread = OFTEN_LONG.contains(loaded.how()) ? Parse.PARTIAL : Parse.OPAQUE;
        files.read(file, part, draft, directory, context, unread, source -> {
            var config = new ConfigText(source.text());
            var commands = commands(loaded, config, source.text(), words);
            if (commands.size() > ConfigText.MOST) {
                draft.worsen(Parse.OPAQUE);
                walk.findings().doubt("a file tells of too many commands to follow them all", draft.where());
            }
            for (var command : commands.subList(0, Math.min(commands.size(), ConfigText.MOST))) {
                var place = scope.copy();
                place.enter(directory);
                walk.script(Source.elsewhere(command, draft.where()), context.within(draft.program, false), place);
            }
            if (loaded.how().equals("modules")) {
                for (var module : modules(source.text(), loaded.names())) {
                    for (var name : Programs.files("node", module)) {
                        files.load(
                                Word.quoted(name, draft.where()),
                                Optional.of("node"),
                                draft,
                                directory,
                                context,
                                scope);
                    }
                }
            }
            var paths = new Paths(walk.findings(), directory, draft.program, context.remote());
            if (loaded.how().equals("paths")) {
                for (var path : config.paths()) {
                    paths.add(PathUse.Verb.ACCESS, path(path, draft), false);
                }
            }
            for (var url : hosts(loaded, config, source.text(), draft)) {
                paths.speaks(url, "", Word.quoted(url, draft.where()));
            }
            if (loaded.how().equals("requirements")) {
                for (var other : others(file, source.text())) {
                    config(loaded, other, words, draft, directory, context, scope);
                }
            }
        });
    }

    /// One URL of each host that the program would load something from.
    private List<String> hosts(Loaded loaded, ConfigText config, String text, Draft draft) {
        var urls =
                switch (loaded.how()) {
                    case "hosts" -> config.urls(loaded.names());
                    case "requirements" -> config.urls(List.of("*"));
                    case "values" ->
                        loaded.names().stream()
                                .flatMap(section -> new PackageScripts(text, section).all().stream())
                                .flatMap(value -> Urls.url(value).or(() -> Urls.account(value)).stream());
                    case "maven" -> {
                        var repositories = MavenRepositories.in(text);
                        if (repositories.isEmpty()) {
                            draft.worsen(Parse.OPAQUE);
                            walk.findings().doubt("what this loads is not known", draft.where());
                        }
                        yield repositories.stream().flatMap(List::stream).filter(url -> Urls.url(url)
                                .isPresent());
                    }
                    case String _ -> Stream.<String>empty();
                };
        Map<String, String> hosts = new LinkedHashMap<>();
        urls.forEach(url -> hosts.putIfAbsent(url.replaceFirst("^([^:]*://[^/?#]*).*", "$1"), url));
        return List.copyOf(hosts.values());
    }

    /// The files that a list of requirements names, which stand beside it.
    private static List<Word> others(Word file, String text) {
        var beside = file.cut(0, file.text().lastIndexOf('/') + 1);
        return OTHER.matcher(text)
                .results()
                .map(found -> new Word.Builder()
                        .add(beside)
                        .add(found.group(1), Word.Mark.QUOTED, file.where())
                        .build(file.where()))
                .limit(MOST_PLACES)
                .toList();
    }

    /// Files that settings name behind these keys, as `globalSetup: './setup.js'`.
    private static List<String> modules(String text, List<String> keys) {
        return Pattern.compile("\\b(?:" + String.join("|", keys)
                        + ")[\"']?\\s*[:=]\\s*(\\[[^\\]]{0,2000}]|\"[^\"\\n]*\"|'[^'\\n]*')")
                .matcher(text)
                .results()
                .flatMap(found -> NAME.matcher(found.group(1)).results())
                .map(found -> found.group(1).replaceFirst("^<rootDir>/", ""))
                .filter(name -> name.contains("/") || name.contains("."))
                .map(name -> name.matches("(?:\\.{0,2}|~)/.*") ? name : "./" + name)
                .limit(MOST_PLACES)
                .toList();
    }

    private static List<String> commands(Loaded loaded, ConfigText config, String text, List<String> words) {
        var names = loaded.names();
        return switch (loaded.how()) {
            case "lines" -> config.commands(Set.copyOf(names));
            case "tasks" -> config.tasks(Set.copyOf(names), words.isEmpty() ? List.of("default") : words, TASK_KEYS);
            case "json" -> new PackageScripts(text, names.getFirst()).all();
            case "generate" ->
                text.lines()
                        .filter(line -> line.startsWith("//go:generate "))
                        .map(line -> line.substring("//go:generate ".length()))
                        .toList();
            case "just" ->
                Makefile.ofJust(text)
                        .recipes(words.stream()
                                .filter(word -> !word.contains("="))
                                .toList());
            case String _ -> List.of();
        };
    }

    /// Where the program works, and each directory on the way to what it is given.
    private static Set<String> places(Arguments arguments) {
        Set<String> places = new LinkedHashSet<>();
        places.add("");
        for (var operand : arguments.operands) {
            var path = operand.text().replaceFirst("(?s)::.*", "") + "/"; // behind which pytest names a test
            for (var slash = path.indexOf('/', 1);
                    slash > 0 && operand.wild() < 0;
                    slash = path.indexOf('/', slash + 1)) {
                if (places.size() < MOST_PLACES) {
                    places.add(path.substring(0, slash + 1));
                }
            }
        }
        return places;
    }

    private static Map<String, List<Loaded>> table() {
        Map<String, List<Loaded>> table = new HashMap<>();
        try (var in = LoadedFiles.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + TABLE);
            }
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    var colon = line.indexOf(": ");
                    var words = line.substring(colon + 2).split(" ", -1);
                    var how = words[0].split("=", 2);
                    var names = how.length < 2 ? List.<String>of() : List.of(how[1].split(",", -1));
                    for (var program : line.substring(0, colon).split(", ", -1)) {
                        for (var file : List.of(words).subList(1, words.length)) {
                            table.computeIfAbsent(program, _ -> new ArrayList<>())
                                    .add(new Loaded(how[0], names, file));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(table);
    }
}
