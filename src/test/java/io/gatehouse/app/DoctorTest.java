package io.gatehouse.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.app.Doctor.Finding;
import io.gatehouse.app.Doctor.Finding.Weight;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.store.Examination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
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

    private static final Set<String> HERE = Set.of(
            "settings",
            "data",
            "daemon",
            "port",
            "policy",
            "database",
            "environment",
            "claude-code",
            "qwen",
            "windsurf");

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
            assertEquals(
                    List.of(
                            "claude-code: Claude Code asks over HTTP: while Gatehouse is away, another program that takes"
                                    + " port " + daemon.daemon.port()
                                    + " could let its calls through, by an empty answer."),
                    of(Weight.NOTICE, findings));
            assertEquals(
                    List.of("settings", "data", "daemon", "port", "policy", "database", "claude-code", "claude-code"),
                    findings.stream().map(Finding::about).toList());
            hooks(daemon.daemon.port(), daemon.token())
                    .protect("claude-code", Level.USER, ClaudeHooks.Transport.SHIM, false);
            assertEquals(List.of(), of(Weight.NOTICE, findings(Map.of())));
        }
    }

    private Hooks hooks(int port, String token) {
        var machine = Laptop.at(home);
        return Hooks.of(machine, new ClaudeHooks(new Endpoint(port, token), Protection.shim(data, machine)), data);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"Gatehouse-Waits\": \"110\" | \"Other\": \"1\" | (ConfigChange, PostToolUse, PostToolUseFailure,"
                        + " PreToolUse, SessionEnd, UserPromptExpansion, UserPromptSubmit), so a rule that asks you denies"
                        + " at once.",
                "\"timeout\": 10 | \"timeout\": 9 | (SessionStart).",
                "\"SessionEnd\" | \"SessionEnds\" | (SessionEnd, SessionEnds)."
            })
    void aHookThatAnEarlierVersionWroteIsNamedWithWhatItMeans(String part, String before, String said)
            throws IOException {
        started(7411);
        hooks(7411, TOKEN).protect("claude-code", Level.USER, ClaudeHooks.Transport.HTTP, false);
        var file = home.resolve(".claude/settings.json");
        var now = Files.readString(file);
        assertTrue(now.contains(part), now);
        Files.writeString(file, now.replace(part, before));
        var finding = notice("is not as this version of Gatehouse writes it");
        assertTrue(finding.said().endsWith(said), finding.said());
        assertEquals("gatehouse agents protect claude-code", finding.remedy());
    }

    private Finding notice(String sentence) {
        return findings(Map.of()).stream()
                .filter(finding ->
                        finding.weight() == Weight.NOTICE && finding.said().contains(sentence))
                .findFirst()
                .orElseThrow();
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

    @Test
    void anotherPersonOnThePortIsNamed() {
        var self = PortOwner.self().orElse(0L);
        var other = Doctor.stranger("Port 7411", Optional.of(new PortOwner(self + 1, "bob")));
        assertBad("belongs to bob, who is on this computer too", "hook.port", List.of(other));
        var own = Doctor.stranger("Port 7411", Optional.of(new PortOwner(self, "ana")));
        assertBad("belongs to another program", "Stop that program", List.of(own));
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
    void anApplicationThatOnlyItsDirectoryTellsOfIsANotice() throws IOException {
        started(7411);
        Files.createDirectories(home.resolve(".codeium/windsurf"));
        Files.createDirectories(home.resolve(".qwen"));
        assertEquals(
                "gatehouse agents protect windsurf",
                notice("Windsurf was used on this computer, and does not ask Gatehouse.")
                        .remedy());
        assertTrue(
                findings(Map.of()).stream().noneMatch(finding -> finding.about().equals("qwen")));
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

    @Test
    void aDatabaseThatCannotBeReadIsNamed() throws IOException {
        started(freePort());
        Files.writeString(data.resolve("gatehouse.db"), "This is not a database. ".repeat(100));
        assertBad("The audit database cannot be read", "gatehouse stop; gatehouse", findings(Map.of()));
    }

    @Test
    void anAuditLogThatWasChangedIsNamedWithItsRow() throws Exception {
        try (var daemon = new HookedDaemon(home)) {
            daemon.hears("s", "cat ~/.ssh/id_rsa");
            daemon.hears("s", "echo hello");
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("gatehouse.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE enforcement SET effect = 'allow' WHERE seq = 1");
        }
        assertBad("not what was written, from row 1 on", "Tell your security team", findings(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"1799, GOOD", "1800, NOTICE", "1801, NOTICE", "2250, BAD"})
    void howFullTheAuditLogIsIsTold(long megabytes, Weight weight) {
        var config =
                Settings.load(Optional.empty(), Laptop.at(home), Instant.EPOCH).config();
        var full = new Config(
                config.dataDir(),
                config.hook(),
                config.pdp(),
                config.console(),
                config.principal(),
                config.mode(),
                2_250_000_000L,
                config.notices());
        var read = new Examination.Read(megabytes * 1_000_000, 5, Optional.empty());
        assertEquals(
                List.of(weight),
                DatabaseFindings.of(read, full).stream().map(Finding::weight).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-299 | GOOD | agrees",
                "299 | GOOD | agrees",
                "-300 | NOTICE | 5 minutes behind",
                "300 | NOTICE | 5 minutes ahead of",
                "7200 | NOTICE | 2 hours ahead of",
                "-172800 | NOTICE | 2 days behind"
            })
    void aClockThatDiffersFromTheConsolesIsNamed(long seconds, Weight weight, String sentence) {
        var url = URI.create("https://gatehouse.example.com");
        var finding = ClockFindings.of(
                        Optional.of(url),
                        _ -> Optional.of(Instant.EPOCH),
                        Instant.EPOCH.plusSeconds(seconds),
                        Machine.Os.LINUX)
                .getFirst();
        assertEquals(weight, finding.weight());
        assertTrue(finding.said().contains(sentence), finding.said());
        assertEquals(weight == Weight.GOOD ? "" : "sudo timedatectl set-ntp true", finding.remedy());
    }

    @Test
    void aClockIsComparedWithTheDateOfAnAnswer() throws IOException {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerOnce(server));
            var url = URI.create("http://127.0.0.1:" + server.getLocalPort());
            var finding = ClockFindings.of(Optional.of(url), Machine.Os.WINDOWS).getFirst();
            assertTrue(finding.said().contains("days ahead of that of " + url), finding.said());
            assertEquals("w32tm /resync", finding.remedy());
        }
    }

    private static void answerOnce(ServerSocket server) {
        try (var client = server.accept()) {
            var answer = List.of(
                    "HTTP/1.1 404 Not Found",
                    "Date: Mon, 23 Nov 2020 12:00:00 GMT",
                    "Content-Length: 0",
                    "Connection: close",
                    "",
                    "");
            client.getOutputStream().write(String.join("\r\n", answer).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException _) { // the test then fails
        }
    }

    @Test
    void whoDoesNotAnswerTellsNoTime() throws IOException {
        var nobody = URI.create("http://127.0.0.1:" + freePort());
        assertEquals(List.of(), ClockFindings.of(Optional.of(nobody), Machine.Os.LINUX));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X=1 | GOOD | There is no display",
                "DISPLAY=:9 | NOTICE | message bus cannot be used",
                "DISPLAY=:9 DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere | NOTICE | message bus cannot be used"
            })
    void aDesktopWithoutATrayIsNamed(String variables, Weight weight, String sentence) {
        var env = Stream.of(variables.split(" ", -1))
                .map(variable -> variable.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        var plain = Laptop.at(home);
        var finding = TrayFindings.of(new Machine(plain.os(), home, env, "ada", plain.managed()))
                .getFirst();
        assertEquals(weight, finding.weight());
        assertTrue(finding.said().contains(sentence), finding.said());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void whereTelemetryGoesAndWhatGetsLostIsSaid() throws IOException {
        started(7411);
        var settings = Laptop.at(home).claudeCode();
        var endpoint = new Endpoint(7411, TOKEN);
        settings.tell(Level.USER, endpoint, List.of(), false);
        assertTrue(
                findings(Map.of()).stream()
                        .anyMatch(finding -> finding.said().equals("Its telemetry comes to Gatehouse.")),
                findings(Map.of()).toString());
        assertTrue(of(Weight.NOTICE, findings(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "https://c.test"))).stream()
                .anyMatch(said -> said.startsWith(
                        "claude-code: In this shell OTEL_EXPORTER_OTLP_ENDPOINT says where telemetry goes")));
        var file = home.resolve(".claude/settings.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"env\": {", "\"env\": {\"OTEL_EXPORTER_OTLP_ENDPOINT\": \"ftp://c\","));
        assertBad("they get lost", "protect claude-code --telemetry", findings(Map.of()));
    }
}
