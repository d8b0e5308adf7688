package io.gatehouse.local;

import io.gatehouse.audit.Covered;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A coding agent of this computer, as far as it can be told without running it.
///
/// @param askable whether it can ask Gatehouse; the protection of one that cannot is `UNPROTECTED`
/// @param tried whether its hook was tried with the real client, and not written from documentation alone
/// @param settingsFile that holds, or would hold, the hook; "" for one that cannot ask
/// @param detail what is wrong and what to do; "" for nothing
/// @param program its file; "" where it is not on the path
/// @param version "" where it is not known
/// @param settingsAt when the settings file was changed last
/// @param lastCall when it asked last
/// @param coverage absent while nothing is known to have run
/// @param kept absent for one whose hook nobody protected, or where nobody watches it
/// @param notes what is to be known of its sessions that run, and may be meant so, one sentence each
public record AgentReport(
        String name,
        String label,
        boolean askable,
        boolean tried,
        Status.Protection protection,
        String settingsFile,
        String detail,
        String program,
        String version,
        Optional<Instant> settingsAt,
        Optional<Instant> lastCall,
        Optional<Covered> coverage,
        Optional<Kept> kept,
        List<String> notes) {
    public AgentReport {
        notes = List.copyOf(notes);
    }

    /// A hook that is to stay as it is.
    ///
    /// @param since when the person, or their administrator, protected the agent
    /// @param changed what something else did to its settings last, since then
    public record Kept(Instant since, Optional<Change> changed) {}

    /// @param said what happened, for people
    /// @param undone whether the hook is as it was
    public record Change(Instant at, String said, boolean undone) {}
}
