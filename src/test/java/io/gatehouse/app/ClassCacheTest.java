package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.local.Landing;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassCacheTest {
    @TempDir
    Path dir;

    private String classPath = "";

    @BeforeEach
    void install() throws IOException {
        classPath = Files.writeString(dir.resolve("a.jar"), "a")
                + File.pathSeparator
                + Files.writeString(dir.resolve("b.jar"), "b");
    }

    private static List<String> writes(Path into) {
        return List.of("sh", "-c", "echo classes > " + into);
    }

    private ClassCache cache() {
        return ClassCache.of(mine(), classPath).orElseThrow();
    }

    private Machine mine() {
        var laptop = Laptop.at(dir);
        return new Machine(laptop.os(), dir, laptop.env(), System.getProperty("user.name", ""), laptop.managed());
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(cache().directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .toList();
        }
    }

    @Test
    void whatARehearsalWroteIsThereForTheNextWindow() throws Exception {
        assertEquals(Optional.empty(), cache().find());
        assertTrue(cache().make(ClassCacheTest::writes));
        assertEquals("classes\n", Files.readString(cache().find().orElseThrow()));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache().directory())));
    }

    @Test
    void aRehearsalThatFailsLeavesNothing() throws Exception {
        assertFalse(cache().make(into -> List.of("sh", "-c", "echo half > " + into + "; exit 1")));
        assertFalse(cache().make(_ -> List.of("true")));
        assertEquals(Optional.empty(), cache().find());
        assertEquals(List.of(), kept());
    }

    @Test
    void aCacheOfOtherJarsIsNotUsedAndMakesWayForTheNext() throws Exception {
        cache().make(ClassCacheTest::writes);
        var before = cache();
        Files.setLastModifiedTime(dir.resolve("b.jar"), FileTime.fromMillis(1_000));
        assertNotEquals(before.key(), cache().key());
        assertEquals(Optional.empty(), cache().find());
        assertTrue(cache().make(ClassCacheTest::writes));
        assertTrue(cache().find().isPresent());
        assertEquals(1, kept().size());
    }

    @Test
    void aCacheThatOthersCouldHaveWrittenIsNotUsedAndNotMadeAnew() throws Exception {
        cache().make(ClassCacheTest::writes);
        var mine = cache();
        assertEquals(Optional.empty(), new ClassCache(mine.directory(), mine.key(), "somebody").find());
        Files.setPosixFilePermissions(mine.directory(), PosixFilePermissions.fromString("rwxrwx---"));
        assertEquals(Optional.empty(), mine.find());
        assertFalse(mine.make(ClassCacheTest::writes));
    }

    @Test
    void aLinkIsNoCache() throws Exception {
        cache().make(ClassCacheTest::writes);
        var file = cache().find().orElseThrow();
        Files.move(file, dir.resolve("elsewhere"));
        Files.createSymbolicLink(file, dir.resolve("elsewhere"));
        assertEquals(Optional.empty(), cache().find());
    }

    @Test
    void oneProcessAtATimeMakesIt() throws Exception {
        cache().make(_ -> List.of("false"));
        try (var other = FileChannel.open(cache().directory().resolve("lock"), StandardOpenOption.WRITE);
                var _ = other.lock()) {
            assertFalse(cache().make(ClassCacheTest::writes));
        }
        assertTrue(cache().make(ClassCacheTest::writes));
    }

    @Test
    void thereIsNoneWhereClassesDoNotComeFromJars() throws IOException {
        Files.createDirectory(dir.resolve("classes"));
        assertEquals(Optional.empty(), ClassCache.of(mine(), classPath + File.pathSeparator + dir.resolve("classes")));
    }

    @Test
    void aWindowIsStartedWithItOnceItIsThere() throws Exception {
        var process = new WindowProcess("java", classPath, Optional.of(cache()));
        var arguments = new WindowArguments(dir, Landing.ANYWHERE);
        assertFalse(process.window(arguments).toString().contains("AOT"));
        cache().make(ClassCacheTest::writes);
        assertTrue(process.window(arguments)
                .contains("-XX:AOTCache=" + cache().find().orElseThrow()));
    }

    @Test
    void theLauncherStartsAWindowWithTheSameFlags() throws IOException {
        var launcher = Files.readString(Path.of("installer/bin/gatehouse"));
        var flags = launcher.substring(
                        launcher.indexOf("  window) set -- "), launcher.indexOf("cache=$(find_prepared)"))
                .lines()
                .flatMap(line -> Stream.of(line.strip().split(" ")))
                .filter(word -> word.startsWith("-X"))
                .toList();
        assertEquals(
                WindowProcess.FLAGS.stream()
                        .filter(flag -> flag.startsWith("-X"))
                        .toList(),
                flags);
    }
}
