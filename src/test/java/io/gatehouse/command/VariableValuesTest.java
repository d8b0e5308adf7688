package io.gatehouse.command;

import org.junit.jupiter.api.Test;

/// What programs do with the values of variables that a line sets for them.
final class VariableValuesTest {
    @Test
    void filesAreWrittenThatVariablesName() {
        Table.holds(
                ShellLine::parse,
                """
                GIT_TRACE=/a/b git status => WRITE /a/b
                GIT_TRACE=1 git status => not WRITE 1
                GIT_TRACE2_EVENT=true git status => not WRITE true
                export CARGO_TARGET_DIR=../x; cargo build => WRITE ../x
                env GOBIN=/a go install . => WRITE /a
                cd sub && NODE_V8_COVERAGE=c npm test => WRITE sub/c
                """);
    }

    @Test
    void linesRunThatVariablesHold() {
        Table.holds(
                ShellLine::parse,
                """
                PSQL_PAGER='rm x' psql => rm x in env
                export BAT_PAGER='rm x' => rm x in export
                CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER='rm x' cargo build => rm x in env
                LESS='-R +!rm x' git log => rm x in env
                LESS=-FRX git log => not FRX in env
                CC=clang make => clang in env; make
                """);
    }

    @Test
    void optionsAreTakenFromVariables() {
        Table.holds(
                ShellLine::parse,
                """
                GIT_WORK_TREE=../x git add . => ACCESS ../x
                env GIT_DIR=../x/.git git gc => ACCESS ../x/.git
                export GIT_WORK_TREE=../x; git add . => ACCESS ../x
                GIT_WORK_TREE=../x; git add . => not ACCESS ../x
                X='rm x' git --config-env=core.pager=X log => rm x in git
                X='!rm x' git --config-env alias.y=X y => rm x in git
                git --config-env=core.pager=X log => opaque
                TAR_OPTIONS='-C /a --to-command=rm\\ x' tar xf b => rm x in tar; WRITE /a; READ b
                TAPE=/a tar -c b => WRITE /a; READ b
                TAPE=/a tar -cf c b => WRITE c; not WRITE /a
                COMPOSE_FILE=a.yml:/b.yml docker compose up => READ a.yml; READ /b.yml
                COMPOSE_FILE=a.yml docker compose -f b.yml up => READ b.yml; not READ a.yml
                COMPOSE_FILE=a.yml docker ps => not READ a.yml
                """);
    }

    @Test
    void whatNamesAnArchiveIsReadAgainWhenTarIsToldToWriteIt() {
        Table.holds(
                ShellLine::parse,
                """
                tar -f /a -c b => WRITE /a; not ACCESS /a
                tar --file=/a --extract => READ /a; not ACCESS /a
                """);
    }
}
