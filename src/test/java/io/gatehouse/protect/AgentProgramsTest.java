package io.gatehouse.protect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.protect.AgentPrograms.Agent;
import io.gatehouse.protect.AgentPrograms.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class AgentProgramsTest {
    private static final Agent COPILOT = Agent.OTHERS.stream()
            .filter(agent -> agent.name().equals("copilot"))
            .findFirst()
            .orElseThrow();

    @TempDir
    private Path root;

    private final Agent codex = Agent.OTHERS.getFirst();

    @Test
    void findsTheFirstProgramOnThePath() throws IOException {
        var first = program("b/codex");
        program("c/codex");
        assertEquals(Optional.of(new Found(codex, first, "")), programs().find(codex));
    }

    @Test
    void findsNothingThatCannotBeRun() throws IOException {
        Files.createDirectories(root.resolve("a/codex"));
        Files.writeString(Files.createDirectories(root.resolve("b")).resolve("codex"), "");
        assertEquals(Optional.empty(), programs().find(codex));
    }

    @Test
    void theVersionIsThatOfThePackageThatHoldsTheProgram() throws IOException {
        var real = program("lib/codex/bin/codex.js");
        Files.writeString(root.resolve("lib/codex/package.json"), "{\"name\": \"x\", \"version\": \"0.42.1-beta\"}");
        var link = link("b/codex", real);
        assertEquals(
                Optional.of(new Found(codex, link, "0.42.1-beta")), programs().find(codex));
    }

    @Test
    void theVersionIsTheNameOfAProgramThatIsCalledByIt() throws IOException {
        var link = link("b/claude", program("share/claude/versions/2.1.295"));
        assertEquals(
                Optional.of(new Found(Agent.CLAUDE_CODE, link, "2.1.295")),
                programs().find(Agent.CLAUDE_CODE));
    }

    @Test
    void theVersionIsTheNameOfTheDirectoryOfAProgramThatIsInstalledByIt() throws IOException {
        var cursor = Agent.OTHERS.stream()
                .filter(agent -> agent.name().equals("cursor"))
                .findFirst()
                .orElseThrow();
        var app = program("a/cursor");
        assertEquals(Optional.of(new Found(cursor, app, "")), programs().find(cursor));
        var link = link("b/cursor-agent", program("share/cursor-agent/versions/2026.11.02-7ae6800/cursor-agent"));
        assertEquals(
                Optional.of(new Found(cursor, link, "2026.11.02-7ae6800")),
                programs().find(cursor));
    }

    @Test
    void aPackageThatMakesNoSenseTellsNoVersion() throws IOException {
        var found = new Found(codex, program("b/codex"), "");
        for (var json : List.of("{", "[]", "{\"version\": 3}", "{\"version\": \"\\u0000 rm\"}")) {
            Files.writeString(root.resolve("b/package.json"), json);
            assertEquals(Optional.of(found), programs().find(codex));
        }
    }

    @Test
    void anotherMakersProgramOfTheSameNameIsNoAgent() throws IOException {
        program("b/copilot");
        assertEquals(Optional.empty(), programs().find(COPILOT));
        var link = link("c/copilot", program("lib/copilot/index.js"));
        Files.writeString(
                root.resolve("lib/copilot/package.json"), "{\"name\": \"@github/copilot\", \"version\": \"1.0.0\"}");
        assertEquals(Optional.of(new Found(COPILOT, link, "1.0.0")), programs().find(COPILOT));
    }

    private AgentPrograms programs() {
        return new AgentPrograms(List.of(root.resolve("a"), root.resolve("b"), root.resolve("c")), List.of(""));
    }

    private Path program(String name) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "");
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    private Path link(String name, Path target) throws IOException {
        var link = root.resolve(name);
        Files.createDirectories(link.resolveSibling(""));
        return Files.createSymbolicLink(link, target);
    }
}
