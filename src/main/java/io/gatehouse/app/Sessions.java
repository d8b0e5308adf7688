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

    /// One sentence each, for people.
    ///
    /// @param overHttp whether they ask over HTTP, which a proxy can lead elsewhere
    synchronized List<String> findings(boolean overHttp) {
        begun.removeIf(session -> !runs(session));
        return begun.stream().flatMap(session -> findings(session, overHttp)).toList();
    }

    /// One that does not say which process it is cannot be seen to end.
    private static boolean runs(SessionBegun session) {
        return session.pid() > 0
                && ProcessHandle.of(session.pid())
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }

    private static Stream<String> findings(SessionBegun session, boolean overHttp) {
        var which = "Claude Code "
                + (session.version().isEmpty() ? "" : Shown.line(session.version(), 20) + " ")
                + "(process " + session.pid() + ") ";
        var old = Optional.of(session.version())
                .flatMap(Release::of)
                .filter(release -> release.isBefore(Release.BLOCKS_ON_FAILURE))
                .map(_ -> which + "is older than 2.1.295, so it runs tools when Gatehouse does not answer; run: claude"
                        + " update");
        var variables = session.variables().stream()
                .filter(name -> overHttp || name.endsWith(BASE_URL))
                .map(name -> which + said(name));
        return Stream.concat(old.stream(), variables);
    }

    private static String said(String variable) {
        var name = Shown.line(variable, 40);
        return name.endsWith(BASE_URL)
                ? "sends what it is told to the address in " + name + "; unset it unless your organisation set it"
                : "was started with " + name + ", which leads its hooks to a proxy and not to Gatehouse; start it anew"
                        + " with NO_PROXY=127.0.0.1,localhost";
    }
}
