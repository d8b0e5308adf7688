package io.gatehouse.command;

import org.junit.jupiter.api.Test;

final class SweepsTest {
    @Test
    void whatTakesInEveryFileReadsTheHiddenOnes() {
        Table.holds(
                ShellLine::parse,
                """
                rg -uu -I "" . => READ . .*
                rg -u -u . => READ . .*
                rg --hidden --no-ignore -e '' => READ . .*
                grep -rn "" . => READ . .*
                grep -r '.*' => READ . .*
                grep -Rne '^' ./ => READ . .*
                git add -Af . && git diff --cached => READ . .*
                git add -f . => READ . .*
                git add --force -A => READ . .*
                git -C sub add --all --force => READ sub/. .*
                """);
    }

    @Test
    void whatAsksForSomethingReadsNothingElse() {
        Table.holds(
                ShellLine::parse,
                """
                rg -uu needle . => not READ . .*
                rg "" src => not READ . .*
                rg -u "" => not READ . .*
                grep "" notes.txt => not READ . .*
                grep -rc "" . => not READ . .*
                grep -rl "" . => not READ . .*
                grep -rn "" src => not READ . .*
                grep -rn --include='*.py' "" . => not READ . .*
                grep -rn TODO . => not READ . .*
                git add -A . => not READ . .*
                git add -f dist => not READ . .*
                git commit -am . => not READ . .*
                """);
    }
}
