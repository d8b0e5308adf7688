package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
    private static final Config.Hook GENERATED = new Config.Hook(0, Optional.empty());

    @TempDir
    Path temp;

    @Test
    void isForThePersonAlone() throws IOException {
        var dir = DataDir.open(temp.resolve("a/b"));
        dir.hookToken(GENERATED);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.root())));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(dir.root().resolve("hook.token"))));
    }

    @Test
    void oneThatCannotBeWrittenSaysWhyAndWhereToLook() throws IOException {
        var dir = DataDir.open(temp);
        Files.createDirectory(temp.resolve("daemon.lock"));
        var refused = assertThrows(UncheckedIOException.class, dir::tryLock);
        assertTrue(refused.toString().contains("Is a directory). See: gatehouse doctor"), refused.toString());
    }

    @Test
    void aGeneratedTokenIsLongAndKept() {
        var token = DataDir.open(temp).hookToken(GENERATED);
        assertTrue(token.matches("[A-Za-z0-9_-]{43}"), token);
        assertEquals(token, DataDir.open(temp).hookToken(GENERATED));
    }

    @Test
    void aConfiguredTokenWinsAndIsNotWritten() throws IOException {
        var dir = DataDir.open(temp);
        assertEquals("configured-token-0123", dir.hookToken(new Config.Hook(0, Optional.of("configured-token-0123"))));
        assertTrue(Files.notExists(temp.resolve("hook.token")));
    }

    @Test
    void anEmptyTokenFileIsReplacedAndNeverAnEmptyToken() throws IOException {
        Files.writeString(temp.resolve("hook.token"), "\n");
        assertNotEquals("", DataDir.open(temp).hookToken(GENERATED));
    }

    @Test
    void allWhoAskAtOnceGetTheSameToken() {
        var dir = DataDir.open(temp);
        assertEquals(
                1,
                IntStream.range(0, 16)
                        .parallel()
                        .mapToObj(_ -> dir.hookToken(GENERATED))
                        .distinct()
                        .count());
    }

    @Test
    void remembersThePort() {
        var dir = DataDir.open(temp);
        assertEquals(OptionalInt.empty(), dir.findHookPort());
        dir.keepHookPort(40123);
        assertEquals(OptionalInt.of(40123), dir.findHookPort());
    }

    @Test
    void onlyOneHolderAtATimeIsTheDaemonOfADirectory() {
        var first = DataDir.open(temp).tryLock();
        assertTrue(first.isPresent());
        assertTrue(DataDir.open(temp).tryLock().isEmpty());
        first.get().close();
        var next = DataDir.open(temp).tryLock();
        assertTrue(next.isPresent());
        next.get().close();
    }
}
