package io.gatehouse.protect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.protect.ClaudeCodeSettings.Change;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.Warden.Event.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The real settings of a home, spoilt in many ways.
class WardenTest {
    private static final Endpoint HERE = new Endpoint(7411, "token-one-0123456789");

    @TempDir
    Path home;

    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private final List<Warden.Event> told = new ArrayList<>();
    private final List<StandingHook> standing = new ArrayList<>();
    private Warden warden;
    private Path file;

    @BeforeEach
    void aProtectedClaudeCode() throws IOException {
        file = home.resolve(".claude/settings.json");
        write("{\"model\": \"opus\"}\n");
        standing.add(protect(Level.USER));
        warden = new Warden(() -> standing, told::add, () -> now);
    }

    private ClaudeCodeSettings settings() {
        return new ClaudeCodeSettings(file.resolveSibling(""), home.resolve("etc"), List.of(), () -> now);
    }

    private StandingHook protect(Level level) {
        var means = new StandingHook.Means() {
            @Override
            public List<Path> files() {
                return List.of(settings().file(level));
            }

            @Override
            public Change write(boolean dryRun) {
                return settings().protect(level, HERE, dryRun);
            }

            @Override
            public String flaw() {
                return settings().state(new ClaudeHooks(HERE, Optional.empty())).detail();
            }
        };
        means.write(false);
        return new StandingHook("claude-code", level, now, StandingHook.places(means.files()), means);
    }

    private void write(String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /// As the watch does after a change.
    private void lookTwice() {
        assertTrue(warden.look(), "it waits a moment");
        now = now.plus(Warden.MOMENT);
        assertFalse(warden.look());
    }

    private List<Kind> kinds() {
        return told.stream().map(Warden.Event::kind).toList();
    }

    private boolean isProtected() {
        return settings().state(new ClaudeHooks(HERE, Optional.empty())).protection()
                == ClaudeCodeSettings.Protection.USER;
    }

    @Test
    void whatIsAsItWasWrittenIsLeftAlone() throws IOException {
        var before = Files.readString(file);
        assertFalse(warden.look());
        assertEquals(before, Files.readString(file));
        assertEquals(List.of(), told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\": \"haiku\"}",
                "",
                "{\"hooks\": {}}",
                "{\"hooks\": {\"PreToolUse\": [{\"matcher\": \"Bash\", \"hooks\": [{\"type\": \"http\","
                        + " \"url\": \"http://127.0.0.1:7411/hooks/claude-code\"}]}]}}"
            })
    void aHookThatWasTakenOutOrWeakenedIsPutBackAndWhatElseChangedStays(String content) throws IOException {
        write(content);
        lookTwice();
        assertTrue(isProtected());
        assertEquals(content.contains("haiku"), Files.readString(file).contains("haiku"));
        assertEquals(List.of(Kind.RESTORED), kinds());
        assertTrue(told.getFirst().said().contains(file.toString()), told.toString());
        assertEquals(told, warden.news());
        assertFalse(warden.look());
    }

    @Test
    void aFileOrItsDirectoryThatIsGoneIsMadeAnew() throws IOException {
        Files.delete(file);
        lookTwice();
        assertTrue(isProtected());
        try (var files = Files.list(file.getParent())) {
            for (var one : files.toList()) {
                Files.delete(one);
            }
        }
        Files.delete(file.getParent());
        lookTwice();
        assertTrue(isProtected());
        assertEquals(List.of(Kind.RESTORED, Kind.RESTORED), kinds());
    }

    @Test
    void whatAClientIsJustWritingIsNotDisturbed() throws IOException {
        var whole = Files.readString(file);
        write("");
        assertTrue(warden.look());
        write(whole);
        now = now.plus(Warden.MOMENT);
        assertFalse(warden.look());
        assertEquals(List.of(), told);
        assertEquals(whole, Files.readString(file));
    }

    @Test
    void theFourthTimeWithinAnHourIsAnAlarmInsteadAndAfterTheHourItIsPutBackAgain() throws IOException {
        for (int n = 0; n < 4; n++) {
            write("{}");
            lookTwice();
        }
        assertEquals(List.of(Kind.RESTORED, Kind.RESTORED, Kind.RESTORED, Kind.ALARM), kinds());
        assertEquals("{}", Files.readString(file));
        assertTrue(told.getLast().said().contains("gatehouse agents protect claude-code"), told.toString());
        assertFalse(warden.look());
        assertEquals(4, told.size(), "an alarm is told once");

        now = now.plus(Duration.ofHours(1));
        assertFalse(warden.look());
        assertTrue(isProtected());
        assertEquals(
                List.of(Kind.RESTORED),
                warden.news().stream().map(Warden.Event::kind).toList());
    }

    @Test
    void anAlarmEndsWhenThePersonMendsIt() throws IOException {
        write("{");
        lookTwice();
        assertEquals(List.of(Kind.ALARM), kinds());
        assertEquals(1, warden.news().size());
        write("{}");
        settings().protect(Level.USER, HERE, false);
        assertFalse(warden.look());
        assertEquals(List.of(), warden.news());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"hooks\": 1}", "// no comments\n{}"})
    void aFileThatIsNoSettingsIsAnAlarmAndIsNotOverwritten(String content) throws IOException {
        write(content);
        lookTwice();
        assertEquals(List.of(Kind.ALARM), kinds());
        assertEquals(content, Files.readString(file));
    }

