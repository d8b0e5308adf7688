package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.RecordHead;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.LocalClient;
import io.gatehouse.local.LocalClient.Event;
import io.gatehouse.local.Status.Protection;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that looks after the settings of agents that somebody changes.
class ProtectionTest {
    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    Path home;

    private final BlockingQueue<RecordHead> recorded = new LinkedBlockingQueue<>();
    private HookedDaemon daemon;
    private LocalClient.Subscription listening;
    private Path claude;
    private Path codex;

    @BeforeEach
    void aProtectedClaudeCode() throws Exception {
        claude = home.resolve(".claude/settings.json");
        codex = home.resolve(".codex/hooks.json");
        start();
        daemon.client.protect("claude-code");
    }

    private void start() throws IOException, InterruptedException {
        daemon = new HookedDaemon(home);
        var connected = new LinkedBlockingQueue<Boolean>();
        listening = daemon.client.listen(event -> {
            switch (event) {
                case Event.Connected _ -> connected.add(true);
                case Event.Recorded(var record) -> recorded.add(record);
                case Event.Changed _, Event.Requested _, Event.Missed _, Event.Disconnected _ -> {}
            }
        });
        assertEquals(true, connected.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @AfterEach
    void stop() {
        listening.close();
        daemon.close();
    }

    /// What is told of the next change.
    private String told(String agent) throws InterruptedException {
        var record = recorded.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(record != null, "nothing was recorded");
        assertEquals(agent, record.origin().agent());
        assertTrue(record.verdict() instanceof Verdict.Deny);
        var deny = (Verdict.Deny) record.verdict();
        assertEquals(Cause.HOOK_REMOVED, deny.cause());
        return deny.toldPerson();
    }

    @Test
    void aHookThatIsTakenOutIsPutBackRecordedAndTold() throws Exception {
        Files.writeString(claude, "{\"model\": \"opus\"}");
        assertTrue(told("claude-code").contains("is put back"));
        assertTrue(Files.readString(claude).contains("/hooks/claude-code"));
        assertTrue(Files.readString(claude).contains("opus"));
        assertTrue(
                daemon.client.status().problems().stream().anyMatch(problem -> problem.contains("is put back")),
                daemon.client.status().problems().toString());
        assertTrue(daemon.client.agents().getFirst().detail().contains("is put back"));
        assertEquals(Protection.USER, daemon.client.agents().getFirst().protection());
    }

    @Test
    void tellsSinceWhenAnAgentIsProtectedAndWhatWasChangedSinceAlsoAfterARestart() throws Exception {
        var kept = daemon.client.agents().getFirst().kept().orElseThrow();
        assertEquals(Optional.empty(), kept.changed());
        Files.writeString(claude, "{\"model\": \"opus\"}");
        var said = told("claude-code");
        var changed = daemon.client.agents().getFirst().kept().orElseThrow().changed();
        assertTrue(changed.orElseThrow().undone());
        stop();
        start();
        var since = daemon.client.agents().getFirst().kept().orElseThrow();
        assertEquals(kept.since(), since.since());
        assertEquals(said, since.changed().orElseThrow().said());
        assertEquals(changed.orElseThrow().at(), since.changed().orElseThrow().at());
    }

    @Test
    void aChangeThatCannotBeUndoneStands() throws Exception {
        Files.writeString(claude, "{");
        var said = told("claude-code");
        var changed = daemon.client.agents().getFirst().kept().orElseThrow().changed();
        assertEquals(said, changed.orElseThrow().said());
        assertFalse(changed.orElseThrow().undone());
    }

    @Test
    void anAgentThatTellsWhatItRanStillDoesWhenItsHookIsPutBack() throws Exception {
        var endpoint = new Endpoint(daemon.daemon.port(), daemon.token());
        var hooks = Hooks.of(
                Laptop.at(home), new ClaudeHooks(endpoint, Optional.empty()), home.resolve(".local/share/gatehouse"));
        hooks.tell(Level.USER, List.of(), false);
        var before = Files.readString(claude);
        assertTrue(before.contains("OTEL_LOGS_EXPORTER"));

        Files.writeString(claude, before.replace("\"OTEL_LOGS_EXPORTER\"", "\"OTHER\""));
        assertTrue(told("claude-code").contains("is put back"));
        assertTrue(Files.readString(claude).contains("OTEL_LOGS_EXPORTER"));

        Files.writeString(claude, "{}");
        assertTrue(told("claude-code").contains("is put back"));
        assertTrue(Files.readString(claude).contains("OTEL_LOGS_EXPORTER"));
    }

    @Test
    void settingsThatAreNoneAreAnAlarmUntilTheyAreMended() throws Exception {
        Files.writeString(claude, "{");
        assertTrue(told("claude-code").contains("left as it is"));
        assertEquals("{", Files.readString(claude));
        Files.writeString(claude, "{}");
        assertTrue(told("claude-code").contains("is put back"));
    }

    @Test
    void aHookThatThePersonTakesOutStaysOut() throws Exception {
        daemon.client.protect("codex");
        var data = home.resolve(".local/share/gatehouse");
        Hooks.unprotect(Laptop.at(home), data, "claude-code", Level.USER, false);
        Files.delete(codex);
        assertTrue(told("codex").contains("is put back"));
        assertFalse(Files.exists(claude), "it was made by protecting, and is gone with it");
        Files.createDirectories(claude.getParent());
        Files.writeString(claude, "{}");
        Files.writeString(codex, "{}");
        assertTrue(told("codex").contains("is put back"));
        assertEquals("{}", Files.readString(claude));
    }

    @Test
    void whatHappenedWhileTheDaemonWasDownIsToldAndMended() throws Exception {
        daemon.client.protect("codex");
        stop();
        Files.delete(codex);
        start();
        assertTrue(told("codex").contains("is put back"));
        assertTrue(Files.exists(codex));
    }
}
