package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Agents that ask the built daemon about lines of Bash, many at once.
final class ManyCalls implements AutoCloseable {
    static final int CLIENTS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /// For all verdicts before a kill, on a machine that is busy with other things.
    private static final Duration PATIENCE_FOR_ALL = Duration.ofMinutes(10);

    private final Path cwd;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ManyCalls(Path cwd) {
        this.cwd = cwd;
    }

    /// @throws IOException when the daemon is killed under it
    String hears(DaemonProcess daemon, String session, String id, String line)
            throws IOException, InterruptedException {
        var call = Map.of(
                "session_id",
                session,
                "cwd",
                cwd.toString(),
                "hook_event_name",
                "PreToolUse",
                "tool_name",
                "Bash",
                "tool_use_id",
                id,
                "tool_input",
                Map.of("command", line));
        return http.send(
                        HttpRequest.newBuilder(daemon.hookUrl())
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + daemon.hookToken())
                                .timeout(PATIENCE)
                                .POST(BodyPublishers.ofByteArray(Json.bytes(call)))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /// Has all clients ask until so many verdicts came, and kills the daemon while they go on.
    ///
    /// @param ask one call, which returns also when it got no answer
    static void kill(DaemonProcess daemon, int verdicts, Runnable ask) throws InterruptedException {
        var enough = new CountDownLatch(verdicts);
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (daemon.isAlive()) {
                        ask.run();
                        enough.countDown();
                    }
                });
            }
            try {
                assertTrue(enough.await(PATIENCE_FOR_ALL.toSeconds(), TimeUnit.SECONDS), daemon::output);
            } finally {
                daemon.kill(); // which ends the clients
            }
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
