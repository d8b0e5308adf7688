package io.gatehouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.app.ConfigFile.Value;
import io.gatehouse.enforcement.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {
    private static final String TOP = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Gatehouse";

    private static Map<Key, Value> settings(byte[] file) {
        var read = ConfigFile.parse(Key.NAMES, Path.of("x"), Path.of("x"), file);
        assertEquals(List.of(), read.problems());
        return read.entries().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .value()));
    }

    @Test
    void aProfilesPreferencesAreSettings() throws IOException {
        var printed =
                """
                {"mode":"observe","hook":{"port":7415},"notices":{"snooze":false},"principal":{"roles":["developer","on-call"]},
                 "console":{"url":"https:\\/\\/gatehouse.example.com","keys":{"console.1":"MCowBQYDK2VwAyEA"}}}
                """;
        assertEquals(
                Map.of(
                        Key.MODE, new Value.Text("observe"),
                        Key.HOOK_PORT, new Value.Text("7415"),
                        Key.NOTICES_SNOOZE, new Value.Text("false"),
                        Key.PRINCIPAL_ROLES, new Value.Items(List.of("developer", "on-call")),
                        Key.CONSOLE_URL, new Value.Text("https://gatehouse.example.com"),
                        Key.CONSOLE_KEYS, new Value.Pairs(Map.of("console.1", "MCowBQYDK2VwAyEA"))),
                settings(Preferences.ofPropertyList(printed)));
    }

    @Test
    void groupPolicysValuesAreSettings() throws IOException {
        var printed = "\r\n" + TOP + "\r\n    mode    REG_SZ    enforce\r\n    hook.port    REG_DWORD    0x1cf3\r\n"
                + "    principal.id    REG_SZ    Ana María    Ñ\r\n\r\n"
                + TOP
                + "\\principal.roles\r\n    developer    REG_SZ    developer\r\n    2    REG_SZ    on call\r\n\r\n"
                + TOP + "\\pdp.headers\r\n    X-Api.Key    REG_SZ    a secret\r\n\r\n";
        assertEquals(
                Map.of(
                        Key.MODE, new Value.Text("enforce"),
                        Key.HOOK_PORT, new Value.Text("7411"),
                        Key.PRINCIPAL_ID, new Value.Text("Ana María    Ñ"),
                        Key.PRINCIPAL_ROLES, new Value.Items(List.of("developer", "on call")),
                        Key.PDP_HEADERS, new Value.Pairs(Map.of("X-Api.Key", "a secret"))),
                settings(Preferences.ofRegistry(printed)));
    }

    @Test
    void anUnknownNameIsAProblemAsInAFile() throws IOException {
        var file = Preferences.ofRegistry(TOP + "\n    modus    REG_SZ    observe\n");
        var problems =
                ConfigFile.parse(Key.NAMES, Path.of("x"), Path.of("x"), file).problems();
        assertTrue(problems.getFirst().what().contains("did you mean mode"), problems.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{\"mode\":", "ERROR: no such file", "{} {}"})
    void whatIsNoDictionaryIsAnErrorAndNotNoSettings(String printed) {
        assertThrows(IOException.class, () -> Preferences.ofPropertyList(printed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR: The system was unable to find the specified registry key or value.",
                TOP + "\n    mode    REG_BINARY    00",
                TOP + "\n    hook.port    REG_DWORD    many",
                TOP + "\n    mode    REG_SZ    enforce\n    mode    REG_SZ    observe",
                TOP + "\n    pdp    REG_SZ    x\n    pdp.url    REG_SZ    y",
                "HKEY_LOCAL_MACHINE\\SOFTWARE\\Other\n    mode    REG_SZ    observe"
            })
    void whatRegDoesNotPrintIsAnErrorAndNotNoSettings(String printed) {
        assertThrows(IOException.class, () -> Preferences.ofRegistry(printed));
    }

    @Test
    void theProgramsOfTheSystemAreRunWhereverThePathLeads() throws IOException {
        var ran = new ArrayList<List<String>>();
        Preferences.Runner runner = command -> {
            ran.add(command);
            return command.getFirst().endsWith("plutil") ? "{\"mode\":\"enforce\"}" : TOP + "\n";
        };
        assertEquals(
                "{\"mode\":\"enforce\"}",
                new String(
                        Preferences.ofMac(Path.of("/Library/x.plist"), runner).settings(), UTF_8));
        assertEquals("{}", new String(Preferences.ofWindows(runner).settings(), UTF_8));
        assertEquals(
                List.of(
                        List.of("/usr/bin/plutil", "-convert", "json", "-o", "-", "/Library/x.plist"),
                        List.of(
                                "C:\\Windows\\System32\\reg.exe",
                                "query",
                                "HKLM\\SOFTWARE\\Policies\\Gatehouse",
                                "/s")),
                ran);
    }

    @Test
    void groupPolicyGoesBeforeTheFileWhereItSetsAnything() {
        var file = Machine.Managed.on(Machine.Os.WINDOWS);
        assertEquals(file, Machine.Managed.here(Machine.Os.WINDOWS, _ -> {
            throw new IOException("reg.exe ended with 1"); // there is no such key
        }));
        assertEquals(file, Machine.Managed.here(Machine.Os.WINDOWS, _ -> TOP + "\n"));
        for (var printed : List.of(TOP + "\n    mode    REG_SZ    enforce\n", "nonsense")) {
            var there = Machine.Managed.here(Machine.Os.WINDOWS, _ -> printed);
            assertEquals(Path.of("HKLM\\SOFTWARE\\Policies\\Gatehouse"), there.file());
            assertTrue(there.preferences().isPresent());
            assertEquals(file.directory(), there.directory());
        }
    }

    @Nested
    class WhenTheSystemKeepsThem {
        @TempDir
        Path home;

        private String printed = TOP + "\n    mode    REG_SZ    observe\n";

        private Settings.Loaded load() {
            var managed = new Machine.Managed(home.resolve("managed.yaml"), Optional.empty())
                    .kept(Path.of("HKLM\\X"), Preferences.ofWindows(_ -> printed));
            return Settings.load(
                    Optional.empty(), new Machine(Machine.Os.LINUX, home, Map.of(), "ada", managed), Instant.EPOCH);
        }

        @Test
        void theyAreTheAdministrators() throws IOException {
            var own = home.resolve(".config/gatehouse/gatehouse.yaml");
            Files.createDirectories(own.getParent());
            Files.writeString(own, "mode: enforce\nhook: {port: 7500}\n");
            var loaded = load();
            assertTrue(loaded.managed());
            assertEquals(Mode.OBSERVE, loaded.config().mode());
            assertEquals(7411, loaded.config().hook().port());
            assertEquals(Optional.empty(), loaded.fatal());
        }

        @Test
        void badOnesAreReplacedByTheLastGoodCopyAndNoneMeansDenied() {
            load();
            printed = TOP + "\n    mode    REG_SZ    off\n";
            assertEquals(Optional.empty(), load().fatal());
            assertEquals(Mode.OBSERVE, load().config().mode());
            assertTrue(load().problems().getFirst().contains("mode must be enforce or observe"));
            printed = "nonsense";
            assertEquals(Optional.empty(), load().fatal());
            assertTrue(
                    load().problems().getFirst().contains("cannot be used: reg printed"), load().problems()::toString);
        }

        @Test
        void badOnesWithoutACopyDeny() {
            printed = "nonsense";
            assertTrue(load().fatal().isPresent());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProgramThatFailsOrIsNotThereIsAnError() throws IOException {
        assertEquals("{}\n", SystemProgram.run(List.of("/bin/echo", "{}")));
        assertThrows(IOException.class, () -> SystemProgram.run(List.of("/bin/false")));
        assertThrows(IOException.class, () -> SystemProgram.run(List.of("/no/such/program")));
    }
}
