package io.gatehouse.command;

import io.gatehouse.command.PathUse.Verb;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Program text of another language, the one entry for all of it: read where `command.code` knows the language,
/// else only its string literals are: those that are paths, URLs, or the argument of a call that runs a shell.
final class CodeText {
    private static final Pattern LITERAL =
            Pattern.compile("'((?:[^'\\\\\\n]|\\\\.)*)'|\"((?:[^\"\\\\\\n]|\\\\.)*)\"|`([^`]*)`");
    private static final Pattern RUNS = Pattern.compile(
            "(?:system|popen|exec|execSync|spawn|spawnSync|execv\\w*|getoutput|check_output|check_call|run|call|Popen|qx|shell_exec|passthru)"
                    + "\\s*\\(?\\s*\\[?\\s*$");

    /// Calls of several languages that delete the file which their first argument names.
    private static final Pattern DELETES = Pattern.compile(
            "(?:\\bos\\.[Rr]emove(?:All)?|Files\\.delete(?:IfExists)?|file\\.remove|\\bunlink|\\brmdir|remove_dir(?:_all)?|remove_file|removeItem)"
                    + "\\s*\\(\\s*(?:(?:atPath:|Path\\.of\\(|Paths\\.get\\()\\s*)?$");
    private static final int CALL = 40;

    private final Walk walk;
    private final Context context;
    private final Scope scope;
    private final Set<String> homes = new LinkedHashSet<>();

    CodeText(Walk walk, Context context, Scope scope) {
        this.walk = walk;
        this.context = context;
        this.scope = scope;
    }

    /// @param directory where the file of the text is: modules are looked for there, too
    CodeText inFile(String directory) {
        homes.add(directory);
        return this;
    }

    /// @param code program text, from the line or from a file
    /// @param program the interpreter that reads it
    /// @param draft the command that runs it
    void read(Source code, String program, Draft draft, String directory) {
        var text = code.text();
        var paths = new Paths(walk.findings(), directory, program, context.remote());
        var whole = new ProgramText(walk, context, scope, code, draft, paths);
        switch (program) {
            case "sed", "gsed" -> {
                new Sed(whole).read();
                return;
            }
            case "awk", "gawk", "mawk", "nawk" -> {
                new Awk(whole).read();
                return;
            }
            default -> {}
        }
        var reading = io.gatehouse.command.code.Programs.read(program, text, scope.environment());
        if (reading.isPresent()) {
            homes.add(directory);
            var modules = new Modules(walk, context, scope, program, draft);
            new CodeEffects(whole).add(reading.get(), module -> modules.load(module, homes));
            return;
        }
        literals(code, program, draft, paths);
    }

    /// Of a language that is not read only the string literals say something.
    private void literals(Source code, String program, Draft draft, Paths paths) {
        var text = code.text();
        var where = code.part(0, text.length());
        draft.worsen(Parse.PARTIAL);
        walk.findings().doubt("only the string literals of " + program + " code are read", where);
        deletions(code, paths);
        var literals = LITERAL.matcher(text);
        while (literals.find()) {
            var group = literals.group(1) != null ? 1 : literals.group(2) != null ? 2 : 3;
            var literal = code.word(literals.start(group), literals.end(group));
            var value = literal.text();
            var before = text.substring(Math.max(0, literals.start() - CALL), literals.start());
            if (value.isBlank()) {
                continue;
            }
            if (RUNS.matcher(before).find()) {
                walk.script(literal.source(), context, scope.copy());
            } else if (Urls.url(value).isPresent()) {
                paths.speaks(value, "", literal);
            } else if (value.matches("[~./]?[^\\s<>|;]*/[^\\s<>|;]*|~|\\.[\\w.-]+")) {
                paths.add(Verb.ACCESS, literal, false);
            }
        }
    }

    /// What a source that is compiled and run at once deletes by name. Its other literals are for whom it talks to.
    void deletions(Source code, Draft draft, String directory) {
        draft.worsen(Parse.PARTIAL);
        walk.findings()
                .doubt(
                        "of this source only what it deletes by name is read",
                        code.part(0, code.text().length()));
        deletions(code, new Paths(walk.findings(), directory, draft.program, context.remote()));
    }

    private static void deletions(Source code, Paths paths) {
        var text = code.text();
        var literals = LITERAL.matcher(text);
        while (literals.find()) {
            var group = literals.group(1) != null ? 1 : literals.group(2) != null ? 2 : 3;
            if (DELETES.matcher(text.substring(Math.max(0, literals.start() - CALL), literals.start()))
                    .find()) {
                paths.add(Verb.DELETE, code.word(literals.start(group), literals.end(group)), true);
            }
        }
    }
}
