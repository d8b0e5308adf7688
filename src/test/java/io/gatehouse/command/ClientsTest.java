package io.gatehouse.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What clients of databases, of other machines and of the web do on this machine.
final class ClientsTest {
    @Test
    void databasesRunAndWriteWhatTheirStatementsSay() {
        Table.holds(
                ShellLine::parse,
                """
                sqlite3 a.db '.once |rm x' => rm x in sqlite3
                sqlite3 a.db "select edit('y','rm x')" => rm x in sqlite3
                sqlite3 a.db '.output /x' => WRITE /x
                sqlite3 a.db '.log off' => not WRITE off
                sqlite3 a.db "attach ':memory:' as m" => not WRITE :memory:
                sqlite3 a.db "vacuum into '/x'" => WRITE /x
                echo '.open /x' | sqlite3 => WRITE /x
                mysql -e 'system rm x' => rm x in mysql
                mysql --pager='rm x' -e 'drop table a' => rm x in mysql; mysql --pager=rm x -e drop table a
                mysql -e "select load_file('/x')" => READ /x
                psql -c '\\o |rm x' => rm x in psql
                psql -c "\\copy a to '/x'" => WRITE /x
                psql -c "copy a from '/x'" => READ /x
                psql -c "copy (select ';') to '/x'" => WRITE /x
                duckdb -c "copy a to '/x'" => WRITE /x
                """);
    }

    @Test
    void aStatementWithoutAnEndIsReadOnce() {
        for (var text : List.of(
                "copy ".repeat(12_000),
                "\n".repeat(60_000),
                "copy a to ".repeat(6_000),
                "pager " + " ".repeat(60_000) + "b",
                "edit(" + "a".repeat(60_000),
                "edit(".repeat(12_000),
                ".output" + " -a".repeat(20_000))) {
            assertEquals(List.of(), ShellLine.parse("psql -c '" + text + "'").paths());
            assertEquals(
                    List.of(), ShellLine.parse("sqlite3 -cmd '" + text + "'").paths());
            assertEquals(List.of(), ShellLine.parse("mysql -e '" + text + "'").paths());
            assertEquals(Parse.FULL, ShellLine.parse("tclsh <<< '" + text + "'").parse());
            assertEquals(Parse.FULL, ShellLine.parse("ed a <<< '" + text + "'").parse());
        }
    }

    @Test
    void aLineForThisMachineByItsNameRunsInTheHomeDirectory() {
        Table.holds(
                ShellLine::parse,
                """
                ssh localhost rm x => DELETE ~/x
                ssh a@127.0.0.1 'rm /x' => DELETE /x
                ssh host rm x => not DELETE ~/x; not DELETE x
                ssh -o PermitLocalCommand=yes -o LocalCommand='rm /x' host ls => DELETE /x
                ssh -o 'ProxyCommand rm /x' host => DELETE /x
                ssh -o UserKnownHostsFile=/x host => WRITE /x
                ssh -o UserKnownHostsFile=/dev/null host => not WRITE /dev/null
                scp localhost:x y => READ ~/x; WRITE y
                rsync a@127.0.0.1:/x y => READ /x; not ssh://127.0.0.1
                scp host:x y => ssh://host; not READ ~/x
                """);
    }

    @Test
    void curlReadsFormsFromFilesAndWritesWhatItShows() {
        Table.holds(
                ShellLine::parse,
                """
                curl -F 'a=<'$HOME/x https://a.example => READ $HOME/x
                curl -F 'a=@b;type=c' https://a.example => READ b
                curl --data-raw @a https://a.example => not READ a
                curl -w @a https://a.example => READ a
                curl -w '%output{>>a}%{url}' https://a.example => WRITE a
                """);
    }

    @Test
    void aSettingThatRunsDoesNotHideWhatGitDoes() {
        Table.holds(
                ShellLine::parse,
                """
                git -c core.pager=less reset --hard => git -c core.pager=less reset --hard; less in git
                git -c user.name='A B' commit => not A B in git
                git -c trailer.a.cmd='rm x' commit => rm x in git
                git -c include.path=/x status => READ /x; opaque
                git worktree add /x => WRITE /x
                git worktree add ../x => not WRITE ../x; ACCESS ../x
                """);
    }

    @Test
    void packagesAndBuildersRemoveAsProgramsDo() {
        Table.holds(
                ShellLine::parse,
                """
                npx -y rimraf@5 x => DELETE x
                npx shx rm x => DELETE x
                cmake -E rm -rf x => DELETE x
                cmake -E env A=1 rm x => rm x in cmake
                docker build --output type=local,dest=/x . => WRITE /x
                rsync -a --filter='merge /x' a b => READ /x
                less '+!rm x' a => rm x in less
                """);
    }
}
