package io.gatehouse.analysis;

import io.gatehouse.command.Dialect;
import io.gatehouse.command.Script;
import io.gatehouse.command.ScriptFiles;
import io.gatehouse.command.ShellLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The shell lines that were read lately. What a line means depends on nothing but the line and the scripts that
/// it runs, agents repeat themselves, and reading one costs more than all else that is done for a call. So a line
/// that runs no script of the workspace is read once. Safe for many threads.
final class ReadLines {
    private static final int MOST_LINES = 256;

    /// Longer ones are rare, and what is found in them is large.
    private static final int LONGEST_KEPT = 1_000;

    private final Map<Line, Script> lines = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Line, Script> eldest) {
            return size() > MOST_LINES;
        }
    };

    private record Line(Dialect dialect, String text) {}

    Script read(Dialect dialect, String line, ScriptFiles files) {
        if (line.length() > LONGEST_KEPT) {
            return ShellLine.parse(dialect, line, files);
        }
        var key = new Line(dialect, line);
        synchronized (lines) {
            var known = lines.get(key);
            if (known != null) {
                return known;
            }
        }
        var asked = new AtomicBoolean();
        var read = ShellLine.parse(dialect, line, new ScriptFiles() {
            @Override
            public Optional<Text> read(String path, String directory) {
                asked.set(true);
                return files.read(path, directory);
            }

            @Override
            public List<String> names(String pattern) {
                asked.set(true);
                return files.names(pattern);
            }
        });
        if (!asked.get()) {
            synchronized (lines) {
                lines.put(key, read);
            }
        }
        return read;
    }
}
