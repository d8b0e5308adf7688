package io.gatehouse.protect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.json.Json;
import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeCodeSettings.Protection;
import io.gatehouse.protect.ClaudeCodeSettings.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ClaudeCodeSettingsTest {
    private static final Endpoint HERE = new Endpoint(7411, "token-one-0123456789");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
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
    /// Run when a backup is named: after the file was read, before it is written.
    private final ArrayDeque<Runnable> meanwhile = new ArrayDeque<>();

    @BeforeEach
    void claudeCodeWithoutSettings() throws IOException {
        Files.createDirectory(temp.resolve("bin"));
        settings = new ClaudeCodeSettings(
                temp.resolve("home/.claude"), temp.resolve("etc"), List.of(temp.resolve("bin")), () -> {
                    if (!meanwhile.isEmpty()) {
                        meanwhile.pop().run();
                    }
                    return NOON;
                });
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

    private void givenManaged(String name, String content) throws IOException {
        Files.createDirectories(temp.resolve("etc/managed-settings.d"));
        Files.writeString(temp.resolve("etc").resolve(name), content);
    }

    private Change protect() {
        return settings.protect(Level.USER, HERE, false);
    }

    private String content() throws IOException {
        return Files.readString(file);
    }

    private JsonNode tree() throws IOException {
        return Json.tree(Files.readAllBytes(file));
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(file.getParent())) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNewFileHoldsTheHooksAndIsForThePersonAlone() throws IOException {
        assertEquals(new Change(file, true, Optional.empty()), protect());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        assertTrue(
                content()
                        .startsWith(
                                """
                        {
                          "hooks": {
                            "PreToolUse": [
                              {
                                "hooks": [
                                  {
                                    "type": "http",
                                    "url": "http://127.0.0.1:7411/hooks/claude-code",
                                    "headers": {
                                      "Authorization": "Bearer token-one-0123456789",
                                      "Gatehouse-Waits": "110"
                                    },
                                    "timeout": 120,
                                    "onFailure": "block"
                                  }
                                ]
                              }
                            ],
                            "UserPromptSubmit": [
                        """));
        assertTrue(content().endsWith("    ]\n  }\n}\n"), content());
        assertEquals(
                List.of(
                        "PreToolUse",
                        "UserPromptSubmit",
                        "UserPromptExpansion",
                        "ConfigChange",
                        "PostToolUse",
                        "PostToolUseFailure",
                        "SessionEnd"),
                List.copyOf(tree().path("hooks").propertyNames()));
        assertFalse(tree().at("/hooks/PostToolUse/0/hooks/0").has("onFailure"));
    }

    @Test
    void everythingElseStaysCharacterForCharacter() throws IOException {
        given(BUSY);
        protect();
        var added = content();
        for (var line : BUSY.lines().filter(line -> !line.isBlank()).toList()) {
            var kept = line.strip().replaceAll("(\\]|\\}|\\[\\])?,?$", "");
            assertTrue(added.contains(kept), kept + " in " + added);
        }
        assertTrue(added.contains("1.50, 1e3, {\"é\": \"\\u00e9/\\/\"}]"));
        assertEquals(
                List.of("PreToolUse", "Stop", "SessionEnd"),
                tree().path("hooks").propertyNames().stream().limit(3).toList());
        assertEquals("Bash", tree().at("/hooks/PreToolUse/0/matcher").asString());
        assertEquals(HERE.hook(true), tree().at("/hooks/PreToolUse/1/hooks/0"));
        assertEquals(HERE.hook(false), tree().at("/hooks/SessionEnd/0/hooks/0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BUSY,
                "{}",
                "{ }\n",
                "{\n}\n",
                "{\"a\":1}",
                "{\"a\":1,\"hooks\":{}}",
                "{\"hooks\":{\"PreToolUse\":[]}}",
                "{\r\n\t\"a\": {\r\n\t}\r\n}\r\n",
                "",
                " \n",
                "{\"hooks\":{\"PreToolUse\":[{\"hooks\":[]}]},\"b\":[]}"
            })
    void aSecondTimeChangesNothingAndUndoingRestoresEveryByte(String before) throws IOException {
        given(before);
        assertTrue(protect().changed());
        assertEquals(Protection.USER, settings.state(over(HERE)).protection());
        var once = content();
        assertEquals(new Change(file, false, Optional.empty()), protect());
        assertEquals(once, content());
        assertTrue(settings.unprotect(Level.USER, false).changed());
        assertEquals(before, content());
        assertFalse(settings.unprotect(Level.USER, false).changed());
    }

    @Test
    void undoingRemovesAFileThatWasNotThere() {
        protect();
        assertTrue(settings.unprotect(Level.USER, false).changed());
        assertFalse(Files.exists(file));
        assertFalse(settings.unprotect(Level.USER, false).changed());
    }

    @Test
    void undoingKeepsWhatWasChangedSince() throws IOException {
        given(BUSY);
        protect();
        given(content().replace("\"opus\"", "\"sonnet\""));
        settings.unprotect(Level.USER, false);
        assertFalse(content().contains("127.0.0.1"), content());
        assertEquals(
                Json.read(
                        BUSY.replace("\"opus\"", "\"sonnet\"").replace(",\n        \"SessionEnd\": []", ""),
                        JsonNode.class),
                tree());
    }

    @Test
    void anotherPortOrTokenReplacesTheOldEntry() throws IOException {
        given(BUSY);
        protect();
        var moved = new Endpoint(40000, "token-two-0123456789");
        settings.protect(Level.USER, moved, false);
        assertFalse(content().contains("7411"), content());
        assertEquals(2, tree().at("/hooks/PreToolUse").size());
        assertEquals(moved.hook(true), tree().at("/hooks/PreToolUse/1/hooks/0"));
        assertEquals(Protection.USER, settings.state(over(moved)).protection());
        settings.unprotect(Level.USER, false);
        assertEquals(BUSY, content());
    }

    @Test
    void ourEntriesAreRecognisedOnAnyLoopbackNameAndInAnyEvent() throws IOException {
        given(
                """
                {"hooks": {"Stop": [{"hooks": [
                    {"type": "http", "url": "http://localhost:1/hooks/claude-code"},
                    {"type": "http", "url": "http://[::1]:1/hooks/claude-code"},
                    {"type": "http", "url": "http://127.0.0.1:1/hooks/other"},
                    {"type": "http", "url": "http://gate.example.com/hooks/claude-code"},
                    {"type": "command", "command": "x"}]}]}}
                """);
        protect();
        assertEquals(
                List.of("http://127.0.0.1:1/hooks/other", "http://gate.example.com/hooks/claude-code", ""),
                tree().at("/hooks/Stop/0/hooks")
                        .valueStream()
                        .map(hook -> hook.path("url").asString(""))
                        .toList());
    }

    @Test
    void eachChangeKeepsACopyWithTheSameRights() throws IOException {
        given(BUSY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var backup = file.resolveSibling("settings.json.gatehouse-backup-20261123T120000000Z");
        assertEquals(new Change(file, true, Optional.of(backup)), protect());
        assertEquals(BUSY, Files.readString(backup));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        protect();
        assertEquals(List.of("settings.json", backup.getFileName().toString()), names());
    }

    @Test
    void aDryRunTellsAndTouchesNothing() throws IOException {
        given(BUSY);
        assertEquals(new Change(file, true, Optional.empty()), settings.protect(Level.USER, HERE, true));
        assertEquals(BUSY, content());
        assertEquals(List.of("settings.json"), names());
        assertEquals(new Change(file, false, Optional.empty()), settings.unprotect(Level.USER, true));
    }

    @Test
    void aLinkedFileStaysALink() throws IOException {
        Files.createDirectories(file.getParent());
        var target = Files.writeString(temp.resolve("dotfiles.json"), "{}");
        Files.createSymbolicLink(file, target);
        protect();
        assertTrue(Files.isSymbolicLink(file));
        assertTrue(Files.readString(target).contains("onFailure"));
        settings.unprotect(Level.USER, false);
        assertEquals("{}", Files.readString(target));
    }

    @Test
    void aLinkToNowhereIsAnError() throws IOException {
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, temp.resolve("nowhere"));
        assertEquals(
                file + " is a link to nowhere; remove it or create what it names",
                assertThrows(ProtectException.class, this::protect).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {} // comment             | line 1 is not valid JSON
                    /* c */ {}                | line 1 is not valid JSON
                    {"a": 1,}                 | line 1 is not valid JSON
                    {"a": 1, "a": 2}          | line 1 is not valid JSON
                    {} {}                     | line 1 is not valid JSON
                    []                        | is not a JSON object
                    null                      | is not a JSON object
                    "hooks"                   | is not a JSON object
                    {"hooks": []}             | "hooks" is not an object
                    {"hooks": {"Stop": {}}}   | "hooks.Stop" is not an array
                    \uFEFF{}                  | begins with a byte order mark
                    """)
    void aFileThatIsNotPlainSettingsIsRefusedAndUntouched(String content, String why) throws IOException {
        given(content);
        var message = String.valueOf(
                assertThrows(ProtectException.class, this::protect).getMessage());
        assertTrue(message.startsWith(file.toString()) && message.contains(why), message);
        assertThrows(ProtectException.class, () -> settings.unprotect(Level.USER, false));
        assertEquals(content, content());
        assertEquals(List.of("settings.json"), names());
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedAndUntouched() throws IOException {
        given("");
        var bytes = "{\"a\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, bytes);
        assertThrows(ProtectException.class, this::protect);
        org.junit.jupiter.api.Assertions.assertArrayEquals(bytes, Files.readAllBytes(file));
    }

    @Test
    void aChangeMadeMeanwhileIsKept() throws IOException {
        given("{\"a\": 1}");
        meanwhile.add(() -> given("{\"a\": 2}"));
        protect();
        assertEquals(2, tree().path("a").intValue());
        assertEquals(Protection.USER, settings.state(over(HERE)).protection());
        settings.unprotect(Level.USER, false);
        assertEquals("{\"a\": 2}", content());
    }

    @Test
    void aFileThatNeverRestsIsAnErrorAndLeavesNothingBehind() throws IOException {
        given("{\"a\": 0}");
        for (int i = 1; i <= 10; i++) {
            int n = i;
            meanwhile.add(() -> given("{\"a\": " + n + "}"));
        }
        assertThrows(ProtectException.class, this::protect);
        assertEquals("{\"a\": 5}", content());
        assertEquals(List.of("settings.json"), names());
    }

    @Nested
    class TheState {
        private State state() {
            return settings.state(over(HERE));
        }

        private void assertDamaged(String detail) {
            assertEquals(
                    new State(
                            Protection.DAMAGED,
                            file,
                            detail.replace("FILE", file.toString())
                                    + "; mend it with: gatehouse agents protect claude-code"),
                    state());
        }

        @Test
        void isNotFoundWithoutProgramAndDirectory() throws IOException {
            assertEquals(new State(Protection.NOT_FOUND, file, ""), state());
            var program = Files.createFile(temp.resolve("bin/claude"));
            assertEquals(Protection.NOT_FOUND, state().protection());
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            assertEquals(new State(Protection.UNPROTECTED, file, ""), state());
        }

        @Test
        void isUnprotectedWithoutOurHook() {
            given(BUSY);
            assertEquals(new State(Protection.UNPROTECTED, file, ""), state());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                textBlock =
                        """
                        "onFailure": "block"  | "onFailure": "continue" | the hook for PreToolUse in FILE lacks onFailure: block, so a tool runs when Gatehouse does not answer
                        "timeout": 120,       | "timeout": "60",        | the hook for PreToolUse in FILE has a timeout that makes Claude Code ignore the whole file
                        "type": "http"        | "type": "command"       | the hook for PreToolUse in FILE is not of type http
                        "type": "http"        | "if": "x", "type": "http" | the hook for PreToolUse in FILE has a condition, so other calls run unasked
                        :7411/                | :7412/                  | the hook for PreToolUse in FILE asks http://127.0.0.1:7412/hooks/claude-code and not http://127.0.0.1:7411/hooks/claude-code
                        token-one             | token-two               | the hook for PreToolUse in FILE carries another token than Gatehouse expects
                        "ConfigChange"        | "Stop"                  | the hook for ConfigChange is missing in FILE
                        "hooks": {            | "disableAllHooks": true, "hooks": { | disableAllHooks in FILE turns the hook off; remove it
                        "hooks": {            | "allowedHttpHookUrls": ["https://*"], "hooks": { | allowedHttpHookUrls in FILE does not list http://127.0.0.1:7411/hooks/claude-code; add it
                        "PreToolUse": [       | "PreToolUse": [{"matcher": "Bash", "hooks": [{"url": "http://127.0.0.1:7411/hooks/claude-code", "type": "http", "onFailure": "block"}]}, | the hook for PreToolUse in FILE has a matcher, so other tools run unasked
                        """)
        void isDamagedWhenTheHookWouldNotWork(String sound, String damaged, String detail) throws IOException {
            protect();
            given(content().replace(sound, damaged));
            assertDamaged(detail);
        }

        @Test
        void isDamagedWhenTheFileWithOurHookIsNotJson() throws IOException {
            protect();
            given(content() + "}");
            assertEquals(Protection.DAMAGED, state().protection());
            given("{}}");
            assertEquals(Protection.UNPROTECTED, state().protection());
        }

        @Test
        void isDamagedWhenManagedSettingsLetOnlyManagedHooksRun() throws IOException {
            protect();
            givenManaged("managed-settings.json", "{\"allowManagedHooksOnly\": true}");
            assertEquals(Protection.DAMAGED, state().protection());
        }

        @Test
        void isUserAgainOnceMended() throws IOException {
            protect();
            given(content().replace("\"block\"", "\"continue\""));
            assertTrue(protect().changed());
            assertEquals(new State(Protection.USER, file, ""), state());
        }
    }

    @Nested
    class OnAManagedMachine {
        private final Path drop() {
            return settings.file(Level.MANAGED);
        }

        @Test
        void theDropInHoldsTheHooksAndTheLockAndAllMayReadIt() throws IOException {
            settings.protect(Level.MANAGED, HERE, false);
            assertEquals(temp.resolve("etc/managed-settings.d/50-gatehouse.json"), drop());
            assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(drop())));
            var tree = Json.tree(Files.readAllBytes(drop()));
            assertTrue(tree.path("allowManagedHooksOnly").booleanValue());
            assertEquals(
                    "disable",
                    tree.at("/permissions/disableBypassPermissionsMode").asString());
            assertEquals(HERE.hook(true), tree.at("/hooks/ConfigChange/0/hooks/0"));
            assertEquals(new State(Protection.MANAGED, drop(), ""), settings.state(over(HERE)));
            assertFalse(settings.protect(Level.MANAGED, HERE, false).changed());
            settings.unprotect(Level.MANAGED, false);
            assertFalse(Files.exists(drop()));
        }

        @Test
        void whatTheAdministratorWroteStays() throws IOException {
            givenManaged("managed-settings.d/50-gatehouse.json", "{\"env\": {\"NO_PROXY\": \"127.0.0.1,corp\"}}");
            settings.protect(Level.MANAGED, HERE, false);
            var tree = Json.tree(Files.readAllBytes(drop()));
            assertEquals("127.0.0.1,corp", tree.at("/env/NO_PROXY").asString());
        }

        @Test
        void anotherDropInCanDamageIt() throws IOException {
            settings.protect(Level.MANAGED, HERE, false);
            givenManaged("managed-settings.d/60-other.json", "{\"disableAllHooks\": true}");
            assertEquals(Protection.DAMAGED, settings.state(over(HERE)).protection());
            givenManaged("managed-settings.d/60-other.json", "not JSON");
            assertEquals(Protection.DAMAGED, settings.state(over(HERE)).protection());
        }
    }

    @Test
    void theDirectoriesFollowTheSystem() {
        var home = Path.of("/home/ada");
        var linux = ClaudeCodeSettings.locate(Map.of("PATH", "/bin::/usr/bin"), home, "Linux", () -> NOON);
        assertEquals(home.resolve(".claude/settings.json"), linux.file(Level.USER));
        assertEquals(Path.of("/etc/claude-code/managed-settings.d/50-gatehouse.json"), linux.file(Level.MANAGED));
        assertEquals(List.of(Path.of("/bin"), Path.of("/usr/bin")), linux.programs());
        var elsewhere = ClaudeCodeSettings.locate(Map.of("CLAUDE_CONFIG_DIR", "/cfg"), home, "Mac OS X", () -> NOON);
        assertEquals(Path.of("/cfg/settings.json"), elsewhere.file(Level.USER));
        assertEquals(Path.of("/Library/Application Support/ClaudeCode"), elsewhere.managedDir());
    }
}
