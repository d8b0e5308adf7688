package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.gatehouse.corpus.Corpus;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Feeds the analyser with lines that nobody would write. Work is counted in bytes allocated, never in time, so
/// that the same seed finds the same on any machine.
final class LineFuzz {
    private static final int MOST_FINDINGS = 20_000;
    private static final long MOST_ALLOCATED = 1L << 30;
    private static final String SPICE = "$(){}[]<>|&;`'\"\\ \n\t#*?~=!:-/0aé🎉\r\0\uD800\u200b\u202e\u00a0";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Dialect dialect;
    private final List<String> corpus;
    private final Random random;
    private long worst;
    private String worstLine = "";

    LineFuzz(long seed) {
        this(seed, Dialect.BASH, Corpus.lines());
    }

    LineFuzz(long seed, Dialect dialect, List<String> corpus) {
        this.random = new Random(seed);
        this.dialect = dialect;
        this.corpus = corpus;
    }

    void run(long lines) {
        for (var i = 0L; i < lines; i++) {
            check(
                    switch ((int) (i % 16)) {
                        case 0, 1, 2 -> noise(60);
                        case 3 -> random.nextInt(50) == 0 ? noise(8_000) : noise(200);
                        case 4 -> nested();
                        case 5 -> random.nextInt(50) == 0 ? repeated() : nested() + mutated();
                        case 6 -> calling();
                        default -> mutated();
                    });
        }
        System.out.printf(
                "fuzz: %d lines, most allocated for one %d kB: %s%n", lines, worst >> 10, printable(worstLine));
    }

    private void check(String line) {
        var before = threads.getCurrentThreadAllocatedBytes();
        var script = ShellLine.parse(dialect, line);
        var allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (allocated > worst) {
            worst = allocated;
            worstLine = line;
        }
        assertTrue(allocated <= MOST_ALLOCATED, () -> allocated + " bytes allocated for " + printable(line));
        assertTrue(
                script.doubts().stream().noneMatch(doubt -> doubt.what().startsWith("Gatehouse failed")),
                () -> script.doubts() + " of " + printable(line));
        assertWithin(line, script);
        if (random.nextInt(8) == 0) {
            assertEquals(
                    script, ShellLine.parse(dialect, line), () -> "another answer the second time: " + printable(line));
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

    private String noise(int most) {
        var text = new StringBuilder();
        for (var i = random.nextInt(most); i >= 0; i--) {
            text.append(
                    random.nextInt(20) == 0
                            ? (char) random.nextInt(0x10000)
                            : SPICE.charAt(random.nextInt(SPICE.length())));
        }
        return text.toString();
    }

    private String mutated() {
        var text = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
        for (var i = random.nextInt(5); i >= 0; i--) {
            var at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(6)));
                case 2 -> text.insert(at, corpus.get(random.nextInt(corpus.size())));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(20))));
            }
        }
        return text.toString();
    }

    /// Opened many times, closed as often or not.
    private String nested() {
        var pairs = List.of(
                "$( )",
                "` `",
                "( ;)",
                "{ ;}",
                "\" \"",
                "${x:- }",
                "<( )",
                "$(( ))",
                "{a, }",
                "if ;then a;fi",
                "case a in a) ;;esac",
                "while ;do a;done",
                "sh -c ' '",
                "eval \" \"",
                "[[ ]]",
                "x=( )",
                "f(){ ;};f");
        var text = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
        for (var i = random.nextInt(random.nextInt(40) == 0 ? 400 : 12); i >= 0; i--) {
            var pair = pairs.get(random.nextInt(pairs.size()));
            var middle = pair.indexOf(' ');
            text.insert(0, pair.substring(0, middle + 1));
            text.append(random.nextInt(30) == 0 ? "" : pair.substring(middle + 1));
        }
        return text.toString();
    }

    /// Long lines, up to the limit of 64 KB and beyond, and braces that multiply.
    private String repeated() {
        var parts = List.of(
                "a;",
                "rm $x ",
                "{a,b}",
                "$(a)",
                "a|",
                "((((",
                "`",
                "'",
                "\"",
                "x=$x$x;",
                "a<<E\n",
                "a&&",
                "[a",
                "\\\n",
                "é",
                "for x in 1 2 3 4 5 6 7 8;do ",
                "f(){ f;f;};",
                "{1..99}",
                "${x:-",
                "<(a ",
                "alias a=b;",
                "case a in b)");
        var part = parts.get(random.nextInt(parts.size()));
        return part.repeat(random.nextInt(68_000) / part.length() + 1);
    }

    /// Functions and aliases that call themselves and each other.
    private String calling() {
        var text = new StringBuilder();
        for (var i = 1 + random.nextInt(6); i >= 0; i--) {
            var names = "fgh";
            var a = names.charAt(random.nextInt(3));
            var b = names.charAt(random.nextInt(3));
            var c = names.charAt(random.nextInt(3));
            text.append(
                    switch (random.nextInt(5)) {
                        case 0 -> "alias %s='%s;%s'\n".formatted(a, b, c);
                        case 1 -> "%s $x $@;".formatted(a);
                        case 2 -> "x=$x$x$y;y='%s $x';eval \"$y$y\";".formatted(a);
                        case 3 -> "for x in 1 2 3;do %s;%s;done;".formatted(a, b);
                        default -> "%s(){ %s \"$@\" a|%s;$1;};".formatted(a, b, c);
                    });
        }
        return text.toString();
    }

    private static String printable(String line) {
        var text = new StringBuilder();
        line.chars()
                .limit(2_000)
                .forEach(unit ->
                        text.append(unit < 32 || unit > 126 ? String.format("\\u%04x", unit) : "" + (char) unit));
        return text.toString();
    }
}
