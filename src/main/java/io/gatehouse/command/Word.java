package io.gatehouse.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/// One word as the program would get it. Each character remembers how it got there and where it stands in the line.
final class Word {
    enum Mark {
        /// Written without quotes: globs, braces and a tilde mean something.
        PLAIN,
        /// Quoted or escaped: means itself.
        QUOTED,
        /// From a variable, unquoted: splits at blanks, globs mean something.
        VALUE,
        /// A glob that a loop has already replaced by the names that match.
        GLOB,
        /// `$HOME` as written.
        HOME,
        /// A process substitution as written: a pipe, no path.
        PIPE,
        /// The directory where this was expanded: another one where it is read again behind a `cd`.
        HERE,
        /// Ends one word of an array and begins the next.
        SPLIT,
        /// A variable from outside of the line: unknown, but not of the line's making.
        ENVIRONMENT,
        /// The same within quotes: one word.
        ENVIRONMENT_ONE,
        /// Unknown, but one word.
        UNKNOWN_ONE,
        /// Unknown, none, one or several words.
        UNKNOWN;

        boolean known() {
            return compareTo(ENVIRONMENT) < 0;
        }
    }

    private final String text;
    private final Mark[] marks;
    private final int[] starts;
    private final int[] ends;
    private final Part where;
    private final List<Draft> sources;
    private final boolean guessed;
    private final boolean known;

    private Word(Builder builder, Part where) {
        text = builder.text.toString();
        marks = Arrays.copyOf(builder.marks, text.length());
        starts = Arrays.copyOf(builder.starts, text.length());
        ends = Arrays.copyOf(builder.ends, text.length());
        sources = List.copyOf(builder.sources);
        guessed = builder.guessed;
        known = areKnown(marks);
        this.where = where;
    }

    private static boolean areKnown(Mark[] marks) {
        for (var mark : marks) {
            if (!mark.known()) {
                return false;
            }
        }
        return true;
    }

    /// Text that stands for one part of the line.
    static Word quoted(String text, Part where) {
        return new Builder().add(text, Mark.QUOTED, where).build(where);
    }

    String text() {
        return text;
    }

    Part where() {
        return where;
    }

    /// The commands whose output became part of this word.
    List<Draft> sources() {
        return sources;
    }

    /// Known only if a variable is unset, as in `${x:-word}`.
    boolean guessed() {
        return guessed;
    }

    Mark mark(int index) {
        return marks[index];
    }

    boolean known() {
        return known;
    }

    boolean has(Mark mark) {
        for (var each : marks) {
            if (each == mark) {
                return true;
            }
        }
        return false;
    }

    boolean is(String wanted) {
        return text.equals(wanted) && known();
    }

    /// The same places with another text of the same length, all of it quoted.
    Word quoted(String other) {
        var builder = new Builder();
        for (var i = 0; i < other.length(); i++) {
            builder.add(other.charAt(i), marks[i].known() ? Mark.QUOTED : marks[i], starts[i], ends[i]);
        }
        return builder.build(where);
    }

    /// The same with a home directory instead of a `~` that the shell expands.
    Word homed() {
        var tilde = !text.isEmpty()
                && marks[0] == Mark.PLAIN
                && text.charAt(0) == '~'
                && (text.length() == 1 || text.charAt(1) == '/');
        return tilde ? new Builder().add("$HOME", Mark.HOME, where).add(from(1)).build(where) : this;
    }

    Word from(int index) {
        return cut(index, text.length());
    }

    Word cut(int from, int to) {
        if (from == 0 && to == text.length()) {
            return this;
        }
        var builder = new Builder();
        for (var i = from; i < to; i++) {
            builder.add(text.charAt(i), marks[i], starts[i], ends[i]);
        }
        builder.sources.addAll(sources);
        builder.guessed = guessed;
        return builder.build(builder.isEmpty() ? where : new Part(starts[from], Math.max(starts[from], ends[to - 1])));
    }

