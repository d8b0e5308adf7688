package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Known tricks and everyday lines: `src/test/resources/command`. Both grow with every bug.
final class CorpusTest {
    static List<String> lines(String file) {
        try (var in = CorpusTest.class.getResourceAsStream("/command/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no corpus " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("##"))
                    .map(line -> line.replace('⏎', '\n'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> tricks() {
        return lines("evasions.txt").stream()
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .toList();
    }

    @Test
    void everyTrickIsSeenThroughOrDoubted() {
        List<String> missed = new ArrayList<>();
        var seen = 0;
        var all = lines("evasions.txt");
        for (var line : all) {
            var tab = line.indexOf('\t');
            var script = ShellLine.parse(line.substring(tab + 1));
            if (finds(script, line.substring(0, tab))) {
                seen++;
            } else if (script.parse() == Parse.FULL) {
                missed.add(line);
            }
        }
        System.out.printf(
                "evasions: %d tricks, %d seen through, %d only doubted%n", all.size(), seen, all.size() - seen);
        assertEquals(List.of(), missed);
        assertTrue(all.size() >= 60 && seen >= all.size() * 85 / 100, "seen through: " + seen);
    }

    private static boolean finds(Script script, String wanted) {
        var value = wanted.substring(wanted.indexOf(':') + 1);
        return switch (wanted.substring(0, wanted.indexOf(':'))) {
            case "program" ->
                script.commands().stream().anyMatch(command -> command.program().equals(value));
            case "path" ->
                script.paths().stream().anyMatch(path -> (path.directory().isEmpty()
                                        || path.path().startsWith("/")
                                ? path.path()
                                : path.directory() + "/" + path.path())
                        .equals(value));
            case "url" -> script.urls().stream().anyMatch(url -> url.url().equals(value));
            default -> throw new IllegalArgumentException("a trick begins with program:, path: or url:, not " + wanted);
        };
    }

    @Test
    void nearlyEveryEverydayLineIsUnderstoodInFull() {
        var all = lines("benign.txt");
        var partial = all.stream()
                .filter(line -> ShellLine.parse(line).parse() == Parse.PARTIAL)
                .toList();
        var opaque = all.stream()
                .filter(line -> ShellLine.parse(line).parse() == Parse.OPAQUE)
                .toList();
        System.out.printf("benign: %d lines, %d partial, %d opaque%n", all.size(), partial.size(), opaque.size());
        assertEquals(List.of(), opaque);
        assertTrue(all.size() >= 120 && partial.size() <= all.size() * 5 / 100, partial::toString);
    }
}
