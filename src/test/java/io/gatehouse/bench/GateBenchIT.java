package io.gatehouse.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.cerbos.CerbosPdp;
import io.gatehouse.cerbos.PdpConnection;
import io.gatehouse.cerbos.PlanFetch;
import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.RealPdp;
import io.gatehouse.json.Json;
import io.gatehouse.policy.KnownRules;
import io.gatehouse.policy.Principal;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints the table of `src/docs/PERFORMANCE.md`: what a hook costs, as a ratio to baselines that are measured in
/// the same run. Asserts what was answered, never how long it took.
@Tag("bench")
class GateBenchIT {
    private static final String TOKEN = "the-token-of-the-benchmark";
    /// Those of `installer/bin/gatehouse`.
    static final List<String> JVM_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xms8m",
            "-Xmx64m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:-ShrinkHeapInSteps",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            "-XX:C1MaxInlineSize=50",
            "-XX:C1MaxInlineLevel=12",
            "-XX:+UseCompactObjectHeaders",
            "-XX:ReservedCodeCacheSize=24m",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "--enable-native-access=ALL-UNNAMED");
    private static final int WARM_UP = 2_000;
    private static final int CALLS = 3_000;
    private static final int TURNS = 9;
    private static final int CALLS_A_TURN = 1_000;

    @TempDir
    Path dir;

    @Test
    void measuresAHook() throws Exception {
        var built = dir.resolve("built");
        PolicyBuild.build(Path.of("policies"), built);
        try (var pdp = RealPdp.start(built, dir);
                var echo = Program.start(
                        dir,
                        "echo",
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path")),
                        JVM_FLAGS,
                        List.of(EchoServer.class.getName()))) {
            var hook = hook("FooTest");
            var unseen = hook("BarTest");
            var check = recordedCheck(pdp.url(), hook);
            var echoed = new Load(Integer.parseInt(echo.line()), "/", "", hook);
            var bare = new Load(pdp.url().getPort(), "/api/check/resources", "", check);
            try (var daemon = daemon(pdp.url(), "daemon")) {
                System.out.println(
                        "daemon ready after " + daemon.readyMillis + " ms, idle RSS " + daemon.rss() / 1024 + " MB");
                var gate = gate(daemon, hook);
                System.out.printf(
                        "%-34s %9s %9s %9s %8s%n", "1.5 KB Bash hook", "p50 us", "p99 us", "calls/s", "ratio");
                for (boolean keepAlive : new boolean[] {true, false}) {
                    var how = keepAlive ? ", kept connection" : ", new connection";
                    var base = row("bare Jetty echo" + how, echoed.run(WARM_UP, CALLS, keepAlive), 0);
                    var pdpBase = row("bare PDP check" + how, bare.run(WARM_UP, CALLS, keepAlive), 0);
                    var central = row("Gatehouse, PDP" + how, gate.run(WARM_UP, CALLS, keepAlive), pdpBase.p50());
                    assertEquals("{}", central.firstAnswer());
                    inTurns(bare, gate, keepAlive);
                    long before = daemon.rss();
                    awaitPlans(pdp, gate(daemon, unseen));
                    System.out.println(
                            "RSS " + before / 1024 + " MB, then " + daemon.rss() / 1024 + " MB, the plans being there");
                    var planned = row("Gatehouse, plans" + how, gate.run(WARM_UP, CALLS, keepAlive), base.p50());
                    assertEquals("{}", planned.firstAnswer());
                    pdp.restart();
                    cached(pdp, hook, unseen, how, keepAlive, base.p50());
                }
                System.out.println("RSS after the run " + daemon.rss() / 1024 + " MB");
            }
            size(dir.resolve("daemon-data/gatehouse.db"));
            fetch(pdp.url());
            try (var far = FarAway.start(pdp.url().getPort(), Duration.ofMillis(30));
                    var daemon = daemon(URI.create("http://127.0.0.1:" + far.port()), "far")) {
                var base = row(
                        "bare PDP check, 60 ms away",
                        new Load(far.port(), "/api/check/resources", "", check).run(20, 100, true),
                        0);
                var central =
                        row("Gatehouse, PDP 60 ms away", gate(daemon, hook).run(20, 100, true), base.p50());
                assertEquals("{}", central.firstAnswer());
            }
        }
    }

    /// What the PDP takes drifts by more than what is measured here.
    private static void inTurns(Load pdp, Load gate, boolean keepAlive) {
        var ratios = IntStream.range(0, TURNS)
                .mapToDouble(_ -> {
                    double base = pdp.median(CALLS_A_TURN, keepAlive);
                    return gate.median(CALLS_A_TURN, keepAlive) / base;
                })
                .sorted()
                .toArray();
        System.out.printf(
                "  the last two in %d turns of %d calls: %.2fx (%.2fx to %.2fx)%n",
                TURNS, CALLS_A_TURN, ratios[TURNS / 2], ratios[0], ratios[TURNS - 1]);
    }

    /// The PDP goes before a new daemon has its plans: what it was never asked is denied then, what it was is not.
    private void cached(RealPdp pdp, byte[] hook, byte[] unseen, String how, boolean keepAlive, double base)
            throws Exception {
        for (int attempt = 0; attempt < 5; attempt++) {
            try (var daemon = daemon(pdp.url(), "cached-" + keepAlive + attempt)) {
                assertEquals("{}", gate(daemon, hook).once());
                pdp.kill();
                boolean plansAreThere = gate(daemon, unseen).once().equals("{}");
                if (!plansAreThere) {
                    var cached =
                            row("Gatehouse, cache" + how, gate(daemon, hook).run(WARM_UP, CALLS, keepAlive), base);
                    assertEquals("{}", cached.firstAnswer());
                }
                pdp.restart();
                if (!plansAreThere) {
                    return;
                }
            }
        }
        throw new IllegalStateException("plans came before the PDP went, five times");
    }

    /// What a call takes in the database, indexes and search included, and what a year of such calls would.
    private static void size(Path database) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        """
                        SELECT (SELECT count(*) FROM enforcement),
                            (page_count - freelist_count) * page_size, (SELECT avg(length(record)) FROM enforcement)
                        FROM pragma_page_count, pragma_freelist_count, pragma_page_size""")) {
            row.next();
            long perCall = row.getLong(2) / row.getLong(1);
            System.out.printf(
                    "audit of %d calls: %d bytes a call, record %d; 365,000 calls: %d MB%n",
                    row.getLong(1), perCall, row.getLong(3), (perCall * 365_000) >> 20);
        }
    }

    private static void fetch(URI pdp) {
        var principal = new Principal("ana", List.of("developer"), Map.of());
        var rules = new AtomicReference<KnownRules>();
        try (var cerbos = new CerbosPdp(
                new PdpConnection(pdp, Optional.empty(), Map.of(), Map.of(), Duration.ofSeconds(1)),
                Clock.systemUTC(),
                _ -> {})) {
            cerbos.onConfirmed(rules::set);
            cerbos.probe(principal, Duration.ofSeconds(5));
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                var fetched = cerbos.planFetch().fetch(principal, rules.get());
                System.out.printf(
                        "fetched %s in %d ms%n",
                        fetched instanceof PlanFetch.Result.Fetched all
                                ? all.plans().plans().size() + " plans"
                                : fetched,
                        (System.nanoTime() - start) / 1_000_000);
            }
        }
    }

    private static Load gate(Program daemon, byte[] hook) {
        return new Load(daemon.port, "/hooks/claude-code", "Authorization: Bearer " + TOKEN + "\r\n", hook);
    }

    /// Takes the PDP away; when what it was never asked is not allowed then, the plans were not there yet.
    private static void awaitPlans(RealPdp pdp, Load unseen) throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            pdp.kill();
            var answer = unseen.once();
            if (answer.equals("{}")) {
                return;
            }
            if (attempt == 20) {
                throw new IllegalStateException("no plans after all this time; answered " + answer);
            }
            pdp.restart();
            Thread.sleep(5_000); // a daemon fetches plans up to 30 s after it saw their revision
        }
    }

    private static Load.Result row(String name, Load.Result result, double baseline) {
        System.out.printf(
                "%-34s %9.0f %9.0f %9.0f %8s%n",
                name,
                result.p50(),
                result.p99(),
                result.perSecond(),
                baseline == 0 ? "" : "%.2fx".formatted(result.p50() / baseline));
        return result;
    }

    /// A hook request of 1.5 KB for an everyday command.
    private byte[] hook(String test) throws IOException {
        var project = Files.createDirectories(dir.resolve("project"));
        Files.createDirectories(project.resolve(".git"));
        var body = Json.text(Map.of(
                "session_id",
                "6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
                "transcript_path",
                "/home/dev/" + "x".repeat(900) + ".jsonl",
                "cwd",
                project.toString(),
                "permission_mode",
                "default",
                "hook_event_name",
                "PreToolUse",
                "tool_name",
                "Bash",
                "tool_input",
                Map.of(
                        "command",
                        "cd src && mvn -q -Dtest=" + test + " test 2>&1 | tail -20",
                        "description",
                        "Run one test and show the end of its output"),
                "tool_use_id",
                "toolu_01A2B3C4D5E6F7G8H9J0K1M2"));
        return (body + " ".repeat(Math.max(0, 1_500 - body.length()))).getBytes(StandardCharsets.UTF_8);
    }

    /// The very body that Gatehouse sends to the PDP for this hook, once it knows the rules.
    private byte[] recordedCheck(URI pdp, byte[] hook) throws Exception {
        var last = new AtomicReference<byte[]>();
        var recorder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var client = java.net.http.HttpClient.newHttpClient();
        recorder.createContext("/", exchange -> {
            last.set(exchange.getRequestBody().readAllBytes());
            try {
                var answer = client.send(
                        java.net.http.HttpRequest.newBuilder(
                                        pdp.resolve(exchange.getRequestURI().getPath()))
                                .header("Content-Type", "application/json")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(last.get()))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofByteArray());
                exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        recorder.start();
        try (var daemon =
                daemon(URI.create("http://127.0.0.1:" + recorder.getAddress().getPort()), "recorded")) {
            new Load(daemon.port, "/hooks/claude-code", "Authorization: Bearer " + TOKEN + "\r\n", hook)
                    .run(20, 20, true);
            return last.get();
        } finally {
            recorder.stop(0);
            client.close();
        }
    }

    private Program daemon(URI pdp, String name) throws IOException {
        var data = dir.resolve(name + "-data");
        var config = Files.writeString(
                dir.resolve(name + ".yaml"),
                """
                dataDir: %s
                hook: {port: 0, token: %s}
                pdp: {url: "%s"}
                principal: {id: ana, roles: [developer]}
                """
                        .formatted(data, TOKEN, pdp));
        var program = Program.start(
                dir,
                name,
                List.of(Path.of(System.getProperty("gatehouse.dist"), "bin", "gatehouse")
                        .toString()),
                List.of(),
                List.of("--config", config.toString(), "daemon", "--headless"));
        program.ready();
        return program;
    }

    private static final class Program implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final long startedAt = System.nanoTime();
        private long readyMillis;
        private int port;

        private Program(Process process) {
            this.process = process;
            this.out = process.inputReader();
        }

        static Program start(Path dir, String name, List<String> launcher, List<String> flags, List<String> args)
                throws IOException {
            var command = new ArrayList<>(List.of(launcher.getFirst()));
            command.addAll(flags);
            command.addAll(launcher.subList(1, launcher.size()));
            command.addAll(args);
            return new Program(new ProcessBuilder(command)
                    .redirectError(dir.resolve(name + ".err").toFile())
                    .start());
        }

        String line() throws IOException {
            var line = out.readLine();
            if (line == null) {
                throw new IOException("the program ended");
            }
            return line;
        }

        /// Waits for the line in which the daemon names its address.
        void ready() throws IOException {
            for (var line = line(); ; line = line()) {
                var matcher = java.util.regex.Pattern.compile("127\\.0\\.0\\.1:(\\d+)")
                        .matcher(line);
                if (matcher.find()) {
                    port = Integer.parseInt(matcher.group(1));
                    readyMillis = (System.nanoTime() - startedAt) / 1_000_000;
                    return;
                }
            }
        }

        /// In kB.
        long rss() throws IOException {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
