package io.gatehouse.analysis;

import io.gatehouse.command.Script;
import io.gatehouse.command.ShellLine;
import java.util.LinkedHashMap;
import java.util.Map;

/// The shell lines that were read lately. What a line means depends on nothing but the line, agents repeat
/// themselves, and reading one costs more than all else that is done for a call. Safe for many threads.
final class ReadLines {
    private static final int MOST_LINES = 256;

    /// Longer ones are rare, and what is found in them is large.
    private static final int LONGEST_KEPT = 1_000;

    private final Map<String, Script> lines = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Script> eldest) {
            return size() > MOST_LINES;
        }
    };

    Script read(String line) {
        if (line.length() > LONGEST_KEPT) {
            return ShellLine.parse(line);
        }
        synchronized (lines) {
            var known = lines.get(line);
            if (known != null) {
                return known;
            }
        }
        var read = ShellLine.parse(line);
        synchronized (lines) {
            lines.put(line, read);
        }
        return read;
    }
}
