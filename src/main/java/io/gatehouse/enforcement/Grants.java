package io.gatehouse.enforcement;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.grant.Call;
import io.gatehouse.grant.GrantBook;
import io.gatehouse.policy.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// The grants of this laptop, as the [Enforcer] meets them. What is given here may throw: the deny then stands.
///
/// @param book those that are held now
/// @param uses how many calls a grant, by its id, has let through
/// @param key a keyed hash of a call before masking, and of the scripts that it runs
public record Grants(
        Supplier<GrantBook> book,
        ToLongFunction<String> uses,
        BiFunction<ToolCall, List<Analysis.Script>, String> key) {
    public static final Grants NONE = new Grants(() -> GrantBook.EMPTY, _ -> 0, (_, _) -> "");

    /// What is asked once more.
    ///
    /// @param findings all of the call, those that were denied with rules waived
    /// @param used the grants that say so
    record Again(List<Finding> findings, List<Used> used) {}

    /// Empty unless grants cover every request that was denied, because anything less would be denied again.
    ///
    /// @param decisions one for each finding, with nothing waived
    Optional<Again> again(Call call, List<Finding> findings, List<Decision> decisions, Instant now) {
        var held = book.get();
        var again = new ArrayList<Finding>(findings.size());
        var used = new LinkedHashSet<Used>();
        for (int i = 0; i < findings.size(); i++) {
            var finding = findings.get(i);
            var decision = decisions.get(i);
            if (decision.allows()) {
                again.add(finding);
                continue;
            }
            var waiver = held.find(finding.request(), decision, call, now, uses);
            if (waiver.isEmpty()) {
                return Optional.empty();
            }
            again.add(new Finding(finding.request().waiving(waiver.get().rules()), finding.spans()));
            waiver.get().grants().forEach(grant -> used.add(new Used(grant.id(), grant.maxUses())));
        }
        return used.isEmpty() ? Optional.empty() : Optional.of(new Again(again, List.copyOf(used)));
    }
}
