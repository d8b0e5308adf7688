package io.gatehouse.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a build tool runs by name: the recipes of a Makefile, the scripts of `package.json`. They are followed as
/// shell text, as if they stood in the line.
final class Tasks {
    private static final Set<String> LIFE = Set.of("test", "start", "stop", "restart");

    /// Subcommands of yarn, pnpm, bun and composer that no script takes the place of.
    private static final Set<String> OWN = Set.of(
            "add",
            "audit",
            "bin",
            "cache",
            "config",
            "create",
            "dlx",
            "exec",
            "fetch",
            "help",
            "info",
            "init",
            "install",
            "i",
            "x",
            "link",
            "list",
            "ls",
            "outdated",
            "pack",
            "patch",
            "publish",
            "remove",
            "rm",
            "self-update",
            "set",
            "show",
            "unlink",
            "up",
            "update",
            "upgrade",
            "why",
            "workspace",
            "workspaces",
            "require",
            "dump-autoload",
            "validate",
            "diagnose");

    private static final Set<String> INSTALLS = Set.of("install", "i", "ci");

    private static final Set<String> COMPOSER =
            Set.of("install", "i", "update", "u", "upgrade", "require", "r", "remove", "dump-autoload");

    private static final List<String> COMPOSER_EVENTS = List.of(
            "pre-install-cmd",
            "post-install-cmd",
            "pre-update-cmd",
            "post-update-cmd",
            "pre-autoload-dump",
            "post-autoload-dump",
            "pre-command-run",
            "post-root-package-install");

    private final Walk walk;
    private final RunFiles files;
    private final LoadedFiles loaded;

    Tasks(Walk walk, RunFiles files) {
        this.walk = walk;
        this.files = files;
        this.loaded = new LoadedFiles(walk, files);
    }

    void run(Draft draft, Arguments arguments, String directory, Context context, Scope scope) {
        if (context.remote() || draft.words.stream().anyMatch(word -> word.is("--help") || word.is("--version"))) {
            return;
        }
        loaded.run(draft, arguments, directory, context, scope);
        switch (draft.program) {
            case "make", "gmake" -> make(draft, arguments, directory, context, scope);
            case "npm", "yarn", "pnpm", "bun" -> scripts("package.json", draft, directory, context, scope);
            case "node" -> started(draft, directory, context, scope);
            case "go", "java" -> sources(arguments, draft, directory, context, scope);
            case "composer" -> scripts("composer.json", draft, directory, context, scope);
            default -> {}
        }
    }

    /// `go run x.go`, `java X.java`
    private void sources(Arguments arguments, Draft draft, String directory, Context context, Scope scope) {
        var code = new CodeText(walk, context, scope);
        arguments.operands.stream()
                .filter(operand -> operand.text().matches("(?s).+\\.(?:go|java)"))
                .filter(_ ->
                        draft.program.equals("java") || arguments.spec.name().equals("go run"))
                .forEach(operand -> files.read(
                        operand,
                        "",
                        draft,
                        directory,
                        context,
                        Parse.PARTIAL,
                        source -> code.deletions(source, draft, directory)));
    }

