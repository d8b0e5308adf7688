package io.gatehouse.grant;

import io.gatehouse.policy.AccessRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The security team's yes: for a time, these rules need not stop this.
///
/// What it is worth is the policy's word: a waivable rule reads the ids of granted rules, a hard one does not.
///
/// @param principal whose calls it is for
/// @param device the laptop it is for; absent for every laptop of the principal
/// @param rules ids of waivable rules
/// @param from inclusive
/// @param until exclusive
/// @param maxUses calls that it may let through; absent for no limit within its time
/// @param approver who said yes, for people
/// @param note what the approver wrote, for people
public record Grant(
        String id,
        String principal,
        Optional<String> device,
        Set<String> rules,
        Scope scope,
        Reach reach,
        Instant from,
        Instant until,
        OptionalLong maxUses,
        String approver,
        String note) {
    public Grant {
        rules = Set.copyOf(rules);
        if (id.isBlank() || principal.isBlank() || approver.isBlank()) {
            throw new IllegalArgumentException("a grant needs an id, a principal and an approver");
        }
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("grant " + id + " names no rule");
        }
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("grant " + id + " ends at " + until + ", not after " + from);
        }
        if (maxUses.isPresent() && maxUses.getAsLong() < 1) {
            throw new IllegalArgumentException("grant " + id + " has " + maxUses.getAsLong() + " uses");
        }
        if (maxUses.isPresent() && device.isEmpty()) {
            throw new IllegalArgumentException("grant " + id + " counts uses on more than one device");
        }
    }

    /// Where its calls come from.
    ///
    /// @param session absent for every session of that agent in that workspace
    public record Reach(String agent, String workspace, Optional<String> session) {
        public Reach {
            if (agent.isBlank() || workspace.isBlank()) {
                throw new IllegalArgumentException("a grant is for one agent in one workspace");
            }
        }

        /// Whether every call that this reaches is reached by the other one, too.
        public boolean isWithin(Reach other) {
            return agent.equals(other.agent)
                    && workspace.equals(other.workspace)
                    && (other.session.isEmpty() || session.equals(other.session));
        }

        boolean covers(Call call) {
            return agent.equals(call.agent())
                    && workspace.equals(call.workspace())
                    && session.map(call.session()::equals).orElse(true);
        }
    }

    /// Whether it is in force for this request on this device; uses are counted elsewhere.
    boolean covers(AccessRequest request, Call call, String thisDevice, Instant now) {
        return principal.equals(request.principal().id())
                && device.map(thisDevice::equals).orElse(true)
                && !now.isBefore(from)
                && now.isBefore(until)
                && reach.covers(call)
                && scope.covers(request, call);
    }
}
