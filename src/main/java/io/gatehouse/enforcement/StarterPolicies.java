package io.gatehouse.enforcement;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.plan.PlanSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The policies that ship with Gatehouse, where no PDP is configured. Nobody confirms them and they never age.
///
/// @param plans of this installation's principal
public record StarterPolicies(PlanSet plans) implements Offline {
    @Override
    public Answer decide(List<AccessRequest> requests, String unavailable) {
        var decisions = new ArrayList<Decision>(requests.size());
        for (var request : requests) {
            var decision = plans.decide(request, plans.revision());
            if (decision.isEmpty()) {
                return new Answer.Undecided(unavailable + "; the policies that ship with Gatehouse do not know "
                        + request.action().label());
            }
            decisions.add(decision.get());
        }
        return new Answer.Decided(decisions, new Basis.Plan(plans.revision(), Optional.empty(), unavailable));
    }

    @Override
    public KnownRules rules() {
        return plans.rules();
    }

    /// Keeps nothing: there is no PDP.
    @Override
    public void keep(Pdp.Answer.Decided decided, List<AccessRequest> requests) {}
}
