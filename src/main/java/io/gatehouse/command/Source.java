package io.gatehouse.command;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Shell text and where each of its characters stands in the line: the line itself, or what was quoted in it.
final class Source {
    private final String text;
    private final int @Nullable [] origins;
    private final int end;

    private Source(String text, int @Nullable [] origins, int end) {
        this.text = text;
        this.origins = origins;
        this.end = end;
    }

    static Source line(String line) {
        return new Source(line, null, line.length());
    }

    /// @param origins for each character of the text, its offset in the line
    /// @param end the offset in the line behind the last character
    static Source within(String text, int[] origins, int end) {
        return new Source(text, Arrays.copyOf(origins, text.length()), end);
    }

    String text() {
        return text;
    }

    String text(Node node) {
        return text.substring(node.from(), node.to());
    }

    int origin(int offset) {
        if (origins == null) {
            return offset;
        }
        return offset < origins.length ? origins[offset] : end;
    }

    Part part(int from, int to) {
        var start = origin(from);
        var stop = to > from ? Math.max(start, origin(to - 1) + 1) : start;
        return new Part(start, stop);
    }

    Part part(Node node) {
        return part(node.from(), node.to());
    }
}
