package io.gatehouse.command;

import org.junit.jupiter.api.Test;

/// What a shell makes of names, pieces of values and texts before a program gets them.
final class ExpansionTest {
    @Test
    void piecesOfKnownValuesAreKnown() {
        Table.holds(
                ShellLine::parse,
                """
                x=xxrmyy; ${x:2:2} y => rm y
                x=xrm; ${x:1} y => rm y
                cat ${HOME:0:1}etc/shadow => READ /etc/shadow
                cat ${PATH:0:1}etc/shadow => READ /etc/shadow
                PATH=a; cat ${PATH:0:1}/b => READ a/b
                x=rm.c; ${x%.c} y => rm y
                x=rm.c.d; ${x%%.*} y => rm y
                x=a/b/rm; ${x##*/} y => rm y
                x=a/b; cat ${x%/*}/c => READ a/c
                x=RM; ${x,,} y => rm y
                x=rm; ${x^^} y => RM y
                x=rm; ${x/m/x} y => rx y
                x=r-m-; ${x//-/} y => rm y
                x=rm; ${x/[m]/x} y => ? opaque
                x=$(y)m; ${x%m} z => ? opaque
                for f in a/*.js; do cat "${f%.js}.ts"; done => READ a *.ts
                """);
    }

    @Test
    void namesThatStandForOthersAreFollowed() {
        Table.holds(
                ShellLine::parse,
                """
                a=rm; declare -n b=a; $b x => rm x
                declare -n b; b=a; a=rm; $b x => rm x
                f() { local -n r=$1; r=rm; }; f a; $a x => rm x
                declare -n b=$c; $b x => ? opaque
                declare -n b='a[1]'; $b x => ? opaque
                declare -l a=RM; $a x => ? opaque
                declare -l a; a=RM; $a x => ? opaque
                """);
    }

    @Test
    void valuesThatAreEvaluatedRunTheirSubstitutions() {
        Table.holds(
                ShellLine::parse,
                """
                x='a[$(rm y)]'; echo $((x)) => rm y
                x='a[$(rm y)]'; z=x; ((z > 1)) => rm y
                x='a[$(rm y)]'; [[ x -eq 1 ]] => rm y
                x='a[$(rm y)]'; echo ${b[x]} ${s:x:1} => rm y
                let 'a[$(rm y)]=1' => rm y
                unset 'a[$(rm y)]' => rm y
                x='$(rm y)'; echo $((1 + 1)) "$x" => not rm y
                x='$(rm y)'; echo "${x@P}" => rm y
                x=$(curl z); echo "${x@P}" => opaque
                echo "${PS1@P}" => partial
                """);
    }

    @Test
    void aNumberedNameHasOneDigit() {
        Table.holds(
                ShellLine::parse,
                """
                set -- r; $1m x => rm x
                cat $1/a => partial
                rm$IFS$9-rf$IFS$9/ => opaque
                grep 'a$' b => full
                """);
    }

    @Test
    void whatPrintfPrintsIsKnown() {
        Table.holds(
                ShellLine::parse,
                """
                cat "$(printf '%s/%s' ~/.ssh id_rsa)" => READ $HOME/.ssh/id_rsa
                printf -v c 'r%s' m; $c x => rm x
                $(printf '%.2s' rmx) x => rm x
                $(printf '%c%c' r m) x => rm x
                $(printf '%b' 'r\\x6d') x => rm x
                printf 'rm %s\\n' x y | sh => rm x in sh; rm y in sh
                printf '%5s' x | sh => opaque
                """);
    }

    @Test
    void aHomeDirectoryStaysOneInAVariable() {
        Table.holds(
                ShellLine::parse,
                """
                d=~/x; rm "$d/y" => DELETE $HOME/x/y
                d='~/x'; rm "$d/y" => DELETE ./~/x/y
                f() { rm "$1"; }; f ~/x => DELETE $HOME/x
                """);
    }

    @Test
    void commandsOfBeforeAreNotKnown() {
        Table.holds(
                ShellLine::parse,
                """
                fc -s rm => opaque
                fc -l => full
                history -r; history => READ ~/.bash_history
                HISTFILE=x; history -w => WRITE x
                history -r y => READ y
                """);
    }

