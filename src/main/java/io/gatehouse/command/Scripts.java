package io.gatehouse.command;

import java.util.List;
import java.util.function.Consumer;

/// Text within a line that a shell of some language would read.
final class Scripts {
    private static final int MOST = 5;

    private final Findings findings;
    private final Walk walk;

    Scripts(Findings findings, Walk walk) {
        this.findings = findings;
        this.walk = walk;
    }

    Findings findings() {
        return findings;
    }

    Walk walk() {
        return walk;
    }

    /// A script in a file of its own, with its arguments.
    void file(Dialect dialect, Word name, Source text, List<Word> arguments, Context context, Scope scope) {
        var slash = name.text().lastIndexOf('/');
        var place = slash < 0
                ? new Word.Builder().add(".", Word.Mark.PLAIN, name.where()).build(name.where())
                : name.cut(0, Math.max(slash, 1));
        switch (dialect) {
            case BASH -> walk.script(text, context, scope);
            case POWERSHELL -> {
                scope.set("psscriptroot", List.of(place));
                scope.set("args", arguments);
                deeper(text, context, scope, inner -> new PowerShell(this).script(text, arguments, inner, scope));
            }
            case CMD -> {
                scope.set("%~dp0", List.of(PowerSpecials.below(place, new Word.Builder().build(name.where()))));
                for (var i = 0; i < Math.min(9, arguments.size()); i++) {
                    scope.set("%" + (i + 1), List.of(arguments.get(i)));
                }
                deeper(text, context, scope, inner -> new Batch(this).read(text, inner, scope));
            }
        }
    }

    void run(Dialect dialect, Source text, Context context, Scope scope) {
        deeper(text, context, scope, inner -> {
            switch (dialect) {
                case BASH -> walk.script(text, context, scope);
                case POWERSHELL -> new PowerShell(this).read(text, inner, scope);
                case CMD -> new Batch(this).read(text, inner, scope);
            }
        });
    }

    private void deeper(Source text, Context context, Scope scope, Consumer<Context> reader) {
        var inner = context.deeper(text);
        if (inner.scripts() > MOST) {
            findings.opaque(
                    "scripts nested too deeply", text.part(0, text.text().length()), context, scope.directory());
        } else {
            reader.accept(inner);
        }
    }
}
