package io.gatehouse.command;

import org.junit.jupiter.api.Test;

/// Where a shell is when a `cd` before may have failed.
final class PlacesTest {
    @Test
    void whatFollowsAFailedChangeRunsWhereItWas() {
        Table.holds(
                ShellLine::parse,
                """
                cd nope; rm x => DELETE nope/x; DELETE x
                cd nope⏎ls > x => WRITE nope/x; WRITE x
                cd nope; sh -c 'rm x' => DELETE nope/x; DELETE x
                cd nope; ls && rm x => DELETE nope/x; DELETE x
                cd nope && ls; rm x => DELETE nope/x; DELETE x
                cd a; cd b; rm x => DELETE a/b/x; DELETE a/x; DELETE b/x; DELETE x
                cd nope; rm ../x => DELETE ../x
                cd nope || b 2>&1 | c > x => WRITE nope/x; WRITE x
                cd $x; rm y => DELETE y; partial
                cd nope; cat x => READ nope/x; not READ x
                """);
    }

    @Test
    void aChangeThatMayNotBeReachedLeavesTheShellWhereItWas() {
        Table.holds(
                ShellLine::parse,
                """
                a && cd ..; rm x => DELETE ../x; DELETE x
                a && b && cd ..; rm x => DELETE ../x; DELETE x
                set -e; a && cd d; rm x => DELETE d/x; DELETE x
                a && cd .. && rm x => DELETE ../x; not DELETE x
                { cd ..; } < nope; rm x => DELETE ../x; DELETE x
                if a; then cd ..; else cd ..; fi <<< ${!y}; rm x => DELETE ../x; DELETE x
                { x=; } < nope; rm ${x-a} => partial
                """);
    }

    @Test
    void whatOnlyRunsAfterAChangeRunsThere() {
        Table.holds(
                ShellLine::parse,
                """
                cd a && rm x => DELETE a/x; not DELETE x
                cd a && ls && rm x => DELETE a/x; not DELETE x
                cd a && b 2>&1 | c > x => WRITE a/x; not WRITE x
                cd a || exit; rm x => DELETE a/x; not DELETE x
                cd a || { echo b; exit 1; }⏎rm x => DELETE a/x; not DELETE x
                set -euo pipefail⏎cd a⏎rm x => DELETE a/x; not DELETE x
                cd ..; rm x => DELETE ../x; not DELETE x
                """);
    }

    @Test
    void leadingOutOfAPlaceThatMayNotBeThereIsPartial() {
        Table.holds(
                ShellLine::parse,
                """
                cd a; make; cd ..; cp b out => partial; not WRITE ../out
                cd a && make && cd .. && cp b out => full
                """);
    }

    @Test
    void whatRunsWhereAConditionFailsStandsWhereItsLastCommandBegan() {
        Table.holds(
                ShellLine::parse,
                """
                if cd d; then :; else rm x; fi => DELETE x; not DELETE d/x
                if cd d; make; then :; else rm x; fi => DELETE d/x; DELETE x
                if cd d && make; then :; else rm x; fi => DELETE d/x; DELETE x
                if make; then :; elif cd d; make; then :; else rm x; fi => DELETE d/x; DELETE x
                if cd d; make; then :; elif rm x; then :; fi => DELETE d/x; DELETE x
                if cd d; make; then :; fi; rm x => DELETE d/x; DELETE x
                """);
    }

    @Test
    void aLoopThatChangesTheDirectoryGoesOnFromThere() {
        Table.holds(
                ShellLine::parse,
                """
                for ((; i < 2; i++)); do ls > x; cd a; done => WRITE x; partial
                while read -r x; do rm b; cd a; done => DELETE b; DELETE ?/b; partial
                """);
    }

    @Test
    void aShellThatAnotherProgramStartsChangesItsDirectoryToo() {
        Table.holds(
                ShellLine::parse,
                """
                env sh -c 'cd d && rm a' => DELETE d/a; not DELETE a
                timeout 5 bash -c 'cd d; f() { rm $1; }; f x' => DELETE d/x
                su bob -c 'cd /d; rm a' => DELETE /d/a
                sudo cd d; rm a => DELETE a; not DELETE d/a
                cd ⏎\\o>} => opaque
                """);
    }

    @Test
    void aFunctionOpensItsFilesWhereItIsCalled() {
        Table.holds(
                ShellLine::parse,
                """
                f() { rm a; } > b; cd d && f => WRITE d/b; DELETE d/a
                f() { rm a; } > b => WRITE b
                """);
    }

    @Test
    void whatAContainerDoesToWhatIsMountedIsDoneHere() {
        Table.holds(
                ShellLine::parse,
                """
                docker run -v /x/y:/d a rm -rf /d => DELETE /x/y
                docker run --mount type=bind,source=/x,target=/d a sh -c 'rm /d/z' => DELETE /x/z
                podman run --volume=/x:/d:ro a cat /d/z /e => READ /x/z; not READ /e
                docker run -v .:/d a cp /d/x /etc/y => READ ./x; not WRITE /etc/y
                """);
    }
}
