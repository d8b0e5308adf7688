package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The built daemon, killed under load again and again over one data directory.
class KilledDaemonIT {
    private static final long SEED = Long.getLong("kill.seed", 11);
    private static final int CLIENTS = 8;
    /// Verdicts between a start and the kill.
    private static final int MOST_VERDICTS = 200;

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong calls = new AtomicLong();
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();
    private final Set<String> wronglyAllowed = ConcurrentHashMap.newKeySet();

    @AfterEach
    void closeTheClient() {
        http.close();
    }

    @Test
    void aDaemonThatIsKilledAgainAndAgainLosesNoRecordAndAllowsNothingDenied() throws InterruptedException {
        killedTimes(50);
    }

    @Test
    @Tag("soak")
    void aDaemonThatIsKilledFiveHundredTimesLosesNoRecordAndAllowsNothingDenied() throws InterruptedException {
        killedTimes(500);
    }

    private void killedTimes(int times) throws InterruptedException {
        var random = new Random(SEED);
        for (int i = 0; i < times; i++) {
            try (var daemon = DaemonProcess.start(directory, "principal: {id: dev, roles: [developer]}\n")) {
                assertEquals(List.of(), daemon.client().status().problems(), "after kill " + i);
                killUnderLoad(daemon, 1 + random.nextInt(MOST_VERDICTS));
            }
        }
        System.out.println(times + " kills, seed " + SEED + ": " + delivered.size() + " verdicts delivered");
        assertEquals(Set.of(), wronglyAllowed);
        var missing = new HashSet<>(delivered);
        missing.removeAll(ProofIT.recordedCalls(directory.resolve("data")));
        assertEquals(Set.of(), missing);
    }

    private void killUnderLoad(DaemonProcess daemon, int verdicts) throws InterruptedException {
        var enough = new CountDownLatch(verdicts);
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (daemon.isAlive()) {
                        ask(daemon);
                        enough.countDown();
                    }
                });
            }
            assertTrue(enough.await(60, TimeUnit.SECONDS), daemon::output);
            daemon.kill();
        }
    }

    /// Every other call is for what is denied.
    private void ask(DaemonProcess daemon) {
        long number = calls.incrementAndGet();
        var id = "call-" + number;
        boolean isDenied = number % 2 == 0;
        try {
            var answer = http.send(
                            HttpRequest.newBuilder(daemon.hookUrl())
                                    .header("Content-Type", "application/json")
                                    .header("Authorization", "Bearer " + daemon.hookToken())
                                    .timeout(Duration.ofSeconds(60))
                                    .POST(BodyPublishers.ofByteArray(bash(id, isDenied)))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            delivered.add(id);
            if (isDenied && !answer.contains("\"permissionDecision\":\"deny\"")) {
                wronglyAllowed.add(id + " " + answer);
            }
        } catch (IOException _) { // killed under it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] bash(String id, boolean isDenied) {
        return Json.bytes(Map.of(
                "session_id",
                "kills",
                "cwd",
                directory.toString(),
                "hook_event_name",
                "PreToolUse",
                "tool_name",
                "Bash",
                "tool_use_id",
                id,
                "tool_input",
                Map.of("command", isDenied ? "cat ~/.ssh/id_rsa" : "echo " + id)));
    }
}
