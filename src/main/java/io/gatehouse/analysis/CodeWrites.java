package io.gatehouse.analysis;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The files that programs of a session wrote, by what was read of their code. What such a file holds when it runs
/// depends on the program and not on a line that was read, so it is only partly known. Bounded: of many sessions and
/// files the oldest are forgotten. Safe for many threads.
final class CodeWrites {
    private static final int MOST_SESSIONS = 64;
    private static final int MOST_FILES = 256;

    private final Map<Analyser.Session, Set<String>> files = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Analyser.Session, Set<String>> eldest) {
            return size() > MOST_SESSIONS;
        }
    };

    /// @param path absolute, links followed
    synchronized void add(Analyser.Session session, String path) {
        var written = files.computeIfAbsent(session, _ -> new LinkedHashSet<>());
        written.remove(path);
        written.add(path);
        if (written.size() > MOST_FILES) {
            written.remove(written.iterator().next());
        }
    }

    synchronized boolean contain(Analyser.Session session, String path) {
        return files.getOrDefault(session, Set.of()).contains(path);
    }
}
