package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.corpus.Corpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class ShellLineFuzzTest {
    private static final long SEED = 7411;
    private static final int LINES = 4_000;
    private static final int MOST_FINDINGS = 20_000;
    private static final String SPICE = "$(){}[]<>|&;`'\"\\ \n\t#*?~=!:-/0aé🎉\r\0\uD800";

    @Test
    void anyStringGetsAnAnswerWithinTheLine() {
        var random = new Random(SEED);
        var seeds = new ArrayList<>(Corpus.lines());
        for (var i = 0; i < LINES; i++) {
            var line = i % 4 == 0 ? noise(random) : mutated(seeds.get(random.nextInt(seeds.size())), seeds, random);
            var script = assertDoesNotThrow(() -> ShellLine.parse(line), () -> "of " + printable(line));
            assertWithin(line, script);
        }
    }

    private static void assertWithin(String line, Script script) {
        List<Part> parts = new ArrayList<>();
        script.commands().forEach(command -> parts.add(command.where()));
        script.paths().forEach(path -> parts.add(path.where()));
        script.urls().forEach(url -> parts.add(url.where()));
        script.doubts().forEach(doubt -> parts.add(doubt.where()));
        assertTrue(parts.size() <= MOST_FINDINGS, () -> parts.size() + " findings in " + printable(line));
        for (var part : parts) {
            assertTrue(part.to() <= line.length(), () -> part + " lies outside of " + printable(line));
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

    private static String noise(Random random) {
        var text = new StringBuilder();
        for (var i = random.nextInt(60); i >= 0; i--) {
            text.append(SPICE.charAt(random.nextInt(SPICE.length())));
        }
        return text.toString();
    }

    private static String mutated(String line, List<String> seeds, Random random) {
        var text = new StringBuilder(line);
        for (var i = random.nextInt(5); i >= 0; i--) {
            var at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(6)));
                case 2 -> text.insert(at, seeds.get(random.nextInt(seeds.size())));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(20))));
            }
        }
        return text.toString();
    }

    private static String printable(String line) {
        return line.chars()
                .mapToObj(unit -> unit < 32 || unit > 126 ? String.format("\\u%04x", unit) : "" + (char) unit)
                .reduce("", String::concat);
    }
}
