package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ShellLineFuzzTest {
    private static final long SEED = 7411;
    private static final int LINES = 8_000;

    @Test
    void anyStringGetsAnAnswerWithinTheLine() {
        new LineFuzz(SEED).run(LINES);
    }

    @ParameterizedTest
    @CsvSource({"POWERSHELL, powershell.txt", "CMD, cmd.txt"})
    void anyStringGetsAnAnswerFromTheShellsOfWindows(Dialect dialect, String table) {
        var lines = WindowsTest.rows(table).stream()
                .map(row -> row.substring(0, row.lastIndexOf(" => ")))
                .toList();
        new LineFuzz(SEED, dialect, lines).run(LINES);
    }

    @ParameterizedTest
    @EnumSource(names = {"POWERSHELL", "CMD"})
    void whatIsTooLongOrTooDeepForTheShellsOfWindowsIsOpaque(Dialect dialect) {
        for (var line :
                List.of("(".repeat(9_000) + "a" + ")".repeat(9_000), "a;".repeat(40_000), "a&".repeat(33_000))) {
            assertEquals(Parse.OPAQUE, ShellLine.parse(dialect, line).parse(), line.substring(0, 9));
        }
    }

    @Test
    void theSameLineGetsTheSameAnswerOnEveryThread() throws Exception {
        var line = "a=rm; for f in *.txt; do $a -rf \"$f\" | sh -c 'cat < x'; done";
        var expected = ShellLine.parse(line);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Script>> calls = new ArrayList<>();
            for (var i = 0; i < 200; i++) {
                calls.add(() -> ShellLine.parse(line));
            }
            for (var answer : threads.invokeAll(calls)) {
                assertEquals(expected, answer.get());
            }
        }
    }
}
