package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.cerbos.PolicyTest.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTestTest {
    private static final Path SMALL = Path.of("src/test/resources/policies-small");
    private static final Optional<CerbosProgram> CERBOS = Optional.of(CerbosProgram.at(RealPdp.binary()));

    @TempDir
    private Path dir;

    @BeforeEach
    void policies() throws IOException {
        for (var file : PolicySources.read(SMALL).files().entrySet()) {
            Files.createDirectories(dir.resolve(file.getKey()).getParent());
            Files.write(dir.resolve(file.getKey()), file.getValue());
        }
    }

    @Test
    void runsTheTestsOnTheSourcesAndOnTheBuild() throws IOException {
        write("EFFECT_ALLOW");
        var tested = assertInstanceOf(Result.Tested.class, PolicyTest.test(dir, CERBOS));
        assertTrue(tested.passed(), tested::toString);
        assertTrue(tested.sources().printed().contains("1 tests executed [1 OK]"), tested::toString);
        assertEquals(tested.sources().printed(), tested.build().printed());
        assertEquals(PolicySources.read(dir).revision(), tested.built().revision());
    }

    @Test
    void aTestThatFailsIsAFailure() throws IOException {
        write("EFFECT_DENY");
        var tested = assertInstanceOf(Result.Tested.class, PolicyTest.test(dir, CERBOS));
        assertFalse(tested.passed());
        assertTrue(tested.sources().printed().contains("[1 FAILED]"), tested::toString);
    }

    @Test
    void withoutCerbosNothingIsTested() {
        var untested = assertInstanceOf(Result.Untested.class, PolicyTest.test(dir, Optional.empty()));
        assertEquals(3, untested.built().rules());
    }

    @Test
    void whatTheLintFindsIsNotBuilt() throws IOException {
        Files.delete(dir.resolve("_schemas/file.json"));
        var refused = assertInstanceOf(Result.Refused.class, PolicyTest.test(dir, CERBOS));
        assertEquals(PolicyLint.lint(dir), refused.findings());
    }

    @Test
    void theProgramIsTheFirstOnThePath() throws IOException {
        var bin = Files.createDirectory(dir.resolve("bin"));
        Files.createFile(bin.resolve("cerbos")); // not executable
        assertEquals(Optional.empty(), CerbosProgram.find(bin + ":"));
        assertTrue(bin.resolve("cerbos").toFile().setExecutable(true));
        assertEquals(
                Optional.of(new CerbosProgram(bin.resolve("cerbos"))), CerbosProgram.find(":/none:" + bin + ":/bin"));
        assertThrows(PolicyException.class, () -> CerbosProgram.at(bin));
    }

    private void write(String expected) throws IOException {
        Files.createDirectories(dir.resolve("tests/testdata"));
        Files.writeString(
                dir.resolve("tests/testdata/principals.yaml"),
                """
                principals:
                  ada: {id: ada, policyVersion: v1, roles: [developer]}
                """);
        Files.writeString(
                dir.resolve("tests/file_test.yaml"),
                """
                name: file
                resources:
                  plain:
                    kind: file
                    id: file
                    policyVersion: v1
                    attr: {path: /w/a.txt, name: a.txt, insideWorkspace: true, waived: [], revision: ""}
                tests:
                  - name: everyday
                    input: {principals: [ada], resources: [plain], actions: [read]}
                    expected:
                      - {principal: ada, resource: plain, actions: {read: %s}}
                """
                        .formatted(expected));
    }
}
