package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.hook.LoopbackServer.PortTaken;
import io.gatehouse.local.Instance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
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

    private Path data() {
        return home.resolve("data");
    }

    private Daemon daemon(int port) throws IOException {
        var config = Files.writeString(
                home.resolve("gatehouse.yaml"), "dataDir: \"%s\"\nhook: {port: %d}\n".formatted(data(), port));
        var machine = new Machine(
                Machine.Os.LINUX,
                home,
                Map.of(),
                "ada",
                new Machine.Managed(home.resolve("managed/gatehouse.yaml"), Optional.of("root")));
        return new Daemon(Settings.load(Optional.of(config), machine, Instant.EPOCH), DataDir.open(data()), machine);
    }
}
