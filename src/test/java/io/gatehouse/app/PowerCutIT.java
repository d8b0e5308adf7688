package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files of the built daemon as a power cut under load may leave them: what a checkpoint has moved was synced, the
/// tail of the log behind it is cut off, zeroed or noise. The daemon starts over them, again and again.
class PowerCutIT {
    private static final long SEED = Long.getLong("kill.seed", 11);
    private static final int MOST_VERDICTS = 1_500;
    private static final int LOG_HEAD = 32;
    private static final int FRAME = 24 + 4096;
    /// Where the index of the log tells how many frames are in the database (`nBackfill`, walformat.html).
    private static final int MOVED_AT = 96;
    /// A commit is checkpointed a second later; the rest is for a slow machine.
    private static final Duration SYNCED_WITHIN = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final AtomicLong calls = new AtomicLong();
    /// With the time of the answer.
    private final Map<String, Long> delivered = new ConcurrentHashMap<>();

    private final Set<String> safe = new HashSet<>();
    private ManyCalls agents;

    @BeforeEach
    void agents() {
        agents = new ManyCalls(directory);
    }

    @AfterEach
    void closeTheAgents() {
        agents.close();
    }

    @Test
    void aDaemonWhosePowerIsCutStartsAgainAndLosesTheLastSecondsAtMost() throws Exception {
        cut(3);
    }

    @Test
    @Tag("soak")
    void aDaemonWhosePowerIsCutAHundredTimesStartsEachTimeAndLosesTheLastSecondsAtMost() throws Exception {
        cut(Integer.getInteger("cut.times", 100));
    }

    private void cut(int times) throws Exception {
        var random = new Random(SEED);
        int lost = 0;
        for (int i = 0; i < times; i++) {
            long cutAt;
            try (var daemon = DaemonProcess.start(directory, "principal: {id: dev, roles: [developer]}\n")) {
                assertEquals(List.of(), daemon.client().status().problems(), "after cut " + i);
                ManyCalls.kill(daemon, 1 + random.nextInt(MOST_VERDICTS), () -> ask(daemon));
                cutAt = System.nanoTime();
            }
            damage(random);
            delivered.forEach((call, at) -> {
                if (cutAt - at > SYNCED_WITHIN.toNanos()) {
                    safe.add(call);
                }
            });
            var recorded = ProofIT.recordedCalls(directory.resolve("data"));
            var missing = new HashSet<>(safe);
            missing.removeAll(recorded);
            assertEquals(Set.of(), missing, "after cut " + i);
            lost += (int) delivered.keySet().stream()
                    .filter(call -> !recorded.contains(call))
                    .count();
            safe.addAll(recorded);
            delivered.clear();
        }
        System.out.println(times + " power cuts, seed " + SEED + ": " + calls.get() + " calls, " + lost
                + " records of the last seconds lost, " + safe.size() + " kept");
        assertTrue(safe.size() > times);
    }

    private void ask(DaemonProcess daemon) {
        var id = "call-" + calls.incrementAndGet();
        try {
            assertEquals("{}", agents.hears(daemon, "cuts", id, "echo " + id));
            delivered.put(id, System.nanoTime());
        } catch (IOException _) { // killed under it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Of the log only what the database has already is sure to be there.
    private void damage(Random random) throws IOException {
        var log = directory.resolve("data/gatehouse.db-wal");
        var bytes = Files.readAllBytes(log);
        var index = Files.readAllBytes(directory.resolve("data/gatehouse.db-shm"));
        int moved = ByteBuffer.wrap(index).order(ByteOrder.nativeOrder()).getInt(MOVED_AT);
        int synced = moved == 0 ? 0 : Math.min(bytes.length, LOG_HEAD + moved * FRAME);
        int from = synced + random.nextInt(bytes.length - synced + 1);
        switch (random.nextInt(3)) {
            case 0 -> bytes = Arrays.copyOf(bytes, from);
            case 1 -> Arrays.fill(bytes, from, bytes.length, (byte) 0);
            default -> {
                for (int i = from; i < bytes.length; i++) {
                    bytes[i] = (byte) random.nextInt(256);
                }
            }
        }
        Files.write(log, bytes);
    }
}