    @Test
    void aHereDocumentMayBeginWithABackslashAndHaveArgumentsBehindIt() {
        Table.holds(
                ShellLine::parse,
                """
                psql <<'E'⏎\\! rm x⏎E => rm x in psql
                psql app <<'E' -q⏎\\! rm x⏎E => rm x in psql; psql app -q
                cat <<E /etc/shadow⏎x⏎E => READ /etc/shadow
                cat - <<E a b⏎x⏎E => READ a; READ b
                """);
    }

    @Test
    void descriptorsHoldWhatWasOpened() {
        Table.holds(
                ShellLine::parse,
                """
                bash 3<<< 'rm x' <&3 => rm x in bash
                bash /dev/fd/3 3<<< 'rm x' => rm x in bash
                bash /dev/fd/3 3<<E⏎rm x⏎E => rm x in bash
                . /proc/self/fd/3 3<<< 'rm x' => rm x in .
                exec 3<<< 'rm x'; bash <&3 => rm x in bash
                exec 3< <(curl y); bash <&3 => bash partial
                echo 'rm x' > y; exec 4<y; sh /dev/fd/4 => rm x in sh
                bash <&$n => bash opaque
                sh 2>&- x => sh x partial
                rm 2>&- a b => rm a b
                rm 2>&- -rf x => rm -rf; opaque
                sh 2>&- -c 'rm x' => rm x in sh
                bash /dev/fd/9 => bash /dev/fd/9 opaque
                bash -c sh <<< 'rm x' => rm x in bash sh
                ssh h 'bash -s' <<'E'⏎rm x⏎E => rm x in ssh bash
                while read -r a <&3; do echo $a; done 3< list => READ list; partial
                """);
    }

    @Test
    void whatIsRedirectedIsNotPrinted() {
        Table.holds(
                ShellLine::parse,
                """
                $(echo a >b) rm x => rm x
                $(echo a >&2) rm x => ? opaque
                echo 'rm x' >f | sh => not rm x in sh
                echo 'rm x' 2>&1 | sh => rm x in sh
                $(a >"") rm x => rm x
                ! sh >b x | c => sh x partial
                """);
    }

    @Test
    void whatOnlySomeWaysSetMayBeUnset() {
        Table.holds(
                ShellLine::parse,
                """
                false && v=echo; $v rm x => ? opaque
                if a; then v=echo; fi; $v rm x => ? opaque
                if a; then v=echo; else v=echo; fi; $v x => echo x
                v=echo && cd a && $v x => echo x
                """);
    }

    @Test
    void theNameOfAnArrayStandsForItsFirstElement() {
        Table.holds(
                ShellLine::parse,
                """
                w=(rm a); $w => rm; not rm a
                w=(a b); rm ${w} => rm a
                w=(a b); rm "${w[@]}" => rm a b
                w=([1]=a [0]=rm); $w b => opaque
                """);
    }

    @Test
    void whatMayBeNoWordShiftsTheArgumentsBehindIt() {
        Table.holds(
                ShellLine::parse,
                """
                set -- $b x; rm $2 => partial; not DELETE x
                set -- $(ls) x; rm $2 => partial; not DELETE x
                set -- *.c x; rm $2 => partial; not DELETE x
                set -- "$b" x; rm $2 => rm x
                f() { rm $2; }; f "$a" x => rm x
                set -- *.c; rm $1 => DELETE . *.c
                """);
    }

    @Test
    void aTrapKnowsWhatIsSetWhenItRuns() {
        Table.holds(
                ShellLine::parse,
                """
                x=a; trap 'rm $x' EXIT; x=b => rm a in trap; rm b in trap
                trap 'rm a' EXIT; cd d => DELETE a; DELETE d/a
                trap 'x=rm' DEBUG; $x a => opaque
                trap 'cd d > a' DEBUG => WRITE a; partial
                trap 'cd /; rm a; exit 1' INT; rm b => DELETE b; full
                trap 'rm a' EXIT; x=1 => DELETE a; full
                """);
    }

