package io.gatehouse.command;

import java.util.Map;
import java.util.Optional;
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

    private static Script read(String line) {
        return ShellLine.parse(line, (path, _) -> Optional.ofNullable(FILES.get(path))
                .map(text -> new ScriptFiles.Text("/w/" + path, "digest", text, false)));
    }

    @Test
    void filesThatAProgramLoadsByItselfAreRead() {
        Table.holds(
                LoadedFilesTest::read,
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
                LoadedFilesTest::read,
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
                line -> ShellLine.parse(line, (path, _) -> Optional.ofNullable(SETTINGS.get(path))
                        .map(text -> new ScriptFiles.Text("/w/" + path, "digest", text, false))),
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
}
