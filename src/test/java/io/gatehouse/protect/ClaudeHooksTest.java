package io.gatehouse.protect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.Json;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeCodeSettings.Protection;
import io.gatehouse.protect.ClaudeHooks.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Both ways in which Claude Code asks, and what would take either away.
class ClaudeHooksTest {
    private static final Endpoint HERE = new Endpoint(7411, "token-one-0123456789");
    private static final String BUSY =
            """
            {
                "model": "opus",   "unknown": [1.50, 1e3, {"é": "\\u00e9/\\/"}],
                "permissions": {"allow": ["Bash(ls:*)"]},
                "hooks": {
                    "PreToolUse": [
                        {"matcher": "Bash", "hooks": [{"type": "command", "command": "echo \\"}]\\"", "timeout": 1.50}]}
                    ],
                    "Stop": [ ],
                    "SessionEnd": []
                },
                "last": null
            }
            """;

    @TempDir
    Path temp;

    private ClaudeCodeSettings settings;
    private Path file;

    @BeforeEach
    void claudeCodeWithoutSettings() {
        settings = new ClaudeCodeSettings(
                temp.resolve("home/.claude"), temp.resolve("etc"), List.of(), InstantSource.system());
        file = settings.file(Level.USER);
    }

    private static ClaudeHooks over(Endpoint endpoint) {
        return new ClaudeHooks(endpoint, Optional.empty());
    }

    private void given(String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class WhenItAsksByTheShim {
        private final ShimCommand shim = new ShimCommand(
                Path.of("/opt/gatehouse/hooks"), Path.of("/home/ana/data"), Path.of("/etc/gatehouse/hook"));
        private final ClaudeHooks ways = new ClaudeHooks(HERE, Optional.of(shim));

        private JsonNode hook(String event) throws IOException {
            return Json.tree(Files.readAllBytes(file))
                    .path("hooks")
                    .path(event)
                    .path(0)
                    .path("hooks")
                    .path(0);
        }

        @Test
        void noTokenIsInTheFileAndWhatOnlyTellsKeepsNobodyWaiting() throws IOException {
            settings.protect(Level.USER, ways.by(Transport.SHIM, Level.USER), false);
            assertFalse(Files.readString(file).contains(HERE.token()));
            assertEquals(
                    "sh '/opt/gatehouse/hooks/gatehouse-hook' claude-code '/home/ana/data'",
                    hook("PreToolUse").path("command").asString());
            assertEquals("block", hook("PreToolUse").path("onFailure").asString());
            assertTrue(hook("PostToolUse").path("async").asBoolean());
            assertTrue(hook("SessionStart").path("command").asString().contains("gatehouse-session"));
            assertEquals(Protection.USER, settings.state(ways).protection());
        }

        @Test
        void oneWayTakesThePlaceOfTheOtherAndUndoingLeavesWhatWasThere() {
            given(BUSY);
            for (var transport : List.of(Transport.HTTP, Transport.SHIM, Transport.HTTP, Transport.SHIM)) {
                assertTrue(settings.protect(Level.USER, ways.by(transport, Level.USER), false)
                        .changed());
                assertFalse(settings.protect(Level.USER, ways.by(transport, Level.USER), false)
                        .changed());
                assertEquals(Protection.USER, settings.state(ways).protection());
            }
            settings.unprotect(Level.USER, false);
            assertEquals(BUSY, read());
        }

        @ParameterizedTest
        @CsvSource({
            "'\"onFailure\": \"block\"', '\"async\": true', async",
            "'/home/ana/data', '/tmp/mine', does not run this Gatehouse',",
            "'\"command\",', '\"prompt\",', is not of type command",
            "'{\n  \"hooks\"', '{\n  \"disableAllHooks\": true, \"hooks\"', disableAllHooks"
        })
        void whatWouldNotHoldIsDamage(String part, String other, String why) throws IOException {
            settings.protect(Level.USER, ways.by(Transport.SHIM, Level.USER), false);
            given(read().replace(part.replace("\\n", "\n"), other.replace("\\n", "\n")));
            var state = settings.state(ways);
            assertEquals(Protection.DAMAGED, state.protection(), read());
            assertTrue(state.detail().contains(why), state.detail());
        }

        @Test
        void aProxyDoesNotMatterToIt() {
            given("{\"env\": {\"HTTP_PROXY\": \"http://127.0.0.1:9\"}}");
            settings.protect(Level.USER, ways.by(Transport.SHIM, Level.USER), false);
            assertEquals(Protection.USER, settings.state(ways).protection());
            settings.protect(Level.USER, ways.by(Transport.HTTP, Level.USER), false);
            assertTrue(settings.state(ways).detail().contains("env.HTTP_PROXY"));
        }

        @Test
        void aProgramThatIsNotInstalledIsDamage() {
            settings.protect(Level.USER, ways.by(Transport.SHIM, Level.USER), false);
            assertTrue(settings.state(over(HERE)).detail().contains("not where Gatehouse is installed"));
        }
    }

    @Nested
    class WhenASessionIsToTakeUpSettings {
        private Path project;

        @BeforeEach
        void isProtected() {
            project = temp.resolve("project.json");
            settings.protect(Level.USER, HERE, false);
        }

        private Optional<String> refusal(String content) throws IOException {
            Files.writeString(project, content);
            return settings.refusal(project, over(HERE));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"disableAllHooks\": true}",
                    "{\"allowedHttpHookUrls\": []}",
                    "{\"env\": {\"https_proxy\": \"http://127.0.0.1:9\"}}",
                    "{\"hooks\": {\"PreToolUse\": [{\"hooks\": [{\"type\": \"http\","
                            + " \"url\": \"http://127.0.0.1:7411/hooks/claude-code\"}]}]}}"
                })
        void aProjectsThatTurnTheHookOffAreRefused(String content) throws IOException {
            assertTrue(refusal(content).isPresent());
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"model\": \"opus\"}", "{", ""})
        void othersAreNot(String content) throws IOException {
            assertEquals(Optional.empty(), refusal(content));
        }

