package io.gatehouse.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gatehouse.analysis.Analyser.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspacesTest {
    private static final Session SESSION = new Session("claude-code", "s1");

    private Set<String> gitTops = Set.of("/home/ada/work", "/home/ada/work/vendored", "/srv");
    private Optional<String> remembered = Optional.empty();
    private final List<Session> askedFor = new ArrayList<>();
    private final Disk disk = new Disk() {
        @Override
        public Optional<byte[]> content(String path, int mostBytes) {
            return Optional.empty();
        }

        @Override
        public String real(String path, boolean followLast) {
            return path;
        }

        @Override
        public boolean isGitTop(String directory) {
            return gitTops.contains(directory);
        }
    };
    private final Workspaces workspaces = new Workspaces(disk, List.of("/home/ada", "/root"), session -> {
        askedFor.add(session);
        return remembered;
    });

    @ParameterizedTest
    @CsvSource({
        "/home/ada/work, /home/ada/work",
        "/home/ada/work/src/main, /home/ada/work",
        "/home/ada/work/vendored/x, /home/ada/work/vendored",
        "/home/ada/plain/x, /home/ada/plain/x",
        "/srv/app, /srv",
        "/opt/x, /opt/x",
        "/home/ada, ''",
        "/home, ''",
        "/root, ''",
        "/, ''",
        "/?, ''",
        "/?/some/where, ''"
    })
    void isTheGitTopOrElseTheFirstDirectory(String cwd, String workspace) {
        assertEquals(workspace, workspaces.of(SESSION, cwd));
    }

    @Test
    void aGitTopThatHoldsTheHomeDirectoryIsNone() {
        gitTops = Set.of("/", "/home", "/home/ada");
        assertEquals("/home/ada/plain", workspaces.of(SESSION, "/home/ada/plain"));
        assertEquals("", workspaces.of(new Session("claude-code", "s2"), "/home/ada"));
    }

    @Test
    void staysWhereTheSessionBegan() {
        assertEquals("/home/ada/work", workspaces.of(SESSION, "/home/ada/work/src"));
        assertEquals("/home/ada/work", workspaces.of(SESSION, "/etc"));
        gitTops = Set.of("/etc");
        assertEquals("/home/ada/work", workspaces.of(SESSION, "/etc"));
        assertEquals(1, askedFor.size());
    }

    @Test
    void aSessionThatBeganWithoutOneGetsNoneLater() {
        assertEquals("", workspaces.of(SESSION, "/home/ada"));
        assertEquals("", workspaces.of(SESSION, "/home/ada/work"));
    }

    @Test
    void isRememberedFromAnEarlierRun() {
        remembered = Optional.of("/home/ada/work");
        assertEquals("/home/ada/work", workspaces.of(SESSION, "/etc"));
        remembered = Optional.of("");
        assertEquals("", workspaces.of(new Session("claude-code", "s2"), "/etc"));
    }

    @Test
    void eachSessionOfEachAgentHasItsOwn() {
        workspaces.of(SESSION, "/home/ada/work");
        assertEquals("/opt", workspaces.of(new Session("other", "s1"), "/opt"));
        assertEquals("/opt", workspaces.of(new Session("claude-code", "s2"), "/opt"));
    }

    @Test
    void aSessionForgottenAmongThousandsIsAskedForAgain() {
        workspaces.of(SESSION, "/home/ada/work");
        remembered = Optional.of("/home/ada/work");
        for (int i = 0; i < 5_000; i++) {
            workspaces.of(new Session("claude-code", "other" + i), "/opt");
        }
        assertEquals("/home/ada/work", workspaces.of(SESSION, "/etc"));
    }
}
