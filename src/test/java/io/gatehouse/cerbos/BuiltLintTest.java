package io.gatehouse.cerbos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltLintTest {
    private static final Path SMALL = Path.of("src/test/resources/policies-small");
    private static final String AGAIN = " [stale]. Build it again: gatehouse policy build SOURCES OUT.";

    @TempDir
    private Path dir;

    private Path built;

    @BeforeEach
    void build() {
        built = dir.resolve("built");
        PolicyBuild.build(SMALL, built);
    }

    @Test
    void aFreshBuildIsClean() {
        assertEquals(List.of(), lint());
        assertEquals(List.of(), PolicyLint.lintBuilt(built, SMALL));
    }

    @Test
    void testsBesideABuildAreNoPartOfIt() throws IOException {
        Files.writeString(built.resolve("file_test.yaml"), "name: tests");
        assertEquals(List.of(), lint());
    }

    @Test
    void aChangeMadeByHandIsTold() throws IOException {
        edit("file.yaml", "EFFECT_DENY", "EFFECT_ALLOW");
        assertEquals(List.of("file.yaml: it was changed after the build" + AGAIN), lint());
    }

    @Test
    void aFileThatIsGoneIsTold() throws IOException {
        Files.delete(built.resolve("roles.yaml"));
        assertEquals(List.of("roles.yaml: it is missing" + AGAIN), lint());
    }

    @Test
    void aFileThatWasAddedIsTold() throws IOException {
        Files.copy(built.resolve("shared.yaml"), built.resolve("more.yaml"));
        assertEquals(List.of("more.yaml: the build did not make it, and a PDP would load it" + AGAIN), lint());
    }

    @Test
    void aRevisionThatIsNotThatOfTheSourcesIsTold() throws IOException {
        var revision = PolicySources.read(SMALL).revision();
        edit(Manifest.FILE, revision, "0123456789abcdef");
        assertEquals(
                List.of(
                        ".gatehouse-build: the revision is 0123456789abcdef, and the sources that it lists have "
                                + revision + AGAIN,
                        "gatehouse.yaml: it does not put out the revision 0123456789abcdef" + AGAIN),
                lint());
    }

    @Test
    void aManifestThatCannotBeReadIsTold() throws IOException {
        Files.writeString(
                built.resolve(Manifest.FILE), PolicySources.read(SMALL).revision() + "\n");
        assertEquals(
                List.of(".gatehouse-build:1: it is not what this version of `gatehouse policy build` writes" + AGAIN),
                lint());
    }

    @Test
    void aBuildOfEarlierSourcesIsTold() throws IOException {
        var sources = Files.createDirectory(dir.resolve("sources"));
        for (var file : PolicySources.read(SMALL).files().entrySet()) {
            Files.createDirectories(sources.resolve(file.getKey()).getParent());
            Files.write(sources.resolve(file.getKey()), file.getValue());
        }
        Files.writeString(
                sources.resolve("shared.yaml"), "# later\n" + Files.readString(sources.resolve("shared.yaml")));
        assertEquals(
                List.of("shared.yaml: the source in " + sources + " has changed since the build" + AGAIN),
                PolicyLint.lintBuilt(built, sources).stream().map(Finding::text).toList());
    }

    @Test
    void onlyABuildCanBeComparedWithSources() {
        var thrown = assertThrows(PolicyException.class, () -> PolicyLint.lintBuilt(SMALL, SMALL));
        assertTrue(thrown.toString().contains("was not made by `gatehouse policy build`"), thrown.toString());
    }

    private List<String> lint() {
        return PolicyLint.lint(built).stream().map(Finding::text).toList();
    }

    private void edit(String file, String from, String to) throws IOException {
        var text = Files.readString(built.resolve(file));
        assertTrue(text.contains(from), file);
        Files.writeString(built.resolve(file), text.replace(from, to));
    }
}
