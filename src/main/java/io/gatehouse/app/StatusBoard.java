package io.gatehouse.app;

import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.local.Status;
import io.gatehouse.local.Status.Connection;
import io.gatehouse.local.Status.PdpState;
import io.gatehouse.store.Fill;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Puts together what the daemon says of itself.
final class StatusBoard implements Supplier<Status> {
    private final Settings.Loaded settings;
    private final Optional<CerbosPdp> pdp;
    private final Store store;
    private final Protection agents;
    private final int port;
    private final Clock clock;
    private final Instant startedAt;

    /// @param pdp absent when none is configured
    StatusBoard(
            Settings.Loaded settings, Optional<CerbosPdp> pdp, Store store, Protection agents, int port, Clock clock) {
        this.settings = settings;
        this.pdp = pdp;
        this.store = store;
        this.agents = agents;
        this.port = port;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    @Override
    public Status get() {
        var config = settings.config();
        var midnight = LocalDate.ofInstant(clock.instant(), ZoneId.systemDefault())
                .atStartOfDay(ZoneId.systemDefault())
                .toInstant();
        var problems = new ArrayList<>(settings.problems());
        var counts = evidence(problems, midnight);
        var found = agents.find();
        problems.addAll(found.problems());
        policyEngine(problems);
        return new Status(
                Version.text(),
                ProcessHandle.current().pid(),
                startedAt,
                "http://127.0.0.1:" + port + "/hooks/",
                config.dataDir().toString(),
                config.mode(),
                config.principal().id(),
                config.principal().roles(),
                pdpState(),
                counts,
                found.agents(),
                problems);
    }

    private PdpState pdpState() {
        var url = settings.config().pdp().url();
        if (url.isEmpty() || pdp.isEmpty()) {
            return new PdpState("", Connection.NOT_CONFIGURED, "", startedAt, "");
        }
        var health = pdp.get().health();
        var connection =
                switch (health.state()) {
                    case NOT_ASKED -> Connection.NOT_ASKED;
                    case CONNECTED -> Connection.CONNECTED;
                    case UNREACHABLE -> Connection.UNREACHABLE;
                    case REFUSING -> Connection.REFUSING;
                    case BROKEN -> Connection.BROKEN;
                };
        return new PdpState(url.get().toString(), connection, health.revision(), health.since(), health.detail());
    }

    /// Today's numbers, and what is wrong with the audit log: a disk that fails must not keep the status from
    /// saying so.
    private Status.Counts evidence(List<String> problems, Instant midnight) {
        store.warning().ifPresent(problems::add);
        store.failure()
                .ifPresent(why -> problems.add("The audit log cannot be written, so calls are denied: " + why + "."));
        try {
            var fill = store.fill();
            if (fill.isFull()) {
                problems.add("The audit log is full (" + megabytes(fill) + "), so every call is denied. Raise"
                        + " audit.maxSize in the settings file and start Gatehouse again.");
            } else if (fill.isNearlyFull()) {
                problems.add("The audit log is nearly full (" + megabytes(fill)
                        + "). When it is, every call is denied: raise audit.maxSize.");
            }
            var counts = store.counts(midnight);
            return new Status.Counts(counts.allowed(), counts.denied(), counts.wouldDeny(), counts.medianMicros());
        } catch (StoreException e) {
            problems.add("The audit log cannot be read: " + e.getMessage() + ".");
            return new Status.Counts(0, 0, 0, 0);
        }
    }

    private static String megabytes(Fill fill) {
        return "%d of %d MB".formatted(fill.usedBytes() / 1_000_000, fill.maxBytes() / 1_000_000);
    }

    private void policyEngine(List<String> problems) {
        if (settings.fatal().isEmpty() && pdp.isEmpty()) {
            problems.add("No policy engine is configured, so every call is denied. Set pdp.url in the settings file;"
                    + " 'gatehouse config show' names it.");
        }
        pdp.map(CerbosPdp::health).ifPresent(health -> {
            switch (health.state()) {
                case NOT_ASKED -> {}
                case CONNECTED -> {
                    if (health.revision().isEmpty()) {
                        problems.add("The policy engine's policies do not tell their revision, so denials come without"
                                + " their rules. Publish what 'gatehouse policy build' makes of them.");
                    }
                }
                case UNREACHABLE ->
                    problems.add("The policy engine cannot be reached (" + health.detail()
                            + "). Calls that it decided before are still decided; others are denied.");
                case REFUSING ->
                    problems.add("The policy engine refuses this laptop (" + health.detail()
                            + "), so every call is denied. Check pdp.url, pdp.headers and pdp.tls.");
                case BROKEN ->
                    problems.add("The policy engine's answers make no sense (" + health.detail()
                            + "), so every call is denied. Check that pdp.url names a Cerbos PDP.");
            }
        });
    }
}
