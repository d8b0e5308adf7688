package io.gatehouse.command;

/// A path that the line names, and what would happen to it.
///
/// @param path as written, quotes and escapes resolved; `~` and `$HOME` stay
/// @param pattern what follows `path` when the argument holds an unquoted glob, else empty
/// @param linkTarget what a link made at `path` would point at, as written, else empty
/// @param directory the directory that a relative `path` starts from, as [SimpleCommand#directory]
/// @param via the program, or the redirection operator
public record PathUse(
        Verb verb,
        String path,
        boolean recursive,
        String pattern,
        String linkTarget,
        String directory,
        String via,
        Part where) {
    /// The same from another directory.
    PathUse in(String other) {
        return new PathUse(verb, path, recursive, pattern, linkTarget, other, via, where);
    }

    /// Whether a program in another language, whose code is read, does this.
    public boolean byCode() {
        return io.gatehouse.command.code.Programs.reads(via);
    }

    public enum Verb {
        READ,
        WRITE,
        DELETE,
        /// Named, but what happens to it is not known.
        ACCESS
    }
}
