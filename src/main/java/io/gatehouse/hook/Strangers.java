package io.gatehouse.hook;

import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcer;
import io.gatehouse.enforcement.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Denies requests that are not an agent's, unread. However many come, they leave one audit row a minute for each
/// agent and
/// cause, which counts the others.
final class Strangers {
    private static final Duration FOLD = Duration.ofMinutes(1);

    private final Supplier<Enforcer> enforcer;
    private final Clock clock;
    private final Map<String, Seen> seen = new HashMap<>();

    Strangers(Supplier<Enforcer> enforcer, Clock clock) {
        this.enforcer = enforcer;
        this.clock = clock;
    }

    private record Seen(Instant recordedAt, long unrecorded) {}

    Verdict deny(Cause cause, String agent) {
        var now = clock.instant();
        long others;
        synchronized (seen) {
            var before = seen.get(agent + cause);
            if (before != null && now.isBefore(before.recordedAt().plus(FOLD)) && !now.isBefore(before.recordedAt())) {
                seen.put(agent + cause, new Seen(before.recordedAt(), before.unrecorded() + 1));
                return Enforcer.fault(cause);
            }
            others = before == null ? 0 : before.unrecorded();
            seen.put(agent + cause, new Seen(now, 0));
        }
        enforcer.get().deny(cause, agent, others == 0 ? "" : others + " more since the last record");
        return Enforcer.fault(cause);
    }
}
