package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.analysis.Analyser.Places;
import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Argument;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever touches Gatehouse's own directories also asks `agent:configure`, which no role is granted.
class GuardedDirectoriesTest {
    private final Path home;
    private final Path work;
    private final Path guarded;

    GuardedDirectoriesTest(@TempDir Path directory) throws IOException {
        home = Files.createDirectory(directory.toRealPath().resolve("home"));
        work = Files.createDirectory(home.resolve("work"));
        guarded = Files.createDirectory(home.resolve(".gatehouse"));
        Files.createDirectory(work.resolve(".git"));
        Files.writeString(guarded.resolve("token"), "t");
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE", "DELETE", "ACCESS"})
    void cannotBeTouchedUnasked(Action action) {
        for (var path : List.of(guarded, guarded.resolve("token"), guarded.resolve("not/yet"))) {
            assertEquals(List.of(path.toString()), configured(file(action, path, false, "")));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE", "DELETE", "ACCESS"})
    void cannotBeTouchedThroughALink(Action action) throws IOException {
        var link = Files.createSymbolicLink(work.resolve("notes"), guarded);
        assertEquals(
                List.of(guarded.resolve("token").toString()),
                configured(file(action, link.resolve("token"), false, "")));
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE", "DELETE", "ACCESS"})
    void cannotBeTouchedByAPatternThatStartsInThem(Action action) {
        assertTrue(isAsked(file(action, guarded, false, "*")));
        assertTrue(isAsked(file(action, home, false, ".gatehouse/t*")));
        assertTrue(isAsked(file(action, work, false, "../.gatehouse/**")));
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE", "DELETE", "ACCESS"})
    void cannotBeChangedByAPatternOrRecursivelyFromAbove(Action action) {
        for (var above : List.of(home, home.getRoot())) {
            assertTrue(isAsked(file(action, above, false, "*/token")));
            assertTrue(isAsked(file(action, above, true, "")));
        }
    }

    @Test
    void mayBePassedByARecursiveReadFromAbove() {
        assertFalse(isAsked(file(Action.READ, home, true, "")));
        assertFalse(isAsked(file(Action.READ, home, false, "")));
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE", "DELETE", "ACCESS"})
    void areNotWhatIsBesideThem(Action action) {
        for (var path : List.of(work, work.resolve("token"), home.resolve(".gatehousekeeper/token"))) {
            assertFalse(isAsked(file(action, path, true, "")));
        }
    }

    @Test
    void cannotBeReplacedWhereTheyAreALink() throws IOException {
        var link = Files.createSymbolicLink(home.resolve("linked"), guarded);
        var analyser = guarding(link);
        assertTrue(isAsked(analyser, file(Action.DELETE, link, false, "")));
        assertTrue(isAsked(analyser, file(Action.WRITE, link, false, "")));
        assertTrue(isAsked(analyser, file(Action.READ, guarded.resolve("token"), false, "")));
    }

    @Test
    void cannotBeReplacedByALinkOnTheWayToThem() throws IOException {
        var link = Files.createSymbolicLink(home.resolve("linked"), guarded);
        var analyser = guarding(link.resolve("data"));
        assertTrue(isAsked(analyser, file(Action.DELETE, link, false, "")));
        assertTrue(isAsked(analyser, file(Action.WRITE, link.resolve("data/x"), false, "")));
        assertFalse(isAsked(analyser, file(Action.READ, link, false, "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat ~/.gatehouse/token",
                "cat $HOME/.gatehouse/token",
                "cat ../.gatehouse/token",
                "cd ~/.gatehouse && cat token",
                "echo off > ~/.gatehouse/token",
                "sed -i s/a/b/ ~/.gatehouse/token",
                "cp evil ~/.gatehouse/token",
                "cp -r ~/.gatehouse copy",
                "mv ~/.gatehouse away",
                "mv ~ away",
                "rm ~/.gate*/token",
                "rm -rf ~",
                "rm -rf ..",
                "chmod -R a+w ~",
                "ln -s ~/.gatehouse notes",
                "ln -s ~ notes",
                "find ~ -delete",
                "unheard-of ~/.gatehouse",
                "bash -c 'cat ~/.gatehouse/token'"
            })
    void cannotBeTouchedFromAShell(String line) {
        assertTrue(isAsked(new Intent.Shell(line, false)), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ln -sfn evil ~/.gatehouse",
                "ln -sfn evil ~/.gatehouse/data",
                "ln -sfn evil ~/.gatehouse/data/store",
                "ln -sfn evil ~/linked",
                "ln -sfn evil ~/linked/data",
                "ln -sfT evil ~/linked",
                "ln evil ~/.gatehouse/data",
                "cd ~ && ln -sf work/.gatehouse",
                "ln -sft ~ evil",
                "mv ~/.gatehouse away",
                "mv ~/.gatehouse/data away",
                "mv ~/linked away",
                "mv -T evil ~/linked",
                "mv --exchange evil ~/.gatehouse",
                "cp -rT --remove-destination evil ~/linked",
                "rm -r ~/.gatehouse",
                "rm -r ~/.gatehouse/data",
                "rm ~/linked",
                "rmdir ~/.gatehouse",
                "python3 -c 'import os; os.rename(\"../.gatehouse\", \"x\")'",
                "python3 -c 'import os; os.symlink(\"x\", \"../linked\")'",
                "git clean -fdx ~/.gatehouse"
            })
    void cannotBeReplacedByWhatLiesAboveThem(String line) throws IOException {
        Files.createSymbolicLink(home.resolve("linked"), guarded);
        assertTrue(isAsked(guarding(home.resolve("linked/data/store")), new Intent.Shell(line, false)), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ln -s evil ~/.gatehouse/bin",
                "ln -sfn evil ~/link",
                "mv ~/.gatehouse/bin away",
                "rm -r ~/.gatehouse/bin",
                "ls ~/linked",
                "grep -r x ~/linked",
                "cat ~/linked/x"
            })
    void areNotWhatIsBesideThem(String line) throws IOException {
        Files.createSymbolicLink(home.resolve("linked"), guarded);
        assertFalse(isAsked(guarding(home.resolve("linked/data/store")), new Intent.Shell(line, false)), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo {} > ~/conf/claude/settings.json",
                "echo {} > ~/alias/settings.json",
                "sed -i s/a/b/ ~/conf/claude/settings.json",
                "rm ~/conf/claude/settings.json",
                "mv ~/conf/claude/settings.json x",
                "mv x ~/conf/claude/settings.json",
                "cp x ~/conf/claude/settings.json",
                "ln -s ~/conf/claude/settings.json x",
                "ln -sf x ~/conf/claude/settings.json",
                "ln -sfn x ~/conf/claude",
                "ln -sfn x ~/conf",
                "mv ~/conf/claude x",
                "mv ~/conf x",
                "rm -r ~/conf/claude",
                "rm -r ~/conf",
                "rm -r ~/conf/*",
                "rm ~/alias",
                "cp -r x ~/conf"
            })
    void alsoWhatMakesAnAgentAskCannotBeChanged(String line) throws IOException {
        assertTrue(isAsked(guardingHooks(), new Intent.Shell(line, false)), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat ~/conf/claude/settings.json",
                "grep -r hooks ~/conf",
                "echo x > ~/conf/claude/notes.md",
                "rm -r ~/conf/claude/todos",
                "ln -s x ~/conf/claude/link",
                "cp x ~/conf/claude"
            })
    void whatMakesAnAgentAskMayBeRead(String line) throws IOException {
        assertFalse(isAsked(guardingHooks(), new Intent.Shell(line, false)), line);
    }

    private Analyser guardingHooks() throws IOException {
        var claude = Files.createDirectories(home.resolve("conf/claude"));
        var alias = Files.createSymbolicLink(home.resolve("alias"), claude);
        return guarding(List.of(), List.of(alias.resolve("settings.json").toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls ~", "grep -r x ~", "cat README.md", "rm -rf build", "ln -s ../other notes"})
    void areNoneOfTheBusinessOfOtherLines(String line) {
        assertFalse(isAsked(new Intent.Shell(line, false)), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"~/.gatehouse/token", "../.gatehouse", "file://~/.gatehouse", "~", "/"})
    void cannotBeHandedToATool(String value) {
        var text = value.replace("file://~", "file://" + home);
        assertTrue(isAsked(new Intent.Arguments(List.of(new Argument("x", text, true)))), text);
    }

    private static Intent file(Action action, Path path, boolean recursive, String pattern) {
        return new Intent.File(action, path.toString(), recursive, pattern);
    }

    private boolean isAsked(Intent intent) {
        return isAsked(guarding(guarded), intent);
    }

    private boolean isAsked(Analyser analyser, Intent intent) {
        return !configured(analyser, intent).isEmpty();
    }

    private List<String> configured(Intent intent) {
        return configured(guarding(guarded), intent);
    }

    /// The files of all `agent:configure`.
    private List<String> configured(Analyser analyser, Intent intent) {
        var origin = new ToolCall.Origin("claude-code", "s1", "t1", "Tool", "", "", "default", work.toString());
        return analyser.apply(new ToolCall(origin, List.of(intent), "shown", List.of())).findings().stream()
                .map(Finding::request)
                .filter(request -> request.action() == Action.CONFIGURE)
                .map((AccessRequest request) -> request.text("file"))
                .toList();
    }

    private Analyser guarding(Path directory) {
        return guarding(List.of(directory.toString()), List.of());
    }

    private Analyser guarding(List<String> directories, List<String> hooks) {
        return new Analyser(
                new Principal("ada", List.of("developer"), Map.of()),
                new Places(home.toString(), List.of(), new Guarded(directories, hooks, () -> 0)),
                new RealDisk(true),
                _ -> Optional.empty(),
                Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC));
    }
}
