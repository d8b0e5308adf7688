package io.gatehouse.audit;

import java.time.Instant;

/// How much of what an agent is known to have run was decided before.
///
/// @param since when the first of these calls was heard of
/// @param decided calls that ran and were let through
/// @param undecided calls that ran and were not
/// @param unread transcripts that may tell of more calls, and cannot be read
public record Covered(String agent, Instant since, long decided, long undecided, long unread) {
    /// Of an agent of which all is read that it tells.
    public Covered(String agent, Instant since, long decided, long undecided) {
        this(agent, since, decided, undecided, 0);
    }

    /// In whole percent; 100 only where nothing is missing.
    public int percent() {
        long all = decided + undecided;
        return all == 0 ? 100 : (int) (100 * decided / all);
    }
}
