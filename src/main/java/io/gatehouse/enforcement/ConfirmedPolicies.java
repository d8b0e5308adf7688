package io.gatehouse.enforcement;

import io.gatehouse.enforcement.DecisionCache.Confirmed;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp;
import io.gatehouse.policy.plan.PlanSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The PDP's policies, for the time when it cannot be asked: the plans of the revision that it confirmed last,
/// and where a plan is missing, what it decided about an equal request under that revision.
///
/// Design. Only the revision confirmed last counts, also while its plans are still being fetched: what the revision
/// before allowed may be just what the new one denies. Its age is the time since the PDP confirmed it, by a clock
/// that
/// nobody can set back; beyond the age limits it decides nothing. Policies that tell no revision cannot be confirmed.
public final class ConfirmedPolicies implements Offline {
    private final Function<String, Optional<PlanSet>> plans;
    private final DecisionCache cache;
    private final Clock clock;

    /// @param plans the plans of a revision, as far as they were fetched; asked on the way of each call
    public ConfirmedPolicies(Function<String, Optional<PlanSet>> plans, DecisionCache cache, Clock clock) {
        this.plans = plans;
        this.cache = cache;
        this.clock = clock;
    }

    /// What a plan decides need not be remembered.
    @Override
    public void keep(Pdp.Answer.Decided decided, List<AccessRequest> requests) {
        var confirmed = new Confirmed(decided.revision(), clock.instant(), decided.ageLimits());
        var planned = plans.apply(decided.revision());
        var kept = new ArrayList<AccessRequest>();
        var decisions = new ArrayList<Decision>();
        for (int i = 0; i < requests.size(); i++) {
            var request = requests.get(i);
            if (planned.isEmpty() || !planned.get().decides(request.action())) {
                kept.add(request);
                decisions.add(decided.decisions().get(i));
            }
        }
        cache.put(confirmed, kept, decisions);
    }

    /// What could be decided without the PDP from now on; empty when nothing could.
    public Optional<Reserve> reserve() {
        return confirmed().map(confirmed -> {
            var limits = confirmed.ageLimits();
            return new Reserve(
                    confirmed.revision(),
                    confirmed.at(),
                    plans.apply(confirmed.revision()).isPresent(),
                    confirmed.at().plus(limits.read()),
                    confirmed.at().plus(limits.other()));
        });
    }

    /// The rules of the policies confirmed last, as far as their plans were fetched.
    @Override
    public KnownRules rules() {
        return confirmed()
                .flatMap(confirmed -> plans.apply(confirmed.revision()))
                .map(PlanSet::rules)
                .orElse(KnownRules.UNKNOWN);
    }

    private Optional<Confirmed> confirmed() {
        return cache.confirmed().filter(confirmed -> !confirmed.revision().isEmpty());
    }

    @Override
    public Answer decide(List<AccessRequest> requests, String unavailable) {
        var confirmed = confirmed();
        if (confirmed.isEmpty()) {
            return undecided(unavailable, "it has confirmed no policies yet");
        }
        var at = confirmed.get().at();
        var age = Duration.between(at, clock.instant());
        if (age.isNegative()) {
            return undecided(unavailable, "the clock says that its policies were confirmed in the future, at " + at);
        }
        if (age.compareTo(confirmed.get().ageLimits().of(requests)) > 0) {
            return undecided(unavailable, "its policies were last confirmed too long ago, at " + at);
        }
        return decide(requests, confirmed.get().revision(), at, unavailable);
    }

    private Answer decide(List<AccessRequest> requests, String revision, Instant at, String unavailable) {
        var planned = plans.apply(revision);
        boolean isPlanned = true;
        var decisions = new ArrayList<Decision>(requests.size());
        for (var request : requests) {
            var byPlan = planned.flatMap(set -> set.decide(request, revision));
            var decision = byPlan.isPresent() ? byPlan : cached(revision, request, planned);
            if (decision.isEmpty()) {
                return undecided(
                        unavailable,
                        (planned.isEmpty() ? "its policies were not fetched yet" : "it gave no plan")
                                + " and no equal request was decided before, for "
                                + request.action().label());
            }
            decisions.add(decision.get());
            isPlanned &= byPlan.isPresent();
        }
        return new Answer.Decided(
                decisions,
                isPlanned
                        ? new Basis.Plan(revision, Optional.of(at), unavailable)
                        : new Basis.Cached(revision, at, unavailable));
    }

    /// What is decided by the time of the request is decided anew each time.
    private Optional<Decision> cached(String revision, AccessRequest request, Optional<PlanSet> planned) {
        boolean readsTime =
                planned.filter(set -> set.readsTime(request.action())).isPresent();
        return readsTime ? Optional.empty() : cache.find(revision, request);
    }

    private static Answer undecided(String unavailable, String why) {
        return new Answer.Undecided(unavailable + "; " + why);
    }
}
