package io.gatehouse.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.Facets;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.audit.Sessions;
import io.gatehouse.local.LocalApiException.NotRunning;
import io.gatehouse.policy.Action;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClientTest {
    @TempDir
    Path dataDir;

    private TestDaemon daemon;
    private LocalClient client;

    @BeforeEach
    void start() throws Exception {
        daemon = new TestDaemon(dataDir);
        client = LocalClient.open(dataDir);
    }

    @AfterEach
    void stop() {
        client.close();
        daemon.close();
    }

    @Test
    void readsTheRulesAndTheAgents() {
        assertEquals(TestDaemon.RULES, client.rules());
        assertEquals(List.of(TestDaemon.AGENT), client.agents());
    }

    @Test
    void readsTheStatus() {
        assertEquals(TestDaemon.STATUS, client.status());
    }

    @Test
    void looksForNoMoreOfATextThanIsSearched() {
        client.list(new AuditLog.Filter(false, "x".repeat(20_000), TestDaemon.NOON), Optional.empty(), 1);
        var filter = new AuditLog.Filter(false, "x".repeat(1_000), TestDaemon.NOON);
        assertEquals(filter + " " + Optional.empty() + " 1", daemon.log.listedWith);
    }

    @Test
    void saysThatWhatIsLookedForIsTooLongToBeAskedFor() {
        var filter = new AuditLog.Filter(false, "\u6f22".repeat(1_000), TestDaemon.NOON);
        var failure = assertThrows(LocalApiException.class, () -> client.list(filter, Optional.empty(), 1));
        assertEquals("What is looked for is too long; look for less of it", failure.getMessage());
    }

    @Test
    void listsHeadsOfRecordsAsAsked() {
        daemon.log.records.add(TestDaemon.record(2));
        daemon.log.records.add(new AuditRecord(
                new AuditRecord.Sequence("device", 1, 1),
                TestDaemon.enforcement("id1", "rm -rf \"ä\u202e\"\n\u0000"),
                Optional.of(new AuditRecord.Ran(true, 7))));
        var filter = new AuditLog.Filter(true, "git push & ä=?#+%", TestDaemon.NOON);

        assertEquals(
                daemon.log.records.stream().map(RecordHead::of).toList(), client.list(filter, Optional.of("id3"), 500));
        assertEquals(filter + " " + Optional.of("id3") + " 500", daemon.log.listedWith);
    }

    @Test
    void narrowsByAllThatCallsHaveInCommon() {
        var filter = new AuditLog.Filter(
                AuditLog.Verdicts.WOULD_DENY, "a.rule", "codex", "Bash", "/w & ä", "s=1", "git", TestDaemon.NOON);

        assertEquals(List.of(), client.list(filter, Optional.empty(), 7));
        assertEquals(filter + " " + Optional.empty() + " 7", daemon.log.listedWith);
        assertEquals(Sessions.NONE, client.sessions(filter, Optional.of("id3"), 8));
        assertEquals("sessions " + filter + " " + Optional.of("id3") + " 8", daemon.log.listedWith);
        assertEquals(Facets.NONE, client.facets());
    }

    @Test
    void findsOneRecordOrNone() {
        daemon.log.records.add(TestDaemon.record(1));
        assertEquals(Optional.of(TestDaemon.record(1)), client.find("id1"));
        assertEquals(Optional.empty(), client.find("id2"));
        assertEquals(Optional.empty(), client.find("../status"));
        assertEquals(Optional.empty(), client.find("a b"));
    }

    @Test
    void explainsEachKindOfQuestion() {
        for (var question : List.of(
                new ExplainQuestion.Command("rm -rf / && echo \"ä\"", "/w"),
                new ExplainQuestion.File(Action.DELETE, "~/.ssh/id", "/w"),
                new ExplainQuestion.Url("http://169.254.169.254/"),
                new ExplainQuestion.Hook("claude-code", "{\"content\":\"" + "x".repeat(1 << 20) + "\"}"))) {
            assertEquals(TestDaemon.enforcement("asked", question.toString()), client.explain(question));
        }
    }

    @Test
    void doesNotSendAQuestionThatIsTooLarge() {
        var question = new ExplainQuestion.Hook("claude-code", "x".repeat(20 << 20));
        var failure = assertThrows(LocalApiException.class, () -> client.explain(question));
        assertEquals("This call is too large to be explained: as JSON it has over 20 MB", failure.getMessage());
    }

    @Test
    void protectsAnAgent() {
        assertEquals(
                new Status.AgentState("codex", "Claude Code", Status.Protection.USER, "/home/ana/settings.json"),
                client.protect("codex"));
    }

    @Test
    void repeatsTheDaemonsReasonForRefusing() {
        daemon.protect = _ -> {
            throw new LocalApi.Refused("settings.json is not JSON: line 3. Repair it first.");
        };
        var failure = assertThrows(LocalApiException.class, () -> client.protect("claude-code"));
        assertEquals("settings.json is not JSON: line 3. Repair it first.", failure.getMessage());
    }

    @Test
    void tellsHowSendingToTheConsoleWent() {
        assertEquals(TestDaemon.CONSOLE, client.sync());
    }

    @Test
    void stopsTheDaemon() throws Exception {
        client.stop();
        assertTrue(daemon.stopped.await(10, TimeUnit.SECONDS));
    }

    @Test
    void findsTheDaemonThatWasStartedAgain() throws Exception {
        client.status();
        daemon.close();
        assertThrows(NotRunning.class, client::status);
        daemon = new TestDaemon(dataDir);
        assertEquals(TestDaemon.STATUS, client.status());
    }

    @Test
    void servesManyAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Status>>();
            for (int i = 0; i < 200; i++) {
                answers.add(threads.submit(client::status));
            }
            for (var answer : answers) {
                assertEquals(TestDaemon.STATUS, answer.get(20, TimeUnit.SECONDS));
            }
        }
    }

    /// The command line must start fast.
    @Test
    void worksWhereTheServersClassesAreNot() throws Exception {
        var withoutServer = new WithoutServer();
        var loaded = withoutServer.loadClass(LocalClient.class.getName());
        assertThrows(ClassNotFoundException.class, () -> withoutServer.loadClass(LocalApi.class.getName()));

        var other = loaded.getMethod("open", Path.class).invoke(null, dataDir);
        assertEquals(
                TestDaemon.STATUS.toString(),
                loaded.getMethod("status").invoke(other).toString());
        loaded.getMethod("close").invoke(other);
    }

    private static final class WithoutServer extends ClassLoader {
        WithoutServer() {
            super(LocalClientTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.eclipse.jetty.") || name.equals(LocalApi.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.gatehouse.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                var bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
