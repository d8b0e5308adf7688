package io.gatehouse.local;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.policy.Rule;
import java.time.Instant;
import java.util.List;

/// The deny rules of the policy in force, and how often each has fired here.
///
/// @param revision whose rules these are; "" while they are not known
/// @param since from when on calls are counted
/// @param gone rules that fired since then and are not in that policy, or of which no more is known
public record Rulebook(Known known, String revision, Instant since, List<Entry> rules, List<Fired> gone) {
    public Rulebook {
        rules = List.copyOf(rules);
        gone = List.copyOf(gone);
    }

    public enum Known {
        YES,
        /// The policy engine was not reached since the daemon started, and nothing of its policies was kept.
        NOT_YET,
        /// The policy engine's policies do not tell their rules.
        NEVER
    }

    /// @param actions the ids of the actions that it can deny
    /// @param mode whether it is enforced now
    public record Entry(Rule rule, List<String> actions, Mode mode, Fired fired) {
        public Entry {
            actions = List.copyOf(actions);
        }
    }

    /// @param rule the rule's id; one that several kinds have is counted once a call
    public record Fired(String rule, long denied, long wouldDeny) {}
}
