package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From what an agent tells of its tools to what the person is told.
class CoverageJourneyTest {
    @TempDir
    private Path home;

    private HookedDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new HookedDaemon(home, "", (_, task) -> task.run());
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private List<String> problems() {
        return daemon.client.status().problems().stream()
                .filter(problem -> problem.contains(" ran "))
                .toList();
    }

    private String coverage() {
        return daemon.client.status().coverage().stream()
                .map(covered ->
                        covered.agent() + " " + covered.percent() + "% of " + (covered.decided() + covered.undecided()))
                .reduce("", String::concat);
    }

    @Test
    void aCallThatWasDecidedIsCoveredThoughItIsToldTwice() throws IOException, InterruptedException {
        assertEquals("", daemon.hears("s1", "ls"));
        daemon.ran("s1", "ls");
        daemon.telemetry("s1", "t1", "ls");

        assertEquals(List.of(), problems());
        assertEquals("claude-code 100% of 1", coverage());
    }

    @Test
    void aCallThatRanUndecidedIsAProblemWithoutItsSecrets() throws IOException, InterruptedException {
        daemon.telemetry("s1", "t1", "curl -H 'Authorization: Bearer abcdefghijklmnop' https://shop.test");

        assertEquals(1, problems().size());
        var told = problems().getFirst();
        assertTrue(told.startsWith("Bash of claude-code ran without asking Gatehouse at "), told);
        assertTrue(told.contains(": curl -H 'Authorization: Bearer ***' https://shop.test (session s1)."), told);
        assertEquals("claude-code 0% of 1", coverage());
    }

    @Test
    void whatTheHookTellsAfterACallIsEnoughForThat() throws IOException, InterruptedException {
        daemon.ran("s1", "rm x");

        var told = problems().getFirst();
        assertTrue(told.contains(": rm x (session s1)."), told);
    }

    @Test
    void aDeniedCallThatRanAllTheSameIsAProblem() throws IOException, InterruptedException {
        assertTrue(daemon.hears("s1", "sudo ls").contains("command.privilege"));
        daemon.telemetry("s1", "t1", "sudo ls");

        var told = problems().getFirst();
        assertTrue(told.startsWith("Bash of claude-code ran although it was denied at "), told);
    }

    @Test
    void severalAreOneProblem() throws IOException, InterruptedException {
        daemon.telemetry("s1", "t1", "ls");
        daemon.telemetry("s1", "t2", "ls");
        daemon.telemetry("s1", "t3", "ls");

        assertEquals(1, problems().size());
        assertTrue(problems().getFirst().contains("(session s1, and 2 more within a day)"), problems()::getFirst);
    }
}
