package io.gatehouse.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A page of sessions.
///
/// @param next the id of an enforcement, older than which further sessions are to be looked for; absent at the end
public record Sessions(List<Session> sessions, Optional<String> next) {
    public static final Sessions NONE = new Sessions(List.of(), Optional.empty());

    public Sessions {
        sessions = List.copyOf(sessions);
    }

    /// What an agent did from the start of a conversation to its end. The counts are of all its calls.
    ///
    /// @param session the agent's id of it, "" for calls that name none
    /// @param workspace where its first call was made
    /// @param startedAt when its first call was decided
    /// @param lastAt when its last call was decided
    public record Session(
            String agent,
            String session,
            String workspace,
            Instant startedAt,
            Instant lastAt,
            long allowed,
            long denied,
            long wouldDeny) {}
}
