package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The starter policies and an agent that tries again by other means.
class RouteAroundJourneyTest {
    private static final String FLOW = ".github/workflows/ci.yml";

    @TempDir
    private Path home;

    private HookedDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new HookedDaemon(home);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    /// What the agent hears when a file server is to write there; "" for an allow.
    private String served(String session, String path) throws IOException, InterruptedException {
        return daemon.told(Map.of(
                        "session_id",
                        session,
                        "tool_use_id",
                        "t2",
                        "cwd",
                        home.resolve("shop").toString(),
                        "hook_event_name",
                        "PreToolUse",
                        "tool_name",
                        "mcp__filesystem__write_file",
                        "tool_input",
                        Map.of("path", home.resolve("shop").resolve(path).toString(), "content", "on: push")))
                .path("hookSpecificOutput")
                .path("permissionDecisionReason")
                .asString("");
    }

    @Test
    void aPathThatWasDeniedIsDeniedToAServerInThatSessionOnly() throws IOException, InterruptedException {
        assertEquals("", served("s1", FLOW));
        assertTrue(daemon.hears("s1", "echo 'on: push' > " + FLOW).contains("file.pipeline"));

        assertTrue(served("s1", FLOW).contains("file.route-around"), served("s1", FLOW));
        assertEquals("", served("s1", ".github/workflows/cd.yml"));
        assertEquals("", served("s2", FLOW));
        assertEquals("", daemon.hears("s1", "cat " + FLOW));
    }
}
