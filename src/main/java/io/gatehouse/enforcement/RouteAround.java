package io.gatehouse.enforcement;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.policy.AccessRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Knows what each session was denied, and says of its later requests whether they reach for the same by other means.
///
/// Design. A heuristic: it tells the policy something about a request, and decides nothing. It knows what has a name, a
/// path, a host or a program, as analysis found it; what an agent hides from analysis it does not see either. The very
/// request that was denied first is no other means. It lives in memory: after a start nothing was denied. Bounded: of
/// many sessions and targets the oldest are forgotten, and each after [#REMEMBERED]. Safe for many threads.
public final class RouteAround {
    static final int MOST_SESSIONS = 64;
    static final int MOST_TARGETS = 32;
    static final Duration REMEMBERED = Duration.ofHours(1);

    /// What differs between two requests for the same thing by the same means.
    private static final Set<String> CIRCUMSTANCES =
            Set.of(AccessRequest.AT, AccessRequest.AFTER_DENY, AccessRequest.WAIVED, AccessRequest.CONFIRMED);

    private final Clock clock;

    // Guarded by itself.
    private final Map<Session, Map<Target, Denied>> sessions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Session, Map<Target, Denied>> eldest) {
            return size() > MOST_SESSIONS;
        }
    };

    public RouteAround(Clock clock) {
        this.clock = clock;
    }

    private record Session(String agent, String id) {
        static Session of(ToolCall.Origin origin) {
            return new Session(origin.agent(), origin.session());
        }
    }

    /// @param means a digest of the request that was denied first
    private record Denied(String means, Instant at) {}

    /// The same, with the requests marked that reach for what the call's session was denied.
    public Analysis marked(ToolCall.Origin origin, Analysis analysis) {
        var denied = denied(Session.of(origin));
        if (denied.isEmpty()) {
            return analysis;
        }
        return new Analysis(
                analysis.shown(),
                analysis.workspace(),
                analysis.findings().stream()
                        .map(finding -> reachesAround(finding.request(), denied)
                                ? new Finding(finding.request().afterDeny(), finding.spans())
                                : finding)
                        .toList(),
                analysis.doubts(),
                analysis.scripts());
    }

    /// Learns what a call was denied. What a grant let through is denied no longer.
    public void heard(Enforcement enforcement) {
        switch (enforcement.verdict()) {
            case Verdict.Deny deny when deny.cause().isPolicy() -> remember(enforcement);
            case Verdict.Allow _ when !enforcement.grants().isEmpty() -> forget(enforcement);
            case Verdict.Deny _, Verdict.Allow _, Verdict.WouldDeny _ -> {}
        }
    }

    private Map<Target, Denied> denied(Session session) {
        var oldest = clock.instant().minus(REMEMBERED);
        synchronized (sessions) {
            var denied = sessions.get(session);
            if (denied == null) {
                return Map.of();
            }
            denied.values().removeIf(one -> one.at().isBefore(oldest));
            return Map.copyOf(denied);
        }
    }

    private static boolean reachesAround(AccessRequest request, Map<Target, Denied> denied) {
        var reached = denied.entrySet().stream()
                .filter(one -> one.getKey().isReachedBy(request))
                .map(Map.Entry::getValue)
                .toList();
        if (reached.isEmpty()) {
            return false;
        }
        var means = means(request);
        return reached.stream().noneMatch(one -> one.means().equals(means));
    }

    private void remember(Enforcement enforcement) {
        var session = Session.of(enforcement.origin());
        if (session.id().isEmpty()) {
            return; // not a session: calls of many would be taken for one's
        }
        for (var asked : enforcement.asked()) {
            if (!asked.decision().allows()) {
                Target.of(asked.request())
                        .ifPresent(target -> remember(session, target, means(asked.request()), enforcement.at()));
            }
        }
    }

    private void remember(Session session, Target target, String means, Instant at) {
        synchronized (sessions) {
            var denied = sessions.computeIfAbsent(session, _ -> new LinkedHashMap<>());
            var before = denied.remove(target);
            denied.put(target, new Denied(before == null ? means : before.means(), at));
            if (denied.size() > MOST_TARGETS) {
                denied.remove(denied.keySet().iterator().next());
            }
        }
    }

    private void forget(Enforcement enforcement) {
        var requests = enforcement.asked().stream().map(Asked::request).toList();
        synchronized (sessions) {
            var denied = sessions.get(Session.of(enforcement.origin()));
            if (denied != null) {
                denied.keySet().removeIf(target -> isReached(target, requests));
            }
        }
    }

    private static boolean isReached(Target target, List<AccessRequest> requests) {
        return requests.stream().anyMatch(target::isReachedBy);
    }

    /// A digest, because a command can be long.
    private static String means(AccessRequest request) {
        var own = new TreeMap<>(request.attributes());
        own.keySet().removeAll(CIRCUMSTANCES);
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            var text = request.action().label() + own;
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
