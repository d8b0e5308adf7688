package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What Git runs by the settings of the workspace's repository.
final class GitTest {
    private static final Map<String, String> FILES = Map.of(
            ".git/config",
                    """
                    [core]
                    \tbare = false
                    \thooksPath = tools/hooks ; not the usual place
                    [alias] st = status --short
                    \tgone = "!rm -rf \\"a b\\" # all" # gone
                    \tagain = again
                    \tsss = st -s
                    [remote "origin"]
                    \turl = git@example.com:a/b.git
                    """,
            "tools/hooks/pre-commit", "rm out/x\n",
            "tools/hooks/pre-push", "#!/usr/bin/perl\nunlink 'y';\n",
            ".git/hooks/commit-msg", "rm never\n",
            "sub/.git/config", "[alias]\n\tst = !rm in-sub\n",
            "sub/.git/hooks/pre-commit", "rm hooked\n");

    private static Script read(String line) {
        return ShellLine.parse(line, (path, _) -> Optional.ofNullable(FILES.get(path))
                .map(text -> new ScriptFiles.Text("/w/" + path, "digest", text, false)));
    }

    @Test
    void aliasesAreRead() {
        Table.holds(
                GitTest::read,
                """
                git st src => git st src; git status --short src in git
                git gone 'c d' => rm -rf a b in git; DELETE a b
                git sss => git status --short -s in git git
                git again => partial
                git unknown x => git unknown x partial
                git status => full; git status; not git status --short in git
                git -C sub st => DELETE sub/in-sub; not git status --short in git
                git -c alias.x='!rm given' x => rm given in git
                git -c alias.x='push --force' x => git push --force in git
                cd $X && git st => git st partial
                """);
    }

    @Test
    void hooksAreFollowed() {
        Table.holds(
                GitTest::read,
                """
                git commit -m x => git commit -m x; DELETE out/x; not DELETE never
                git push => DELETE y
                git -C sub commit => DELETE sub/hooked; not DELETE out/x
                git status => not DELETE out/x
                """);
    }

    @Test
    void whatWasReadIsKeptForTheAudit() {
        assertEquals(
                List.of("/w/.git/config", "/w/tools/hooks/pre-push"),
                read("git push").files().stream().map(Script.File::path).toList());
    }

    @Test
    void programsThatARemoteIsReachedByAreFollowed() {
        Table.holds(
                GitTest::read,
                """
                git fetch --upload-pack='rm x' . => rm x in git; DELETE x
                git push --receive-pack 'rm x' . => DELETE x
                git pull 'ext::rm x' => rm x in git; git pull ext::rm x
                """);
    }

    @Test
    void settingsAreReadAsGitDoes() {
        var config = new GitConfig(
                """
                # a comment
                [a] x = 1
                [b "C d"]
                  Y = "q ; # \\" q" ; comment
                  long = one \\
                two
                [a]
                  x = 2
                no section ]
                """);
        assertEquals(Optional.of("2"), config.find("a.x"));
        assertEquals(Optional.of("q ; # \" q"), config.find("b.C d.y"));
        assertEquals(Optional.of("one two"), config.find("b.C d.long"));
        assertEquals(Optional.empty(), config.find("a.y"));
    }
}
