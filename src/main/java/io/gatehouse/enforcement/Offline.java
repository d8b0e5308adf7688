package io.gatehouse.enforcement;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Pdp;
import java.util.List;

/// Decides what the PDP could not be asked. Safe for many threads.
public sealed interface Offline permits ConfirmedPolicies, StarterPolicies {
    /// Decides all requests of one tool call together.
    ///
    /// @param unavailable why the PDP was not asked
    Answer decide(List<AccessRequest> requests, String unavailable);

    /// Keeps what the PDP just decided, and that it confirmed its policies now.
    ///
    /// @param requests those that were decided, in the order of the decisions; none when only the revision was
    ///     asked
    void keep(Pdp.Answer.Decided decided, List<AccessRequest> requests);

    /// The rules by which it decides; [KnownRules#UNKNOWN] while it knows none.
    KnownRules rules();

    sealed interface Answer {
        /// @param decisions one for each request
        record Decided(List<Decision> decisions, Basis basis) implements Answer {
            public Decided {
                decisions = List.copyOf(decisions);
            }
        }

        /// Nothing here may decide the call.
        ///
        /// @param why for the person, beginning with why the PDP was not asked
        record Undecided(String why) implements Answer {}
    }
}
