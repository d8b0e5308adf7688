package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.app.Doctor.Finding;
import io.gatehouse.app.Doctor.Finding.Weight;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The real settings, files and daemon of a home, each spoilt in one way.
class DoctorTest {
    private static final String TOKEN = "the-hook-token-0123456789";

    private static final Set<String> HERE =
            Set.of("settings", "data", "daemon", "port", "policy", "environment", "claude-code", "qwen");

    @TempDir
    Path home;

    private Path data;

    @BeforeEach
    void aHomeWithClaudeCode() throws IOException {
        data = home.resolve(".local/share/gatehouse");
        Files.createDirectories(home.resolve(".claude"));
    }

    private List<Finding> findings(Map<String, String> env) {
        var plain = Laptop.at(home);
        var machine = new Machine(plain.os(), plain.home(), env, plain.userName(), plain.managed());
        var all = new Doctor(Settings.load(Optional.empty(), machine, Instant.EPOCH), machine).examine();
        // Programs in /usr/local/bin are this computer's and not this home's.
        return all.stream()
                .filter(finding ->
                        HERE.contains(finding.about()) || finding.said().contains(home.toString()))
                .toList();
    }

    private static List<String> of(Weight weight, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.weight() == weight)
                .map(finding -> finding.about() + ": " + finding.said())
                .toList();
    }

    private static void assertBad(String sentence, String remedy, List<Finding> findings) {
        assertTrue(
                findings.stream()
                        .anyMatch(finding -> finding.weight() == Weight.BAD
                                && finding.said().contains(sentence)
                                && finding.remedy().contains(remedy)),
                findings.toString());
    }

    /// As a first start leaves it.
    private void started(int port) throws IOException {
        PrivateFile.createDirectories(data);
        Files.writeString(data.resolve("hook.token"), TOKEN);
        settings("hook: {port: " + port + "}");
    }

    private void settings(String yaml) throws IOException {
        var file = home.resolve(".config/gatehouse/gatehouse.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
    }

    @Test
    void aComputerOnWhichAllIsWellHasNothingWrong() throws Exception {
        try (var daemon = new HookedDaemon(home)) {
            daemon.client.protect("claude-code");
            var findings = findings(Map.of());
            assertEquals(List.of(), of(Weight.BAD, findings));
            assertEquals(List.of(), of(Weight.NOTICE, findings));
            assertEquals(
                    List.of("settings", "data", "daemon", "port", "policy", "claude-code"),
                    findings.stream().map(Finding::about).toList());
        }
    }

    @Test
    void nothingIsChangedWhereNothingEverRan() throws IOException {
        var findings = findings(Map.of());
        assertEquals(
                List.of("daemon: Gatehouse is not running, so protected agents are denied every tool call."),
                of(Weight.BAD, findings));
        assertTrue(Files.notExists(data));
        try (var files = Files.list(home)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void aDaemonThatDoesNotRunIsNamedWithItsPort() throws IOException {
        started(freePort());
        var findings = findings(Map.of());
        assertBad("is not running", "gatehouse", findings);
        assertTrue(of(Weight.NOTICE, findings).getFirst().startsWith("port: Nobody listens"), findings.toString());
    }

    @Test
    void aStrangerOnThePortIsNamed() throws IOException {
        try (var stranger = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            started(stranger.getLocalPort());
            Thread.ofVirtual().start(() -> hangUp(stranger));
            assertBad("another program or another person", "hook.port", findings(Map.of()));
        }
    }

    private static void hangUp(ServerSocket stranger) {
        try {
            while (!stranger.isClosed()) {
                stranger.accept().close();
            }
        } catch (IOException _) { // closed
        }
    }

    @Test
    void settingsThatAreWrongAreNamed() throws IOException {
        settings("hook: {port: many}");
        assertBad("hook.port", "gatehouse config show", findings(Map.of()));
    }

    @Test
    void aDirectoryThatOthersMayEnterIsNamed() throws IOException {
        started(freePort());
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertBad("Others on this computer may enter", "chmod 700", findings(Map.of()));
    }

    @Test
    void anAgentThatDoesNotAskIsNamedWithTheCommandThatConnectsIt() throws IOException {
        started(freePort());
        assertBad("does not ask Gatehouse", "gatehouse agents protect claude-code", findings(Map.of()));
    }

    @Test
    void anotherAgentThatDoesNotAskIsNamed() throws IOException {
        started(7411);
        var bin = Files.createDirectories(home.resolve("bin"));
        assertTrue(Files.writeString(bin.resolve("qwen"), "").toFile().setExecutable(true));
        assertBad(
                "Qwen Code does not ask Gatehouse.",
                "gatehouse agents protect qwen",
                findings(Map.of("PATH", bin.toString())));
    }

    @Test
    void aHookThatWouldNotWorkIsNamed() throws IOException {
        started(7411);
        protect();
        var file = home.resolve(".claude/settings.json");
        Files.writeString(file, Files.readString(file).replace("\"block\"", "\"continue\""));
        assertBad("onFailure", "", findings(Map.of()));
    }

    @Test
    void settingsOfAnAgentThatOthersMayChangeAreNamed() throws IOException {
        started(7411);
        protect();
        var file = home.resolve(".claude/settings.json");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertBad("may change " + file, "chmod go-w", findings(Map.of()));
    }

    private void protect() {
        Laptop.at(home).claudeCode().protect(Level.USER, new Endpoint(7411, TOKEN), false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP_PROXY=http://proxy:3128 | HTTP_PROXY leads",
                "https_proxy=http://proxy:3128 | https_proxy leads",
                "http_proxy=http://proxy:3128 NO_PROXY=example.com | http_proxy leads",
                "CLAUDE_CODE_SIMPLE=1 | CLAUDE_CODE_SIMPLE makes",
                "CLAUDE_CODE_SAFE_MODE=1 | CLAUDE_CODE_SAFE_MODE makes",
                "http_proxy=http://proxy:3128 NO_PROXY=127.0.0.1,localhost | ''",
                "http_proxy=http://proxy:3128 no_proxy=* | ''"
            })
    void whatTheEnvironmentDoesToHooksIsNamed(String variables, String sentence) throws IOException {
        started(7411);
        protect();
        var env = Stream.of(variables.split(" ", -1))
                .map(variable -> variable.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        var environment = of(Weight.BAD, findings(env)).stream()
                .filter(said -> said.startsWith("environment"))
                .toList();
        assertEquals(sentence.isEmpty() ? 0 : 1, environment.size(), environment.toString());
        assertTrue(sentence.isEmpty() || environment.getFirst().contains(sentence), environment.toString());
    }

    @ParameterizedTest
    @CsvSource({"2.1.197,true", "2.1.294,true", "2.1.295,false", "2.2.0,false", "3.0.1,false"})
    void aClaudeCodeThatCannotBlockOnAFailureIsNamed(String version, boolean named) throws IOException {
        started(7411);
        protect();
        var programs = Files.createDirectories(home.resolve("share/claude/versions"));
        var program = Files.writeString(programs.resolve(version), "");
        assertTrue(program.toFile().setExecutable(true));
        var bin = Files.createDirectories(home.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("claude"), program);
        var old = of(Weight.BAD, findings(Map.of("PATH", bin.toString()))).stream()
                .filter(said -> said.contains("older than 2.1.295"))
                .toList();
        assertEquals(named ? 1 : 0, old.size(), old.toString());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
