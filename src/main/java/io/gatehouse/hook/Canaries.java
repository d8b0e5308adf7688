package io.gatehouse.hook;

import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Calls that prove that an agent's hook works: made by nobody, decided as any other, not recorded.
///
/// Such a call has a session that was given out a moment ago, to somebody who has the local token. So no agent can make
/// one, and none of its calls goes unrecorded.
public final class Canaries {
    private static final String PREFIX = "gatehouse-canary-";
    private static final Duration GOOD_FOR = Duration.ofMinutes(2);
    private static final int MOST = 64;
    private static final int MOST_CALLS = 8;

    private final Clock clock;
    private final Map<String, Given> given = new LinkedHashMap<>();

    public Canaries(Clock clock) {
        this.clock = clock;
    }

    private record Given(Instant at, List<Seen> seen) {}

    /// A call that came.
    ///
    /// @param agent whose endpoint was asked
    /// @param basis the rule, or the cause, of a deny; "" for an allow
    public record Seen(String agent, boolean allowed, String basis) {}

    /// A session for a few calls within the next two minutes.
    public synchronized String fresh() {
        var random = new byte[16];
        new SecureRandom().nextBytes(random);
        var session = PREFIX + HexFormat.of().formatHex(random);
        given.values().removeIf(one -> isOver(one));
        if (given.size() >= MOST) {
            given.remove(given.keySet().iterator().next());
        }
        given.put(session, new Given(clock.instant(), new ArrayList<>()));
        return session;
    }

    /// The calls of a session, in their order; none for one that was never given out.
    public synchronized List<Seen> seen(String session) {
        return Optional.ofNullable(given.get(session))
                .map(one -> List.copyOf(one.seen()))
                .orElse(List.of());
    }

    /// What a canary hears; empty for every other call.
    Optional<Verdict> answer(ToolCall call, Enforcer enforcer) {
        var session = call.origin().session();
        if (!session.startsWith(PREFIX) || !isGiven(session)) {
            return Optional.empty();
        }
        var verdict = enforcer.explain(call).verdict();
        note(session, new Seen(call.origin().agent(), verdict.allows(), basis(verdict)));
        return Optional.of(verdict);
    }

    private synchronized boolean isGiven(String session) {
        return Optional.ofNullable(given.get(session))
                .filter(one -> !isOver(one) && one.seen().size() < MOST_CALLS)
                .isPresent();
    }

    private synchronized void note(String session, Seen seen) {
        Optional.ofNullable(given.get(session)).ifPresent(one -> one.seen().add(seen));
    }

    private boolean isOver(Given one) {
        return !clock.instant().isBefore(one.at().plus(GOOD_FOR));
    }

    private static String basis(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _, Verdict.WouldDeny _ -> "";
            case Verdict.Deny deny -> deny.by();
        };
    }
}
