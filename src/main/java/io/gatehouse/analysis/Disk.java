package io.gatehouse.analysis;

import java.util.List;
import java.util.Optional;

/// The file system, as far as analysis needs it. Answers describe the moment of asking.
public interface Disk {
    /// The path that the system would open: `.` and `..` folded, symlinks followed (also a dangling one, and
    /// above a file that
    /// does not exist yet), case as on disk where case does not matter.
    ///
    /// `/proc/self` stays, because it means the process that opens the path, not this one.
    ///
    /// @param path absolute
    /// @param followLast whether a link at the very end is followed; deleting, for one, does not
    String real(String path, boolean followLast);

    /// Like [#real(String, boolean)] of `base/path`, with less to ask the system for.
    ///
    /// @param base absolute and real
    /// @param path not absolute
    default String real(String base, String path, boolean followLast) {
        return real(base + "/" + path, followLast);
    }

    /// Whether a path starts at a root of this system; `x:/y` does only where there are drives.
    default boolean isAbsolute(String path) {
        return path.startsWith("/") || path.matches("[A-Za-z]:[/\\\\].*");
    }

    /// Whether this directory is the top of a git work tree.
    boolean isGitTop(String directory);

    /// The first bytes of a file; empty when it is no regular file, or cannot be read. Never waits for a pipe or a
    /// device.
    ///
    /// @param path real
    /// @param mostBytes at most so many
    Optional<byte[]> content(String path, int mostBytes);

    /// The files in a directory, or anywhere below it, without following links; empty when there are more than so
    /// many names.
    ///
    /// @param path real
    default List<String> files(String path, boolean below, int most) {
        return List.of();
    }
}
