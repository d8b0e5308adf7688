package io.gatehouse.wire;

import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import java.util.List;

/// How much of what a laptop's agents ran was decided before, and which calls were not.
///
/// @param agents all that are known to have run something
/// @param calls that the console was not told of yet, the oldest first; as many as fit
public record CoverageReport(List<Covered> agents, List<Uncovered> calls) {
    public static final int MOST_AGENTS = 50;
    public static final int MOST_CALLS = 20;

    /// In bytes of its JSON, each character written as `\u0000`.
    public static final int LARGEST = 512 << 10;

    public CoverageReport {
        agents = List.copyOf(agents);
        calls = List.copyOf(calls);
        if (agents.size() > MOST_AGENTS || calls.size() > MOST_CALLS) {
            throw new IllegalArgumentException(
                    "A report has up to " + MOST_AGENTS + " agents and " + MOST_CALLS + " calls.");
        }
    }
}
