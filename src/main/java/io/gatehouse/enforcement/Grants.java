package io.gatehouse.enforcement;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.grant.Call;
import io.gatehouse.grant.Grant;
import io.gatehouse.grant.GrantBook;
import io.gatehouse.grant.GrantBook.Held;
import io.gatehouse.policy.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// The grants of this laptop, as the [Enforcer] meets them. What is given here may throw: the deny then stands.
///
/// @param book those that are held now
/// @param uses how many calls a grant, by its id, has let through
/// @param key a keyed hash of a call before masking, and of the scripts that it runs
/// @param asked what became of an exception request for such a denied call, a short sentence that agent and person
///     may hear
public record Grants(
        Supplier<GrantBook> book,
        ToLongFunction<String> uses,
        BiFunction<ToolCall, List<Analysis.Script>, String> key,
        Function<Enforcement, Optional<String>> asked) {
    public static final Grants NONE = new Grants(() -> GrantBook.EMPTY, _ -> 0, (_, _) -> "");

    /// Where nobody asks for exceptions.
    public Grants(
            Supplier<GrantBook> book,
            ToLongFunction<String> uses,
            BiFunction<ToolCall, List<Analysis.Script>, String> key) {
        this(book, uses, key, _ -> Optional.empty());
    }

    /// Whether this grant alone would have let a denied call through, whenever it was made. Says nothing of the policy,
    /// which has the last word.
    ///
    /// @param device where the call was made
    public static boolean wouldCover(Grant grant, Enforcement denied, String device) {
        var book = new GrantBook(device, List.of(new Held(grant, Instant.MAX)));
        var findings = denied.asked().stream()
                .map(asked -> new Finding(asked.request(), asked.spans()))
                .toList();
        var decisions = denied.asked().stream().map(Enforcement.Asked::decision).toList();
        var origin = denied.origin();
        var call = new Call(origin.agent(), origin.session(), denied.workspace(), denied.callKey());
        return new Grants(() -> book, _ -> 0, (_, _) -> "")
                .again(call, findings, decisions, grant.from())
                .isPresent();
    }

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
