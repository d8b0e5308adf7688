package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.policy.Action;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Paths of Windows in shell lines, on a system without drives.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a drive is where it says")
class ForeignDrivesTest {
    @TempDir
    private Path root;

    private String workspace = "";
    private Resolver resolver;

    @BeforeEach
    void openWorkspace() throws Exception {
        workspace = Files.createDirectory(root.toRealPath().resolve("w")).toString();
        var places = new Analyser.Places("/home/ada", List.of(), new Guarded(List.of(), List.of(), () -> 0));
        resolver = new Resolver(new RealDisk(true), places, workspace, workspace);
    }

    private Resolver.File read(String path, String directory) {
        return resolver.ofShell(Action.READ, path, "", "", directory);
    }

    @Test
    void aDriveIsOutsideOfTheWorkspaceAndKeepsItsNames() {
        for (var path : List.of("C:/Users/ada/.ssh/id_rsa", "c:\\x", "C:", "C:/../x")) {
            assertEquals(false, read(path, "").insideWorkspace(), path);
        }
        assertEquals(
                "/?/C:/Users/ada/.ssh/id_rsa",
                read("C:/Users/ada/.ssh/id_rsa", "").path());
    }

    @Test
    void whatIsRelativeToADirectoryOnADriveIsOutsideToo() {
        assertEquals(new Resolver.File("/?/C:/x/a.txt", "/?/C:/x/a.txt", "", "", false), read("a.txt", "C:/x"));
    }

    @Test
    void aShareIsOutsideOfTheWorkspace() {
        assertEquals(
                new Resolver.File("/server/share/a", "/server/share/a", "", "", false), read("//server/share/a", ""));
    }

    @Test
    void aLinkThatIsNamedLikeADriveIsFollowed() throws Exception {
        Files.createSymbolicLink(Path.of(workspace, "C:"), Path.of("/etc"));
        assertEquals("/etc/shadow", read("C:/shadow", "").path());
    }

    @Test
    void otherPathsStayInside() {
        assertEquals(new Resolver.File(workspace + "/ab:/c", workspace + "/ab:/c", "", "", true), read("ab:/c", ""));
    }
}
