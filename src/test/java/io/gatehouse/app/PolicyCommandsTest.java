package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.PolicyBuild;
import io.gatehouse.cerbos.RealPdp;
import io.gatehouse.console.ConsoleSettings;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.json.Json;
import io.gatehouse.local.Landing;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `gatehouse policy`, with the real Cerbos.
class PolicyCommandsTest {
    private static final String SMALL = "src/test/resources/policies-small";
    private static final String CERBOS = RealPdp.binary().toString();
    private static final Rule PIPELINE = new Rule("file.pipeline", "file", "Why.", "Fix.", true, Severity.LOW);

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        out.reset();
        err.reset();
        var launcher = new Launcher() {
            @Override
            public int daemon(Settings.Loaded loaded, boolean headless, boolean window) {
                throw new IllegalStateException("no policy command starts the daemon");
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
                throw new IllegalStateException("no policy command opens the window");
            }
        };
        return Cli.run(
                launcher,
                Laptop.at(home),
                new Terminal(
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Filer.PERSON),
                args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void testPassesTheSmallPolicies() {
        assertEquals(Cli.OK, run("policy", "test", SMALL, "--cerbos", CERBOS), this::err);
        assertTrue(out().startsWith("The policies as they were written:\n  Test results\n"), this::out);
        assertTrue(out().contains("\nPassed: revision "), this::out);
        assertEquals("", err());
    }

    @Test
    void testSaysWhenThereIsNoCerbosToTestWith() {
        assertEquals(Cli.NOT_TESTED, run("policy", "test", SMALL));
        assertTrue(out().startsWith("Lint and build are fine: revision "), this::out);
        assertEquals(
                "Not tested: there is no `cerbos` program on the PATH. Install it (https://docs.cerbos.dev) or name it"
                        + " with --cerbos PATH.\n",
                err());
    }

    @Test
    void testFailsOnWhatTheLintFinds() throws IOException {
        Files.writeString(home.resolve("x.yaml"), "apiVersion: nothing");
        assertEquals(Cli.FAILED, run("policy", "test", home.toString(), "--cerbos", CERBOS));
        assertTrue(out().startsWith("x.yaml:1: it is no policy"), this::out);
        assertEquals("Not tested: the lint found 1 things to mend first.\n", err());
    }

    @Test
    void lintComparesABuildWithItsSources() {
        var built = home.resolve("built");
        PolicyBuild.build(Path.of(SMALL), built);
        assertEquals(Cli.OK, run("policy", "lint", built.toString(), "--sources", SMALL), this::out);
        assertEquals(Cli.FAILED, run("policy", "lint", built.toString(), "--sources", "policies"));
        assertTrue(out().contains("file.yaml: the source in policies has changed since the build"), this::out);
    }

    @Nested
    class WithoutThePdp {
        @Test
        void everythingOfTheStarterPoliciesIsDecidable() {
            assertEquals(
                    Cli.OK,
                    run(
                            "policy",
                            "offline",
                            "policies",
                            "--principal",
                            "ann",
                            "--roles",
                            "contractor,developer",
                            "--cerbos",
                            CERBOS),
                    () -> out() + err());
            assertTrue(out().startsWith("ann [contractor, developer], revision "), PolicyCommandsTest.this::out);
            assertTrue(out().contains("\n  file:read         decidable\n"), PolicyCommandsTest.this::out);
            assertTrue(out().contains("\nDecidable: 10 of 10 actions, and "), PolicyCommandsTest.this::out);
        }

        @Test
        void whatIsNotIsNamedWithTheRuleAndTheReason() {
            var built = home.resolve("built");
            PolicyBuild.build(Path.of(SMALL), built);
            try (var pdp = RealPdp.start(unplannable(built), home)) {
                assertEquals(Cli.FAILED, run("policy", "offline", pdp.url().toString()), () -> out() + err());
            }
            assertTrue(out().contains("  file:write        not decidable, so denied: "), PolicyCommandsTest.this::out);
            assertTrue(out().contains(" (by file.secret)\n"), PolicyCommandsTest.this::out);
            assertTrue(
                    out().contains("  The rule file.secret of file would not be named as a reason: "),
                    PolicyCommandsTest.this::out);
        }

        @Test
        void aPdpOfPoliciesThatWereNotBuiltSaysSo() {
            try (var pdp = RealPdp.start(Path.of(SMALL), home)) {
                assertEquals(Cli.FAILED, run("policy", "offline", pdp.url().toString()));
                assertTrue(err().startsWith("The PDP tells no revision of its policies"), PolicyCommandsTest.this::err);
            }
        }

        @Test
        void withoutATargetThereMustBeAPdpInTheSettings() {
            assertEquals(Cli.USAGE, run("policy", "offline"));
            assertTrue(err().startsWith("The settings have no pdp.url"), PolicyCommandsTest.this::err);
        }

        private Path unplannable(Path built) {
            try {
                var file = built.resolve("file.yaml");
                Files.writeString(
                        file,
                        Files.readString(file)
                                .replace("R.attr.name in C.keyNames", "'\"%s\".format([R.attr.name]) in C.keyNames'"));
                return built;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Nested
    class Replaying {
        private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        @Test
        void tellsWhatWouldBeDecidedOtherwiseByRule() {
            try (var store = store()) {
                store.auditLog().append(write("e-same", "a.txt", Decision.ALLOW));
                store.auditLog().append(write("e-key", "id_rsa", Decision.ALLOW));
                store.auditLog().append(write("e-pem", "a.pem", Decision.ALLOW));
                store.auditLog().append(write("e-pem-again", "a.pem", Decision.ALLOW));
                store.auditLog().append(write("e-freed", "ci.yml", new Decision(Effect.DENY, List.of(PIPELINE))));
                store.auditLog().append(write("e-older", "a.txt", Decision.ALLOW, Map.of("colour", "red"), CENTRAL));
                store.auditLog()
                        .append(write("e-none", "a.txt", Decision.ALLOW, Map.of(), new Basis.None("pdp-broken")));

                assertEquals(Cli.FAILED, run("policy", "replay", SMALL, "--cerbos", CERBOS), this::said);
            }
            var revision =
                    PolicyBuild.build(Path.of(SMALL), home.resolve("built")).revision();
            assertEquals(
                    """
                    Replayed 5 calls of the last 7 days against revision %s.
                    Newly denied: 3
                      file.secret: 3
                        e-key  %s  Write  write id_rsa
                        e-pem  %s  Write  write a.pem
                    Newly allowed: 1
                      file.pipeline: 1
                        e-freed  %s  Write  write ci.yml
                    Unchanged: 1
                    Not replayed: 1 with other attributes than these policies know (another version of the attribute contract)
                    Not replayed: 1 that no policy had decided
                    Recorded values are masked (***): a rule that looks at what is masked may decide the call itself otherwise. Nothing was recorded or changed.
                    """
                            .formatted(revision, now, now, now),
                    out());
        }

        @Test
        void isFineWhenNothingWouldBeDecidedOtherwise() {
            try (var store = store()) {
                store.auditLog().append(write("e-1", "a.txt", Decision.ALLOW));
                store.auditLog().append(write("e-2", "id_rsa", new Decision(Effect.DENY, List.of(PIPELINE))));
            }
            assertEquals(
                    Cli.OK, run("policy", "replay", SMALL, "--days", "1", "--json", "--cerbos", CERBOS), this::said);
            var report = Json.read(out(), JsonNode.class);
            assertEquals(2, report.get("unchanged").asInt());
            assertTrue(report.get("newlyDenied").isEmpty());
        }

        @Test
        void asksAPdpThatServesTheCandidateAlready() {
            try (var store = store()) {
                store.auditLog().append(write("e-1", "id_rsa", Decision.ALLOW));
            }
            PolicyBuild.build(Path.of(SMALL), home.resolve("built"));
            try (var pdp = RealPdp.start(home.resolve("built"), home)) {
                var url = pdp.url().toString();
                assertEquals(Cli.FAILED, run("policy", "replay", SMALL, "--pdp", url));
                assertTrue(out().contains("Newly denied: 1"), this::said);
                assertEquals(Cli.FAILED, run("policy", "replay", "policies", "--pdp", url));
                assertEquals("No recorded call could be replayed, so this says nothing about the policies.\n", err());
            }
        }

        @Test
        void refusesAPdpThatServesOtherPolicies() {
            try (var store = store()) {
                store.auditLog().append(write("e-1", "id_rsa", Decision.ALLOW));
            }
            try (var pdp = RealPdp.start(Path.of(SMALL), home)) {
                assertEquals(
                        Cli.FAILED,
                        run("policy", "replay", SMALL, "--pdp", pdp.url().toString()));
                assertTrue(err().startsWith("The PDP serves revision (none), and the candidate is "), this::said);
            }
        }

        @Test
        void needsCallsAndCerbosAndASensibleNumberOfDays() {
            assertEquals(Cli.FAILED, run("policy", "replay", SMALL));
            assertTrue(err().startsWith("There is no `cerbos` program on the PATH"), this::said);
            assertEquals(Cli.FAILED, run("policy", "replay", SMALL, "--cerbos", CERBOS));
            assertTrue(err().startsWith("There is no audit log"), this::said);
            assertEquals(Cli.USAGE, run("policy", "replay", SMALL, "--days", "0"));
            assertEquals(Cli.USAGE, run("policy", "replay", SMALL, "--pdp", "http://pdp.example.com"));
        }

        private static final Basis CENTRAL = new Basis.Central("r1", "call");

        private String said() {
            return out() + err();
        }

        private Store store() {
            return Store.open(home.resolve(".local/share/gatehouse"), Store.MAX_BYTES, Clock.systemUTC());
        }

        private Enforcement write(String id, String name, Decision decision) {
            return write(id, name, decision, Map.of(), CENTRAL);
        }

        private Enforcement write(String id, String name, Decision decision, Map<String, Object> more, Basis basis) {
            var principal = new Principal("ada", List.of("developer"), Map.of());
            var attributes = new TreeMap<String, Object>(Map.of(
                    "path", "/w/" + name, "name", name, "insideWorkspace", true, "waived", List.of(), "revision", ""));
            attributes.putAll(more);
            return new Enforcement(
                    id,
                    now,
                    Mode.ENFORCE,
                    principal,
                    new ToolCall.Origin("claude-code", "s", id, "Write", "", "", "default", "/w"),
                    "/w",
                    "write " + name,
                    List.of(new Enforcement.Asked(
                            new AccessRequest(principal, Action.WRITE, attributes), List.of(), decision)),
                    List.of(),
                    List.of(),
                    new Verdict.Allow(),
                    basis,
                    new Enforcement.Took(Duration.ZERO, Duration.ZERO));
        }
    }
}
