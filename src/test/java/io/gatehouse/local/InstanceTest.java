package io.gatehouse.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.Json;
import io.gatehouse.local.LocalApiException.NotRunning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceTest {
    @TempDir
    Path dataDir;

    @Test
    void findsNoneWhereNoneWasStarted() {
        assertEquals(Optional.empty(), Instance.find(dataDir));
    }

    @Test
    void findsTheDaemonUntilItStops() throws Exception {
        try (var daemon = new TestDaemon(dataDir)) {
            assertEquals(Optional.of(new Instance.Running(daemon.port(), 42)), Instance.find(dataDir));
        }
        assertEquals(Optional.empty(), Instance.find(dataDir));
        assertEquals(List.of(), files());
    }

    @Test
    void keepsItsFilesFromOtherPeople() {
        Instance.announce(dataDir, 1, TestDaemon.NOON, LocalToken.fresh());
        assertEquals(List.of("daemon.json rw-------", "local.token rw-------"), files());
    }

    @Test
    void saysWhereItIs() throws Exception {
        Instance.announce(dataDir, 7411, TestDaemon.NOON, LocalToken.fresh());
        var json = Json.tree(Files.readAllBytes(dataDir.resolve("daemon.json")));
        assertEquals(7411, json.get("port").intValue());
        assertEquals(ProcessHandle.current().pid(), json.get("pid").longValue());
        assertEquals("2026-11-23T12:00:00Z", json.get("startedAt").stringValue());
    }

    @Test
    void leavesTheFilesOfADaemonThatCameLater() {
        var first = Instance.announce(dataDir, 1, TestDaemon.NOON, LocalToken.fresh());
        Instance.announce(dataDir, 2, TestDaemon.NOON, LocalToken.fresh());
        first.close();
        assertEquals(2, Instance.locate(dataDir).port());
    }

    @Test
    void doesNotAskAPortWhoseDaemonHasDied() throws Exception {
        var dead = new ProcessBuilder("true").start();
        dead.waitFor();
        write("{\"port\":1,\"pid\":" + dead.pid() + ",\"startedAt\":\"2026-11-23T12:00:00Z\"}");
        var failure = assertThrows(NotRunning.class, () -> Instance.locate(dataDir));
        assertEquals(
                "Gatehouse is not running: its last daemon (process " + dead.pid()
                        + ") ended without saying so. Start it with: gatehouse",
                failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t", "two lines\nof forty-three characters, as it were"})
    void takesABrokenTokenForNoDaemon(String token) throws Exception {
        Instance.announce(dataDir, 7411, TestDaemon.NOON, LocalToken.fresh());
        Files.writeString(dataDir.resolve("local.token"), token);
        assertThrows(NotRunning.class, () -> Instance.locate(dataDir));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PORT-1", "PORT0", "PORT65536", "", "{}", "{\"port\":\"x\"}", "[]"})
    void takesABrokenFileForNoDaemon(String json) throws Exception {
        long pid = ProcessHandle.current().pid();
        write(json.replaceFirst(
                "PORT(.+)", "{\"port\":$1,\"pid\":" + pid + ",\"startedAt\":\"2026-11-23T12:00:00Z\"}"));
        assertThrows(NotRunning.class, () -> Instance.locate(dataDir));
        assertEquals(Optional.empty(), Instance.find(dataDir));
    }

    @Test
    void findsNoneWhenNothingListens() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Instance.announce(dataDir, socket.getLocalPort(), TestDaemon.NOON, LocalToken.fresh());
        }
        try (var client = LocalClient.open(dataDir)) {
            assertThrows(NotRunning.class, client::status);
        }
        assertEquals(Optional.empty(), Instance.find(dataDir));
    }

    @Test
    void findsNoneWhenAnotherProgramAnswers() throws Exception {
        try (var daemon = new TestDaemon(Files.createDirectory(dataDir.resolve("other")))) {
            Instance.announce(dataDir, daemon.port(), TestDaemon.NOON, LocalToken.fresh());
            assertEquals(Optional.empty(), Instance.find(dataDir));
        }
    }

    @Test
    void makesATokenThatNobodyCanGuessOrRead() {
        var token = LocalToken.fresh();
        assertEquals(43, token.value().length());
        assertNotEquals(token.value(), LocalToken.fresh().value());
        assertEquals("LocalToken", token.toString());
        assertTrue(token.matches(token.value()));
    }

    private void write(String json) throws Exception {
        Files.writeString(dataDir.resolve("daemon.json"), json);
        Files.writeString(dataDir.resolve("local.token"), "t");
    }

    private List<String> files() {
        try (var files = Files.list(dataDir)) {
            return files.sorted()
                    .map(file -> {
                        try {
                            return file.getFileName() + " "
                                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
