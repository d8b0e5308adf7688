package io.gatehouse.local;

import io.gatehouse.audit.Covered;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Reserve;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the daemon says of itself; the one source of tray, window and `gatehouse status`.
///
/// @param mode in force now
/// @param hookUrl where agents ask, e.g. `http://127.0.0.1:7411/hooks/`
/// @param reserve what could be decided without the PDP; absent when nothing could, and when no PDP is configured
/// @param plans what is held of the PDP's policies for that time; absent when no PDP is configured
/// @param console absent when this computer is not enrolled at one
/// @param deniesAll whether every call is denied until something changes
/// @param coverage of the agents that are known to have run something
/// @param problems what is wrong and what to do, most serious first, one sentence each; empty when nothing is
public record Status(
        String version,
        long pid,
        Instant startedAt,
        String hookUrl,
        String dataDir,
        Mode mode,
        Terms terms,
        String principal,
        List<String> roles,
        PdpState pdp,
        Optional<Reserve> reserve,
        Optional<Plans> plans,
        Optional<ConsoleState> console,
        boolean deniesAll,
        Counts today,
        List<AgentState> agents,
        List<Covered> coverage,
        Notices notices,
        List<String> problems) {

    /// Who says how calls are decided, and for whom.
    ///
    /// @param principal where the person's id and roles come from; "" for the settings
    /// @param mode where the mode comes from; "" for the settings
    /// @param otherwise the rules that are observed while the mode is enforce, or enforced while it is observe
    /// @param opened present in the mode break-glass
    public record Terms(String principal, String mode, List<String> otherwise, Optional<Opened> opened) {
        /// The settings alone.
        public static final Terms SETTINGS = new Terms("", "", List.of(), Optional.empty());

        public Terms {
            otherwise = List.copyOf(otherwise);
        }
    }

    /// @param until when it ends by itself
    /// @param by who opened it
    /// @param why that person's sentence
    public record Opened(Instant until, String by, String why) {}

    /// @param url "" when none is configured
    /// @param revision the revision confirmed last, or that of the policies that ship with Gatehouse; "" for none
    /// @param since when the PDP got into this state
    /// @param detail the last fault, "" while connected
    public record PdpState(String url, Connection connection, String revision, Instant since, String detail) {}

    public enum Connection {
        /// No `pdp.url`, and every call is denied: the settings are bad, or the PDP was taken away.
        NOT_CONFIGURED,
        /// No `pdp.url`: the policies that ship with Gatehouse decide.
        BUILT_IN,
        /// Configured, and not asked yet.
        NOT_ASKED,
        CONNECTED,
        UNREACHABLE,
        REFUSING,
        BROKEN
    }

    /// The plans of one revision, by which calls never seen before are decided without the PDP.
    ///
    /// @param revision "" for none
    /// @param fetchedAt absent without plans
    /// @param undecidable the actions (`mcp:call`), why-actions and probes that are not decided by one, with the
    ///     reason
    /// @param trouble why there are none, or no newer ones, as a sentence; "" when all is well
    public record Plans(
            int count, String revision, Optional<Instant> fetchedAt, List<String> undecidable, String trouble) {}

    /// The console at which this computer is enrolled.
    ///
    /// @param since when the line came to be as it is
    /// @param detail why it is not connected, or why not everything was sent; "" for no reason
    /// @param waiting records that the console does not have
    /// @param documentVersion of the signed document that holds the grants; 0 for none
    /// @param leaseEnds until when its grants are used if no newer one comes
    /// @param releasedAt when the console let this computer go
    public record ConsoleState(
            String url,
            Line line,
            Instant since,
            String detail,
            long waiting,
            long documentVersion,
            Optional<Instant> leaseEnds,
            Optional<Instant> releasedAt) {}

    public enum Line {
        CONNECTED,
        AWAY,
        /// Nothing is sent or heard until a person does something.
        OFF
    }

    /// Whether the person hears of denials.
    ///
    /// @param snoozedUntil when notices come again by themselves; absent while they come
    /// @param maySnooze whether settings let the person have none for a time
    public record Notices(Optional<Instant> snoozedUntil, boolean maySnooze) {
        public static final Notices COME = new Notices(Optional.empty(), true);
    }

    /// Since local midnight.
    ///
    /// @param medianMicros of deciding, 0 when there was no call
    public record Counts(long allowed, long denied, long wouldDeny, long medianMicros) {}

    /// @param settingsFile the file that holds (or would hold) the hook
    public record AgentState(String name, String label, Protection protection, String settingsFile) {}

    public enum Protection {
        /// The agent was not found on this machine.
        NOT_FOUND,
        UNPROTECTED,
        USER,
        MANAGED,
        /// A hook of ours is there and would not work as it stands.
        DAMAGED
    }
}
