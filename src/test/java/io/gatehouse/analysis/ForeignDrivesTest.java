package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Principal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final Analyser.Places PLACES =
            new Analyser.Places("/home/ada", List.of(), new Guarded(List.of(), List.of(), () -> 0));

    private String workspace = "";
    private Resolver resolver;

    @BeforeEach
    void openWorkspace() throws Exception {
        workspace = Files.createDirectory(root.toRealPath().resolve("w")).toString();
        resolver = new Resolver(new RealDisk(true), PLACES, workspace, workspace);
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
    void whereTheCallsOwnDirectoryIsOnADriveNothingIsInside() {
        var analyser = new Analyser(
                new Principal("ada", List.of("developer"), Map.of()),
                PLACES,
                new RealDisk(true),
                _ -> Optional.empty(),
                Clock.systemUTC());
        var origin = new ToolCall.Origin("claude-code", "s", "t1", "Write", "", "", "", "C:\\w");
        var analysis = analyser.apply(
                new ToolCall(origin, List.of(new Intent.File(Action.WRITE, "x", false, "")), "x", List.of()));
        assertEquals("", analysis.workspace());
        assertEquals(false, analysis.findings().get(1).request().attributes().get("insideWorkspace"));
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