    @Test
    void nothingIsWrittenThroughALinkToSomewhereElse() throws IOException {
        var other = Files.writeString(home.resolve("other.json"), "{}");
        Files.delete(file);
        Files.createSymbolicLink(file, other);
        lookTwice();
        assertEquals(List.of(Kind.ALARM), kinds());
        assertEquals("{}", Files.readString(other));

        var elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.move(file.getParent(), home.resolve("away"));
        Files.createSymbolicLink(file.getParent(), elsewhere);
        now = now.plus(Warden.MOMENT);
        warden.look();
        try (var files = Files.list(elsewhere)) {
            assertEquals(0, files.count());
        }
        assertEquals(List.of(Kind.ALARM), kinds());
    }

    @Test
    void aFileThatWasALinkWhenItWasProtectedIsWrittenThroughIt() throws IOException {
        var own = Files.writeString(home.resolve("dotfiles.json"), "{}");
        Files.delete(file);
        Files.createSymbolicLink(file, own);
        standing.set(0, protect(Level.USER));
        Files.writeString(own, "{}");
        lookTwice();
        assertEquals(List.of(Kind.RESTORED), kinds());
        assertTrue(Files.isSymbolicLink(file));
        assertTrue(Files.readString(own).contains("/hooks/claude-code"));
    }

    @Test
    void whatTurnsTheHookOffWithoutTouchingItIsAnAlarmAndStays() throws IOException {
        var content = Files.readString(file).replace("\"model\"", "\"disableAllHooks\": true, \"model\"");
        write(content);
        lookTwice();
        assertEquals(List.of(Kind.ALARM), kinds());
        assertTrue(told.getFirst().said().contains("disableAllHooks"), told.toString());
        assertEquals(content, Files.readString(file));
    }

    @Test
    void whatIsNoLongerToStayIsForgotten() throws IOException {
        write("{}");
        assertTrue(warden.look());
        standing.clear();
        now = now.plus(Warden.MOMENT);
        assertFalse(warden.look());
        assertEquals("{}", Files.readString(file));
        assertEquals(List.of(), warden.news());
    }

    private ShimCommand shim() {
        return new ShimCommand(Path.of("installer/hooks").toAbsolutePath(), home.resolve("data"), home);
    }

    private void keep(AgentSettings settings, Level level) {
        settings.protect(level, shim(), false);
        standing.add(new StandingHook(
                settings.name(), level, now, StandingHook.places(settings.files(level)), new StandingHook.Means() {
                    @Override
                    public List<Path> files() {
                        return settings.files(level);
                    }

                    @Override
                    public Change write(boolean dryRun) {
                        return settings.protect(level, shim(), dryRun);
                    }

                    @Override
                    public String flaw() {
                        return settings.state(shim()).detail();
                    }
                }));
    }

