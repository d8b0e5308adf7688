package io.gatehouse.enforcement;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Enforcer.Standstill;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.Pdp.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the decisions of a call's requests: the PDP's, else what decides while it is unavailable. Whatever fails is a
/// fault that denies.
///
/// @param offline decides while the PDP is unavailable
/// @param standstill when present, nobody is asked
record Decider(Pdp pdp, Offline offline, Optional<Standstill> standstill) {
    private static final Logger log = LoggerFactory.getLogger(Decider.class);

    /// What is known about the requests: decisions and what they rest on, or the fault for which there are none.
    ///
    /// @param decisions one for each request; none with a fault
    record Known(List<Decision> decisions, Basis basis, Optional<Verdict> fault) {
        private static Known decided(List<Decision> decisions, Basis basis) {
            return new Known(decisions, basis, Optional.empty());
        }

        private static Known undecided(Cause cause, String why) {
            return new Known(
                    List.of(), new Basis.None(why), Optional.of(Reasons.fault(cause, Reasons.remedy(cause, why))));
        }
    }

    /// @param annotations what identifies the call, see [Pdp#check]
    /// @param keep whether the answer is kept for offline use
    /// @param meanwhile may be run while an answer is awaited
    Known decide(
            List<Finding> findings,
            Map<String, String> annotations,
            Duration patience,
            boolean keep,
            Runnable meanwhile) {
        if (standstill.isPresent()) {
            return Known.undecided(standstill.get().cause(), standstill.get().detail());
        }
        var requests = findings.stream().map(Finding::request).toList();
        if (!requests.stream().allMatch(AccessRequest::canBeAsked)) {
            return Known.undecided(Cause.NOT_UNICODE, "it holds text that is not Unicode");
        }
        return switch (pdp.check(requests, annotations, patience, meanwhile)) {
            case Answer.Decided decided -> {
                if (decided.decisions().size() != requests.size()) {
                    yield Known.undecided(Cause.PDP_BROKEN, "it answered another number of questions");
                }
                if (keep) {
                    keep(decided, requests);
                }
                yield Known.decided(decided.decisions(), new Basis.Central(decided.revision(), decided.callId()));
            }
            case Answer.Unavailable(var why) -> withoutPdp(requests, why);
            case Answer.Refused(var why) -> Known.undecided(Cause.PDP_REFUSED, why);
            case Answer.Changing(var why) -> Known.undecided(Cause.PDP_CHANGING, why);
            case Answer.Broken(var why) -> Known.undecided(Cause.PDP_BROKEN, why);
        };
    }

    /// This may fail: it only makes the next outage harder.
    private void keep(Answer.Decided decided, List<AccessRequest> requests) {
        try {
            offline.keep(decided, requests);
        } catch (RuntimeException e) {
            log.warn("Could not keep a decision for offline use", e);
        }
    }

    private Known withoutPdp(List<AccessRequest> requests, String unavailable) {
        try {
            return switch (offline.decide(requests, unavailable)) {
                case Offline.Answer.Decided(var decisions, var basis) -> Known.decided(decisions, basis);
                case Offline.Answer.Undecided(var why) -> Known.undecided(Cause.NO_BASIS, why);
            };
        } catch (RuntimeException e) {
            log.warn("Could not look for what decides without the policy engine", e);
            return Known.undecided(Cause.NO_BASIS, unavailable);
        }
    }
}
