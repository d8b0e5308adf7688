package io.gatehouse.command;

/// A part of the line, in UTF-16 code units.
///
/// @param to exclusive
public record Part(int from, int to) {
    public Part {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no part of a line: " + from + " to " + to);
        }
    }
}
