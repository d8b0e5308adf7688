package io.gatehouse.audit;

import java.time.Instant;

/// How much of what an agent is known to have run was decided before.
///
/// @param since when the first of these calls was heard of
/// @param decided calls that ran and were let through
/// @param undecided calls that ran and were not
public record Covered(String agent, Instant since, long decided, long undecided) {
    /// In whole percent; 100 only where nothing is missing.
    public int percent() {
        long all = decided + undecided;
        return all == 0 ? 100 : (int) (100 * decided / all);
    }
}