    /// The index of the first character that may stand for other names, or -1.
    int wild() {
        for (var i = 0; i < text.length(); i++) {
            if (!marks[i].known() || marks[i] == Mark.GLOB || glob(i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean glob(int index) {
        if (marks[index] != Mark.PLAIN && marks[index] != Mark.VALUE) {
            return false;
        }
        return switch (text.charAt(index)) {
            case '*', '?' -> true;
            case '[' -> text.indexOf(']', index + 2) > 0;
            case '(' -> index > 0 && "@!+?*".indexOf(text.charAt(index - 1)) >= 0;
            default -> false;
        };
    }

    /// Whether the shell makes exactly one word of it.
    boolean isOne() {
        for (var i = 0; i < text.length(); i++) {
            if (marks[i] == Mark.ENVIRONMENT || marks[i] == Mark.UNKNOWN || glob(i)) {
                return false;
            }
        }
        return true;
    }

    /// The text with globs and quotes turned so that only `~` and `$HOME` that mean the home directory begin it.
    String path() {
        if (!text.isEmpty() && marks[0] == Mark.QUOTED && (text.charAt(0) == '~' || text.startsWith("$HOME"))) {
            return "./" + text;
        }
        return text;
    }

    /// This word as shell text, unknown stretches as holes.
    Source source() {
        var script = new StringBuilder();
        var from = new int[text.length()];
        var to = new int[text.length()];
        var holes = new HashMap<Integer, String>();
        for (var i = 0; i < text.length(); i++) {
            if (marks[i].known() && marks[i] != Mark.GLOB) {
                from[script.length()] = starts[i];
                to[script.length()] = ends[i];
                script.append(text.charAt(i));
                continue;
            }
            var run = i;
            while (i + 1 < text.length() && marks[i + 1] == marks[run]) {
                i++;
            }
            holes.put(script.length(), text.substring(run, i + 1));
            from[script.length()] = starts[run];
            to[script.length()] = Math.max(starts[run], ends[i]);
            script.append(Source.HOLE);
        }
        return Source.within(
                script.toString(), Arrays.copyOf(from, script.length()), Arrays.copyOf(to, script.length()), holes);
    }

    /// Several words as one, with a blank in between, as `eval` joins them.
    static Word joined(List<Word> words) {
        var builder = new Builder();
        for (var word : words) {
            if (!builder.isEmpty()) {
                builder.add(' ', Mark.QUOTED, word.where.from(), word.where.from());
            }
            builder.add(word);
        }
        var first = words.getFirst().where;
        return builder.build(new Part(
                first.from(), Math.max(first.to(), words.getLast().where.to())));
    }

    @Override
    public String toString() {
        return text;
    }

    static final class Builder {
        private static final int USUAL_LENGTH = 16;

        private final StringBuilder text = new StringBuilder();
        private Mark[] marks = new Mark[USUAL_LENGTH];
        private int[] starts = new int[USUAL_LENGTH];
        private int[] ends = new int[USUAL_LENGTH];
        private final List<Draft> sources = new ArrayList<>();
        private boolean guessed;

        boolean isEmpty() {
            return text.isEmpty();
        }

        /// Whether what is added next may be a path of its own, as behind `--option=`, and not a part of a name.
        boolean beginsPath() {
            if (isEmpty() || text.charAt(0) == '-') {
                return true;
            }
            var at = text.length() - 1;
            var last = text.charAt(at);
            return "=:,@;&|<>()'\"`".indexOf(last) >= 0
                    || Character.isWhitespace(last)
                    || (last == '{' && marks[at] == Mark.PLAIN)
                    || text.toString().endsWith("://");
        }

        Builder add(char unit, Mark mark, int start, int end) {
            var at = text.length();
            if (at == marks.length) {
                marks = Arrays.copyOf(marks, at * 2);
                starts = Arrays.copyOf(starts, at * 2);
                ends = Arrays.copyOf(ends, at * 2);
            }
            text.append(unit);
            marks[at] = mark;
            starts[at] = start;
            ends[at] = end;
            return this;
        }

        /// Text that stands for the whole of a part of the line.
        Builder add(String units, Mark mark, Part where) {
            for (var i = 0; i < units.length(); i++) {
                add(units.charAt(i), mark, where.from(), where.to());
            }
            return this;
        }

        Builder add(Word word) {
            for (var i = 0; i < word.text.length(); i++) {
                add(word.text.charAt(i), word.marks[i], word.starts[i], word.ends[i]);
            }
            sources.addAll(word.sources);
            guessed |= word.guessed;
            return this;
        }

        /// The value of a variable, standing where the variable is used.
        Builder addValue(Word word, boolean quoted, Part where) {
            for (var i = 0; i < word.text.length(); i++) {
                add(word.text.charAt(i), used(word.marks[i], quoted), where.from(), where.to());
            }
            sources.addAll(word.sources);
            guessed |= word.guessed;
            return this;
        }

        private static Mark used(Mark mark, boolean quoted) {
            return switch (mark) {
                case PLAIN, QUOTED, VALUE -> quoted ? Mark.QUOTED : Mark.VALUE;
                case UNKNOWN, UNKNOWN_ONE -> quoted ? Mark.UNKNOWN_ONE : Mark.UNKNOWN;
                case ENVIRONMENT, ENVIRONMENT_ONE -> quoted ? Mark.ENVIRONMENT_ONE : Mark.ENVIRONMENT;
                case GLOB, HERE, HOME, PIPE, SPLIT -> mark;
            };
        }

        Builder sources(List<Draft> commands) {
            sources.addAll(commands);
            return this;
        }

        Builder guessed() {
            guessed = true;
            return this;
        }

        Word build(Part where) {
            return new Word(this, where);
        }
    }
}
