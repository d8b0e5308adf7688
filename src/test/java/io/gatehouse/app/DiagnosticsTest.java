package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.policy.Principal;
import io.gatehouse.sync.FakeConsole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DiagnosticsTest {
    private static final String HOOK_TOKEN = "hook0token0that0nobody0may0read";
    private static final String HEADER = "plain words of a header";
    private static final String PASSWORD = "hunter2-of-ada";
    private static final String KEY_BODY = "MC4CAQAwBQYDK2VwBCIEIPlantedPlantedPlanted";

    @TempDir
    Path home;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @BeforeEach
    void settings() throws IOException {
        var config = home.resolve(".config/gatehouse/gatehouse.yaml");
        Files.createDirectories(config.getParent());
        Files.writeString(
                config,
                "hook: {port: 0, token: %s}\nprincipal: {id: ada, roles: [developer]}\npdp: {headers: {X-Words: \"%s\"}}\n"
                        .formatted(HOOK_TOKEN, HEADER));
    }

    private int run(String... args) {
        told.reset();
        var out = new PrintStream(told, true, UTF_8);
        var terminal = new Terminal(InputStream.nullInputStream(), out, out, Filer.PERSON);
        var machine = Laptop.at(home);
        return Cli.run(new Programs(machine, terminal), machine, terminal, args);
    }

    private Path data() {
        return home.resolve(".local/share/gatehouse");
    }

    private String bundle() throws IOException {
        var file = home.resolve("bundle-" + System.nanoTime() + ".txt");
        assertEquals(Cli.OK, run("status", "--bundle", file.toString()), told.toString(UTF_8));
        return Files.readString(file);
    }

    /// Everything that is secret on this computer, in the log as a careless line would bring it there.
    private List<String> plant() throws IOException {
        var console = new FakeConsole(Clock.systemUTC());
        try (console) {
            console.issue("c0de", new Principal("ada", List.of("developer"), Map.of()));
            assertEquals(Cli.OK, run("enrol", console.url().toString(), "c0de"), told.toString(UTF_8));
        }
        var secrets = new ArrayList<>(List.of(HOOK_TOKEN, HEADER, PASSWORD, KEY_BODY));
        Files.writeString(data().resolve("hook.token"), "aTokenOnDisk-0123456789");
        Files.writeString(data().resolve("local.token"), "aLocalTokenOnDisk-0123456789");
        secrets.addAll(List.of("aTokenOnDisk-0123456789", "aLocalTokenOnDisk-0123456789"));
        secrets.add(
                new EnrolmentFile(data(), data()).find().usable().orElseThrow().privateKey());
        Files.writeString(
                data().resolve(Logging.FILE),
                "2026-11-26T10:00:00Z INFO Daemon - begins\n"
                        + "could not ask https://ada:" + PASSWORD + "@pdp.example.com/api\n"
                        + "-----BEGIN PRIVATE KEY-----\n" + KEY_BODY + "\n-----END PRIVATE KEY-----\n"
                        + "password=" + PASSWORD + "\n"
                        + String.join("\n", secrets.subList(0, 2)) + "\n"
                        + String.join(" ", secrets.subList(4, secrets.size())) + "\n"
                        + "2026-11-26T10:00:01Z INFO Daemon - ends\n");
        return secrets;
    }

    @Test
    void noPlantedSecretIsInIt() throws IOException {
        var secrets = plant();
        var text = bundle();
        assertTrue(text.contains("INFO Daemon - begins") && text.contains("INFO Daemon - ends"), text);
        for (var secret : secrets) {
            assertFalse(text.contains(secret), secret + " in\n" + text);
        }
    }

    @Test
    void itIsMadeWithoutADaemonAndSaysThatThereIsNone() throws IOException {
        var text = bundle();
        for (var part :
                List.of("== Versions ==", "== Status ==", "Gatehouse is not running", "== Settings ==", "hook.port")) {
            assertTrue(text.contains(part), part + " in\n" + text);
        }
        assertTrue(text.contains("There is no log"), text);
    }

    @Test
    void aRunningDaemonTellsItsStatusAndItsCountsButNoCall() throws Exception {
        try (var laptop = new HookedDaemon(home)) {
            assertTrue(laptop.hears("s1", "sudo cat plainly-visible").contains("command.privilege"));
            var text = bundle();
            for (var part : List.of("0 allowed, 1 denied", "== Calls by day ==", "== Sizes ==", "gatehouse.db")) {
                assertTrue(text.contains(part), part + " in\n" + text);
            }
            assertFalse(text.contains("plainly-visible"), text);
            assertEquals(
                    text.lines().filter(line -> line.startsWith("==")).toList(),
                    laptop.client
                            .diagnostics()
                            .lines()
                            .filter(line -> line.startsWith("=="))
                            .toList());
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the profile's own access list protects it there")
    void itIsANewFileOfThePersonsOwn() throws IOException {
        var file = home.resolve("bundle.txt");
        assertEquals(Cli.OK, run("status", "--bundle", file.toString()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(Cli.FAILED, run("status", "--bundle", file.toString()));
        assertTrue(told.toString(UTF_8).contains("is there already"));
    }
}
