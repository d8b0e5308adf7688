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
import org.junit.jupiter.api.BeforeEach;
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
            default -> new HookListSettings(here(ShimAgent.copilot(Map.of(), home, "Linux")), CLOCK);
        };
    }

    private ShimAgent here(ShimAgent agent) {
        return new ShimAgent(
                agent.name(),
                agent.user(),
                dir.resolve(Path.of("/").relativize(agent.managed())),
                agent.event(),
                agent.ownFile(),
                agent.fixed(),
                agent.lock());
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
        "opencode, MANAGED, UNPROTECTED, MANAGED"
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
        "qwen, .qwen/settings.json, PreToolUse"
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
    @ValueSource(strings = {"codex", "gemini", "qwen", "copilot", "opencode"})
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
                "qwen   | .qwen/settings.json   | {\"disableAllHooks\": true}"
            })
    void aHookThatItsFileTurnsOffIsDamaged(String agent, String name, String text) throws IOException {
        write(dir.resolve("home").resolve(name), text);
        settings(agent).protect(Level.USER, shim, false);
        var state = settings(agent).state(shim);
        assertEquals(Protection.DAMAGED, state.protection());
        assertTrue(state.detail().contains("turns it off"), state.detail());
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
}
