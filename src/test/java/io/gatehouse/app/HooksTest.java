package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.protect.ClaudeCodeSettings;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.ClaudeHooks.Transport;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.protect.ShimCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the daemon does at its start with a hook that an earlier version wrote.
class HooksTest {
    private static final String WAITS = "\"Gatehouse-Waits\": \"110\"";
    private static final String EARLIER = "\"Earlier\": \"1\"";

    @TempDir
    Path home;

    private ProtectedAgents kept;
    private ClaudeCodeSettings claude;
    private Hooks hooks;

    @BeforeEach
    void aProtectedClaudeCode() throws IOException {
        kept = ProtectedAgents.in(Files.createDirectories(home.resolve("data")));
        claude =
                new ClaudeCodeSettings(home.resolve(".claude"), home.resolve("etc"), List.of(), InstantSource.system());
        var shim = new ShimCommand(Path.of("installer/hooks").toAbsolutePath(), home, home);
        var ways = new ClaudeHooks(new Endpoint(7411, "token-one-0123456789"), Optional.of(shim));
        hooks = new Hooks(claude, List.of(), ways, kept);
    }

    /// The hook as it is written, and as it is at the next start.
    private String protectedAndThen(Level level, String part, String then) throws IOException {
        hooks.protect(ClaudeCode.NAME, level, Transport.HTTP, false);
        var file = claude.file(level);
        var written = Files.readString(file);
        assertTrue(written.contains(part), written);
        Files.writeString(file, written.replace(part, then));
        return written;
    }

    @Test
    void itIsWrittenAnew() throws IOException {
        var written = protectedAndThen(Level.USER, WAITS, EARLIER);
        hooks.adopt();
        assertEquals(written, Files.readString(claude.file(Level.USER)));
    }

    @Test
    void whatWouldNotWorkIsLeftToTheWatchWhichTellsOfIt() throws IOException {
        protectedAndThen(Level.USER, "\"onFailure\": \"block\"", EARLIER);
        var spoilt = Files.readString(claude.file(Level.USER));
        hooks.adopt();
        assertEquals(spoilt, Files.readString(claude.file(Level.USER)));
    }

    @Test
    void anotherWayOfAskingIsNoEarlierVersions() throws IOException {
        hooks.protect(ClaudeCode.NAME, Level.USER, Transport.SHIM, false);
        claude.protect(Level.USER, hooks.ways().endpoint(), false);
        var other = Files.readString(claude.file(Level.USER));
        hooks.adopt();
        assertEquals(other, Files.readString(claude.file(Level.USER)));
    }

    @Test
    void oneThatCannotBeWrittenAndWorksIsNotWatched() throws IOException {
        protectedAndThen(Level.MANAGED, WAITS, EARLIER);
        var file = claude.file(Level.MANAGED);
        var inTheWay =
                "." + file.getFileName() + ".new-" + ProcessHandle.current().pid();
        Files.createDirectories(file.resolveSibling(inTheWay).resolve("full"));
        hooks.adopt();
        assertEquals(List.of(), kept.list());
    }
}
