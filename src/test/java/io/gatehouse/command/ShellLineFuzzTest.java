package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class ShellLineFuzzTest {
    private static final long SEED = 7411;
    private static final int LINES = 8_000;

    @Test
    void anyStringGetsAnAnswerWithinTheLine() {
        new LineFuzz(SEED).run(LINES);
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
