package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The built daemon, killed under load again and again over one data directory.
class KilledDaemonIT {
    private static final long SEED = Long.getLong("kill.seed", 11);
    /// Verdicts between a start and the kill.
    private static final int MOST_VERDICTS = 200;

    @TempDir
    Path directory;

    private final AtomicLong calls = new AtomicLong();
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();
    private final Set<String> wronglyAllowed = ConcurrentHashMap.newKeySet();
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
    void aDaemonThatIsKilledAgainAndAgainLosesNoRecordAndAllowsNothingDenied() throws InterruptedException {
        killedTimes(50);
    }

    @Test
    @Tag("soak")
    void aDaemonThatIsKilledFiveHundredTimesLosesNoRecordAndAllowsNothingDenied() throws InterruptedException {
        killedTimes(Integer.getInteger("kill.times", 500));
    }

    private void killedTimes(int times) throws InterruptedException {
        var random = new Random(SEED);
        for (int i = 0; i < times; i++) {
            try (var daemon = DaemonProcess.start(directory, "principal: {id: dev, roles: [developer]}\n")) {
                assertEquals(List.of(), daemon.client().status().problems(), "after kill " + i);
                ManyCalls.kill(daemon, 1 + random.nextInt(MOST_VERDICTS), () -> ask(daemon));
            }
        }
        System.out.println(times + " kills, seed " + SEED + ": " + delivered.size() + " verdicts delivered");
        assertEquals(Set.of(), wronglyAllowed);
        var missing = new HashSet<>(delivered);
        missing.removeAll(ProofIT.recordedCalls(directory.resolve("data")));
        assertEquals(Set.of(), missing);
    }

    /// Every other call is for what is denied.
    private void ask(DaemonProcess daemon) {
        long number = calls.incrementAndGet();
        var id = "call-" + number;
        boolean isDenied = number % 2 == 0;
        try {
            var answer = agents.hears(daemon, "kills", id, isDenied ? "cat ~/.ssh/id_rsa" : "echo " + id);
            delivered.add(id);
            if (isDenied && !answer.contains("\"permissionDecision\":\"deny\"")) {
                wronglyAllowed.add(id + " " + answer);
            }
        } catch (IOException _) { // killed under it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
