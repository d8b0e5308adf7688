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
    private final @Nullable Part standing;
    private final Map<Integer, String> holes;

    private Source(
            String text,
            int @Nullable [] starts,
            int @Nullable [] ends,
            @Nullable Part standing,
            Map<Integer, String> holes) {
        this.text = text;
        this.starts = starts;
        this.ends = ends;
        this.standing = standing;
        this.holes = holes;
    }

    static Source line(String line) {
        return new Source(line, null, null, null, Map.of());
    }

    /// Text from elsewhere, all of which stands for one part of the line: the word that names its file.
    static Source elsewhere(String text, Part where) {
        return new Source(text, null, null, where, Map.of());
    }

    /// @param starts for each character of the text, where in the line it begins
    /// @param ends for each character of the text, where in the line it ends
    /// @param holes by offset of a [#HOLE], what stands there in the line
    static Source within(String text, int[] starts, int[] ends, Map<Integer, String> holes) {
        return new Source(text, starts, ends, null, Map.copyOf(holes));
    }

    String text() {
        return text;
    }

    String text(Node node) {
        return text.substring(node.from(), node.to());
    }

    int start(int offset) {
        if (standing != null) {
            return standing.from();
        }
        if (starts == null || ends == null) {
            return offset;
        }
        if (offset < starts.length) {
            return starts[offset];
        }
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    int end(int offset) {
        if (standing != null) {
            return standing.to();
        }
        return ends == null ? offset + 1 : ends[offset];
    }

    /// What an unknown stretch looked like; null for an ordinary character.
    @Nullable
    String hole(int offset) {
        return holes.get(offset);
    }

    Part part(int from, int to) {
        if (standing != null) {
            return standing;
        }
        var start = start(from);
        return new Part(start, to > from ? Math.max(start, end(to - 1)) : start);
    }

    Part part(Node node) {
        return part(node.from(), node.to());
    }

    /// A stretch of this text as a text of its own.
    Source cut(int from, int to) {
        if (standing != null) {
            return elsewhere(text.substring(from, to), standing);
        }
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

    /// A stretch of this text as one word; what is not known in it is shown as it was written.
    Word word(int from, int to) {
        var builder = new Word.Builder();
        for (var i = from; i < to; i++) {
            var hole = hole(i);
            if (hole == null) {
                builder.add(text.charAt(i), Word.Mark.QUOTED, start(i), end(i));
            } else {
                builder.add(hole, Word.Mark.UNKNOWN_ONE, part(i, i + 1));
            }
        }
        return builder.build(part(from, to));
    }
}
