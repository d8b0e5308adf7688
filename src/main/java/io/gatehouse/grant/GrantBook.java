package io.gatehouse.grant;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Rule;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/// The grants of this device, and the one place that says which of them cover a denied request. Immutable.
public final class GrantBook {
    /// Holds nothing.
    public static final GrantBook EMPTY = new GrantBook("", List.of());

    private final String device;
    private final List<Held> held;

    /// @param device this laptop
    public GrantBook(String device, List<Held> held) {
        this.device = device;
        this.held = List.copyOf(held);
    }

    /// A grant and the lease of the signed document that holds it.
    ///
    /// @param leasedUntil exclusive; later the grant is not used until a newer document holds it, so that a
    ///     revocation reaches also a laptop that is cut off
    public record Held(Grant grant, Instant leasedUntil) {}

    /// What is asked once more for a denied request.
    ///
    /// @param rules the ids of the rules that fired, all of them granted; sorted
    /// @param grants those that say so
    public record Waiver(Set<String> rules, Set<Grant> grants) {
        public Waiver {
            rules = Set.copyOf(rules);
            grants = Set.copyOf(grants);
        }
    }

    /// The waiver of one denied request; empty unless every rule that fired is waivable and granted for this
    /// request alone, because anything less would be denied again.
    ///
    /// @param denied what was decided with nothing waived
    /// @param used how many calls each grant, by its id, has let through
    public Optional<Waiver> find(
            AccessRequest request, Decision denied, Call call, Instant now, ToLongFunction<String> used) {
        if (denied.allows()
                || denied.rules().isEmpty()
                || !denied.rules().stream().allMatch(Rule::waivable)) {
            return Optional.empty();
        }
        var usable = held.stream()
                .filter(one -> now.isBefore(one.leasedUntil()))
                .map(Held::grant)
                .filter(grant -> grant.covers(request, call, device, now))
                .filter(grant -> grant.maxUses().isEmpty()
                        || used.applyAsLong(grant.id()) < grant.maxUses().getAsLong())
                .sorted(Comparator.comparing((Grant grant) -> grant.maxUses().isPresent())
                        .thenComparing(Grant::until)
                        .thenComparing(Grant::id))
                .toList();
        var rules = new TreeSet<String>();
        var grants = new LinkedHashSet<Grant>();
        for (var rule : denied.rules()) {
            var lifts = usable.stream()
                    .filter(grant -> grant.rules().contains(rule.id()))
                    .findFirst();
            if (lifts.isEmpty()) {
                return Optional.empty();
            }
            rules.add(rule.id());
            grants.add(lifts.get());
        }
        return Optional.of(new Waiver(rules, grants));
    }

    public List<Held> list() {
        return held;
    }
}
