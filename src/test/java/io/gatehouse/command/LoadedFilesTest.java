package io.gatehouse.command;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What a program runs without being told, and sources that are compiled and run at once.
final class LoadedFilesTest {
    private static final Map<String, String> FILES = Map.of(
            "conftest.py", "import shutil\nshutil.rmtree('/home/ada/x')\n",
            "tests/unit/conftest.py", "import os\nos.remove('out.txt')\n",
            "Rakefile", "task(:clean) { sh 'rm -rf dist'; rm_rf 'tmp' }\n",
            "jest.config.js", "require('fs').rmSync('cache')\n",
            "x.go", "package main\nfunc main() { os.RemoveAll(\"/home/ada/y\"); r.Delete(\"/users\", nil) }\n",
            "X.java", "void main() { Files.delete(Path.of(\"/home/ada/z\")); }\n");

    /// Reads lines where these files are.
    private static Function<String, Script> among(Map<String, String> files) {
        return line -> ShellLine.parse(line, (path, _) -> Optional.ofNullable(files.get(path))
                .map(text -> new ScriptFiles.Text("/w/" + path, "digest", text, false)));
    }

    @Test
    void filesThatAProgramLoadsByItselfAreRead() {
        Table.holds(
                among(FILES),
                """
                pytest -q => DELETE /home/ada/x; not DELETE tests/unit/out.txt
                python3 -m pytest tests/unit/test_x.py::test_y => DELETE /home/ada/x; DELETE out.txt
                cd tests && py.test unit => DELETE tests/out.txt
                pytest --version => full; not DELETE /home/ada/x
                npx jest => DELETE cache
                rake clean => rm -rf dist in rake; DELETE tmp
                mocha => full
                """);
    }

    @Test
    void whatASourceThatIsRunAtOnceDeletesByNameIsFound() {
        Table.holds(
                among(FILES),
                """
                go run x.go => DELETE /home/ada/y; not DELETE /users; go run x.go partial
                go vet x.go => full; not DELETE /home/ada/y
                java X.java => DELETE /home/ada/z
                php -r 'unlink("/etc/x");' => DELETE /etc/x
                """);
    }

    private static final Map<String, String> SETTINGS = Map.of(
            "Taskfile.yml",
                    """
                    tasks:
                      build:
                        deps: [prepare]
                        cmds:
                          - rm a
                          - cmd: rm b
                      prepare: rm c
                      deploy:
                        cmds:
                          - rm d
                    """,
            "justfile",
                    """
                    out := 'dist'
                    set shell := ['bash']

                    setup:
                      rm s

                    build x='1': setup
                      @rm -rf {{out}}

                    other:
                      rm o
                    """,
            "tox.ini", "[testenv]\ncommands =\n    rm t\n    pytest\n",
            "CMakeLists.txt", "# ~/no\nfile(READ $ENV{HOME}/x K)\ninclude(../y.cmake)\n",
            ".mocharc.cjs", "module.exports = {require: ['./hook.js']}\n",
            "hook.js", "require('fs').rmSync('hooked')\n",
            "pyproject.toml", "[tool.poe.tasks]\na = \"rm a\"\nb = [\"a\"]\nc = {shell = \"rm c\"}\n",
            "package.json", "{\"scripts\": {\"x\": \"rm x\"}, \"lint-staged\": {\"*.js\": [\"rm l\"]}}");

    @Test
    void filesThatTellAToolWhatToRunAreFollowed() {
        Table.holds(
                among(SETTINGS),
                """
                task build => DELETE a; DELETE b; DELETE c; not DELETE d
                just build => DELETE dist; DELETE s; not DELETE o
                just => DELETE s; not DELETE dist
                tox -e py => DELETE t; pytest in tox
                cmake . => ACCESS ~/x; ACCESS ../y.cmake; not ACCESS ~/no
                npx mocha => DELETE hooked
                poe b => DELETE a; not DELETE c
                poe c => DELETE c
                node --run x => DELETE x
                npx lint-staged => DELETE l
                """);
    }

