package io.gatehouse.command;

import io.gatehouse.command.LineFiles.Place;
import io.gatehouse.command.code.Programs;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The modules that a program loads, as far as they are files of the workspace: each is followed like a script.
final class Modules {
    private final Walk walk;
    private final Context context;
    private final Scope scope;
    private final String program;
    private final Draft draft;

    /// @param program the interpreter
    /// @param draft the command that loads them
    Modules(Walk walk, Context context, Scope scope, String program, Draft draft) {
        this.walk = walk;
        this.context = context;
        this.scope = scope;
        this.program = program;
        this.draft = draft;
    }

    /// What options name: `node -r ./x.js`, `python -m x`, `perl -I. -MX`.
    void given(Arguments arguments, String directory) {
        Set<String> places = new LinkedHashSet<>(List.of(directory));
        for (var include : arguments.includes) {
            places.add(Place.of(directory, include.path()).path());
        }
        for (var module : arguments.modules) {
            var name = module.text()
                    .replaceFirst("[=\\s;].*", "")
                    .replaceFirst("^-", "")
                    .replaceFirst("^:", "Devel::"); // `perl -d:X`
            if (module.text().contains(";")) { // Perl runs what stands behind the name
                var rest = module.from(module.text().indexOf(';') + 1);
                new CodeText(walk, context, scope).read(rest.source(), program, draft, scope.directory());
            }
            follow(module, Programs.started(program, name), places);
        }
    }

    /// What code names.
    ///
    /// @param directories where a relative name may start from
    void load(Word module, Set<String> directories) {
        follow(module, Programs.files(program, module.text()), directories);
    }

    private void follow(Word module, List<String> files, Set<String> directories) {
        if (module.text().startsWith("data:") || module.text().contains("://")) {
            draft.worsen(Parse.OPAQUE);
            walk.findings().doubt("the code that is loaded here is not read", module.where());
            return;
        }
        for (var name : files) {
            var file = Word.quoted(name, module.where());
            for (var directory : directories) {
                walk.runFiles().load(file, Optional.of(program), draft, directory, context, scope);
            }
        }
    }
}
