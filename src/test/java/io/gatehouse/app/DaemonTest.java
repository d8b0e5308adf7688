package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Verdict;
import io.gatehouse.hook.LoopbackServer.PortTaken;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.local.Instance;
import io.gatehouse.local.LocalClient;
import io.gatehouse.policy.Rule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    @TempDir
    private Path home;

    @Test
    void aStartThatFailsLeavesNothingOpen() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThrows(PortTaken.class, () -> daemon(taken.getLocalPort()));
        }
        assertTrue(Files.exists(data().resolve("gatehouse.db")));
        assertFalse(Files.exists(data().resolve("gatehouse.db-wal")), "SQLite removes it when the last user closes");
    }

    @Test
    void isFoundWhileItServes() throws IOException {
        try (var daemon = daemon(0)) {
            assertEquals(
                    Optional.of(new Instance.Running(
                            daemon.port(), ProcessHandle.current().pid())),
                    Instance.find(data()));
        }
        assertEquals(Optional.empty(), Instance.find(data()));
        assertFalse(Files.exists(data().resolve("gatehouse.db-wal")));
    }

    @Test
    void guardsThePortThatItHasWhicheverThatIs() throws IOException {
        try (var daemon = daemon(0);
                var client = LocalClient.open(data())) {
            assertNotEquals(7411, daemon.port());
            var asked = new ExplainQuestion.Command("curl -s localhost:" + daemon.port() + "/local/status", "/");
            assertEquals(
                    List.of("file.self-protection"),
                    assertInstanceOf(Verdict.Deny.class, client.explain(asked).verdict()).rules().stream()
                            .map(Rule::id)
                            .toList());
        }
    }

    private Path data() {
        return home.resolve("data");
    }

    private Daemon daemon(int port) throws IOException {
        var config = Files.writeString(
                home.resolve("gatehouse.yaml"), "dataDir: \"%s\"\nhook: {port: %d}\n".formatted(data(), port));
        var machine = Laptop.at(home);
        return new Daemon(Settings.load(Optional.of(config), machine, Instant.EPOCH), DataDir.open(data()), machine);
    }
}
