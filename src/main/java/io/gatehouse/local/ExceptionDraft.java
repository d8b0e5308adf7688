package io.gatehouse.local;

import io.gatehouse.audit.Preview;
import io.gatehouse.enforcement.ScopeChoice;
import io.gatehouse.policy.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What can be asked for about a denied call.
///
/// @param shown the call, masked
/// @param rules those that fired, the hard ones first
/// @param refusal why no exception can be asked for; absent when one can
/// @param hasSession whether "this session" means anything
/// @param choices the narrowest scope first; none with a refusal
public record ExceptionDraft(
        String enforcement,
        Instant at,
        String shown,
        List<Rule> rules,
        Optional<String> refusal,
        boolean hasSession,
        List<Choice> choices) {
    public ExceptionDraft {
        rules = List.copyOf(rules);
        choices = List.copyOf(choices);
    }

    /// A scope, and what it would have let through lately; absent when it is not possible.
    ///
    /// @param thisSession in the session of the call alone
    /// @param everySession in every session of its agent in its workspace
    public record Choice(ScopeChoice scope, Optional<Preview> thisSession, Optional<Preview> everySession) {}
}
