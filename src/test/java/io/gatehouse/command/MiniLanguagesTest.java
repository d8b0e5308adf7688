package io.gatehouse.command;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Small languages within a line that can run, read and write by themselves.
final class MiniLanguagesTest {
    private static final Map<String, String> FILES =
            Map.of("s.awk", "BEGIN { system(\"rm x\") }\n", "s.sed", "# comment\n1e rm x\n");

    private static Script read(String line) {
        return ShellLine.parse(line, (path, _) -> Optional.ofNullable(FILES.get(path))
                .map(text -> new ScriptFiles.Text("/w/" + path, "digest", text, false)));
    }

    @Test
    void sedScriptsAreRead() {
        Table.holds(
                MiniLanguagesTest::read,
                """
                sed '1e rm x' f => rm x in sed
                sed -n -e p -e 'e rm x' f => rm x in sed
                sed 's/a/rm x/e' f => opaque
                sed e f => opaque
                sed -n 'w out' f => WRITE out; READ f
                sed 's/a/b/gw out' f => WRITE out
                sed -n '/a/,/b/{p;w out⏎}' f => WRITE out
                sed '$r more' f => READ more
                sed '/x\\/y/R more' f => READ more
                sed -f s.sed f => rm x in sed; READ s.sed
                sed -f none f => partial
                sed 's|/usr/w|/etc/e|g; s#a#b#' f => full; not WRITE /etc/e
                sed -E 's/([a-z/]+)=w e/\\1/' f => full
                sed -i '/^e /d;s/ w / r /' f => full
                sed '1i\\⏎e rm x' f => full
                sed -n '10,20p;$=' f => full
                sed 'y/abc/wer/;:a;N;$!ba;s/\\n/ /g' f => full
                sed "s/a/$X/" f => partial
                """);
    }

    @Test
    void awkProgramsAreRead() {
        Table.holds(
                MiniLanguagesTest::read,
                """
                awk 'BEGIN { system("rm x") }' => rm x in awk
                awk 'BEGIN { a = "rm"; system(a " x") }' => rm x in awk
                awk '{ system("rm " $1) }' f => rm $1 in awk partial
                awk '{ system($0) }' f => opaque
                awk 'BEGIN { "rm x" | getline y }' => rm x in awk
                awk '{ print $1 | "rm x" }' f => rm x in awk
                awk '{ print $1 | "sort -u" }' f => sort -u in awk; not opaque
                awk 'BEGIN { while ((getline l < "in") > 0) print l }' => READ in
                awk '{ print > "out" }' f => WRITE out
                awk '{ print $1, $2 >> "out" }' f => WRITE out
                awk '{ print > $1 ".txt" }' f => partial; not opaque
                gawk 'BEGIN { s = "/inet/tcp/0/e.example/80"; print "x" |& s }' => tcp://e.example:80
                gawk '@load "filefuncs"; BEGIN { x() }' => opaque
                awk -f s.awk f => rm x in awk; READ s.awk
                awk '$3 > 5 && /a|b/ { n++ } END { print n / 2 }' f => full
                awk -F'|' '{ print $2 }' f => full
                awk '{ print > "/dev/stderr" }' f => not WRITE /dev/stderr
                awk '{ if ($1 > "m" || x) print }' f => full
                awk "{ print $X }" f => partial
                """);
    }

    @Test
    void linesOfAConsoleThatRunAShellAreFollowed() {
        Table.holds(
                MiniLanguagesTest::read,
                """
                ed -s f <<'E'⏎1d⏎!rm x⏎q⏎E => rm x in ed
                echo '!rm x' | ed => rm x in ed
                gdb <<'E'⏎shell rm x⏎E => rm x in gdb
                psql <<'E'⏎select 1;⏎\\! rm x⏎E => rm x in psql
                sqlite3 a.db <<'E'⏎.shell rm x⏎E => rm x in sqlite3
                echo ':! rm x' | ghci => rm x in ghci
                echo 'exec rm x' | tclsh => rm x in tclsh
                expect -c 'spawn rm x; interact' => rm x in expect
                ssh host <<'E'⏎rm x⏎E => rm x in ssh; not DELETE x
                psql app <<'E'⏎select 1 != 2;⏎E => full
                sqlite3 a.db <<'E'⏎.tables⏎E => full
                """);
    }
}
