package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What code of a session wrote is only partly known when the same session runs it.
class CodeWritesTest {
    private static final String WRITES = "python3 - <<'PY'\nopen('run.sh', 'w').write('ls')\nPY";

    private final Disk disk = new Disk() {
        @Override
        public Optional<byte[]> content(String path, int mostBytes) {
            return path.endsWith(".sh") ? Optional.of("ls\n".getBytes(StandardCharsets.UTF_8)) : Optional.empty();
        }

        @Override
        public String real(String path, boolean followLast) {
            return Paths.folded(path);
        }

        @Override
        public boolean isGitTop(String directory) {
            return directory.equals("/home/ada/work");
        }
    };
    private final Analyser analyser = new Analyser(
            new Principal("ada", List.of("developer"), Map.of()),
            new Analyser.Places("/home/ada", List.of("/tmp"), new Guarded(List.of(), List.of(), () -> 0)),
            disk,
            _ -> Optional.empty(),
            Clock.systemUTC());

    /// What is known of the first command.
    private String parse(String session, String line) {
        var origin = new ToolCall.Origin("claude-code", session, "t1", "Bash", "", "", "default", "/home/ada/work");
        var intent = new Intent.Shell(ToolCall.Dialect.BASH, line, false);
        return analyser.apply(new ToolCall(origin, List.of(intent), line, List.of())).findings().stream()
                .map(Finding::request)
                .filter(request -> request.action() == Action.EXEC)
                .map(request -> request.text("program") + " " + request.text("parse"))
                .filter(known -> known.startsWith("bash "))
                .findFirst()
                .orElse("");
    }

    @Test
    void aScriptThatCodeOfTheSessionWroteMakesTheCommandPartial() {
        assertEquals("bash full", parse("s1", "bash run.sh"));
        parse("s1", WRITES);
        assertEquals("bash partial", parse("s1", "bash run.sh"));
        assertEquals("bash partial", parse("s1", "cd src && bash ../run.sh"));
    }

    @Test
    void otherSessionsAndOtherFilesAreAsTheyWere() {
        parse("s1", WRITES);
        assertEquals("bash full", parse("s2", "bash run.sh"));
        assertEquals("bash full", parse("s1", "bash other.sh"));
    }

    @Test
    void whatTheShellItselfWroteStaysKnown() {
        parse("s1", "echo ls > run.sh");
        assertEquals("bash full", parse("s1", "bash run.sh"));
    }

    @Test
    void theOldestFilesAndSessionsAreForgotten() {
        var writes = new CodeWrites();
        var first = new Analyser.Session("claude-code", "0");
        for (var file = 0; file <= 256; file++) {
            writes.add(first, "/w/" + file);
        }
        assertFalse(writes.contain(first, "/w/0"));
        assertTrue(writes.contain(first, "/w/1"));
        for (var session = 1; session <= 64; session++) {
            writes.add(new Analyser.Session("claude-code", Integer.toString(session)), "/w/x");
        }
        assertFalse(writes.contain(first, "/w/1"));
    }
}
