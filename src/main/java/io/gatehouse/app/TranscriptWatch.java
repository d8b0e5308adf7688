package io.gatehouse.app;

import io.gatehouse.agent.Codex;
import io.gatehouse.agent.QwenCode;
import io.gatehouse.app.ProtectedAgents.Listed;
import io.gatehouse.coverage.TranscriptFormat;
import io.gatehouse.coverage.Transcripts;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.store.KeptCoverage;
import io.gatehouse.store.StoreException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks into the transcripts of protected agents that tell in no other way what they ran.
final class TranscriptWatch {
    private static final Logger log = LoggerFactory.getLogger(TranscriptWatch.class);

    private static final Duration EVERY = Duration.ofSeconds(20);

    /// How far what was looked into before this start is looked into again: a line may be written after its time.
    private static final Duration AGAIN = Duration.ofMinutes(5);

    private final Machine machine;
    private final Supplier<List<Listed>> agents;
    private final KeptCoverage kept;
    private final Clock clock;
    private final Transcripts transcripts;
    private final Instant since;
    private Instant lookedAt = Instant.EPOCH;

    /// @param agents that are to be asked about
    /// @param ran told what they wrote that they ran
    TranscriptWatch(
            Machine machine, Supplier<List<Listed>> agents, KeptCoverage kept, Consumer<Outcome> ran, Clock clock) {
        this.machine = machine;
        this.agents = agents;
        this.kept = kept;
        this.clock = clock;
        this.since = kept.findLookedAt().map(at -> at.minus(AGAIN)).orElse(Instant.EPOCH);
        this.transcripts = new Transcripts(
                this::places, ran, unread -> kept.unread(unread.agent(), unread.files(), clock.instant()));
    }

    /// Does nothing when it did so a moment ago.
    void look() {
        var now = clock.instant();
        if (Duration.between(lookedAt, now).abs().compareTo(EVERY) < 0) {
            return;
        }
        lookedAt = now;
        if (!places().isEmpty()) {
            try {
                transcripts.look(now);
                kept.lookedAt(now);
            } catch (StoreException e) { // what was not taken is read again
                log.warn("What transcripts tell could not be kept: {}", e.getMessage());
            }
        }
    }

    private List<Transcripts.Place> places() {
        var listed = agents.get();
        return Stream.of(
                        place(listed, Codex.NAME, codex().resolve("sessions"), TranscriptFormat.CODEX),
                        place(listed, QwenCode.NAME, machine.home().resolve(".qwen/projects"), TranscriptFormat.QWEN))
                .flatMap(Optional::stream)
                .toList();
    }

    private Path codex() {
        var configured = machine.env().getOrDefault("CODEX_HOME", "");
        return configured.isBlank() ? machine.home().resolve(".codex") : Path.of(configured);
    }

    private Optional<Transcripts.Place> place(List<Listed> listed, String agent, Path root, TranscriptFormat format) {
        return listed.stream()
                .filter(one -> one.agent().equals(agent))
                .map(Listed::since)
                .min(Instant::compareTo)
                .map(at -> new Transcripts.Place(agent, root, format, at.isAfter(since) ? at : since));
    }
}
