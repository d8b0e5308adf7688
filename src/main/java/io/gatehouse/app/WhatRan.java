package io.gatehouse.app;

import io.gatehouse.analysis.Masking;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.coverage.Coverage;
import io.gatehouse.coverage.Forward;
import io.gatehouse.coverage.TelemetryApi;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/// What agents tell that they ran: by their hooks and by their telemetry.
final class WhatRan {
    private final Store store;
    private final Coverage coverage;
    private final Feed<AuditRecord> feed;
    private final Runnable onUncovered;

    /// @param feed told of each call that a hook reports
    /// @param onUncovered told of each call that turns out to have run undecided
    /// @param later runs something after a pause, on another thread
    WhatRan(
            Store store,
            Feed<AuditRecord> feed,
            Runnable onUncovered,
            Clock clock,
            BiConsumer<Duration, Runnable> later) {
        this.store = store;
        this.feed = feed;
        this.onUncovered = onUncovered;
        this.coverage =
                new Coverage(store.auditLog()::complete, new Coverage.Ledger(Masking::text, this::keep), clock, later);
    }

    private boolean keep(Uncovered call) {
        boolean isNew = store.coverage().keep(call);
        if (isNew) {
            onUncovered.run();
        }
        return isNew;
    }

    /// A hook tells that a tool ran.
    void told(Outcome outcome) {
        coverage.heard(outcome).ifPresent(feed::publish);
    }

    /// Takes the telemetry of agents, which is told a moment after the hook; nothing is published twice.
    TelemetryApi telemetry(String hookToken, Forward forward) {
        return new TelemetryApi(Endpoint.telemetryToken(hookToken), coverage::heard, forward);
    }

    /// A transcript tells that a tool ran.
    void written(Outcome outcome) {
        coverage.heard(outcome);
    }

    /// How much of what an agent ran was decided.
    Optional<Covered> covered(String agent) {
        return store.coverage().list().stream()
                .filter(covered -> covered.agent().equals(agent))
                .findFirst();
    }
}
