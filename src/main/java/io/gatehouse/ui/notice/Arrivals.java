package io.gatehouse.ui.notice;

import io.gatehouse.enforcement.Enforcement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Denials that wait to be told. They are folded as they come, so that an agent in a loop takes no more room than one
/// denial does. Safe for use by many threads, none of which waits for another for long.
public final class Arrivals {
    /// How many folds may wait; denials of further ones are only counted.
    static final int MOST = 256;

    private final Map<String, Group> groups = new LinkedHashMap<>();
    private long lost;

    /// @param last the newest of them
    record Group(Fold fold, Enforcement last, int count) {
        Group and(Fold another, Enforcement newer) {
            return new Group(fold.and(another), newer, count + 1);
        }
    }

    /// @param groups in the order in which their first denials came
    /// @param lost how many denials are known by their number alone
    public record Batch(List<Group> groups, long lost) {}

    /// Passes over an allow.
    public void take(Enforcement enforcement) {
        Fold.of(enforcement).ifPresent(fold -> take(fold, enforcement));
    }

    private synchronized void take(Fold fold, Enforcement enforcement) {
        var group = groups.get(fold.key());
        if (group != null) {
            groups.put(fold.key(), group.and(fold, enforcement));
        } else if (groups.size() < MOST) {
            groups.put(fold.key(), new Group(fold, enforcement, 1));
        } else if (fold.kind() != Fold.Kind.WOULD_BE_DENIED) {
            lost++;
        }
    }

    /// What came since the last time.
    public synchronized Batch drain() {
        var batch = new Batch(List.copyOf(groups.values()), lost);
        groups.clear();
        lost = 0;
        return batch;
    }
}
