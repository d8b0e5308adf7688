package io.gatehouse.policy;

import java.util.Comparator;

/// A deny rule, in the words that its policy gives it.
///
/// @param id unique within its kind, e.g. `command.privilege`
/// @param kind the resource kind whose policy holds it
/// @param why one sentence: why the organisation has this rule
/// @param fix one sentence: what would be allowed instead
/// @param waivable whether a grant can lift it; a hard rule (false) never reads grants
/// @param confirm what a person is asked who can lift it for one call; "" for a rule that nobody is asked about
public record Rule(
        String id, String kind, String why, String fix, boolean waivable, Severity severity, String confirm) {
    /// Hard before waivable, then the more severe: the order in which rules are told. Rules that it holds equal
    /// keep the
    /// position of what they object to.
    public static final Comparator<Rule> TOLD_FIRST =
            Comparator.comparing(Rule::waivable).thenComparing(Rule::severity, Comparator.reverseOrder());

    /// One that nobody is asked about.
    public Rule(String id, String kind, String why, String fix, boolean waivable, Severity severity) {
        this(id, kind, why, fix, waivable, severity, "");
    }

    /// Whether a person is asked before it denies.
    public boolean asksPerson() {
        return !confirm.isEmpty();
    }
}
