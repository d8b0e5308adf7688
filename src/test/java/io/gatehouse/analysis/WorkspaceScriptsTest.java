package io.gatehouse.analysis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.enforcement.Analysis.Finding;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of a real workspace that a line runs, by their bytes.
class WorkspaceScriptsTest {
    private static final String LONG = "# padding\n".repeat(30_000);

    private Path work = Path.of("/");

    @BeforeEach
    void makeWorkspace(@TempDir Path directory) throws IOException {
        work = directory.toRealPath();
        Files.createDirectory(work.resolve(".git"));
    }

    private void file(String name, String bytes) throws IOException {
        Files.write(work.resolve(name), bytes.getBytes(ISO_8859_1));
    }

    /// The programs that the line starts, each with how far it is understood.
    private List<String> programs(String line) {
        var analyser = new Analyser(
                new Principal("ada", List.of("developer"), Map.of()),
                new Analyser.Places("/home/ada", List.of("/tmp"), new Guarded(List.of(), List.of(), () -> 0)),
                new RealDisk(true),
                _ -> Optional.empty(),
                Clock.systemUTC());
        var origin = new ToolCall.Origin("claude-code", "s1", "t1", "Bash", "", "", "default", work.toString());
        var intent = new Intent.Shell(ToolCall.Dialect.BASH, line, false);
        return analyser.apply(new ToolCall(origin, List.of(intent), line, List.of())).findings().stream()
                .map(Finding::request)
                .filter(request -> request.action() == Action.EXEC)
                .map(request -> request.text("program") + " " + request.text("parse"))
                .toList();
    }

    @Test
    void aScriptIsReadInWhateverEncoding() throws IOException {
        file("run.sh", "# caf\u00e9\nrm x\n");
        assertEquals(List.of("rm full", "bash full"), programs("bash run.sh"));
        file("Makefile", "# caf\u00e9\nall:\n\trm x\n");
        assertEquals(List.of("rm full", "make full"), programs("make"));
    }

    @Test
    void nullBytesHideNothing() throws IOException {
        file("run.sh", "\0\nr\0m x\n");
        assertEquals(List.of("rm full", "sh full"), programs("sh run.sh"));
        file("run.sh", "MZ=1\nrm x\n");
        assertEquals(List.of("rm full", "sh full"), programs("sh run.sh"));
    }

    @Test
    void whatAShellRunsIsNotKnownWhereItIsTooLongOrNoText() throws IOException {
        file("long.sh", LONG + "rm x\n");
        assertEquals(List.of("bash opaque"), programs("bash long.sh"));
        assertEquals(List.of("bash opaque"), programs("bash < long.sh"));
        assertEquals(List.of("long.sh opaque"), programs("./long.sh"));
        file("app", "\u007fELF\2\1\1\0\nrm x\n");
        assertEquals(List.of("sh opaque"), programs("sh app"));
    }

    @Test
    void programsOfTheWorkspaceRun() throws IOException {
        file("app", "\u007fELF\2\1\1\0" + "\0".repeat(400_000));
        assertEquals(List.of("app full"), programs("./app"));
        file("bundle.js", "// bundled\n" + LONG);
        assertEquals(List.of("node partial"), programs("node bundle.js"));
        file("bundle.cjs", "#!/usr/bin/env node\n" + LONG);
        assertEquals(List.of("bundle.cjs partial"), programs("./bundle.cjs"));
    }

    @Test
    void filesThatTellWhatToRunAreNotPaddedOutOfSight() throws IOException {
        file("Makefile", LONG + "all:\n\trm x\n");
        assertEquals(List.of("make opaque"), programs("make"));
        file("package.json", "{" + " ".repeat(300_000) + "\"scripts\": {\"x\": \"rm x\"}}");
        assertEquals(List.of("npm opaque"), programs("npm run x"));
        file("Taskfile.yml", "#\n".repeat(9_000) + "tasks:\n  x: rm x\n");
        assertEquals(List.of("rm full", "task full"), programs("task x"));
        var many =
                IntStream.range(0, 300).mapToObj(i -> "      - ls " + i + "\n").collect(Collectors.joining());
        file("Taskfile.yml", "tasks:\n  x:\n    cmds:\n" + many + "      - rm x\n");
        assertTrue(programs("task x").stream().anyMatch(known -> known.endsWith(" opaque")));
        file("build.ninja", LONG);
        assertEquals(List.of("ninja partial"), programs("ninja"));
    }
}
