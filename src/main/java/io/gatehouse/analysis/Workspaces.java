package io.gatehouse.analysis;

import io.gatehouse.analysis.Analyser.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Which directory each session works in: the git top level of the session's first directory, or else that directory.
/// Fixed at the first call, since an agent's `cd` must not move it. Safe for many threads.
final class Workspaces {
    private static final int MOST_SESSIONS = 4_096;

    private final Disk disk;
    private final List<String> homes;
    private final Function<Session, Optional<String>> remembered;
    private final Map<Session, String> bySession = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Session, String> eldest) {
            return size() > MOST_SESSIONS;
        }
    };

    /// @param homes home directories, real
    /// @param remembered the workspace of a session that an earlier run of the daemon decided for
    Workspaces(Disk disk, List<String> homes, Function<Session, Optional<String>> remembered) {
        this.disk = disk;
        this.homes = List.copyOf(homes);
        this.remembered = remembered;
    }

    /// The workspace of a session; "" when its directory can be none.
    ///
    /// @param cwd absolute, real
    String of(Session session, String cwd) {
        synchronized (bySession) {
            var known = bySession.get(session);
            if (known != null) {
                return known;
            }
        }
        var found = remembered.apply(session).orElseGet(() -> find(cwd));
        synchronized (bySession) {
            var known = bySession.putIfAbsent(session, found);
            return known == null ? found : known;
        }
    }

    private String find(String cwd) {
        for (var directory = cwd; mayBe(directory); directory = Paths.parent(directory)) {
            if (disk.isGitTop(directory)) {
                return directory;
            }
        }
        return mayBe(cwd) ? cwd : "";
    }

    /// The root, a home directory, their parents and what is not known are never a workspace: everything would be
    /// inside.
    private boolean mayBe(String directory) {
        return !Paths.parent(directory).equals(directory)
                && !Paths.isWithin(directory, Resolver.UNKNOWN)
                && homes.stream().noneMatch(home -> Paths.isWithin(home, directory));
    }
}
