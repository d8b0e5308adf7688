package io.gatehouse.enforcement;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Decisions of the PDP, kept for the time when it cannot be reached. Requests are equal when everything but
/// their time is: PDP, contract, principal with roles and attributes, action and attributes.
public interface DecisionCache {
    /// Keeps what the PDP just decided under a revision, and that it confirmed this revision at `at`.
    ///
    /// @param decisions one for each request
    void put(String revision, List<AccessRequest> requests, List<Decision> decisions, Instant at);

    /// The revision that the PDP confirmed last, and when.
    Optional<Confirmed> confirmed();

    /// The decision of an equal request under that revision.
    Optional<Decision> find(String revision, AccessRequest request);

    record Confirmed(String revision, Instant at) {}
}
