package io.gatehouse.command;

import org.junit.jupiter.api.Test;

final class CompoundsTest {
    @Test
    void whatStandsBehindAWordOfTheShellIsACommandAsAnyOther() {
        Table.holds(
                ShellLine::parse,
                """
                ! if a; then rm b; fi => full; rm b
                ! ! { rm b; } => full; rm b
                ! time while a; do rm b; done => full; rm b
                while ! case $x in a) rm b;; esac; do c; done => full; rm b; c
                time for x in a b; do rm $x; done => full; rm a; rm b
                time -p [[ -f a ]] => full
                time -- ! rm b => full; rm b
                coproc N while a; do rm b; done => full; rm b
                coproc time { rm b; } => full; rm b
                echo '! if a' "time { x" => full; echo ! if a time { x
                ! function f { rm b; }; f => full; rm b
                """);
    }

    @Test
    void aCoprocessChangesNothingInTheShell() {
        Table.holds(
                ShellLine::parse,
                """
                coproc { cd d; rm a; }; rm b => DELETE d/a; DELETE b; not DELETE d/b
                pushd d && coproc { a & rm b⏎} => DELETE d/b
                ! coproc { x=b; }; rm $x => rm $x partial
                """);
    }

    @Test
    void whatRunsBehindANegationMayRunBecauseItFailed() {
        Table.holds(
                ShellLine::parse,
                """
                ! cd d && rm a => DELETE a; DELETE d/a
                ! { cd d; } && rm a => DELETE a; DELETE d/a
                """);
    }

    @Test
    void aPosixShellReadsLessThanBash() {
        Table.holds(
                ShellLine::parse,
                """
                sh -c '((rm a))' => opaque
                bash -c '((x=1))' => full
                sh -c '[[ a > b ]]' => WRITE b
                bash -c '[[ a > b ]]' => not WRITE b
                dash -c 'echo a &> f rm b' => opaque
                sh -c 'a &> f; rm b' => full; rm b in sh
                sh -c 'x=rm; x+=y; $x a' => opaque
                """);
    }

    @Test
    void whatAWordAssignsIsNotKnownWhereTheCommandsFilesAreOpened() {
        Table.holds(
                ShellLine::parse,
                """
                $((x++)) > ${x-} => WRITE ${x-}
                x=a; c > $x $((x++)) => not WRITE a
                x=a; c $((y++)) > $x => WRITE a
                y=; ${y:-rm} a => rm a partial
                y=; ${y-rm} a => not rm a partial
                """);
    }
}
