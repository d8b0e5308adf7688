package io.gatehouse.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The database could not do it; nothing of what was asked is kept. The message says which file, why and what to
/// do.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private enum Kind {
        /// It may pass, or a person can help.
        OTHER,
        DAMAGE,
        UNRELEASED
    }

    private final Kind kind;

    StoreException(String message, @Nullable Throwable cause) {
        this(message, cause, Kind.OTHER);
    }

    private StoreException(String message, @Nullable Throwable cause, Kind kind) {
        super(message, cause);
        this.kind = kind;
    }

    static StoreException of(Path file, SQLException cause) {
        return new StoreException(file + ": " + meaning(cause), cause, isCorrupt(cause) ? Kind.DAMAGE : Kind.OTHER);
    }

    static StoreException damaged(Path file, String found) {
        return new StoreException(file + ": it is damaged: " + found, null, Kind.DAMAGE);
    }

    static StoreException unreleased(Path file) {
        return new StoreException(
                file + ": its schema is of a version before the first release", null, Kind.UNRELEASED);
    }

    /// The file is not what was written to it.
    boolean isDamage() {
        return kind == Kind.DAMAGE;
    }

    /// The file can never be used.
    boolean isFinal() {
        return kind != Kind.OTHER;
    }

    private static String meaning(SQLException cause) {
        // SQLite's extended codes keep the primary one in their low byte.
        int code = cause instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : -1;
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return "the disk is full; free some space";
        } else if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return "another program holds it locked; close that program";
        } else if (code == SQLiteErrorCode.SQLITE_READONLY.code || code == SQLiteErrorCode.SQLITE_PERM.code) {
            return "it cannot be written; check who owns it and its permissions";
        } else if (code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return "it cannot be opened; check who owns it and its directory";
        } else if (isCorrupt(cause)) {
            return "it is damaged; restart Gatehouse, which sets it aside and starts a new one";
        }
        return "the database failed: " + cause.getMessage();
    }

    private static boolean isCorrupt(SQLException e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : -1;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }
}
