package io.gatehouse.command;

import java.util.List;

/// Reads PowerShell, to the level of programs, arguments, paths and URLs.
final class PowerShell {
    private final Scripts scripts;
    private final PowerCommands commands;
    private final PowerMembers members;

    PowerShell(Scripts scripts) {
        this.scripts = scripts;
        var programs = new WindowsPrograms(scripts);
        this.commands = new PowerCommands(this, programs);
        this.members = new PowerMembers(this, programs);
    }

    Findings findings() {
        return scripts.findings();
    }

    MadeFiles files() {
        return scripts.walk().madeFiles();
    }

    PowerCommands commands() {
        return commands;
    }

    PowerMembers members() {
        return members;
    }

    /// @param context how deep the text is, and at which text
    void read(Source text, Context context, Scope scope) {
        new PowerWalk(this, text).all(context, scope);
    }

    void script(Source text, List<Word> arguments, Context context, Scope scope) {
        new PowerWalk(this, text).script(arguments, context, scope);
    }

    /// A value that becomes a script. False if nothing of it is known.
    boolean text(List<Word> value, Context context, Scope scope) {
        if (value.isEmpty() || !value.stream().allMatch(Word::known)) {
            return false;
        }
        scripts.run(Dialect.POWERSHELL, Word.joined(value).source(), context, scope);
        return true;
    }
}
