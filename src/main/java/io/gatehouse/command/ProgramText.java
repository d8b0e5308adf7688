package io.gatehouse.command;

/// Program text in another language, and what it stands in.
///
/// @param draft the command that runs it
/// @param paths of that command
record ProgramText(Walk walk, Context context, Scope scope, Source source, Draft draft, Paths paths) {
    Part whole() {
        return source.part(0, source.text().length());
    }

    void doubt(Parse parse, String what, Part where) {
        draft.worsen(parse);
        walk.findings().doubt(what, where);
    }

    /// Shell text that the program runs.
    void shell(Source text) {
        walk.script(text, context, scope.copy());
    }
}