    private void make(Draft draft, Arguments arguments, String directory, Context context, Scope scope) {
        List<Word> named = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        Map<String, String> given = new HashMap<>();
        for (var i = 1; i < draft.words.size(); i++) {
            var word = draft.words.get(i);
            var text = word.text();
            if (text.matches("-n|--(?:dry-run|just-print|recon|question)|-q|-p")) {
                return;
            } else if (text.matches("-f|--file|--makefile") && i + 1 < draft.words.size()) {
                named.add(draft.words.get(++i));
            } else if (text.matches("--(?:file|makefile)=.+")) {
                named.add(word.from(text.indexOf('=') + 1));
            } else if (text.matches("-f.+")) {
                named.add(word.from(2));
            } else if (text.matches("-[CIoWE]|--directory|--include-dir|--eval")) {
                i++;
            } else if (text.matches("(?s)[\\w.-]+[:?+]?=.*") && !text.startsWith("-")) {
                given.put(
                        text.split("[:?+]?=", 2)[0],
                        word.known() ? text.substring(text.indexOf('=') + 1) : "$${GIVEN}");
            } else if (!text.startsWith("-") && word.known()) {
                targets.add(text);
            }
        }
        targets.removeIf(target -> arguments.uses.stream()
                .anyMatch(use -> use.slot() == Spec.Slot.VALUE && use.word().is(target)));
        if (named.isEmpty()) {
            for (var name : List.of("GNUmakefile", "makefile", "Makefile")) {
                named.add(Word.quoted(name, draft.where()));
            }
        }
        for (var file : named) {
            var key = String.join(" ", targets);
            if (files.read(file, key, draft, directory, context, source -> {
                var makefile = new Makefile(source.text(), given);
                var missing = targets.stream().anyMatch(target -> !makefile.makes(target));
                if (makefile.incomplete() || missing) {
                    draft.worsen(Parse.PARTIAL);
                    walk.findings().doubt("not all rules of this Makefile are read", draft.where());
                }
                makefile.atOnce().forEach(text -> follow(text, draft, directory, context, scope));
                makefile.recipes(targets).forEach(text -> follow(text, draft, directory, context, scope));
            })) {
                return;
            }
        }
    }

    /// `node --run x`
    private void started(Draft draft, String directory, Context context, Scope scope) {
        for (var i = 1; i < draft.words.size(); i++) {
            var word = draft.words.get(i).text();
            var name = word.startsWith("--run=")
                    ? word.substring("--run=".length())
                    : word.equals("--run") && i + 1 < draft.words.size()
                            ? draft.words.get(i + 1).text()
                            : "";
            if (!name.isEmpty()) {
                files.read(
                        Word.quoted("package.json", draft.where()),
                        name,
                        draft,
                        directory,
                        context,
                        source -> new PackageScripts(source.text())
                                .find(name)
                                .ifPresent(text -> follow(text, draft, directory, context, scope)));
            }
        }
    }

    private void scripts(String file, Draft draft, String directory, Context context, Scope scope) {
        var words = draft.words.subList(1, draft.words.size());
        var at = 0;
        while (at < words.size() && words.get(at).text().startsWith("-")) {
            at += words.get(at).text().matches("-[CFw]|--(?:prefix|dir|cwd|filter|workspace)") ? 2 : 1;
        }
        if (at >= words.size()) {
            return;
        }
        var first = words.get(at).text();
        var runs = first.matches("run|run-script|rum|urn");
        if (runs) {
            do {
                at++;
            } while (at < words.size() && words.get(at).text().startsWith("-"));
        }
        if (at >= words.size() || !words.get(at).known()) {
            return;
        }
        var name = first.equals("t") || first.equals("tst")
                ? "test"
                : words.get(at).text();
        List<String> names = new ArrayList<>();
        if (!runs && draft.program.equals("composer") && COMPOSER.contains(first)) {
            names.addAll(COMPOSER_EVENTS);
        } else if (!runs && INSTALLS.contains(first) && !draft.program.equals("composer")) {
            if (at + 1 == words.size()) {
                names.addAll(List.of("preinstall", "install", "postinstall", "prepare"));
            }
        } else if (runs || LIFE.contains(name) || (!draft.program.equals("npm") && !OWN.contains(name))) {
            names.addAll(List.of("pre" + name, name, "post" + name));
        }
        if (names.isEmpty()) {
            return;
        }
        var more = new StringBuilder();
        for (var word : words.subList(at + 1, words.size())) {
            if (!word.is("--") && word.known()) {
                more.append(" '").append(word.text().replace("'", "'\\''")).append('\'');
            }
        }
        files.read(Word.quoted(file, draft.where()), name, draft, directory, context, source -> {
            var scripts = new PackageScripts(source.text());
            for (var each : names) {
                scripts.find(each)
                        .map(text -> each.equals(name) ? text + more : text)
                        .ifPresent(text -> follow(text, draft, directory, context, scope));
            }
        });
    }

    private void follow(String text, Draft draft, String directory, Context context, Scope scope) {
        var place = scope.copy();
        place.enter(directory);
        walk.script(Source.elsewhere(text, draft.where()), context.within(draft.program, false), place);
    }
}
