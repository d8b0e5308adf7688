package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// An administrator's settings that are spoilt while a daemon runs, and before one starts.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "what others may write is told by permissions")
class BadManagedFileTest {
    private static final String GOOD = "hook: {port: 0}\nprincipal: {id: ada, roles: [developer]}\n";
    private static final String SECRET = "cat ~/.ssh/id_rsa";
    private static final List<String> BAD = List.of(
            "hook: {port: 0}\nmode: off\n", "", "mode: observe\nmode: enforce\n", "\u0000\u0001", "mode: &a observe\n");

    @TempDir
    Path home;

    private Machine machine() {
        return new Machine(
                Machine.Os.LINUX,
                home,
                Map.of(),
                "ada",
                new Machine.Managed(
                        home.resolve("managed/gatehouse.yaml"), Optional.of(System.getProperty("user.name"))));
    }

    private void isPushed(String yaml) throws IOException {
        var file = home.resolve("managed/gatehouse.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void assertEnforces(HookedDaemon daemon) throws IOException, InterruptedException {
        assertEquals("", daemon.hears("s", "echo hello"));
        assertFalse(daemon.hears("s", SECRET).isEmpty());
        assertFalse(daemon.client.status().deniesAll());
    }

    @Test
    void aRunningDaemonGoesOnByWhatItStartedWith() throws Exception {
        isPushed(GOOD);
        try (var daemon = new HookedDaemon(home, machine())) {
            assertEnforces(daemon);
            for (var bad : BAD) {
                isPushed(bad);
                assertEnforces(daemon);
            }
            isPushed("hook: {port: 0}\nmode: observe\n"); // good, and for the next start
            assertEnforces(daemon);
        }
    }

    @Test
    void aDaemonThatStartsGoesOnByTheLastGoodOneAndSaysSo() throws Exception {
        isPushed(GOOD);
        new HookedDaemon(home, machine()).close();
        for (var bad : BAD) {
            isPushed(bad);
            try (var daemon = new HookedDaemon(home, machine())) {
                assertEnforces(daemon);
                var problems = daemon.client.status().problems();
                assertTrue(
                        problems.stream().anyMatch(problem -> problem.contains("goes on with the copy that was valid")),
                        problems.toString());
            }
        }
    }
}
