package io.gatehouse.app;

import io.gatehouse.agent.SessionBegun;
import io.gatehouse.policy.Shown;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The sessions of Claude Code that run, and what of their environment keeps their hooks from working.
final class Sessions {
    private static final int MOST = 32;
    private static final String BASE_URL = "_BASE_URL";

    private final Deque<SessionBegun> begun = new ArrayDeque<>();

    synchronized void begun(SessionBegun session) {
        begun.removeIf(other -> other.session().equals(session.session()) || !runs(other));
        begun.addFirst(session);
        if (begun.size() > MOST) {
            begun.removeLast();
        }
    }

    /// What keeps their hooks from working, one sentence each, for people.
    ///
    /// @param overHttp whether they ask over HTTP, which a proxy can lead elsewhere
    List<String> problems(boolean overHttp) {
        return running().stream()
                .flatMap(session -> Stream.concat(
                        old(session).stream(),
                        overHttp ? variables(session, false).map(name -> which(session) + diverts(name)) : Stream.of()))
                .toList();
    }

    /// What is to be known of them, and may be meant so, one sentence each.
    List<String> notes() {
        return running().stream()
                .flatMap(session -> variables(session, true)
                        .map(name -> which(session) + "sends what it is told to the address in " + name
                                + "; that is well where your organisation set it."))
                .toList();
    }

    private synchronized List<SessionBegun> running() {
        begun.removeIf(session -> !runs(session));
        return List.copyOf(begun);
    }

    /// One that does not say which process it is cannot be seen to end.
    private static boolean runs(SessionBegun session) {
        return session.pid() > 0
                && ProcessHandle.of(session.pid())
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }

    private static String which(SessionBegun session) {
        return "Claude Code "
                + (session.version().isEmpty() ? "" : Shown.line(session.version(), 20) + " ")
                + "(process " + session.pid() + ") ";
    }

    private static Optional<String> old(SessionBegun session) {
        return Release.of(session.version())
                .filter(release -> release.isBefore(Release.BLOCKS_ON_FAILURE))
                .map(_ -> which(session)
                        + "is older than 2.1.295, so it runs tools when Gatehouse does not answer. Run: claude update");
    }

    private static Stream<String> variables(SessionBegun session, boolean ofTheModel) {
        return session.variables().stream()
                .filter(name -> name.endsWith(BASE_URL) == ofTheModel)
                .map(name -> Shown.line(name, 40));
    }

    private static String diverts(String name) {
        return "was started with " + name + ", which leads its hooks to a proxy and not to Gatehouse. Start it anew"
                + " with NO_PROXY=127.0.0.1,localhost";
    }
}
