package io.gatehouse.policy;

import java.util.Comparator;

/// A deny rule, in the words that its policy gives it.
///
/// @param id unique within its kind, e.g. `command.privilege`
/// @param kind the resource kind whose policy holds it
/// @param why one sentence: why the organisation has this rule
/// @param fix one sentence: what would be allowed instead
/// @param waivable whether a grant can lift it; a hard rule (false) never reads grants
public record Rule(String id, String kind, String why, String fix, boolean waivable, Severity severity) {
    /// Hard before waivable, then the more severe: the order in which rules are told. Rules that it holds equal
    /// keep the
    /// position of what they object to.
    public static final Comparator<Rule> TOLD_FIRST =
            Comparator.comparing(Rule::waivable).thenComparing(Rule::severity, Comparator.reverseOrder());
}
