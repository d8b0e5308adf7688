package io.gatehouse.console;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// Files that only their owner may read.
final class OnlyOwner {
    static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private OnlyOwner() {}

    /// @param what is in the file, for the message
    /// @throws ConsoleException when others may read or write it
    static void needs(Path file, String what) throws IOException {
        if (POSIX && !OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            throw new ConsoleException(
                    "The " + what + " " + file + " is open to others. Take that away: chmod 600 " + file);
        }
    }
}
