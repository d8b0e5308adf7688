package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What lines of PowerShell and of `cmd` do: tables `src/test/resources/windows`.
///
/// A row is the line, then what must be found in it, comma-separated behind ` => `: `program`, `read:path`,
/// `write:path`, `delete:path`, `delete-all:path` (recursive), `access:path`, `url:…`, `into:program` (piped
/// into), `full`, `partial`, `opaque`.
final class WindowsTest {
    @Test
    void powerShellLinesDoWhatTheTableSays() {
        assertEquals(List.of(), wrong(Dialect.POWERSHELL, "powershell.txt"));
    }

    @Test
    void cmdLinesDoWhatTheTableSays() {
        assertEquals(List.of(), wrong(Dialect.CMD, "cmd.txt"));
    }

    @Test
    void bashLinesHandOverToTheShellsOfWindows() {
        assertEquals(List.of(), wrong(Dialect.BASH, "bash.txt"));
    }

    static List<String> rows(String table) {
        try (var in = WindowsTest.class.getResourceAsStream("/windows/" + table)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(row -> !row.isBlank() && !row.startsWith("##"))
                    .map(row -> row.replace('⏎', '\n'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> wrong(Dialect dialect, String table) {
        List<String> wrong = new ArrayList<>();
        for (var row : rows(table)) {
            var arrow = row.lastIndexOf(" => ");
            var script = ShellLine.parse(dialect, row.substring(0, arrow));
            var found = found(script);
            for (var wanted : row.substring(arrow + 4).split(",", -1)) {
                var absent = wanted.strip().startsWith("!");
                if (found.contains(absent ? wanted.strip().substring(1) : wanted.strip()) == absent) {
                    wrong.add(row + "\n   lacks " + wanted.strip() + ", has " + found + " " + script.doubts());
                }
            }
        }
        return wrong;
    }

    private static List<String> found(Script script) {
        List<String> found = new ArrayList<>();
        found.add(script.parse().name().toLowerCase(java.util.Locale.ROOT));
        for (var command : script.commands()) {
            found.add(command.program());
            command.pipesInto().forEach(into -> found.add("into:" + into));
            command.wrappers().forEach(wrapper -> found.add("by:" + wrapper));
        }
        for (var use : script.paths()) {
            var verb = use.verb().name().toLowerCase(java.util.Locale.ROOT);
            var path = use.path() + (use.pattern().isEmpty() ? "" : "/" + use.pattern());
            Stream.of(verb + ":" + path, verb + (use.recursive() ? "-all:" : "-one:") + path)
                    .forEach(found::add);
            if (!use.directory().isEmpty()) {
                found.add(verb + ":" + use.directory() + "/" + path);
            }
        }
        script.urls().forEach(url -> found.add("url:" + url.url()));
        return found;
    }
}