        @Test
        void thePersonsOwnWithoutAHookOrWithOneThatIsSpoiltAreRefused() {
            assertEquals(Optional.empty(), settings.refusal(file, over(HERE)));
            given(read().replace("\"block\"", "\"continue\""));
            assertTrue(settings.refusal(file, over(HERE)).isPresent());
            given("{}");
            assertTrue(settings.refusal(file, over(HERE)).isPresent());
        }

        @Test
        void nobodysAreWhereTheHookIsTheMachines() throws IOException {
            settings.protect(Level.MANAGED, HERE, false);
            assertEquals(Optional.empty(), refusal("{\"disableAllHooks\": true}"));
        }
    }

    @Nested
    class WhenAHookIsOfAnEarlierVersion {
        private Optional<Outdated> outdated() {
            var ways = over(HERE);
            return settings.outdated(settings.state(ways), ways);
        }

        private String managed(String name) throws IOException {
            var ours = settings.file(Level.MANAGED);
            settings.protect(Level.MANAGED, HERE, false);
            var text = Json.text(Json.tree(Files.readAllBytes(ours)));
            Files.delete(ours);
            file = temp.resolve("etc").resolve(name);
            return text;
        }

        @Test
        void whatIsWrittenTodayIsNot() {
            for (var level : Level.values()) {
                settings.protect(level, HERE, false);
                assertEquals(Optional.empty(), outdated());
            }
        }

        @Test
        void aPartOfTheLockThatIsMissingIsNamed() throws IOException {
            given(managed("managed-settings.d/50-gatehouse.json").replace("\"disableSideloadFlags\":true,", ""));
            var found = outdated().orElseThrow();
            assertTrue(found.said().endsWith("writes it (disableSideloadFlags)."), found.said());
            assertEquals("gatehouse agents protect claude-code --managed", found.remedy());
        }

        @Test
        void anAdministratorsOwnFileIsTheirsButForWhatItMeansForAPerson() throws IOException {
            var text = managed("managed-settings.json").replace("\"timeout\":120", "\"timeout\":100");
            given(text);
            assertEquals(Optional.empty(), outdated());
            given(text.replace(",\"Gatehouse-Waits\":\"110\"", ""));
            assertTrue(outdated().orElseThrow().said().endsWith("writes it, so a rule that asks you denies at once."));
        }

        @Test
        void aHookThatDoesNotWorkIsNotTold() {
            given("{}");
            assertEquals(Optional.empty(), outdated());
        }
    }
}
