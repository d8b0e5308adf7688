package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What programs do with the arguments of a typical line: `src/test/resources/programs/lines.txt`, whose rows are what
/// is read, written, deleted, run and spoken to, all of it, and behind a bar the line. `access` is a path of which no
/// more is known; what runs is named where a line starts another program.
class ProgramsTableTest {
    @Test
    void everyLineDoesWhatTheTableSays() {
        var rows = rows();
        var told = rows.stream()
                .map(row -> row.startsWith("#") ? row : told(line(row)) + " | " + line(row))
                .toList();
        assertEquals(String.join("\n", rows), String.join("\n", told));
    }

    @Test
    void hasTheProgramsThatMatter() {
        var programs = rows().stream()
                .filter(row -> !row.startsWith("#"))
                .map(row -> ShellLine.parse(line(row)).commands().getFirst().program())
                .distinct()
                .count();
        assertEquals(true, programs >= 150, programs + " programs");
    }

    private static String line(String row) {
        return row.substring(row.indexOf("| ") + 2);
    }

    private static String told(String line) {
        var script = ShellLine.parse(line);
        List<String> found = new ArrayList<>();
        for (var use : script.paths()) {
            var place = use.directory().isEmpty() ? "" : use.directory() + "/";
            var pattern = use.pattern().isEmpty() ? "" : "/" + use.pattern();
            var link = use.linkTarget().isEmpty() ? "" : " to " + use.linkTarget();
            found.add(use.verb().name().toLowerCase(Locale.ROOT)
                    + (use.recursive() ? " all " : " ")
                    + place
                    + use.path()
                    + pattern
                    + link);
        }
        script.urls().forEach(url -> found.add("speak " + url.url()));
        var commands = script.commands().stream().map(SimpleCommand::program).toList();
        Stream.concat(script.commands().stream().flatMap(command -> command.wrappers().stream()), commands.stream())
                .distinct()
                .skip(1)
                .forEach(program -> found.add("run " + program));
        return String.join("; ", found);
    }

    private static List<String> rows() {
        try (var in = ProgramsTableTest.class.getResourceAsStream("/programs/lines.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
