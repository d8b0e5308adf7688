package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Facets;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.audit.Sessions;
import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.enforcement.Feed;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.Reserve;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.json.Json;
import io.gatehouse.local.Canary;
import io.gatehouse.local.ExplainQuestion;
import io.gatehouse.local.Guide;
import io.gatehouse.local.Insight;
import io.gatehouse.local.Instance;
import io.gatehouse.local.Landing;
import io.gatehouse.local.LocalApi;
import io.gatehouse.local.LocalToken;
import io.gatehouse.local.Requests;
import io.gatehouse.local.Status;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Rule RULE =
            new Rule("command.publish", "command", "Releases are signed.", "Ask a maintainer.", true, Severity.HIGH);

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> launched = new ArrayList<>();
    private InputStream in = InputStream.nullInputStream();
    private Path settings;

    @BeforeEach
    void aHome() throws IOException {
        settings = home.resolve(".config/gatehouse/gatehouse.yaml");
        Files.createDirectories(settings.getParent());
        Files.createDirectories(home.resolve(".claude"));
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        var machine = Laptop.at(home);
        var launcher = new Launcher() {
            @Override
            public int daemon(Settings.Loaded loaded, boolean headless, boolean window) {
                launched.add("daemon on port " + loaded.config().hook().port() + (headless ? " headless" : "")
                        + (window ? " with window" : ""));
                return 0;
            }

            @Override
            public int console(ConsoleSettings settings) {
                throw new AssertionError("nobody asked for the console");
            }

            @Override
            public int prepareWindow(Path dataDir) {
                throw new AssertionError("no window was closed");
            }

            @Override
            public int rehearseWindow(Path dataDir) {
                throw new AssertionError("no window is prepared");
            }

            @Override
            public int window(Path dataDir, Landing landing) {
                launched.add(
                        "window on " + landing.enforcement().orElse("the newest") + (landing.ask() ? " asking" : ""));
                return 0;
            }
        };
        var terminal = new Terminal(
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Filer.PERSON);
        return Cli.run(launcher, machine, terminal, args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void startsTheDaemonAndTheWindow() throws IOException {
        Files.writeString(home.resolve("mine.yaml"), "hook: {port: 7500}");
        assertEquals(Cli.OK, run());
        assertEquals(Cli.OK, run("--window"));
        assertEquals(Cli.OK, run("daemon", "--headless"));
        assertEquals(Cli.OK, run("--config", home.resolve("mine.yaml").toString(), "daemon"));
        assertEquals(Cli.OK, run("daemon", "--config", home.resolve("mine.yaml").toString()));
        assertEquals(Cli.OK, run("window"));
        assertEquals(Cli.OK, run("window", "e-17"));
        assertEquals(Cli.OK, run("window", "e-17", "--ask"));
        assertEquals(Cli.OK, run("window", "--ask"));
        assertEquals(
                List.of(
                        "daemon on port 7411",
                        "daemon on port 7411 with window",
                        "daemon on port 7411 headless",
                        "daemon on port 7500",
                        "daemon on port 7500",
                        "window on the newest",
                        "window on e-17",
                        "window on e-17 asking",
                        "window on the newest"),
                launched);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    frobnicate                     | Unmatched argument at index 0: 'frobnicate' See: gatehouse --help
                    status --frob                  | Unknown option: '--frob' See: gatehouse status --help
                    agents                         | Missing required subcommand See: gatehouse agents --help
                    agents protect emacs           | Gatehouse knows no agent "emacs", only claude-code, codex, gemini, qwen, copilot, opencode, cursor, windsurf or droid. See: gatehouse agents --help
                    agents protect codex --telemetry | --telemetry is for claude-code only. See: gatehouse agents --help
                    agents protect claude-code --user --managed | Choose one of --user and --managed. See: gatehouse agents --help
                    explain --file chew:/x         | --file takes ACTION:PATH with read, write, delete or access as ACTION, not "chew:/x". See: gatehouse explain --help
                    explain --file read:           | --file names no path after "read:". See: gatehouse explain --help
                    """)
    void aWrongCommandLineIsOneSentenceAndWhereToLook(String line, String sentence) {
        assertEquals(Cli.USAGE, run(line.split(" ")));
        assertEquals(sentence + "\n", err());
        assertEquals("", out());
    }

    @ParameterizedTest
    @CsvSource({
        "--help",
        "status --help",
        "explain --help",
        "agents protect --help",
        "config show --help",
        "policy --help"
    })
    void helpNamesTheCommandAndEndsWell(String line) {
        assertEquals(Cli.OK, run(line.split(" ")));
        assertTrue(out().startsWith("Usage: gatehouse"), out());
        assertTrue(run("--help") == Cli.OK && out().contains("69"), out());
    }

    @Test
    void tellsItsVersion() {
        assertEquals(Cli.OK, run("version"));
        assertEquals("gatehouse " + Version.text() + "\n", out());
        run("--version");
        assertEquals("gatehouse " + Version.text() + "\n", out());
    }

    @ParameterizedTest
    @CsvSource({"status", "stop", "explain --command ls", "explain --url https://example.com"})
    void withoutADaemonItSaysHowToStartOne(String line) {
        assertEquals(Cli.NOT_RUNNING, run(line.split(" ")));
        assertTrue(err().startsWith("Gatehouse is not running: "), err());
        assertTrue(err().contains("Start it with: gatehouse"), err());
    }

    @Test
    void configShowPrintsEachSettingWithItsSourceAndNoSecret() throws IOException {
        Files.writeString(settings, "hook: {token: s3cret-s3cret-s3cret}\npdp:\n  headers: {X-Key: s3cret}\n");
        assertEquals(Cli.OK, run("config", "show"));
        assertFalse(out().contains("s3cret"), out());
        assertTrue(out().lines().anyMatch(line -> line.matches("hook\\.port +7411 +default")), out());
        assertTrue(
                out().lines().anyMatch(line -> line.matches("pdp\\.headers +X-Key: \\*+ +" + settings + " line 3")),
                out());
    }

    @Test
    void configShowTellsWhatIsWrongAndFails() throws IOException {
        Files.writeString(settings, "mode: off\nhook: {port: x}\n");
        assertEquals(Cli.BAD_SETTINGS, run("config", "show"));
        assertEquals(2, err().lines().count());
        assertEquals(Cli.BAD_SETTINGS, run("config", "show", "--json"));
        var json = Json.tree(out.toByteArray());
        assertTrue(json.path("denyAll").booleanValue());
        assertEquals(Key.values().length, json.path("settings").size());
    }

    @Test
    void protectsAndUnprotectsClaudeCode() throws IOException {
        var file = home.resolve(".claude/settings.json");
        assertEquals(Cli.OK, run("agents", "protect", "claude-code", "--dry-run"));
        assertEquals("Would change " + file + "\n", out());
        assertFalse(Files.exists(file));
        assertEquals(Cli.OK, run("agents", "protect", "claude-code"));
        assertEquals("Done: the hook to http://127.0.0.1:7411/hooks/claude-code is in " + file + "\n", out());
        var token = Files.readString(home.resolve(".local/share/gatehouse/hook.token"));
        assertTrue(Files.readString(file).contains("Bearer " + token));
        assertEquals(Cli.OK, run("agents", "list"));
        assertEquals("claude-code   protected    " + file + "\n", out());
        assertEquals(Cli.OK, run("agents", "list", "--json"));
        assertEquals(
                "USER", Json.tree(out.toByteArray()).path(0).path("protection").asString());
        assertEquals(Cli.OK, run("agents", "unprotect", "claude-code"));
        assertFalse(Files.exists(file));
    }

    @Test
    void hasClaudeCodeTellWhatItRan() throws IOException {
        var file = home.resolve(".claude/settings.json");
        assertEquals(Cli.OK, run("agents", "protect", "claude-code", "--telemetry"));
        assertTrue(out().contains("Done: the telemetry to Gatehouse is in " + file + "\n"), out());
        assertTrue(Files.readString(file).contains("http://127.0.0.1:7411/v1/logs"));
        assertEquals(Cli.OK, run("agents", "unprotect", "claude-code"));
        assertFalse(Files.exists(file));

        Files.writeString(file, "{\"env\": {\"OTEL_LOGS_EXPORTER\": \"otlp\"}}");
        assertEquals(Cli.FAILED, run("agents", "protect", "claude-code", "--telemetry"));
        assertFalse(Files.readString(file).contains("/v1/logs"));
    }

    @Test
    void protectsAndUnprotectsAgentsWhoseHooksArePrograms() throws IOException {
        var file = home.resolve(".codex/hooks.json");
        assertEquals(Cli.OK, run("agents", "protect", "codex"));
        assertEquals(
                "Done: the hook of codex is in " + file
                        + "\nCodex runs the hook only after you have looked at it: start codex and type /hooks.\n",
                out());
        var data = home.resolve(".local/share/gatehouse");
        assertTrue(Files.readString(file).contains("gatehouse-hook' codex '" + data + "'"), Files.readString(file));
        assertEquals("7411", Files.readString(data.resolve("hook.port")).strip());
        assertTrue(Files.exists(data.resolve("hook.token")));
        assertEquals(Cli.OK, run("agents", "list"));
        assertTrue(out().contains("codex         protected    " + file + "\n"), out());
        assertEquals(Cli.OK, run("agents", "protect", "codex"));
        assertTrue(out().startsWith("Nothing to change"), out());
        assertEquals(Cli.OK, run("agents", "unprotect", "codex"));
        assertFalse(Files.exists(file));
    }

    @Test
    void listsAgentsThatCannotAskGatehouseAsUnprotected() throws IOException {
        var program = Files.createDirectories(home.resolve(".local/bin")).resolve("aider");
        Files.writeString(program, "");
        assertTrue(program.toFile().setExecutable(true));
        assertEquals(Cli.OK, run("agents", "list"));
        assertTrue(
                out().contains("aider         unprotected  " + program + ": Gatehouse cannot be asked by it\n"), out());
    }

    @Test
    void protectsNothingOnBadSettings() throws IOException {
        Files.writeString(settings, "hook: {port: x}\n");
        assertEquals(Cli.BAD_SETTINGS, run("agents", "protect", "claude-code"));
        assertTrue(err().contains("hook.port must be a port number"), err());
    }

    @Test
    void protectsWithAnyFreePortOnlyOnceItIsKnown() throws IOException {
        Files.writeString(settings, "hook: {port: 0}\n");
        assertEquals(Cli.FAILED, run("agents", "protect", "claude-code"));
        assertEquals("hook.port is 0, so the port is known once the daemon has run: start gatehouse first.\n", err());
        DataDir.open(home.resolve(".local/share/gatehouse")).keepHookPort(40123);
        assertEquals(Cli.OK, run("agents", "protect", "claude-code"));
        assertTrue(out().contains(":40123/"), out());
    }

    @Test
    void managedSettingsNeedATokenThatIsEveryones() {
        assertEquals(Cli.FAILED, run("agents", "protect", "claude-code", "--managed"));
        assertTrue(err().contains("set hook.port and hook.token in"), err());
    }

    @Test
    void aBadPolicyDirectoryIsToldInASentence() {
        assertEquals(
                Cli.FAILED,
                run(
                        "policy",
                        "build",
                        home.resolve("none").toString(),
                        home.resolve("out").toString()));
        assertEquals("There is no policy directory " + home.resolve("none") + ".\n", err());
    }

    @Test
    void lintPassesTheStarterPoliciesAndNamesFindings() throws IOException {
        assertEquals(Cli.OK, run("policy", "lint", "policies"));
        assertEquals("", out());
        var broken = Files.createDirectory(home.resolve("broken"));
        Files.writeString(broken.resolve("x.yaml"), "apiVersion: nothing");
        assertEquals(Cli.FAILED, run("policy", "lint", broken.toString()));
        assertTrue(out().startsWith("x.yaml"), out());
    }

    @Test
    void textFromOutsideCannotControlTheTerminal() {
        assertEquals(Cli.USAGE, run("agents", "protect", "\u001b[2J\u202e\n"));
        assertTrue(err().contains("\\u{1b}[2J\\u{202e}\\u{a}"), err());
        assertEquals(1, err().lines().count());
    }

    @Nested
    class WithADaemon {
        private final Server server = new Server();
        private final List<ExplainQuestion> questions = new ArrayList<>();
        private Verdict verdict = new Verdict.Allow();
        private List<Used> granted = List.of();
        private final CountDownLatch stopped = new CountDownLatch(1);

        @BeforeEach
        void aDaemon() throws Exception {
            var connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            var token = LocalToken.fresh();
            server.setHandler(new LocalApi(
                    new LocalApi.Sources(
                            WithADaemon::status,
                            new NoLog(),
                            new Feed<AuditRecord>(),
                            question -> {
                                questions.add(question);
                                return enforcement();
                            },
                            _ -> {
                                throw new LocalApi.Refused("not here");
                            },
                            noRequests(),
                            new Guide(
                                    () -> {
                                        throw new LocalApi.Refused("not here");
                                    },
                                    List::of,
                                    () -> {
                                        throw new LocalApi.Refused("not here");
                                    },
                                    session -> new Canary(session, List.of())),
                            new Insight(
                                    () -> {
                                        throw new LocalApi.Refused("not here");
                                    },
                                    _ -> Optional.empty(),
                                    () -> {
                                        throw new LocalApi.Refused("not here");
                                    },
                                    () -> "what the daemon says"),
                            () -> CONSOLE,
                            stopped::countDown),
                    token));
            server.start();
            var dataDir = DataDir.open(home.resolve(".local/share/gatehouse"));
            Instance.announce(dataDir.root(), connector.getLocalPort(), NOON, token);
        }

        private static Requests noRequests() {
            return new Requests(
                    List::of,
                    _ -> Optional.empty(),
                    _ -> Optional.empty(),
                    _ -> {
                        throw new LocalApi.Refused("not here");
                    },
                    _ -> {
                        throw new LocalApi.Refused("not here");
                    },
                    _ -> {
                        throw new LocalApi.Refused("not here");
                    },
                    (_, _) -> {
                        throw new LocalApi.Refused("not here");
                    },
                    new Feed<>());
        }

        @AfterEach
        void end() throws Exception {
            server.stop();
        }

        private static Status status() {
            return new Status(
                    "1.2.3",
                    42,
                    NOON,
                    "http://127.0.0.1:7411/hooks/",
                    "/data",
                    Mode.OBSERVE,
                    Status.Terms.SETTINGS,
                    "ada",
                    List.of("developer"),
                    new Status.PdpState("https://pdp", Status.Connection.UNREACHABLE, "r1", NOON, "refused"),
                    Optional.of(new Reserve("r1", NOON, true, NOON.plusSeconds(604_800), NOON.plusSeconds(259_200))),
                    Optional.of(new Status.Plans(
                            24, "r1", Optional.of(NOON), List.of("mcp:call (HTTP 500)"), "The next fetch waits.")),
                    Optional.of(CONSOLE),
                    false,
                    new Status.Counts(3, 2, 1, 1500),
                    List.of(new Status.AgentState("claude-code", "Claude Code", Status.Protection.DAMAGED, "/s.json")),
                    List.of(new Covered("claude-code", NOON, 998, 2)),
                    new Status.Notices(Optional.of(NOON.plusSeconds(900)), true),
                    List.of("The disk is \u202efull."));
        }

        private static final Status.ConsoleState CONSOLE = new Status.ConsoleState(
                "https://console",
                Status.Line.AWAY,
                NOON,
                "The connection was refused.",
                2,
                7,
                Optional.of(NOON.plusSeconds(86_400)),
                Optional.empty());

        private Enforcement enforcement() {
            var principal = new Principal("ada", List.of("developer"), Map.of());
            var denied = !(verdict instanceof Verdict.Allow);
            return new Enforcement(
                    "e-1",
                    NOON,
                    Mode.ENFORCE,
                    principal,
                    new ToolCall.Origin("claude-code", "s", "", "Bash", "", "", "", "/w"),
                    "/w",
                    "npm publish",
                    List.of(new Enforcement.Asked(
                            new AccessRequest(
                                    principal,
                                    Action.EXEC,
                                    Map.of("program", "npm", "argv", List.of("npm", "publish"), "cwd", "")),
                            List.of(),
                            denied ? new Decision(Effect.DENY, List.of(RULE)) : Decision.ALLOW)),
                    List.of(),
                    List.of(),
                    List.of(),
                    "",
                    verdict,
                    new Basis.Central("r1", "c1"),
                    granted,
                    Enforcement.Took.NOTHING);
        }

        private Verdict.Deny deny() {
            return new Verdict.Deny(Cause.RULE, List.of(RULE), "told to the agent", "told to the person");
        }

        @Test
        void statusIsForPeopleOrForMachines() {
            assertEquals(Cli.OK, run("status"));
            assertEquals(
                    """
                    Gatehouse 1.2.3, process 42, since 2026-11-23T12:00:00Z
                    Mode       observe: calls that policy denies go on and are recorded
                    Policy     https://pdp, cannot be reached since 2026-11-23T12:00:00Z, revision r1 (refused)
                    Offline    all calls, those that only read files until %s, others until %s; revision r1, confirmed at %s
                    Plans      24 of revision r1, fetched at %s; not decided by them: mcp:call (HTTP 500). The next fetch waits.
                    Principal  ada (developer)
                    Console    https://console, not connected since %s; 2 records wait; grants of document 7, used until %s unless renewed. The connection was refused.
                    Today      3 allowed, 2 denied, 1 would be denied; deciding took 1.5 ms (median)
                    Agent      Claude Code: NOT protected, the hook does not work as it stands, /s.json
                    Coverage   claude-code: 99%% of 1000 calls that ran were decided before, since 2026-11-23 12:00
                    Notices    snoozed until %s
                    Hooks      http://127.0.0.1:7411/hooks/
                    Data       /data
                    Problem    The disk is \\u{202e}full.
                    """
                            .formatted(
                                    StatusBoard.time(NOON.plusSeconds(604_800)),
                                    StatusBoard.time(NOON.plusSeconds(259_200)),
                                    StatusBoard.time(NOON),
                                    StatusBoard.time(NOON),
                                    StatusBoard.time(NOON),
                                    StatusBoard.time(NOON.plusSeconds(86_400)),
                                    StatusBoard.time(NOON.plusSeconds(900))),
                    out());
            assertEquals(Cli.OK, run("status", "--json"));
            assertEquals(status(), Json.read(out(), Status.class));
            assertTrue(out().chars().allMatch(c -> c < 0x7f));
        }

        @Test
        void syncSaysHowItWentAndFailsWhileTheConsoleIsAway() {
            assertEquals(Cli.FAILED, run("sync"));
            assertTrue(out().contains("https://console, not connected since"), out());
        }

        @Test
        void stopTellsTheDaemonTo() throws InterruptedException {
            assertEquals(Cli.OK, run("stop"));
            assertTrue(stopped.await(10, TimeUnit.SECONDS)); // it is told after the answer
        }

        @Test
        void explainTakesLinesOfOtherShells() {
            assertEquals(Cli.OK, run("explain", "--command", "gci", "--dialect", "powershell", "--cwd", "/w"));
            assertEquals(List.of(new ExplainQuestion.Command(ToolCall.Dialect.POWERSHELL, "gci", "/w")), questions);
        }

        @Test
        void explainSaysWhatWouldGoOn() {
            assertEquals(Cli.OK, run("explain", "--command", "npm publish", "--cwd", "/w"));
            assertEquals(List.of(new ExplainQuestion.Command("npm publish", "/w")), questions);
            assertEquals(
                    """
                    Call       npm publish
                    Verdict    allow
                    Rests on   the policy engine, revision r1
                    Workspace  /w

                    command:exec  allow
                      argv           [npm, publish]
                      program        npm
                    """,
                    out());
        }

        @Test
        void explainSaysWhatWouldBeDeniedAndByWhichRule() {
            verdict = deny();
            assertEquals(Cli.DENIED, run("explain", "--command", "npm publish"));
            assertTrue(out().contains("Verdict    deny, command.publish\n"), out());
            assertTrue(out().contains("Agent      told to the agent\nYou        told to the person\n"), out());
            assertTrue(
                    out().contains(
                                    "command:exec  deny\n  command.publish (exceptions possible, high): Releases are signed. Ask a"
                                            + " maintainer.\n"),
                    out());
            assertEquals(Cli.DENIED, run("explain", "--command", "npm publish", "--json"));
            assertEquals(enforcement(), Json.read(out(), Enforcement.class));
        }

        @Test
        void explainNamesTheGrantsThatWouldLetACallThrough() {
            granted = List.of(new Used("g1", OptionalLong.empty()), new Used("g2", OptionalLong.of(3)));
            assertEquals(Cli.OK, run("explain", "--command", "npm publish"));
            assertTrue(
                    out().contains(
                                    "Rests on   the policy engine, revision r1\nGrant      g1\nGrant      g2, for at most 3 calls\n"),
                    out());
            assertEquals(Cli.OK, run("explain", "--command", "npm publish", "--json"));
            assertEquals(enforcement(), Json.read(out(), Enforcement.class));
        }

        @Test
        void inObserveModeADenyGoesOn() {
            verdict = new Verdict.WouldDeny(deny());
            assertEquals(Cli.OK, run("explain", "--command", "npm publish"));
            assertTrue(out().contains("allow, because of observe mode; otherwise deny, command.publish"), out());
        }

        @Test
        void explainTakesFilesAddressesAndHookRequests() {
            run("explain", "--file", "write:a:b.txt", "--cwd", "/w/./x");
            run("explain", "--url", "https://example.com");
            in = new ByteArrayInputStream("{\"é\": 1}".getBytes(StandardCharsets.UTF_8));
            run("explain");
            assertEquals(
                    List.of(
                            new ExplainQuestion.File(Action.WRITE, "a:b.txt", "/w/x"),
                            new ExplainQuestion.Url("https://example.com"),
                            new ExplainQuestion.Hook("claude-code", "{\"é\": 1}")),
                    questions);
        }

        @Test
        void explainTakesOneCallAtATime() {
            assertEquals(Cli.USAGE, run("explain", "--command", "ls", "--url", "https://example.com"));
            assertEquals(List.of(), questions);
        }
    }

    /// A log that nobody asks here.
    private static final class NoLog implements AuditLog {
        @Override
        public AuditRecord append(Enforcement enforcement) {
            throw new AssertionError("nothing may be recorded");
        }

        @Override
        public Optional<AuditRecord> complete(Outcome outcome) {
            return Optional.empty();
        }

        @Override
        public Optional<AuditRecord> find(String id) {
            return Optional.empty();
        }

        @Override
        public List<AuditRecord> list(Filter filter, Optional<String> before, int limit) {
            return List.of();
        }

        @Override
        public List<RecordHead> listHeads(Filter filter, Optional<String> before, int limit) {
            return List.of();
        }

        @Override
        public Sessions sessions(Filter filter, Optional<String> before, int limit) {
            return Sessions.NONE;
        }

        @Override
        public Facets facets() {
            return Facets.NONE;
        }
    }
}
