package io.gatehouse.command;

/// How much of a command was understood, from best to worst.
public enum Parse {
    /// Program and every argument are known.
    FULL,
    /// The program is known, not every argument is.
    PARTIAL,
    /// What will run is not known.
    OPAQUE;

    Parse or(Parse other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
