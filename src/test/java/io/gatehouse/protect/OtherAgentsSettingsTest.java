package io.gatehouse.protect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.Json;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeCodeSettings.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherAgentsSettingsTest {
    private static final Path HOOKS = Path.of("installer/hooks").toAbsolutePath();
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    private Path dir;

    private ShimCommand shim;

    @BeforeEach
    void install() {
        shim = new ShimCommand(HOOKS, dir.resolve("it's data"), dir.resolve("etc/gatehouse/hook"));
    }

    /// With the machine's files below the temporary directory, too.
    private AgentSettings settings(String name) {
        var home = dir.resolve("home");
        return switch (name) {
            case "opencode" ->
                new OpencodeSettings(home.resolve(".config/opencode/plugin"), dir.resolve("etc/opencode"), CLOCK);
            case "codex" -> new CodexSettings(here(ShimAgent.codex(Map.of(), home)), CLOCK);
            case "gemini" -> new HookListSettings(here(ShimAgent.gemini(home, "Linux")), CLOCK);
            case "qwen" -> new HookListSettings(here(ShimAgent.qwen(home, "Linux")), CLOCK);
            case "cursor" -> new HookListSettings(here(ShimAgent.cursor(home, "Linux")), CLOCK);
            case "windsurf" -> new HookListSettings(here(ShimAgent.windsurf(home, "Linux")), CLOCK);
            case "droid" -> new DroidSettings(here(ShimAgent.droid(Map.of(), home, "Linux")), CLOCK);
            default -> new HookListSettings(here(ShimAgent.copilot(Map.of(), home, "Linux")), CLOCK);
        };
    }

    private ShimAgent here(ShimAgent agent) {
        return agent.at(agent.user(), dir.resolve(Path.of("/").relativize(agent.managed())));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @ParameterizedTest
    @CsvSource({
        "codex, USER, UNPROTECTED, USER",
        "codex, MANAGED, UNPROTECTED, MANAGED",
        "gemini, USER, UNPROTECTED, USER",
        "gemini, MANAGED, UNPROTECTED, MANAGED",
        "qwen, USER, UNPROTECTED, USER",
        "qwen, MANAGED, UNPROTECTED, MANAGED",
        "copilot, USER, UNPROTECTED, USER",
        "copilot, MANAGED, UNPROTECTED, MANAGED",
        "opencode, USER, UNPROTECTED, USER",
        "opencode, MANAGED, UNPROTECTED, MANAGED",
        "cursor, USER, UNPROTECTED, USER",
        "cursor, MANAGED, UNPROTECTED, MANAGED",
        "windsurf, USER, UNPROTECTED, USER",
        "windsurf, MANAGED, UNPROTECTED, MANAGED",
        "droid, USER, UNPROTECTED, USER",
        "droid, MANAGED, UNPROTECTED, MANAGED"
    })
    void protectingTwiceIsOnceAndUndoingLeavesNothing(String agent, Level level, Protection before, Protection after)
            throws IOException {
        var settings = settings(agent);
        assertEquals(before, settings.state(shim).protection());
        assertTrue(settings.protect(level, shim, true).changed());
        assertEquals(before, settings.state(shim).protection(), "a dry run writes nothing");
        assertTrue(settings.protect(level, shim, false).changed());
        assertEquals(after, settings.state(shim).protection());
        assertFalse(settings.protect(level, shim, false).changed());
        assertTrue(settings.unprotect(level, false).changed());
        assertEquals(before, settings.state(shim).protection());
        assertFalse(settings.unprotect(level, false).changed());
        try (var files = Files.walk(dir)) {
            assertEquals(
                    List.of(),
                    files.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().contains(".gatehouse-backup-"))
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "codex, .codex/hooks.json, PreToolUse",
        "gemini, .gemini/settings.json, BeforeTool",
        "qwen, .qwen/settings.json, PreToolUse",
        "cursor, .cursor/hooks.json, preToolUse",
        "windsurf, .codeium/windsurf/hooks.json, pre_run_command",
        "droid, .factory/settings.json, PreToolUse"
    })
    void whatIsThereStaysAndComesBackToTheByte(String agent, String name, String event) throws IOException {
        var file = dir.resolve("home").resolve(name);
        var text =
                "{ \"theme\" : \"dark\",\n  \"hooks\":{\"%s\": [ {\"hooks\":[{\"type\":\"command\",\"command\":\"own\"}]} ]}}"
                        .formatted(event);
        write(file, text);
        var settings = settings(agent);
        assertTrue(settings.protect(Level.USER, shim, false).backup().isPresent());
        var root = Json.tree(Files.readAllBytes(file));
        assertEquals("dark", root.path("theme").asString(""));
        assertEquals(2, root.path("hooks").path(event).size());
        settings.unprotect(Level.USER, false);
        assertEquals(text, Files.readString(file));
    }

    @Test
    void theHookIsWhatEachClientWasMeasuredToRun() throws IOException {
        settings("gemini").protect(Level.MANAGED, shim, false);
        settings("qwen").protect(Level.MANAGED, shim, false);
        settings("copilot").protect(Level.MANAGED, shim, false);
        var gemini = Json.tree(Files.readAllBytes(dir.resolve("etc/gemini-cli/settings.json")));
        assertTrue(gemini.path("hooksConfig").path("enabled").asBoolean(false));
        var hook = gemini.path("hooks").path("BeforeTool").path(0).path("hooks").path(0);
        assertEquals(120_000, hook.path("timeout").asInt(0));
        assertEquals(
                "sh '" + HOOKS + "/gatehouse-hook' gemini '" + dir + "/etc/gatehouse/hook'",
                hook.path("command").asString(""));
        var qwen = Json.tree(Files.readAllBytes(dir.resolve("etc/qwen-code/settings.json")));
        assertFalse(qwen.path("disableAllHooks").asBoolean(true));
        var copilot = Json.tree(Files.readAllBytes(dir.resolve("etc/github-copilot/policy.d/50-gatehouse.json")));
        assertEquals(1, copilot.path("version").asInt(0));
        var bash = copilot.path("hooks").path("preToolUse").path(0);
        assertEquals(120, bash.path("timeoutSec").asInt(0));
        assertTrue(bash.path("bash").asString("").contains(" copilot "));
    }

    @Test
    void aQuoteInAPathIsQuoted() {
        assertTrue(shim.line("codex", Level.USER).endsWith("/it'\\''s data'"), shim.line("codex", Level.USER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"codex", "gemini", "qwen", "copilot", "opencode", "cursor", "windsurf", "droid"})
    void aHookOfAnotherInstallationIsDamagedAndMended(String agent) {
        var settings = settings(agent);
        settings.protect(Level.USER, shim, false);
        var moved = new ShimCommand(HOOKS, dir.resolve("other"), dir.resolve("etc/other"));
        assertEquals(Protection.DAMAGED, settings.state(moved).protection());
        settings.protect(Level.USER, moved, false);
        assertEquals(Protection.USER, settings.state(moved).protection());
        settings.unprotect(Level.USER, false);
        assertEquals(Protection.UNPROTECTED, settings.state(moved).protection());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini | .gemini/settings.json | {\"hooksConfig\": {\"enabled\": false}}",
                "gemini | .gemini/settings.json | {\"hooksConfig\": {\"disabled\": [\"gatehouse\"]}}",
                "qwen   | .qwen/settings.json   | {\"disableAllHooks\": true}",
                "droid  | .factory/settings.json | {\"hooksDisabled\": true}"
            })
    void aHookThatItsFileTurnsOffIsDamaged(String agent, String name, String text) throws IOException {
        write(dir.resolve("home").resolve(name), text);
        settings(agent).protect(Level.USER, shim, false);
        var state = settings(agent).state(shim);
        assertEquals(Protection.DAMAGED, state.protection());
        assertTrue(state.detail().contains("is turned off by"), state.detail());
    }

    @ParameterizedTest
    @EnumSource(Level.class)
    void settingsThatAreNoJsonStayAsTheyAre(Level level) throws IOException {
        for (var file : List.of("home/.gemini/settings.json", "etc/gemini-cli/settings.json")) {
            write(dir.resolve(file), "{ // mine\n}");
        }
        assertThrows(ProtectException.class, () -> settings("gemini").protect(level, shim, false));
        assertEquals("{ // mine\n}", Files.readString(dir.resolve("home/.gemini/settings.json")));
        assertEquals("{ // mine\n}", Files.readString(dir.resolve("etc/gemini-cli/settings.json")));
    }

    @Test
    void requirementsOfAnAdministratorStayAndAreToldWhatToAdd() throws IOException {
        var file = dir.resolve("etc/codex/requirements.toml");
        write(file, "allowed_sandbox_modes = [\"read-only\"]\n");
        var thrown =
                assertThrows(ProtectException.class, () -> settings("codex").protect(Level.MANAGED, shim, false));
        assertTrue(String.valueOf(thrown.getMessage()).contains("[[hooks.PreToolUse]]"), thrown.getMessage());
        assertEquals("allowed_sandbox_modes = [\"read-only\"]\n", Files.readString(file));
    }

    @Test
    void opencodesManagedSettingsNameThePluginBesideWhatTheyNamed() throws IOException {
        var file = dir.resolve("etc/opencode/opencode.json");
        write(file, "{\"plugin\": [\"theirs\"]}");
        settings("opencode").protect(Level.MANAGED, shim, false);
        assertEquals(
                List.of("theirs", "file://" + dir + "/etc/opencode/gatehouse.js"),
                Json.tree(Files.readAllBytes(file))
                        .path("plugin")
                        .valueStream()
                        .map(plugin -> plugin.asString(""))
                        .toList());
        assertTrue(Files.readString(dir.resolve("etc/opencode/gatehouse.js"))
                .contains("const directory = \"" + dir + "/etc/gatehouse/hook\";"));
        settings("opencode").unprotect(Level.MANAGED, false);
        assertEquals(
                List.of("theirs"),
                Json.tree(Files.readAllBytes(file))
                        .path("plugin")
                        .valueStream()
                        .map(plugin -> plugin.asString(""))
                        .toList());
    }

    @Test
    void theHookIsWhatTheDocumentationOfTheOthersSays() throws IOException {
        var line = "sh '" + HOOKS + "/gatehouse-hook' %s '" + dir + "/etc/gatehouse/hook' || exit 2";
        settings("cursor").protect(Level.MANAGED, shim, false);
        var cursor = Json.tree(Files.readAllBytes(dir.resolve("etc/cursor/hooks.json")));
        assertEquals(1, cursor.path("version").asInt(0));
        for (var event : List.of("preToolUse", "beforeShellExecution", "beforeMCPExecution", "beforeReadFile")) {
            assertEquals(
                    Json.tree(Json.bytes(
                            List.of(Map.of("command", line.formatted("cursor"), "timeout", 120, "failClosed", true)))),
                    cursor.path("hooks").path(event));
        }
        settings("windsurf").protect(Level.MANAGED, shim, false);
        var windsurf = Json.tree(Files.readAllBytes(dir.resolve("etc/windsurf/hooks.json")));
        for (var event : List.of("pre_run_command", "pre_write_code", "pre_read_code", "pre_mcp_tool_use")) {
            assertEquals(
                    Json.tree(Json.bytes(List.of(Map.of("command", line.formatted("windsurf"), "show_output", true)))),
                    windsurf.path("hooks").path(event));
        }
        settings("droid").protect(Level.MANAGED, shim, false);
        var droid = Json.tree(Files.readAllBytes(dir.resolve("etc/factory/settings.json")));
        assertTrue(droid.path("allowManagedHooksOnly").asBoolean(false));
        assertFalse(droid.path("hooksDisabled").asBoolean(true));
        assertEquals(
                Json.tree(Json.bytes(List.of(Map.of(
                        "matcher",
                        "*",
                        "hooks",
                        List.of(Map.of("type", "command", "command", line.formatted("droid"), "timeout", 120)))))),
                droid.path("hooks").path("PreToolUse"));
    }

    @Test
    void onWindowsTheLineIsOneThatEachShellThereReadsAlike() throws IOException {
        var windows = new ShimCommand(Path.of("C:\\Program Files\\Gatehouse\\hooks"), dir, dir, true);
        assertTrue(windows.isSayable());
        assertFalse(new ShimCommand(HOOKS, Path.of("C:\\Users\\a%PATH%"), dir, true).isSayable());
        assertTrue(new ShimCommand(HOOKS, Path.of("/home/a$b"), dir).isSayable());
        assertEquals(Optional.empty(), windows.sessionLine("claude-code", Level.USER));
        var line = "powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File"
                + " \"C:/Program Files/Gatehouse/hooks/gatehouse-hook.ps1\" %s \"" + dir + "\"";
        for (var agent : List.of("cursor", "windsurf", "copilot", "gemini")) {
            settings(agent).protect(Level.USER, windows, false);
            assertEquals(
                    line.formatted(agent),
                    ((Configured.Command) settings(agent).configured().orElseThrow()).line());
        }
        assertTrue(Files.readString(dir.resolve("home/.codeium/windsurf/hooks.json"))
                .contains("\"powershell\":"));
        assertTrue(Files.readString(dir.resolve("home/.copilot/hooks/gatehouse.json"))
                .contains("\"powershell\":"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor", "windsurf", "droid"})
    void aShimThatIsKilledOrGoneIsADenyToThoseThatExitStatus2Is(String agent) throws Exception {
        var hooks = Files.createDirectories(dir.resolve("its hooks"));
        var other = new ShimCommand(hooks, dir.resolve("data"), dir.resolve("etc"));
        settings(agent).protect(Level.USER, other, false);
        var line = ((Configured.Command) settings(agent).configured().orElseThrow()).line();
        assertEquals(2, new ProcessBuilder("sh", "-c", line).start().waitFor(), "it is gone");
        Files.writeString(hooks.resolve("gatehouse-hook"), "kill -9 $$");
        assertEquals(2, new ProcessBuilder("sh", "-c", line).start().waitFor(), "it is killed");
    }

    @Test
    void aListThatLostTheHookIsDamagedThoughTheOthersHaveIt() throws IOException {
        settings("cursor").protect(Level.USER, shim, false);
        var file = dir.resolve("home/.cursor/hooks.json");
        Files.writeString(file, Files.readString(file).replace("beforeReadFile", "beforeTabFileRead"));
        assertEquals(Protection.DAMAGED, settings("cursor").state(shim).protection());
        settings("cursor").protect(Level.USER, shim, false);
        assertEquals(Protection.USER, settings("cursor").state(shim).protection());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gemini | .gemini/settings.json | 120000 | 60000",
                "codex  | .codex/hooks.json     | 120    | 60",
                "cursor | .cursor/hooks.json    | 120    | 60"
            })
    void aHookThatWaitsShorterThanTheShimIsDamaged(String agent, String name, String now, String before)
            throws IOException {
        settings(agent).protect(Level.USER, shim, false);
        var file = dir.resolve("home").resolve(name);
        Files.writeString(file, Files.readString(file).replace("\"timeout\": " + now, "\"timeout\": " + before));
        var state = settings(agent).state(shim);
        assertEquals(Protection.DAMAGED, state.protection());
        assertTrue(state.detail().contains("is not as this version of Gatehouse writes it"), state.detail());
    }

    @Test
    void aManagedHookWithoutALockThatIsWrittenTodayIsOutdated() throws IOException {
        var qwen = settings("qwen");
        qwen.protect(Level.MANAGED, shim, false);
        assertEquals(Optional.empty(), qwen.outdated(qwen.state(shim), shim));
        var file = dir.resolve("etc/qwen-code/settings.json");
        Files.writeString(file, Files.readString(file).replace("disableAllHooks", "other"));
        assertEquals(
                "gatehouse agents protect qwen --managed",
                qwen.outdated(qwen.state(shim), shim).orElseThrow().remedy());
    }

    @Nested
    class WhenDroidHasAFileOfHooks {
        private Path settingsFile;
        private Path hooksFile;

        @BeforeEach
        void given() throws IOException {
            settingsFile = dir.resolve("home/.factory/settings.json");
            hooksFile = dir.resolve("home/.factory/hooks.json");
            write(hooksFile, "{\"PostToolUse\": []}");
        }

        @Test
        void theHookIsInBothAndComesOutOfBoth() throws IOException {
            var droid = settings("droid");
            assertTrue(droid.protect(Level.USER, shim, false).changed());
            var list = Json.tree(Files.readAllBytes(hooksFile)).path("PreToolUse");
            assertEquals(
                    Json.tree(Files.readAllBytes(settingsFile)).path("hooks").path("PreToolUse"), list);
            assertEquals(1, list.size());
            assertEquals(Protection.USER, droid.state(shim).protection());
            assertFalse(droid.protect(Level.USER, shim, false).changed());
            assertEquals(hooksFile, droid.configured().orElseThrow().file());
            droid.unprotect(Level.USER, false);
            assertEquals("{\"PostToolUse\": []}", Files.readString(hooksFile));
            assertFalse(Files.exists(settingsFile));
        }

        @Test
        void oneThatAppearsLaterTakesTheHookAwayWhichIsDamage() throws IOException {
            Files.delete(hooksFile);
            var droid = settings("droid");
            droid.protect(Level.USER, shim, false);
            assertFalse(Files.exists(hooksFile), "none is made");
            write(hooksFile, "{}");
            assertEquals(Protection.DAMAGED, droid.state(shim).protection());
            assertTrue(droid.protect(Level.USER, shim, false).changed());
            assertEquals(Protection.USER, droid.state(shim).protection());
        }

        @Test
        void oneThatCannotBeUnderstoodStaysAndNothingIsWritten() throws IOException {
            write(hooksFile, "{\"PreToolUse\": {}}");
            var droid = settings("droid");
            assertThrows(ProtectException.class, () -> droid.protect(Level.USER, shim, false));
            assertEquals(Protection.UNPROTECTED, droid.state(shim).protection());
            assertEquals("{\"PreToolUse\": {}}", Files.readString(hooksFile));
            assertFalse(Files.exists(settingsFile), "neither is written");
        }
    }
}
