package io.gatehouse.command.code;

/// A piece of a text that a program makes.
public sealed interface Piece {
    /// @param from where in the program it was written
    record Known(String text, int from, int to) implements Piece {}

    /// Text in which `*`, `?` and `[` stand for more.
    record Pattern(String text, int from, int to) implements Piece {}

    /// The home directory.
    record Home() implements Piece {}

    record Unknown() implements Piece {}
}