    @Test
    void theAgentsWhoseHooksAreProgramsAreKeptToo() throws IOException {
        var qwen = new HookListSettings(ShimAgent.qwen(home, "Linux"), () -> now);
        var copilot = new HookListSettings(ShimAgent.copilot(Map.of(), home, "Linux"), () -> now);
        standing.clear();
        keep(qwen, Level.USER);
        keep(copilot, Level.USER);
        Files.writeString(qwen.files(Level.USER).getFirst(), "{\"theme\": \"dark\"}");
        Files.delete(copilot.files(Level.USER).getFirst());
        lookTwice();
        assertEquals(List.of(Kind.RESTORED, Kind.RESTORED), kinds());
        assertEquals(
                List.of("qwen", "copilot"),
                told.stream().map(Warden.Event::agent).toList());
        assertTrue(Files.readString(qwen.files(Level.USER).getFirst()).contains("dark"));
    }

    @Test
    void theHookOfGeminiIsPutBackBesideAnotherOneAndSettingsThatSwitchItOffAreAnAlarm() throws IOException {
        var gemini = new HookListSettings(ShimAgent.gemini(home, "Linux"), () -> now);
        standing.clear();
        keep(gemini, Level.USER);
        var hooks = gemini.files(Level.USER).getFirst();
        var another = "{\"hooks\": {\"BeforeTool\": [{\"hooks\": [{\"type\": \"command\", \"command\": \"mine\"}]}]}}";
        Files.writeString(hooks, another);
        lookTwice();
        assertEquals(List.of(Kind.RESTORED), kinds());
        assertTrue(Files.readString(hooks).contains("\"mine\""));
        assertEquals(ClaudeCodeSettings.Protection.USER, gemini.state(shim()).protection());

        Files.writeString(
                hooks, Files.readString(hooks).replaceFirst("\\{", "{\"hooksConfig\": {\"enabled\": false},"));
        lookTwice();
        assertEquals(List.of(Kind.RESTORED, Kind.ALARM), kinds());
        assertTrue(told.getLast().said().contains("hooksConfig.enabled"), told.toString());
    }

    @ParameterizedTest
    @EnumSource(Level.class)
    void thePluginOfOpencodeIsPutBackWhenItIsGoneOrEmptied(Level level) throws IOException {
        var opencode = new OpencodeSettings(home.resolve("plugin"), home.resolve("etc"), () -> now);
        standing.clear();
        keep(opencode, level);
        var plugin = opencode.files(level).getFirst();
        var whole = Files.readString(plugin);
        Files.delete(plugin);
        lookTwice();
        assertEquals(whole, Files.readString(plugin));
        Files.writeString(plugin, "export const Gatehouse = async () => ({});\n");
        lookTwice();
        assertEquals(whole, Files.readString(plugin));
        assertEquals(List.of(Kind.RESTORED, Kind.RESTORED), kinds());
        assertFalse(warden.look());
    }

    @Test
    void theMachinesSettingsOfOpencodeNameThePluginAgain() throws IOException {
        var opencode = new OpencodeSettings(home.resolve("plugin"), home.resolve("etc"), () -> now);
        standing.clear();
        keep(opencode, Level.MANAGED);
        var settings = opencode.files(Level.MANAGED).getLast();
        Files.writeString(settings, "{\"share\": \"disabled\", \"plugin\": [\"file:///another.js\"]}");
        lookTwice();
        assertEquals(List.of(Kind.RESTORED), kinds());
        assertTrue(Files.readString(settings).contains("disabled"));
        assertTrue(Files.readString(settings).contains("file:///another.js"));
        assertEquals(
                ClaudeCodeSettings.Protection.MANAGED, opencode.state(shim()).protection());
    }
}
