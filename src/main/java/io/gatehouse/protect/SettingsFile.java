package io.gatehouse.protect;

import io.gatehouse.protect.ClaudeCodeSettings.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One settings file of an agent, which the agent and the person write too.
///
/// @param path links are followed, so that a linked file stays a link
/// @param newMode the permissions of a file that is created
record SettingsFile(Path path, String newMode, InstantSource clock) {
    private static final String BACKUP = ".gatehouse-backup-";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int ATTEMPTS = 5;
    private static final int MAX_BYTES = 8 << 20;

    interface Edit {
        /// @param content absent when there is no file
        /// @return absent to delete the file
        Optional<byte[]> edited(Optional<byte[]> content);
    }

    /// @param backup the copy of what was there before; absent when nothing was, or nothing changed
    record Written(boolean changed, Optional<Path> backup) {}

    Optional<byte[]> read() {
        try (var in = Files.newInputStream(target())) {
            var content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new ProtectException(path + " is larger than 8 MB; that is no settings file");
            }
            return Optional.of(content);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /// Replaces the content in one step. When someone else changes the file meanwhile, starts over with what they
    /// wrote.
    Written edit(Edit edit) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var before = read();
            var after = edit.edited(before);
            if (isSame(before, after)) {
                return new Written(false, Optional.empty());
            }
            try {
                Files.createDirectories(directory(), directoryMode());
                var backup = before.isPresent() ? Optional.of(backUp(before.get())) : Optional.<Path>empty();
                if (replaced(before, after)) {
                    return new Written(true, backup);
                }
                if (backup.isPresent()) {
                    Files.delete(backup.get());
                }
            } catch (IOException e) {
                throw failed("written", e);
            }
        }
        throw new ProtectException(path + " is being changed by another program all the time; close it and try again");
    }

    /// As [#edit], or only tells whether something would change.
    Change change(boolean dryRun, Edit edit) {
        if (dryRun) {
            var before = read();
            return new Change(path, !isSame(before, edit.edited(before)), Optional.empty());
        }
        var written = edit(edit);
        return new Change(path, written.changed(), written.backup());
    }

    /// The newest first.
    List<Path> backups() {
        if (!Files.isDirectory(directory())) {
            return List.of();
        }
        try (var files = Files.list(directory())) {
            return files.filter(file -> file.getFileName().toString().startsWith(name() + BACKUP))
                    .sorted(Comparator.comparing(Path::toString).reversed())
                    .toList();
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    private boolean replaced(Optional<byte[]> before, Optional<byte[]> after) throws IOException {
        var target = target();
        if (after.isEmpty()) {
            if (isSame(before, read())) {
                Files.deleteIfExists(target);
                return true;
            }
            return false;
        }
        var temporary = target.resolveSibling(
                "." + name() + ".new-" + ProcessHandle.current().pid());
        try {
            Files.deleteIfExists(temporary);
            create(temporary, after.get(), modeOf(target));
            if (!isSame(before, read())) {
                return false;
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private Path backUp(byte[] content) throws IOException {
        var base = name() + BACKUP + TIME.format(clock.instant());
        for (int n = 1; ; n++) {
            var backup = directory().resolve(n == 1 ? base : base + "-" + n);
            try {
                create(backup, content, modeOf(target()));
                return backup;
            } catch (FileAlreadyExistsException _) {
                assert n < 1_000 : "a thousand changes within a millisecond";
            }
        }
    }

    private static void create(Path file, byte[] content, @Nullable Set<PosixFilePermission> mode) throws IOException {
        FileAttribute<?>[] attributes = mode == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)};
        try (var channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        if (mode != null) {
            Files.setPosixFilePermissions(file, mode); // creation is subject to the umask
        }
    }

    private @Nullable Set<PosixFilePermission> modeOf(Path target) throws IOException {
        if (!Files.getFileStore(directory()).supportsFileAttributeView("posix")) {
            return null;
        }
        return Files.exists(target) ? Files.getPosixFilePermissions(target) : PosixFilePermissions.fromString(newMode);
    }

    /// A directory of a file that only its owner reads is that owner's too.
    private FileAttribute<?>[] directoryMode() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(newMode.endsWith("---") ? "rwx------" : "rwxr-xr-x"))
                }
                : new FileAttribute<?>[0];
    }

    private Path target() throws IOException {
        if (!Files.isSymbolicLink(path)) {
            return path;
        }
        try {
            return path.toRealPath();
        } catch (NoSuchFileException e) {
            throw new ProtectException(path + " is a link to nowhere; remove it or create what it names", e);
        }
    }

    private Path directory() {
        return Optional.ofNullable(path.toAbsolutePath().getParent()).orElseThrow();
    }

    private String name() {
        return String.valueOf(path.getFileName());
    }

    static boolean isSame(Optional<byte[]> one, Optional<byte[]> other) {
        return Arrays.equals(one.orElse(null), other.orElse(null));
    }

    private ProtectException failed(String what, IOException e) {
        return e instanceof AccessDeniedException
                ? new ProtectException(
                        path + " cannot be " + what + ": access denied; it takes the rights of its owner", e)
                : new ProtectException(path + " cannot be " + what + ": " + e.getMessage(), e);
    }
}
