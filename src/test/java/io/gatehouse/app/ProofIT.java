package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.RealPdp;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.Json;
import io.gatehouse.local.Instance;
import io.gatehouse.local.Status;
import io.gatehouse.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The built daemon, with its own heap and flags, under load and violence.
class ProofIT {
    private static final int IN_FLIGHT = 1_000;
    private static final int LARGE = 10 << 20;

    /// The daemon's heap and what a JVM needs besides it: above this something leaks or holds bodies.
    private static final long MOST_RESIDENT_KILOBYTES = 260_000;

    @TempDir
    static Path shared;

    private static RealPdp pdp;

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void startThePdp() {
        PolicyBuild.build(Path.of("policies"), shared.resolve("policies"));
        pdp = RealPdp.start(shared.resolve("policies"), shared);
    }

    @AfterAll
    static void stopThePdp() {
        pdp.close();
    }

    @AfterEach
    void closeTheClient() {
        http.close();
    }

    @Test
    void everyVerdictThatWasDeliveredBeforeAKillHasItsRecord() throws InterruptedException {
        Set<String> delivered = ConcurrentHashMap.newKeySet();
        var numbers = new AtomicLong();
        try (var daemon = daemon();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var enough = new CountDownLatch(2 * IN_FLIGHT);
            for (int i = 0; i < IN_FLIGHT; i++) {
                threads.execute(() -> {
                    while (daemon.isAlive()) {
                        var id = "call-" + numbers.incrementAndGet();
                        try {
                            var answer = ask(daemon, bash(id, "echo " + id));
                            if (answer.statusCode() == 200) {
                                delivered.add(id);
                            }
                        } catch (IOException _) { // killed under it
                        } finally {
                            enough.countDown();
                        }
                    }
                });
            }
            assertTrue(enough.await(120, TimeUnit.SECONDS), () -> delivered.size() + " verdicts\n" + daemon.output());
            daemon.kill();
        }
        assertTrue(delivered.size() >= IN_FLIGHT, "only " + delivered.size() + " verdicts");
        var missing = new HashSet<>(delivered);
        missing.removeAll(recordedCalls(directory.resolve("data")));
        assertEquals(Set.of(), missing);
    }

    @Test
    void fiftyParallelLargeBodiesEndInFiftyVerdictsAndTheDaemonLivesOn() throws Exception {
        var body = write("large", LARGE);
        try (var daemon = daemon();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<HttpResponse<String>> asking = () -> ask(daemon, body);
            var answers = threads.invokeAll(Collections.nCopies(50, asking));

            for (var answer : answers) {
                assertEquals(200, answer.get().statusCode());
                assertEquals("{}", answer.get().body(), daemon.output());
            }
            var resident = daemon.residentKilobytes();
            assertTrue(resident < MOST_RESIDENT_KILOBYTES, resident + " kB");
            assertEquals("{}", ask(daemon, bash("after", "ls")).body());
            assertEquals(51, daemon.records().size());
        }
    }

    @Test
    void aDenyNamesOnlyRulesOfItsOwnAction() throws Exception {
        try (var daemon = daemon()) {
            var path = "/home/somebody/.ssh/id_rsa";
            ask(daemon, Json.bytes(call("read", "Read", Map.of("file_path", path))));

            var enforcement = daemon.records().getFirst().enforcement();
            assertTrue(enforcement.basis() instanceof Basis.Central, enforcement.toString());
            assertEquals(
                    List.of("file.secret"),
                    ((Verdict.Deny) enforcement.verdict())
                            .rules().stream().map(rule -> rule.id()).toList());
        }
    }

    @Test
    void aPersonStopsItAndFindsItAgain() {
        try (var daemon = daemon()) {
            assertEquals(Status.Connection.CONNECTED, connected(daemon).pdp().connection());
            daemon.stop();
            assertEquals(Optional.empty(), Instance.find(daemon.dataDir()));
        }
        try (var again = daemon()) {
            assertEquals(again.pid(), again.client().status().pid());
        }
    }

    /// The PDP is asked in the background after the start.
    private static Status connected(DaemonProcess daemon) {
        var status = daemon.client().status();
        for (int i = 0; i < 500 && status.pdp().connection() == Status.Connection.NOT_ASKED; i++) {
            status = daemon.client().status();
        }
        return status;
    }

    private DaemonProcess daemon() {
        return DaemonProcess.start(
                directory, "pdp: {url: \"%s\"}\nprincipal: {id: dev, roles: [developer]}\n".formatted(pdp.url()));
    }

    private HttpResponse<String> ask(DaemonProcess daemon, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(daemon.hookUrl())
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + daemon.hookToken())
                .timeout(Duration.ofSeconds(60)) // as the agents' hook settings say
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> call(String id, String tool, Map<String, Object> input) {
        return Map.of(
                "session_id",
                "proof",
                "cwd",
                directory.resolve("work").toString(),
                "hook_event_name",
                "PreToolUse",
                "permission_mode",
                "bypassPermissions",
                "tool_name",
                tool,
                "tool_use_id",
                id,
                "tool_input",
                input);
    }

    private byte[] bash(String id, String command) {
        return Json.bytes(call(id, "Bash", Map.of("command", command)));
    }

    private byte[] write(String id, int size) {
        var file = directory.resolve("work/large.txt").toString();
        var json = Json.text(call(id, "Write", Map.of("file_path", file, "content", "HERE")));
        var content = new byte[size];
        Arrays.fill(content, (byte) 'x');
        var body = new ByteArrayOutputStream(size + json.length());
        body.writeBytes(json.substring(0, json.indexOf("HERE")).getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes(json.substring(json.indexOf("HERE") + 4).getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    /// The ids of all calls in a sound audit log.
    static Set<String> recordedCalls(Path dataDir) {
        var calls = new HashSet<String>();
        try (var store = Store.open(dataDir, Store.MAX_BYTES, Clock.systemUTC())) {
            assertEquals(Optional.empty(), store.warning());
            assertEquals(Optional.empty(), store.verify());
            var log = store.auditLog();
            var page = log.list(AuditLog.Filter.ALL, Optional.empty(), 500);
            while (!page.isEmpty()) {
                page.forEach(record -> calls.add(record.enforcement().origin().callId()));
                page = log.list(
                        AuditLog.Filter.ALL,
                        Optional.of(page.getLast().enforcement().id()),
                        500);
            }
        }
        return calls;
    }
}
