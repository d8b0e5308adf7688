package io.gatehouse.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The policy decision point. Implementations are safe for use by many threads.
public interface Pdp {
    /// Decides all requests of one tool call together.
    ///
    /// @param requests at least one
    /// @param annotations what identifies the call (session, call, device …) without being part of the question
    /// @param patience the longest this may take, retries included
    /// @return never throws for a fault of the PDP or the network: those are answers
    Answer check(List<AccessRequest> requests, Map<String, String> annotations, Duration patience);

    /// The same.
    ///
    /// @param meanwhile may be run by this thread while an answer is awaited, once more where it has to be
    ///     asked again; must be short and must not throw
    default Answer check(
            List<AccessRequest> requests, Map<String, String> annotations, Duration patience, Runnable meanwhile) {
        return check(requests, annotations, patience);
    }

    sealed interface Answer {
        /// @param decisions one for each request, in their order
        /// @param revision the revision of the policies that decided; "" where they do not tell
        /// @param ageLimits for how long these policies may decide without the PDP
        record Decided(List<Decision> decisions, String revision, String callId, AgeLimits ageLimits)
                implements Answer {
            public Decided {
                decisions = List.copyOf(decisions);
            }

            /// Of policies that tell no age limits.
            public Decided(List<Decision> decisions, String revision, String callId) {
                this(decisions, revision, callId, AgeLimits.LONGEST);
            }
        }

        /// The PDP could not be asked now; a decision may rest on something older.
        record Unavailable(String why) implements Answer {}

        /// The PDP would not answer this client: a deny, because asking something older would hide a
        /// misconfiguration.
        record Refused(String why) implements Answer {}

        /// The PDP's policies are being changed, and more than one revision of them took part in the answer: a deny.
        record Changing(String why) implements Answer {}

        /// The PDP answered something that is not an answer to the question: a deny.
        record Broken(String why) implements Answer {}
    }
}
