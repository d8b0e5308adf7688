package io.gatehouse.enforcement;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import java.util.List;
import java.util.Optional;

/// A cache that holds nothing, so that only the PDP decides.
public final class ForgetfulCache implements DecisionCache {
    @Override
    public void put(Confirmed confirmed, List<AccessRequest> requests, List<Decision> decisions) {}

    @Override
    public Optional<Confirmed> confirmed() {
        return Optional.empty();
    }

    @Override
    public Optional<Decision> find(String revision, AccessRequest request) {
        return Optional.empty();
    }
}
