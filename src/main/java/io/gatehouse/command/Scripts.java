package io.gatehouse.command;

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

    void run(Dialect dialect, Source text, Context context, Scope scope) {
        var inner = context.deeper(text);
        if (inner.scripts() > MOST) {
            findings.opaque(
                    "scripts nested too deeply", text.part(0, text.text().length()), context, scope.directory());
            return;
        }
        switch (dialect) {
            case BASH -> walk.script(text, context, scope);
            case POWERSHELL -> new PowerShell(this).read(text, inner, scope);
            case CMD -> new Batch(this).read(text, inner, scope);
        }
    }
}
