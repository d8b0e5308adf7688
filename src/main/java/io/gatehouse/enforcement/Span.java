package io.gatehouse.enforcement;

/// A part of [Analysis#shown], as UTF-16 offsets, end exclusive: what the window underlines.
public record Span(int from, int to) {
    public Span {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("span " + from + ".." + to);
        }
    }
}
