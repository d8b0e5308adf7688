package io.gatehouse.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// The database as a file: who may read it, whether it is sound, and how a broken one is set aside.
final class DatabaseFile {
    /// Checking a larger one takes longer than a start may.
    private static final long CHECKED_AT_START = 32 << 20;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path file;

    DatabaseFile(Path dataDir) {
        file = dataDir.toAbsolutePath().resolve("gatehouse.db");
    }

    Path path() {
        return file;
    }

    /// Makes directory and file their owner's alone before anything is in them; SQLite's own files follow suit.
    void prepare() {
        var directory = file.getParent();
        try {
            Files.createDirectories(directory);
            boolean posix = Files.getFileAttributeView(directory, PosixFileAttributeView.class) != null;
            if (posix) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
            if (Files.notExists(file)) {
                Files.createFile(file);
            }
            if (posix) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException e) {
            throw new StoreException(file + ": cannot be made, or not be made private: " + e, e);
        }
    }

    /// Looks for damage: thoroughly where that is quick, or where damage was met before.
    void check(Session session) throws SQLException {
        long tables = session.number("SELECT count(*) FROM sqlite_schema WHERE name IN "
                + "('installation', 'enforcement', 'search', 'revision', 'decision')");
        if (tables < 5) {
            throw StoreException.damaged(file, "it has " + tables + " of its 5 tables");
        }
        if (size() <= CHECKED_AT_START || Files.exists(suspect())) {
            var found = session.find("PRAGMA quick_check(1)", row -> row.getString(1))
                    .orElse("no answer");
            if (!found.equals("ok")) {
                throw StoreException.damaged(file, found);
            }
        }
        delete(suspect());
    }

    /// Remembers that damage was met, so that the next start looks for it.
    void suspectDamage() {
        try {
            Files.writeString(suspect(), "");
        } catch (IOException e) {
            throw new UncheckedIOException("marking " + file + " as suspect", e);
        }
    }

    /// Renames the database and its log, so that they still belong together.
    ///
    /// @return the new name
    Path setAside(Instant now) {
        var name = file.getFileName() + ".broken-" + TIME.format(now);
        var aside = file.resolveSibling(name);
        for (int i = 2; Files.exists(aside); i++) {
            aside = file.resolveSibling(name + "-" + i);
        }
        try {
            for (var part : List.of("", "-wal", "-shm")) {
                var from = sibling(file, part);
                if (Files.exists(from)) {
                    Files.move(from, sibling(aside, part));
                }
            }
        } catch (IOException e) {
            throw new StoreException(file + " is damaged and cannot be set aside: " + e, e);
        }
        delete(suspect());
        return aside;
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new StoreException(file + ": cannot be read: " + e, e);
        }
    }

    private Path suspect() {
        return sibling(file, ".suspect");
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static void delete(Path marker) {
        try {
            Files.deleteIfExists(marker);
        } catch (IOException e) {
            throw new StoreException(marker + ": cannot be deleted: " + e, e);
        }
    }
}
