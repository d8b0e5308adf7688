package io.gatehouse.command;

import java.util.List;
import java.util.Optional;

/// Reads the files that a line would run as scripts. This package knows no disk; analysis does.
@FunctionalInterface
public interface ScriptFiles {
    /// No file is read.
    ScriptFiles NONE = (_, _) -> Optional.empty();

    int MOST_NAMES = 50;

    /// Deeper ones are not followed.
    int MOST_DEEP = 3;

    /// A file; empty when it is not there, or is none that may be looked into.
    ///
    /// @param path as the line names it; `~` and `$HOME` stay
    /// @param directory what a relative path starts from, as [SimpleCommand#directory]
    Optional<Text> read(String path, String directory);

    /// The files that a pattern stands for, absolute; a `**` in it stands for any directories. Empty when there are
    /// none, or more than [#MOST_NAMES], or they may not be looked into.
    default List<String> names(String pattern) {
        return List.of();
    }

    /// @param path where it really is, absolute
    /// @param sha256 lower-case hex, over the bytes; of what is no text or too long, nothing
    /// @param text of a long file only its beginning, of a program nothing
    /// @param byCode whether a program of this session wrote it, whose next run may write something else
    record Text(String path, String sha256, String text, boolean byCode, Form form) {
        public Text(String path, String sha256, String text, boolean byCode) {
            this(path, sha256, text, byCode, Form.TEXT);
        }
    }

    enum Form {
        TEXT,
        /// Too long to be read whole.
        LONG,
        /// Machine code or an archive, by its first bytes.
        PROGRAM
    }
}
