package io.gatehouse.policy;

/// A deny rule, in the words that its policy gives it.
///
/// @param id unique within its kind, e.g. `command.privilege`
/// @param kind the resource kind whose policy holds it
/// @param why one sentence: why the organisation has this rule
/// @param fix one sentence: what would be allowed instead
/// @param waivable whether a grant can lift it; a hard rule (false) never reads grants
public record Rule(String id, String kind, String why, String fix, boolean waivable, Severity severity)
        implements Comparable<Rule> {
    /// Hard before waivable, then the more severe, then by id: the order in which rules are told.
    @Override
    public int compareTo(Rule other) {
        int byWaivable = Boolean.compare(waivable, other.waivable);
        int bySeverity = other.severity.compareTo(severity);
        return byWaivable != 0 ? byWaivable : bySeverity != 0 ? bySeverity : id.compareTo(other.id);
    }
}
