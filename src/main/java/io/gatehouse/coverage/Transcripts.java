package io.gatehouse.coverage;

import io.gatehouse.enforcement.Outcome;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks into what agents without telemetry write down of their sessions, where it lies, for what ran. Only reads.
///
/// Design. A look reads what was added since the last one, up to [#MOST_BYTES] of all, and says of how many files it
/// cannot tell. What was read is forgotten with the daemon; what is heard twice counts once. For one thread at a time.
public final class Transcripts {
    private static final Logger log = LoggerFactory.getLogger(Transcripts.class);

    static final int MOST_BYTES = 8 << 20;
    private static final int MOST_ENTRIES = 5_000;
    private static final int MOST_FILES = 256;
    private static final int DEEPEST = 6;

    /// Older ones are not looked into.
    private static final Duration RECENT = Duration.ofDays(1);

    private final Supplier<List<Place>> places;
    private final Consumer<Outcome> ran;
    private final Consumer<Unread> unread;
    private final Map<Path, Transcript> known = new HashMap<>();
    private final Map<String, Long> told = new HashMap<>();

    /// Where an agent writes.
    ///
    /// @param since what ran before nobody was to be asked about
    public record Place(String agent, Path root, TranscriptFormat format, Instant since) {}

    /// How many of an agent's recent transcripts may hold more than can be read.
    public record Unread(String agent, long files) {}

    /// @param ran told what agents wrote that they ran
    /// @param unread told when that changes
    public Transcripts(Supplier<List<Place>> places, Consumer<Outcome> ran, Consumer<Unread> unread) {
        this.places = places;
        this.ran = ran;
        this.unread = unread;
    }

    public void look(Instant now) {
        var recent = new HashMap<Path, Place>();
        var unreadable = new HashMap<String, Long>();
        for (var place : places.get()) {
            unreadable.merge(place.agent(), look(place, now, recent), Long::sum);
        }
        known.keySet().retainAll(recent.keySet());
        long left = MOST_BYTES;
        for (var file : recent.entrySet()) {
            var transcript = known.computeIfAbsent(file.getKey(), path -> new Transcript(path, file.getValue()));
            left -= transcript.read(left, ran);
            if (transcript.isUnread()) {
                unreadable.merge(file.getValue().agent(), 1L, Long::sum);
            }
        }
        unreadable.forEach((agent, files) -> {
            if (!files.equals(told.getOrDefault(agent, 0L))) {
                unread.accept(new Unread(agent, files));
            }
            told.put(agent, files);
        });
    }

    /// @return in how many ways the place itself could not be read
    private static long look(Place place, Instant now, Map<Path, Place> recent) {
        if (!Files.isDirectory(place.root())) {
            return 0;
        }
        var found = new ArrayList<Map.Entry<Path, Instant>>();
        var visit = new Visit(now.minus(RECENT), found);
        try {
            Files.walkFileTree(place.root(), Set.<FileVisitOption>of(), DEEPEST, visit);
        } catch (IOException e) {
            log.warn("The transcripts of {} cannot be looked at: {}", place.agent(), e.getMessage());
            return 1;
        }
        found.sort(Map.Entry.<Path, Instant>comparingByValue(Comparator.reverseOrder()));
        found.stream().limit(MOST_FILES).forEach(file -> recent.put(file.getKey(), place));
        return visit.failed + Math.max(0, found.size() - MOST_FILES);
    }

    private static final class Visit extends SimpleFileVisitor<Path> {
        private final Instant since;
        private final List<Map.Entry<Path, Instant>> found;
        private int entries;
        private long failed;

        Visit(Instant since, List<Map.Entry<Path, Instant>> found) {
            this.since = since;
            this.found = found;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (++entries > MOST_ENTRIES) {
                failed++;
                return FileVisitResult.TERMINATE;
            }
            var at = attributes.lastModifiedTime().toInstant();
            if (attributes.isRegularFile() && file.toString().endsWith(".jsonl") && !at.isBefore(since)) {
                found.add(Map.entry(file, at));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            failed++;
            return FileVisitResult.CONTINUE;
        }
    }
}