    @Test
    void shellsDifferOnStringsWithEscapedQuotes() {
        Table.holds(
                ShellLine::parse,
                """
                sh -c "echo \\$'a\\\\'; rm x; #'" => opaque
                bash -c "echo \\$'a'; rm x" => rm x in bash
                sh -c "echo \\$'a'; rm x" => rm x in sh; full
                """);
    }

    @Test
    void aDashIsAFileForThoseThatKnowNoOther() {
        Table.holds(
                ShellLine::parse,
                """
                tee - => WRITE -
                ls > - => WRITE -
                cat - => not READ -
                """);
    }

    @Test
    void theDollarOfTranslatedTextIsNotPartOfIt() {
        Table.holds(
                ShellLine::parse,
                """
                sudo $"rm" -rf x => rm -rf x in sudo
                nice -n 5 $"rm" x => rm x in nice
                rm $"x" => rm x
                """);
    }

    @Test
    void aScriptInTheLineHasItsOwnArguments() {
        Table.holds(
                ShellLine::parse,
                """
                f() { sh -c 'rm $1'; }; f x => partial; not DELETE x
                f() { sh -c 'rm"$1"'; }; f r => opaque
                """);
    }

    @Test
    void namesMaySetVariablesBehindARedirection() {
        Table.holds(
                ShellLine::parse,
                """
                0< a w= rm b => rm b partial; DELETE b
                0< a w+=c v= rm b => rm b partial
                0< a 'w=' rm b => not DELETE b
                n= cat [ { => READ [; READ {
                """);
    }

    @Test
    void aShellThatIsStartedGetsWhatIsExported() {
        Table.holds(
                ShellLine::parse,
                """
                x=m; sh -c 'r$x a' => opaque
                export x=m; sh -c 'r$x a' => rm a in sh
                x=m; export x; sh -c 'r$x a' => rm a in sh
                declare -x x=m; bash -c 'r$x a' => rm a in bash
                set -a; x=m; sh -c 'r$x a' => rm a in sh
                set -o allexport; x=m; sh -c 'r$x a' => rm a in sh
                x=m sh -c 'r$x a' => rm a in sh
                x=m; eval 'r$x a' => rm a in eval
                x=m; (r$x a) => rm a
                x=m; sh -c "r$x a" => rm a in sh
                HOME=/x; sh -c 'rm $HOME/a' => DELETE /x/a
                export x=m; export -n x; sh -c 'r$x a' => opaque
                export x=m; declare +x x; sh -c 'r$x a' => opaque
                x=m; f() { sh -c 'r$x a'; }; f => opaque
                f() { r$x a; }; x=m; f => rm a
                """);
    }

    @Test
    void aWordThatMayBeMissingIsFollowedWithAndWithoutIt() {
        Table.holds(
                ShellLine::parse,
                """
                ${no:+echo} rm a => rm a; echo rm a partial; DELETE a
                sudo ${no+echo} rm a => rm a in sudo
                x=${no:+echo}; $x rm a => opaque
                rm "a${no:+/b}" => rm a${no:+/b} partial; not DELETE a/b
                x=1; ${x:+rm} a => rm a partial; not a
                ${HOME:+rm} a => rm a partial
                ${SHELL:-echo} -c 'rm a' => opaque
                alias q=rm⏎q ${no+a} b => rm b in alias; rm a b in alias partial
                """);
    }

    @Test
    void whatTheShellCountsIsANumberOnlyWhereItCounts() {
        Table.holds(
                ShellLine::parse,
                """
                rm$! a => opaque
                eval $! 'rm a' => opaque
                a & kill $! => kill $! partial
                unset RANDOM; rm$RANDOM a => opaque
                sh -c 'rm$RANDOM a' => opaque
                bash -c 'c $RANDOM' => full
                unset HOME; rm $HOME/x => partial
                """);
    }

    @Test
    void blanksBetweenSubstitutionsInQuotesStay() {
        Table.holds(
                ShellLine::parse,
                """
                bash -c "v=$(echo ) $(cat <<< rm)" => rm in bash
                curl {3..1}>a => curl 3 2 1
                a | { b; } | c⏎>d " => opaque
                """);
    }
}
