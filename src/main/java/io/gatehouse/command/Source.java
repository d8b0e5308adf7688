package io.gatehouse.command;

import io.gatehouse.command.syntax.Node;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shell text and where each of its characters stands in the line: the line itself, or what was quoted in it.
final class Source {
    /// Stands in the text for something that is not known.
    static final char HOLE = '\uE000';

    private final String text;
    private final int @Nullable [] starts;
    private final int @Nullable [] ends;
    private final Map<Integer, String> holes;

    private Source(String text, int @Nullable [] starts, int @Nullable [] ends, Map<Integer, String> holes) {
        this.text = text;
        this.starts = starts;
        this.ends = ends;
        this.holes = holes;
    }

    static Source line(String line) {
        return new Source(line, null, null, Map.of());
    }

    /// @param starts for each character of the text, where in the line it begins
    /// @param ends for each character of the text, where in the line it ends
    /// @param holes by offset of a [#HOLE], what stands there in the line
    static Source within(String text, int[] starts, int[] ends, Map<Integer, String> holes) {
        return new Source(text, starts, ends, Map.copyOf(holes));
    }

    String text() {
        return text;
    }

    String text(Node node) {
        return text.substring(node.from(), node.to());
    }

    int start(int offset) {
        if (starts == null || ends == null) {
            return offset;
        }
        if (offset < starts.length) {
            return starts[offset];
        }
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    int end(int offset) {
        return ends == null ? offset + 1 : ends[offset];
    }

    /// What an unknown stretch looked like; null for an ordinary character.
    @Nullable
    String hole(int offset) {
        return holes.get(offset);
    }

    Part part(int from, int to) {
        var start = start(from);
        return new Part(start, to > from ? Math.max(start, end(to - 1)) : start);
    }

    Part part(Node node) {
        return part(node.from(), node.to());
    }

    /// A stretch of this text as a text of its own.
    Source cut(int from, int to) {
        var length = to - from;
        var cutStarts = new int[length];
        var cutEnds = new int[length];
        var cutHoles = new java.util.HashMap<Integer, String>();
        for (var i = 0; i < length; i++) {
            cutStarts[i] = start(from + i);
            cutEnds[i] = end(from + i);
            var hole = hole(from + i);
            if (hole != null) {
                cutHoles.put(i, hole);
            }
        }
        return within(text.substring(from, to), cutStarts, cutEnds, cutHoles);
    }
}
