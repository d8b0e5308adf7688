package io.gatehouse.audit;

import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.GrantUsedUp;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.Unrecorded;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where evidence is kept.
public interface AuditLog {
    /// Commits one record, and with it a use of each grant that it names. Only after this returns may the verdict be
    /// told.
    ///
    /// @throws GrantUsedUp when one of the grants has no use left; nothing was written
    /// @throws AuditFull when the log has reached its size limit; nothing was written
    /// @throws RuntimeException when it could not be written
    AuditRecord append(Enforcement enforcement);

    /// Begins the record of an allowed call before it is known what it rests on.
    ///
    /// @param likely as it will be, but for its basis and what it took
    default Draft draft(Enforcement likely) {
        return this::append;
    }

    /// A record that was begun. For one thread, and one record.
    @FunctionalInterface
    interface Draft {
        /// As [AuditLog#append] does; quicker when it is the expected one.
        AuditRecord append(Enforcement enforcement);
    }

    /// Joins what the agent reported to the record of that call; does nothing when there is none.
    Optional<AuditRecord> complete(Outcome outcome);

    Optional<AuditRecord> find(String id);

    /// The newest first.
    ///
    /// @param before only records older than this one's id; absent for the newest
    List<AuditRecord> list(Filter filter, Optional<String> before, int limit);

    /// The same records as [#list], with what a list shows of them.
    List<RecordHead> listHeads(Filter filter, Optional<String> before, int limit);

    /// The sessions that have calls like that, those with the newest ones first.
    ///
    /// @param before only calls older than the one of this id count; absent for all
    Sessions sessions(Filter filter, Optional<String> before, int limit);

    /// What one can filter by.
    Facets facets();

    /// Which calls are meant: those that are all of it. A text that is "" says nothing.
    ///
    /// @param rule the id of a rule that fired
    /// @param session the agent's id of a session
    /// @param text beginnings of words that the call, its paths and hosts, tool, agent, workspace, rules or reasons
    ///     contain
    /// @param since only records from then on
    record Filter(
            Verdicts verdicts,
            String rule,
            String agent,
            String tool,
            String workspace,
            String session,
            String text,
            Instant since) {
        public static final Filter ALL = new Filter(false, "", Instant.EPOCH);

        public Filter(boolean deniedOnly, String text, Instant since) {
            this(deniedOnly ? Verdicts.DENIED : Verdicts.ALL, "", "", "", "", "", text, since);
        }
    }

    /// Which verdicts are meant.
    enum Verdicts {
        ALL,
        ALLOWED,
        /// Denies and would-denies.
        DENIED,
        WOULD_DENY
    }

    /// The log is at its size limit.
    final class AuditFull extends Unrecorded {
        private static final long serialVersionUID = 1;

        public AuditFull(String message) {
            super(Cause.AUDIT_FULL, message);
        }
    }
}
