package io.gatehouse.app;

import io.gatehouse.coverage.Forward;
import io.gatehouse.local.Privacy;
import io.gatehouse.policy.Shown;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeCodeSettings.Telling;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.protect.ProtectException;
import io.gatehouse.store.SentTotals.Total;
import io.gatehouse.store.Store;
import io.gatehouse.store.StoreException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends Claude Code's telemetry on to where its settings say that it goes, as they say at the time.
final class TelemetryLine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TelemetryLine.class);

    /// How long what settings said is taken for true.
    private static final Duration READ_AGAIN = Duration.ofSeconds(10);

    private static final int LONGEST = 200;

    private final ClaudeCodeSettings settings;
    private final Supplier<Endpoint> endpoint;
    private final Store store;
    private final Clock clock;
    private final Forward forward;
    private Telling telling = new Telling.Nothing();
    private Instant readAt = Instant.EPOCH;

    /// @param endpoint of this daemon, once it serves
    TelemetryLine(ClaudeCodeSettings settings, Supplier<Endpoint> endpoint, Store store, Clock clock) {
        this.settings = settings;
        this.endpoint = endpoint;
        this.store = store;
        this.clock = clock;
        this.forward = new Forward(this::receiver, this::left, Forward.Pace.USUAL);
    }

    Forward forward() {
        return forward;
    }

    private Optional<Forward.Receiver> receiver() {
        return telling() instanceof Telling.GoesOn(var to)
                ? Optional.of(new Forward.Receiver(to.url(), to.headers()))
                : Optional.empty();
    }

    /// Settings that cannot be read now say what they said before.
    private synchronized Telling telling() {
        var now = clock.instant();
        if (Duration.between(readAt, now).abs().compareTo(READ_AGAIN) >= 0) {
            readAt = now;
            try {
                telling = settings.telling(endpoint.get());
            } catch (ProtectException e) {
                log.warn("Where telemetry went before cannot be read: {}", e.getMessage());
            }
        }
        return telling;
    }

    private void left(URI url, int bytes) {
        try {
            store.sentTotals().add(address(url), url.getPath(), 1, bytes, clock.instant());
        } catch (StoreException e) { // what is counted there nothing rests on
            log.warn("What was sent on of telemetry could not be counted: {}", e.getMessage());
        }
    }

    private static String address(URI url) {
        return url.getScheme() + "://" + url.getAuthority();
    }

    /// What is wrong with it, one sentence.
    Optional<String> problem() {
        if (telling() instanceof Telling.Stuck) {
            return Optional.of(TelemetryFindings.CANNOT_GO_ON + " 'gatehouse doctor' tells what to do.");
        }
        var state = forward.state();
        if (state.trouble().isEmpty() && state.dropped() == 0 && state.refused() == 0) {
            return Optional.empty();
        }
        var where = receiver().map(to -> Shown.line(address(to.url()), LONGEST)).orElse("where it went before");
        return Optional.of(
                ("Claude Code's telemetry goes on to %s, and since the start %d parts were lost because it was"
                                + " away for too long, %d it did not take, and %d wait. %s")
                        .formatted(where, state.dropped(), state.refused(), state.waiting(), state.trouble())
                        .strip());
    }

    /// @param totals of all receivers
    Optional<Privacy.ToTelemetry> privacy(List<Total> totals) {
        return receiver().map(to -> {
            var state = forward.state();
            var address = address(to.url());
            return new Privacy.ToTelemetry(
                    address,
                    Values.isLoopback(to.url().getHost()),
                    PrivacyBoard.sum(totals.stream()
                            .filter(total -> total.receiver().equals(address)
                                    && total.path().equals(to.url().getPath()))),
                    state.waiting(),
                    state.dropped() + state.refused());
        });
    }

    @Override
    public void close() {
        forward.close();
    }
}
