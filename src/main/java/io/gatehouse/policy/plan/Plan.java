package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import java.util.List;
import java.util.Optional;

/// A compiled plan.
///
/// @param attributes the attributes that it reads, by slot
/// @param depth how many lambda variables it has
/// @param readsTime whether the time of the request or of the evaluation matters to it
/// @param obstacle why it cannot be evaluated exactly, and so never is
record Plan(Term term, List<String> attributes, int depth, boolean readsTime, Optional<String> obstacle) {
    /// @param revision the revision that the PDP last confirmed, which is the attribute `revision`
    boolean holds(AccessRequest request, String revision) {
        return obstacle.isEmpty() && Boolean.TRUE.equals(term.eval(new Frame(request, revision, attributes, depth)));
    }
}
