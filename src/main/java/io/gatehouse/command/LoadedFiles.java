package io.gatehouse.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Files that a program runs without being told, such as `conftest.py` above the tests: `resources/command/loaded.txt`.
final class LoadedFiles {
    private static final String TABLE = "/command/loaded.txt";
    private static final int MOST_PLACES = 16;

    /// @param language the interpreter that reads it
    private record Loaded(String language, String file) {}

    private static final Map<String, Loaded> KNOWN = table();

    private final RunFiles files;

    LoadedFiles(RunFiles files) {
        this.files = files;
    }

    void run(Draft draft, Arguments arguments, String directory, Context context, Scope scope) {
        var spec = arguments.spec.name();
        var loaded = KNOWN.get(spec.isEmpty() ? draft.program : spec);
        if (loaded == null) {
            return;
        }
        for (var place : places(arguments)) {
            var file = Word.quoted(place + loaded.file(), draft.where());
            files.load(file, Optional.of(loaded.language()), draft, directory, context, scope);
        }
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

    private static Map<String, Loaded> table() {
        Map<String, Loaded> table = new HashMap<>();
        try (var in = LoadedFiles.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + TABLE);
            }
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    var parts = line.split(": | (?=\\S+$)", 3);
                    for (var program : parts[0].split(", ", -1)) {
                        table.put(program, new Loaded(parts[1], parts[2]));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(table);
    }
}
