package io.gatehouse.command.bash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.command.Script;
import io.gatehouse.command.ShellLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a real Bash runs and opens is found in the line, or the line is opaque. The full size is [BashDifferentialIT].
final class BashDifferentialTest {
    private static final int LINES = 3_000;
    private static final long SEED = 7411;

    @TempDir
    private Path directory;

    @Test
    void linesThatWereOnceMissedAreSeenThrough() {
        try (var runners = new Runners(directory)) {
            for (var line : found()) {
                assertEquals(List.of(), runners.missed(line, ShellLine::parse), line);
            }
        }
    }

    @Test
    void whatBashDoesIsFoundInTheLine() {
        try (var runners = new Runners(directory)) {
            runners.assertNothingMissed(SEED, 0, LINES);
        }
    }

    @Test
    void noticesProgramsAndFilesThatWereNotFound() {
        try (var runners = new Runners(directory)) {
            var line = "ls a && rm b > new";
            assertEquals(List.of(), runners.missed(line, ShellLine::parse));
            assertEquals(List.of("ran [rm, b]"), runners.missed(line, text -> {
                var script = ShellLine.parse(text);
                return new Script(
                        script.commands().subList(0, 1),
                        script.paths(),
                        script.urls(),
                        script.doubts(),
                        script.files());
            }));
            assertEquals(List.of("WRITE new"), runners.missed(line, text -> {
                var script = ShellLine.parse(text);
                return new Script(script.commands(), List.of(), script.urls(), script.doubts(), script.files());
            }));
        }
    }

    @Test
    void leavesLinesAloneThatLeadOutOfTheirDirectory() {
        for (var line :
                List.of("> /a", "> ../a", "x=; > $x/a", "> ${x}/a", "> ~b/a", "> $0", "> '/a'", "> $'\\x2fa'")) {
            assertFalse(ShellGrammar.isSafe(line), line);
        }
        assertTrue(ShellGrammar.isSafe("cd d; > d/a > $PWD/a > ~/a; echo ${x/a/b} {1..3}"));
    }

    private static List<String> found() {
        try (var in = Objects.requireNonNull(
                BashDifferentialTest.class.getResourceAsStream("/command/bash-found.txt"), "no corpus")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("##"))
                    .map(line -> line.replace('⏎', '\n').replace('␍', '\r'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