    private static final Map<String, String> SOURCES = Map.ofEntries(
            Map.entry(
                    ".npmrc",
                    "# registry=https://no.example\n@x:registry=https://npm.example/a\n//a.example/:_authToken=${T}\n"),
            Map.entry(".yarnrc.yml", "npmRegistryServer: \"https://yarn.example\"\n"),
            Map.entry("bunfig.toml", "[install]\nregistry = { url = \"https://bun.example\", token = \"t\" }\n"),
            Map.entry(
                    "package.json",
                    """
                    {"homepage": "https://no.example", "scripts": {"test": "true"},
                     "dependencies": {"a": "^1.0.0", "b": "git+https://dep.example/b.git", "c": "https://dep.example/c.tgz"},
                     "devDependencies": {"d": "git@ssh.example:d/d.git"}}
                    """),
            Map.entry(
                    "requirements.txt",
                    "-i https://index.example/simple # https://no.example\n-r more/dev.txt\nx @ https://x.example/x.whl\n"),
            Map.entry("more/dev.txt", "-r ../requirements.txt\n-c base.txt\ngit+https://git.example/y#egg=y\n"),
            Map.entry("more/base.txt", "--find-links=https://links.example/\n"),
            Map.entry(".venv/pip.conf", "[global]\nindex-url = https://conf.example/simple\n"),
            Map.entry(
                    "pyproject.toml",
                    """
                    [project]
                    dependencies = ["z @ https://z.example/z.whl"]
                    [project.urls]
                    Homepage = "https://no.example"
                    [[tool.uv.index]]
                    url = "https://uv.example/simple"
                    """),
            Map.entry(
                    "Cargo.toml",
                    "[package]\nrepository = \"https://no.example\"\n[dependencies]\na = { git = \"https://crate.example/a\" }\n"),
            Map.entry(".cargo/config.toml", "[registries.x]\nindex = \"sparse+https://index.example/\"\n"),
            Map.entry("Gemfile", "source 'https://gem.example'\ngem 'x', git: 'https://git.example/x'\n"),
            Map.entry(".gitmodules", "[submodule \"x\"]\n\turl = https://sub.example/x\n"),
            Map.entry("build.gradle", "repositories { maven { url 'https://gradle.example/m2' } }\n"),
            Map.entry(
                    "build.gradle.kts",
                    "repositories {\n  maven(\"https://kts.example\")\n  maven { url = uri(\"https://uri.example\") }\n}\n"),
            Map.entry("gradle/wrapper/gradle-wrapper.properties", "distributionUrl=https\\://dist.example/g.zip\n"),
            Map.entry(".mvn/wrapper/maven-wrapper.properties", "distributionUrl=https://mvn.example/m.zip\n"),
            Map.entry(
                    "pom.xml",
                    """
                    <?xml version="1.0"?><!DOCTYPE project [<!ENTITY e "evil">]>
                    <project><url>https://no.example</url><properties><host>https://&e;.example</host></properties>
                      <distributionManagement><repository><url>https://no.example</url></repository></distributionManagement>
                      <!-- <repository><url>https://no.example</url></repository> -->
                      <repositories><repository ><url>
                        <![CDATA[${host}/maven2]]></url></repository></repositories>
                    </project>
                    """),
            Map.entry("broken.xml", "<settings><mirror>"),
            Map.entry("deep.xml", "<a>".repeat(30_000) + "</a>".repeat(30_000)));

    @Test
    void hostsThatSettingsNameAreSpokenTo() {
        Table.holds(
                among(SOURCES),
                """
                npm install => https://npm.example/a; git+https://dep.example/b.git; ssh://ssh.example; full; not https://no.example
                npm test => not https://npm.example/a; not git+https://dep.example/b.git
                yarn => https://yarn.example; git+https://dep.example/b.git
                yarn --immutable => https://yarn.example; git+https://dep.example/b.git
                yarn test => not https://yarn.example; not git+https://dep.example/b.git
                bun add x => https://bun.example; not git+https://dep.example/b.git
                echo registry=https://new.example > .npmrc && npm ci => https://new.example; not https://npm.example/a
                pip install -r requirements.txt => https://index.example/simple; https://x.example/x.whl; full
                python3 -m pip install --requirement=requirements.txt => git+https://git.example/y#egg=y; https://links.example/; not https://no.example
                pip install x => https://conf.example/simple; not https://index.example/simple
                cd more && uv pip install -r dev.txt => https://links.example/; https://index.example/simple
                uv sync => https://z.example/z.whl; https://uv.example/simple; not https://no.example
                cargo build => https://crate.example/a; sparse+https://index.example/; not https://no.example
                bundle install => https://gem.example; https://git.example/x
                bundle exec rspec => not https://gem.example
                git submodule update --init => https://sub.example/x
                ./gradlew build => https://gradle.example/m2; https://kts.example; https://uri.example; https://dist.example/g.zip
                mvn -q package => https://evil.example/maven2; full; not https://no.example; not https://mvn.example/m.zip
                ./mvnw -q package => https://evil.example/maven2; https://mvn.example/m.zip
                mvn -s broken.xml package => mvn -s broken.xml package opaque
                mvn -f deep.xml package => mvn -f deep.xml package opaque
                """);
    }
}
