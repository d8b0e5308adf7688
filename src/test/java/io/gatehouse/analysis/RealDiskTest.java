package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealDiskTest {
    private final RealDisk disk = new RealDisk(true);
    private Path root = Path.of("/");

    @BeforeEach
    void makeTree(@TempDir Path dir) throws IOException {
        root = dir.toRealPath();
        Files.createDirectories(root.resolve("work/src"));
        Files.createDirectories(root.resolve("home/.ssh"));
        Files.writeString(root.resolve("home/.ssh/id"), "key");
        link("work/direct", "../home/.ssh/id");
        link("work/dir", root.resolve("home/.ssh").toString());
        link("work/chain", "dir");
        link("work/dangling", "../home/new");
        link("work/intoMissing", "../nowhere/new");
        link("work/loopA", "loopB");
        link("work/loopB", "loopA");
        link("work/self", ".");
        link("work/slash", "dir/");
    }

    private void link(String at, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(at), Path.of(target));
    }

    private String real(String path, boolean followLast) {
        var real = disk.real(root + "/" + path, followLast);
        assertTrue(real.startsWith(root + "/"), real);
        return real.substring(root.toString().length() + 1);
    }

    @Test
    void takesADriveForANameWhereThereAreNoDrives() {
        assertEquals(
                List.of(true, false, false),
                Stream.of("/x", "x:/y", "x").map(disk::isAbsolute).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "work/src/a, work/src/a",
        "work/./src//../b, work/b",
        "work/direct, home/.ssh/id",
        "work/dir/id, home/.ssh/id",
        "work/chain/id, home/.ssh/id",
        "work/chain/../x, home/x",
        "work/dir/.., home",
        "work/dir/../../work/dir/id, home/.ssh/id",
        "work/self/self/self/direct, home/.ssh/id",
        "work/slash/new, home/.ssh/new",
        "work/dangling, home/new",
        "work/dangling/x/../y, home/new/y",
        "work/intoMissing, nowhere/new",
        "work/missing/../dir/id, home/.ssh/id",
        "missing/also/x, missing/also/x",
        "work/src/file/../../dir/id, home/.ssh/id",
    })
    void isTheFileThatTheSystemWouldOpen(String path, String real) {
        assertEquals(real, real(path, true));
    }

    @ParameterizedTest
    @CsvSource({
        "work/direct, work/direct",
        "work/dir, work/dir",
        "work/dir/id, home/.ssh/id",
        "work/chain/new, home/.ssh/new",
        "work/dir/., home/.ssh",
        "work/dangling, work/dangling",
    })
    void removingALinkTouchesTheLinkAndNotWhereItLeads(String path, String real) {
        assertEquals(real, real(path, false));
    }

    @Test
    void aLoopEnds() {
        assertTrue(real("work/loopA/x", true).matches("work/loop[AB]/x"));
    }

    @Test
    void climbingStopsAtTheRoot() {
        assertEquals("/etc/passwd", disk.real("/../../../etc/passwd", true));
        assertEquals("/", disk.real("/..", true));
        assertEquals("/", disk.real("/", false));
    }

    @Test
    void aNameThatNoFileCanHaveIsFoldedAllTheSame() {
        assertEquals("/etc/passwd", disk.real("/work/a\0b/../../etc/./passwd", true));
    }

    /// Every process is led to itself; followed here, the path would lead to Gatehouse's own directory.
    @Test
    void linksOfTheOpeningProcessAreLeftToIt() throws IOException {
        link("work/me", "/proc/self/cwd");
        assertEquals("/proc/self/cwd/x", disk.real("/proc/self/cwd/x", true));
        assertEquals("/proc/self/cwd/x", disk.real(root + "/work/me/x", true));
        assertEquals("/proc/thread-self/root", disk.real("/proc/thread-self/root", true));
        link("work/descriptors", "/proc/self/fd");
        assertEquals("/proc/self/cwd/../x", disk.real(root + "/work/descriptors/../cwd/../x", true));
        assertEquals("/proc/self/task/1/cwd/../x", disk.real("/proc/self/task/1/cwd/../x", true));
    }

    @Test
    void whereCaseDoesNotMatterItIsAsOnDisk() {
        var folding = new RealDisk(false);
        assertEquals(root + "/home/.ssh/id", folding.real(root + "/work/dir/id", true));
        assertEquals(root + "/home/.ssh/New", folding.real(root + "/work/dir/New", true));
        assertEquals(root + "/none/x", folding.real(root + "/none/x", true));
    }

    @Test
    void aGitTopHasADotGitOfAnyKind() throws IOException {
        assertFalse(disk.isGitTop(root + "/work"));
        Files.writeString(root.resolve("work/.git"), "gitdir: /elsewhere");
        assertTrue(disk.isGitTop(root + "/work"));
        Files.createDirectory(root.resolve("home/.git"));
        assertTrue(disk.isGitTop(root + "/home"));
        assertFalse(disk.isGitTop(root + "/missing"));
        assertFalse(disk.isGitTop(root + "/work\0"));
    }
}
