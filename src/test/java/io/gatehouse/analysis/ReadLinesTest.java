package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.gatehouse.command.ShellLine;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadLinesTest {
    private final ReadLines lines = new ReadLines();

    @Test
    void aRepeatedLineIsReadOnceAndMeansTheSame() {
        var line = "cd src && rm -rf ../build > log";
        var first = lines.read(line);
        assertEquals(ShellLine.parse(line), first);
        assertSame(first, lines.read(line));
    }

    @Test
    void linesThatDifferOnlyInBlanksAreDifferent() {
        var first = lines.read("rm 'a b'");
        assertEquals(ShellLine.parse("rm 'a  b'"), lines.read("rm 'a  b'"));
        assertEquals(ShellLine.parse("rm 'a b'"), first);
    }

    @Test
    void of256LinesNoneIsReadAgain() {
        var first = lines.read("echo 0");
        IntStream.range(1, 256).forEach(i -> lines.read("echo " + i));
        assertSame(first, lines.read("echo 0"));
    }

    @Test
    void the257thTakesThePlaceOfTheOneNotReadForLongest() {
        var first = lines.read("echo 0");
        var second = lines.read("echo 1");
        IntStream.range(2, 256).forEach(i -> lines.read("echo " + i));
        assertSame(first, lines.read("echo 0"));
        lines.read("echo 256");
        assertSame(first, lines.read("echo 0"));
        assertNotSame(second, lines.read("echo 1"));
        assertEquals(second, lines.read("echo 1"));
    }

    @Test
    void manyLinesKeepTheirMeaning() {
        IntStream.range(0, 1_000)
                .mapToObj(i -> "rm file" + i % 300)
                .forEach(line -> assertEquals(ShellLine.parse(line), lines.read(line)));
    }

    @Test
    void aLineOf1000CharactersIsKeptAndOneOf1001IsNot() {
        var kept = "echo " + "x".repeat(995);
        assertSame(lines.read(kept), lines.read(kept));
        var longer = kept + "x";
        assertEquals(lines.read(longer), lines.read(longer));
        assertNotSame(lines.read(longer), lines.read(longer));
    }
}
