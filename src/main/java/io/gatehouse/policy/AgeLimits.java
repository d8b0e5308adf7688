package io.gatehouse.policy;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;

/// For how long after the PDP last confirmed its policies they may decide without it. Policies can shorten
/// [#LONGEST]; what they tell beyond it counts as it.
///
/// @param read for calls that only read files
/// @param other for all other calls
public record AgeLimits(Duration read, Duration other) {
    private static final Duration LONGEST_READ = Duration.ofDays(7);
    private static final Duration LONGEST_OTHER = Duration.ofDays(3);

    public static final AgeLimits LONGEST = new AgeLimits(LONGEST_READ, LONGEST_OTHER);

    public AgeLimits {
        if (read.isNegative() || other.isNegative()) {
            throw new IllegalArgumentException("a negative age limit: " + read + ", " + other);
        }
        read = shorter(read, LONGEST_READ);
        other = shorter(other, LONGEST_OTHER);
    }

    /// Of one call: the shortest that one of its requests has. Using a tool has that of what the call does with
    /// it, or
    /// else a call that only reads would never be one.
    public Duration of(Collection<AccessRequest> requests) {
        var actions = requests.stream().map(AccessRequest::action).collect(Collectors.toSet());
        if (actions.size() > 1) {
            actions.remove(Action.USE);
        }
        return actions.stream().map(this::of).min(Duration::compareTo).orElse(Duration.ZERO);
    }

    private Duration of(Action action) {
        return switch (action) {
            case READ -> read;
            case USE, EXEC, WRITE, DELETE, ACCESS, CONNECT, CALL, SPAWN, CONFIGURE -> other;
        };
    }

    private static Duration shorter(Duration one, Duration two) {
        return one.compareTo(two) < 0 ? one : two;
    }
}
