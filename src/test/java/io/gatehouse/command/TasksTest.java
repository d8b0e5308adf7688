package io.gatehouse.command;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What make and the package managers run by name is read from their files.
final class TasksTest {
    private static final Map<String, String> FILES = Map.of(
            "Makefile",
                    """
                    OUT ?= out
                    SHA := $(shell git rev-parse HEAD)
                    .PHONY: all clean
                    all: build
                    build: gen ; cc -o $(OUT)/app main.c
                    gen:
                    \t@mkdir -p $(OUT)
                    clean:
                    \t-rm -rf $(OUT) \\
                    \t  $(OTHER)
                    \t$(MAKE) -C sub clean
                    %.o: %.c
                    \t$(CC) -c $< -o $@
                    """,
            "rules.mk", "x:\n\trm x\n",
            "functions.mk", "R = rm $(1)/$(2)\nx:\n\t$(call R,a,b)\n\trm $(subst X,c,X/d)\n\t$(file >out.txt,text)\n",
            "shell.mk", "SHELL := python3\nx:\n\topen('made', 'w')\n",
            "more.mk", "include rules.mk\ny:\n\trm y\n",
            "sub/Makefile", "clean:\n\trm inner\n",
            "package.json",
                    "{\"name\": \"x\", \"scripts\": {\"prebuild\": \"rm -rf dist\", \"build\": \"tsc \\\"a b\\\"\", \"all\": \"npm run build && npm test\","
                            + " \"test\": \"vitest\", \"prepare\": \"husky\"}}",
            "composer.json", "{\"scripts\": {\"x\": [\"rm a\", \"rm b\"]}}");

    private static Script read(String line) {
        return ShellLine.parse(line, (path, _) -> Optional.ofNullable(FILES.get(path))
                .map(text -> new ScriptFiles.Text("/w/" + path, "digest", text, false)));
    }

    @Test
    void recipesOfAMakefileAreFollowed() {
        Table.holds(
                TasksTest::read,
                """
                make => mkdir -p out in make; cc -o out/app main.c in make; make; git rev-parse HEAD in make; not rm inner in make make
                make OUT=o gen => mkdir -p o in make
                make clean => rm inner in make make; DELETE out; DELETE sub/inner
                make -n clean => not DELETE out; make -n clean
                make -f rules.mk => rm x in make; make -f rules.mk
                make -f more.mk y => rm y in make; make -f more.mk y partial
                make -f functions.mk => DELETE a/b; DELETE c/d; WRITE out.txt
                make -f shell.mk => WRITE made
                make main.o => cc -c main.c -o main.o in make
                make -C sub clean => DELETE sub/inner
                make nothing => make nothing partial
                printf 'x:\\n\\trm z\\n' | make -f - x => rm z in make
                cat rules | make -f - => make -f - opaque
                printf 'x:\\n\\trm z\\n' > Makefile; make => rm z in make
                """);
    }

    @Test
    void scriptsOfAPackageAreFollowed() {
        Table.holds(
                TasksTest::read,
                """
                npm run build => rm -rf dist in npm; tsc a b in npm; npm run build
                npm run all => tsc a b in npm npm; vitest in npm npm
                npm test -- --run 'a b' => vitest --run a b in npm
                npm t => vitest in npm
                npm install => husky in npm
                npm install left-pad => not husky in npm
                yarn build => tsc a b in yarn
                pnpm -s run build => tsc a b in pnpm
                npm run build --prefix sub => not rm -rf dist in npm
                composer run-script x => rm a in composer; rm b in composer
                npm run absent => npm run absent; full
                """);
    }
}
