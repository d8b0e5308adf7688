package io.gatehouse.app;

import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.local.Insight;
import io.gatehouse.local.Status;
import io.gatehouse.store.Store;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/// What the daemon tells when somebody looks.
final class Insights {
    private final Settings.Loaded settings;
    private final PrivacyBoard privacy;
    private final VitalsBoard vitals;
    private final Clock clock;

    /// @param pdp absent when none is configured
    /// @param console absent when this computer is not enrolled
    /// @param telemetry of agents, sent on
    Insights(
            Settings.Loaded settings,
            Optional<CerbosPdp> pdp,
            Store store,
            Optional<ConsoleLink> console,
            TelemetryLine telemetry,
            Clock clock) {
        this.settings = settings;
        this.privacy = new PrivacyBoard(settings.config().pdp(), pdp, store, console, telemetry);
        this.vitals = new VitalsBoard(settings, pdp, store, console, clock);
        this.clock = clock;
    }

    Insight with(Supplier<Status> status) {
        return new Insight(privacy::now, privacy::ofCall, vitals::now, () -> diagnostics(status.get()));
    }

    private String diagnostics(Status status) {
        var told = new Diagnostics.Daemons(status, vitals.now());
        return Diagnostics.of(settings, Optional.of(told), "", clock.instant());
    }

    /// Keeps how much was sent to the PDP.
    void keepSent() {
        privacy.keepSent();
    }
}
