package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.gatehouse.command.Dialect;
import io.gatehouse.command.Script;
import io.gatehouse.command.ScriptFiles;
import io.gatehouse.command.ShellLine;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadLinesTest {
    private final ReadLines lines = new ReadLines();

    private Script read(String line) {
        return lines.read(Dialect.BASH, line, ScriptFiles.NONE);
    }

    @Test
    void aRepeatedLineIsReadOnceAndMeansTheSame() {
        var line = "cd src && rm -rf ../build > log";
        var first = read(line);
        assertEquals(ShellLine.parse(line), first);
        assertSame(first, read(line));
    }

    @Test
    void theSameLineOfAnotherShellIsAnotherLine() {
        var line = "type a.txt";
        assertEquals(List.of(), read(line).paths());
        assertEquals(
                "a.txt",
                lines.read(Dialect.CMD, line, ScriptFiles.NONE)
                        .paths()
                        .getFirst()
                        .path());
    }

    @Test
    void linesThatDifferOnlyInBlanksAreDifferent() {
        var first = read("rm 'a b'");
        assertEquals(ShellLine.parse("rm 'a  b'"), read("rm 'a  b'"));
        assertEquals(ShellLine.parse("rm 'a b'"), first);
    }

    @Test
    void of256LinesNoneIsReadAgain() {
        var first = read("echo 0");
        IntStream.range(1, 256).forEach(i -> read("echo " + i));
        assertSame(first, read("echo 0"));
    }

    @Test
    void the257thTakesThePlaceOfTheOneNotReadForLongest() {
        var first = read("echo 0");
        var second = read("echo 1");
        IntStream.range(2, 256).forEach(i -> read("echo " + i));
        assertSame(first, read("echo 0"));
        read("echo 256");
        assertSame(first, read("echo 0"));
        assertNotSame(second, read("echo 1"));
        assertEquals(second, read("echo 1"));
    }

    @Test
    void manyLinesKeepTheirMeaning() {
        IntStream.range(0, 1_000)
                .mapToObj(i -> "rm file" + i % 300)
                .forEach(line -> assertEquals(ShellLine.parse(line), read(line)));
    }

    @Test
    void aLineOf1000CharactersIsKeptAndOneOf1001IsNot() {
        var kept = "echo " + "x".repeat(995);
        assertSame(read(kept), read(kept));
        var longer = kept + "x";
        assertEquals(read(longer), read(longer));
        assertNotSame(read(longer), read(longer));
    }

    @Test
    void aLineThatRunsAScriptIsReadAgainWhenTheScriptHasChanged() {
        var text = new String[] {"rm a"};
        ScriptFiles files = (_, _) -> Optional.of(new ScriptFiles.Text("/w/x.sh", "digest", text[0], false));
        var first = lines.read(Dialect.BASH, "sh x.sh", files);
        text[0] = "rm b";
        var second = lines.read(Dialect.BASH, "sh x.sh", files);
        assertEquals("a", first.paths().getLast().path());
        assertEquals("b", second.paths().getLast().path());
    }
}
