package io.gatehouse.coverage;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.enforcement.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins what ran to what was decided, and tells what ran undecided.
///
/// Design. A decision is in the audit log before its tool may run, so what is told to have run has one, or none was
/// asked for. But what is told may come from another process and be quicker than it should: so it gets [#GRACE] before
/// it is an alarm. What waits is lost when the daemon ends meanwhile. Safe for many threads.
public final class Coverage {
    private static final Logger log = LoggerFactory.getLogger(Coverage.class);

    static final Duration GRACE = Duration.ofSeconds(2);

    /// More at once are judged without grace.
    static final int MOST_WAITING = 256;

    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final Function<Outcome, Optional<AuditRecord>> completed;
    private final Ledger ledger;
    private final Clock clock;
    private final BiConsumer<Duration, Runnable> later;

    /// @param completed joins what ran to its decision; empty when there is none
    /// @param later runs something after a pause, on another thread
    public Coverage(
            Function<Outcome, Optional<AuditRecord>> completed,
            Ledger ledger,
            Clock clock,
            BiConsumer<Duration, Runnable> later) {
        this.completed = completed;
        this.ledger = ledger;
        this.clock = clock;
        this.later = later;
    }

    /// What becomes of a call that ran undecided.
    ///
    /// @param mask takes secrets out of a command
    /// @param keep keeps it; false when it was known before
    public record Ledger(UnaryOperator<String> mask, Predicate<Uncovered> keep) {}

    /// Takes what an agent says has run.
    ///
    /// @return the call's record, where there is one already
    public Optional<AuditRecord> heard(Outcome outcome) {
        if (outcome.session().isEmpty() || outcome.callId().isEmpty()) {
            return Optional.empty(); // nothing that a decision could be found by
        }
        var record = completed.apply(outcome);
        if (record.isPresent()) {
            judge(outcome, record.get());
        } else if (waiting.tryAcquire()) {
            later.accept(GRACE, () -> {
                try {
                    again(outcome);
                } finally {
                    waiting.release();
                }
            });
        } else {
            again(outcome);
        }
        return record;
    }

    private void again(Outcome outcome) {
        try {
            completed.apply(outcome).ifPresentOrElse(record -> judge(outcome, record), () -> tell(outcome, false));
        } catch (RuntimeException e) {
            log.warn("Could not tell whether a tool ran undecided", e);
        }
    }

    /// An agent may report a call that was denied as one that failed.
    private void judge(Outcome outcome, AuditRecord record) {
        if (!outcome.failed() && !record.enforcement().verdict().allows()) {
            tell(outcome, true);
        }
    }

    private void tell(Outcome outcome, boolean denied) {
        var call = new Uncovered(
                outcome.agent(),
                outcome.session(),
                outcome.callId(),
                outcome.tool(),
                ledger.mask().apply(outcome.command()),
                denied,
                clock.instant());
        if (ledger.keep().test(call)) {
            log.error("A tool of {} ran {}", call.agent(), denied ? "although it was denied" : "without a decision");
        }
    }
}
