package io.gatehouse.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds the shim for Windows, which does not run here, to the one that does, by reading both.
class WindowsShimTest {
    private static final Path HOOKS = Path.of("installer/hooks");

    private String posix;
    private String windows;

    @BeforeEach
    void read() throws IOException {
        posix = Files.readString(HOOKS.resolve("gatehouse-hook"));
        windows = Files.readString(HOOKS.resolve("gatehouse-hook.ps1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Gatehouse-Nonce",
                "Gatehouse-Proof",
                "Gatehouse-Waits",
                "/hooks/$agent",
                "http://127.0.0.1:$port",
                "hook.port",
                "hook.token",
                "application/json",
                "4194304",
                "Gatehouse could not check this call, so it is denied. Tell the person to run: gatehouse status"
            })
    void bothSayTheSame(String part) {
        assertTrue(posix.contains(part));
        assertTrue(windows.contains(part));
    }

    @Test
    void bothProveTheSameWords() {
        assertTrue(posix.contains("$token\nask\n$agent\n$nonce\n$call\n$token\n"));
        assertTrue(windows.contains("GetBytes(\"$token`nask`n$agent`n$nonce`n\")"));
        assertTrue(windows.contains("GetBytes(\"$token`n\")"));
        assertTrue(posix.contains("$token\nanswer\n$nonce\n$verdict\n$json\n$reason\n$token\n"));
        assertTrue(
                windows.contains("(\"$token`nanswer`n$nonce`n\" + $lines[1] + \"`n\" + $lines[2] + \"`n\" + $lines[3]"
                        + " + \"`n$token`n\")"));
    }

    /// With the shell's quotes and names for the reason taken out.
    @Test
    void bothDenyInTheSameWords() {
        assertEquals(denials(posix, "'\\$1'"), denials(windows, "' \\+ \\$reason \\+ '"));
        assertEquals(4, denials(posix, "'\\$1'").size());
    }

    private static Set<String> denials(String shim, String reason) {
        var found = new TreeSet<String>();
        Pattern.compile("'(\\{\"\\S.*})'")
                .matcher(shim.replaceAll(reason, "REASON"))
                .results()
                .forEach(one -> {
                    if (one.group(1).contains("deny")) {
                        found.add(one.group(1));
                    }
                });
        return found;
    }

    @Test
    void bothWaitAsLong() {
        var waits = waits(posix, Pattern.compile("([a-z*][a-z |-]*)\\) seconds=([0-9]+)"));
        assertEquals(
                waits,
                waits(
                        windows,
                        Pattern.compile(
                                "^ *(?:elseif \\(|if \\(|else)(.*) \\{ \\$seconds = '([0-9]+)' }", Pattern.MULTILINE)));
        assertEquals("110", waits.get("claude-code"));
    }

    /// By agent; `*` for all others.
    private static Map<String, String> waits(String shim, Pattern line) {
        var found = new TreeMap<String, String>();
        line.matcher(shim).results().forEach(one -> {
            var agents = Pattern.compile("(?<![-$a-z])[a-z*][a-z-]*")
                    .matcher(one.group(1).replaceAll("\\$agent|-ceq|-ccontains", ""))
                    .results()
                    .map(MatchResult::group)
                    .toList();
            (agents.isEmpty() ? List.of("*") : agents).forEach(agent -> found.put(agent, one.group(2)));
        });
        return found;
    }

    @Test
    void itsStatusIsADenyUntilAnAllowIsProven() {
        var code = windows.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#") && !line.isEmpty())
                .toList();
        assertEquals("$code = 2", code.getFirst());
        assertEquals("exit $code", code.getLast());
        assertEquals(1, windows.split("exit \\$code", -1).length - 1);
        var set = code.stream().filter(line -> line.startsWith("$code =")).toList();
        assertEquals(List.of("$code = 2", "$code = 0", "$code = 2", "$code = 2"), set);
        assertTrue(windows.indexOf("throw 'not proven'") < windows.indexOf("$code = 0"));
        assertTrue(windows.indexOf("'allow', $lines[1]") < windows.indexOf("$code = 0"));
    }

    /// What Windows PowerShell 5.1 does not know, and whose line it would not run.
    @Test
    void itIsWrittenForTheOldestPowerShell() {
        var code = windows.lines().filter(line -> !line.strip().startsWith("#")).toList();
        for (var later : List.of("&&", "||", "??", "?.", "ForEach-Object -Parallel", " ? ", "-SkipHttpErrorCheck")) {
            assertFalse(code.stream().anyMatch(line -> line.contains(later)), later);
        }
        assertTrue(windows.chars().allMatch(c -> c < 128), "5.1 reads a file without a mark as the old code page");
    }
}
