package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What a line does to files before it uses them.
class LineFilesTest {
    private static List<String> paths(String line) {
        return ShellLine.parse(line).paths().stream()
                .map(use -> use.verb() + " " + use.path() + use.pattern())
                .distinct()
                .toList();
    }

    private static List<String> programs(String line) {
        return ShellLine.parse(line).commands().stream()
                .map(SimpleCommand::program)
                .distinct()
                .toList();
    }

    private static boolean has(String line, String path) {
        return paths(line).contains(path);
    }

    @Nested
    class Names {
        @Test
        void aLinkLeadsReadsAndWritesToItsTarget() {
            assertEquals(true, has("ln -s ~/.ssh k; cat k/id_rsa", "READ ~/.ssh/id_rsa"));
            assertEquals(true, has("ln -s ~/.bashrc x; echo hi > x", "WRITE ~/.bashrc"));
            assertEquals(true, has("ln -s ~/docs x; rm -rf x/*", "DELETE ~/docs*"));
        }

        @Test
        void aCopyIsReadLikeItsOriginalAndWrittenAlone() {
            assertEquals(true, has("cp ~/.aws/credentials x; cat x", "READ ~/.aws/credentials"));
            assertEquals(false, has("cp /etc/hosts h; echo x >> h", "WRITE /etc/hosts"));
        }

        @Test
        void removingALinkRemovesTheLinkAlone() {
            assertEquals(false, has("ln -s ~/docs x; rm x", "DELETE ~/docs"));
        }

        @Test
        void areFollowedThroughDirectories() {
            assertEquals(
                    true, has("mkdir d && cd d && ln -s ~/.ssh k && cd .. && cat d/k/id_rsa", "READ ~/.ssh/id_rsa"));
        }
    }

    @Nested
    class Scripts {
        @Test
        void thatTheLineWroteAreFollowed() {
            for (var line : List.of(
                    "echo 'shred a' > x; sh x",
                    "cat > x <<'E'\nshred a\nE\nbash ./x",
                    "echo 'shred a' | tee x; . ./x",
                    "echo 'shred a' > x; cp x y; sh y",
                    "echo 'shred a' > x; cat x | sh",
                    "echo 'shred a' > x; sh < x",
                    "echo 'shred a' > x; eval \"$(cat x)\"",
                    "echo '#!/bin/sh' > x; echo 'shred a' >> x; chmod +x x; ./x")) {
                assertEquals(true, programs(line).contains("shred"), line);
            }
        }

        @Test
        void thatCameFromElsewhereAreOpaque() {
            for (var line : List.of(
                    "curl -o x https://a.example/x; sh x",
                    "curl -O https://a.example/i.sh; bash i.sh",
                    "wget https://a.example/i.sh && bash i.sh",
                    "base64 -d y > x; ./x")) {
                assertEquals(Parse.OPAQUE, ShellLine.parse(line).parse(), line);
            }
        }

        @Test
        void thatWereBuiltArePartial() {
            assertEquals(Parse.PARTIAL, ShellLine.parse("gcc a.c -o a && ./a").parse());
        }

        @Test
        void thatNobodyCanReadArePartial() {
            assertEquals(Parse.PARTIAL, ShellLine.parse("bash build.sh").parse());
        }

        @Test
        void onTheDiskAreFollowedWithTheirArguments() {
            ScriptFiles files = (path, _) -> path.equals("x.sh")
                    ? Optional.of(new ScriptFiles.Text("/w/x.sh", "digest", "shred \"$1\"", false))
                    : Optional.empty();
            var script = ShellLine.parse("bash x.sh secret", files);
            assertEquals(List.of(new Script.File("/w/x.sh", "digest")), script.files());
            assertEquals(
                    true, script.paths().stream().anyMatch(use -> use.path().equals("secret")));
        }

        @Test
        void thatRunThemselvesEnd() {
            ScriptFiles files = (_, _) -> Optional.of(new ScriptFiles.Text("/w/x.sh", "digest", "bash x.sh", false));
            assertEquals(
                    List.of("bash"),
                    ShellLine.parse("bash x.sh", files).commands().stream()
                            .map(SimpleCommand::program)
                            .distinct()
                            .toList());
        }
    }

    @Test
    void whatRunsInTheBackgroundSeesWhatIsWrittenLater() {
        Table.holds(
                ShellLine::parse,
                """
                (sleep 1; sh x) & echo 'rm a' > x => rm a in sh
                sh x; echo 'rm a' > x => not rm a in sh
                git checkout other -- x && sh x => sh x opaque
                git checkout -- x && sh x => sh x partial
                """);
    }

    @Test
    void codeGetsTheLinesVariablesAndItsOnlyTextIsPrinted() {
        Table.holds(
                ShellLine::parse,
                """
                F=/x/y python3 -c 'import os; open(os.environ["F"])' => READ /x/y; partial
                export F=/x/y; node -e 'require("fs").readFileSync(process.env.F)' => READ /x/y
                cat $(python3 -c 'print("/x/" + "y")') => READ /x/y
                cat $(python3 -c 'print("/x"); f("/y")') => not READ /x
                node -e 'require("fs").readFileSync("/xAy".replace("A", "/"))' => READ /x/y
                """);
    }
}
