package io.gatehouse.enforcement;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Decisions of the PDP, kept for the time when it cannot be reached. Requests are equal when everything but
/// their time is: PDP, contract, principal with roles and attributes, action and attributes.
public interface DecisionCache {
    /// Keeps what the PDP just decided, and that it confirmed its policies with that.
    ///
    /// @param decisions one for each request
    void put(Confirmed confirmed, List<AccessRequest> requests, List<Decision> decisions);

    /// The revision that the PDP confirmed last, and when.
    Optional<Confirmed> confirmed();

    /// The decision of an equal request under that revision.
    Optional<Decision> find(String revision, AccessRequest request);

    /// @param ageLimits for how long from then on the policies may decide without the PDP, as they tell
    record Confirmed(String revision, Instant at, AgeLimits ageLimits) {}
}
