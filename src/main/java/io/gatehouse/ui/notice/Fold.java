package io.gatehouse.ui.notice;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.util.List;
import java.util.Optional;

/// What is told in one notice: a rule in a session, or a fault in whatever session, since its remedy is one.
///
/// @param rule the id of the rule, or the code of the cause where no rule denied
/// @param grave whether none of it may go untold: a hard rule, one of high severity, a fault
record Fold(String key, Kind kind, String rule, boolean grave) {
    enum Kind {
        DENIED,
        FAULT,
        WOULD_BE_DENIED
    }

    /// Empty for an allow.
    static Optional<Fold> of(Enforcement enforcement) {
        return switch (enforcement.verdict()) {
            case Verdict.Allow _ -> Optional.empty();
            case Verdict.Deny deny
            when deny.cause().isPolicy() ->
                Optional.of(bySession("deny", Kind.DENIED, enforcement, deny, isGrave(deny.rules())));
            case Verdict.Deny fault -> {
                var code = fault.cause().code();
                yield Optional.of(new Fold("fault/" + code, Kind.FAULT, code, true));
            }
            case Verdict.WouldDeny(var deny) ->
                Optional.of(bySession("would-deny", Kind.WOULD_BE_DENIED, enforcement, deny, false));
        };
    }

    Fold and(Fold other) {
        return new Fold(key, kind, rule, grave || other.grave);
    }

    private static Fold bySession(
            String verdict, Kind kind, Enforcement enforcement, Verdict.Deny deny, boolean grave) {
        var first = deny.rules().stream().findFirst();
        var code = deny.cause().code();
        var origin = enforcement.origin();
        var key = String.join(
                "/",
                verdict,
                first.map(rule -> rule.kind() + "/" + rule.id()).orElse(code),
                origin.agent(),
                origin.session());
        return new Fold(key, kind, first.map(Rule::id).orElse(code), grave);
    }

    private static boolean isGrave(List<Rule> rules) {
        return rules.stream().anyMatch(rule -> !rule.waivable() || rule.severity() == Severity.HIGH);
    }
}
