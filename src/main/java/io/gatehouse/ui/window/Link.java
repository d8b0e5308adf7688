package io.gatehouse.ui.window;

import io.gatehouse.audit.AuditLog.Filter;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.Facets;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.audit.Sessions;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.ExceptionDraft;
import io.gatehouse.local.ExceptionWish;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.local.Insight;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.local.LocalClient;
import io.gatehouse.local.Rulebook;
import io.gatehouse.local.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// What the window asks of the daemon. Every function may block, and throws a [RuntimeException] whose message is
/// for people when the daemon does not answer.
///
/// @param facets what one can filter by
/// @param explain decides without recording
/// @param insight what leaves this computer, and how the daemon does
/// @param json a record as JSON text, to be copied
public record Link(
        History history,
        Groups sessions,
        Supplier<Facets> facets,
        Function<String, Optional<AuditRecord>> find,
        Agents agents,
        Exceptions exceptions,
        Supplier<Rulebook> rules,
        Function<ExplainQuestion, Enforcement> explain,
        Insight insight,
        Function<AuditRecord, String> json) {

    /// @param disconnect see [Agents]; the daemon takes no hook out for anybody
    public static Link to(LocalClient daemon, Function<AuditRecord, String> json, Function<String, String> disconnect) {
        var exceptions = new Exceptions(
                daemon::requests, daemon::draft, daemon::file, daemon::withdraw, daemon::confirm, daemon::answer);
        var insight = new Insight(daemon::privacy, daemon::privacy, daemon::vitals, daemon::diagnostics);
        return new Link(
                daemon::list,
                daemon::sessions,
                daemon::facets,
                daemon::find,
                new Agents(daemon::agents, daemon::protect, disconnect),
                exceptions,
                daemon::rules,
                daemon::explain,
                insight,
                json);
    }

    /// The newest records first; see [io.gatehouse.audit.AuditLog#listHeads].
    @FunctionalInterface
    public interface History {
        List<RecordHead> list(Filter filter, Optional<String> before, int limit);
    }

    /// The sessions with such calls; see [io.gatehouse.audit.AuditLog#sessions].
    @FunctionalInterface
    public interface Groups {
        Sessions list(Filter filter, Optional<String> before, int limit);
    }

    /// @param protect connects an agent, by its name, to Gatehouse
    /// @param disconnect takes the hook out of the person's settings of an agent, and tells from which file
    public record Agents(
            Supplier<List<AgentReport>> list,
            Function<String, Status.AgentState> protect,
            Function<String, String> disconnect) {}

    /// @param list the newest first
    /// @param draft what can be asked for about an enforcement, by its id
    public record Exceptions(
            Supplier<List<KeptRequest>> list,
            Function<String, Optional<ExceptionDraft>> draft,
            Function<ExceptionWish, KeptRequest> file,
            Function<String, KeptRequest> withdraw,
            Function<String, KeptRequest> confirm,
            BiFunction<String, String, KeptRequest> answer) {}
}
