package io.gatehouse.command;

import io.gatehouse.command.PathUse.Verb;
import io.gatehouse.command.Word.Mark;
import io.gatehouse.command.code.Effect;
import io.gatehouse.command.code.Piece;
import io.gatehouse.command.code.Reading;
import java.util.List;
import java.util.function.Consumer;

/// Takes what a program in another language does into the findings of the line: its commands are followed like the
/// line's own.
final class CodeEffects {
    private final ProgramText program;
    private final Source code;

    CodeEffects(ProgramText program) {
        this.program = program;
        this.code = program.source();
    }

    /// @param load follows a module
    void add(Reading reading, Consumer<Word> load) {
        for (var effect : reading.effects()) {
            switch (effect) {
                case Effect.File(var verb, var path, var recursive) -> file(verb, word(path), recursive);
                case Effect.Shell(var text) -> shell(word(text));
                case Effect.Command(var words) ->
                    program.walk()
                            .command(
                                    words.stream().map(this::word).toList(),
                                    program.context(),
                                    program.scope().copy());
                case Effect.Speaks(var url) -> speaks(word(url));
                case Effect.Prints(var text) -> program.draft().output = Outputs.line(word(text));
                case Effect.Loads(var module) -> load.accept(word(module));
            }
        }
        var unknown = reading.unknown();
        if (!unknown.isEmpty()) {
            var first = unknown.getFirst();
            var others = unknown.size() == 1 ? "" : " and " + (unknown.size() - 1) + " more";
            program.doubt(
                    Parse.PARTIAL,
                    first.what() + others + " in " + program.draft().program + " code is not understood",
                    code.part(first.from(), first.to()));
        }
        if (reading.dynamic()) {
            program.doubt(
                    program.walk().findings().runningFile().isPresent() ? Parse.PARTIAL : Parse.OPAQUE,
                    "the " + program.draft().program + " code makes code that is not known",
                    program.whole());
        }
    }

    private void file(Effect.Verb verb, Word path, boolean recursive) {
        if (path.text().isEmpty()
                || path.text().indexOf('\n') >= 0
                || path.text().indexOf('\0') >= 0) {
            return; // no file has such a name
        }
        var unrooted = !path.mark(0).known();
        if (unrooted) { // only its last names are known, which is enough to tell a secret by its name
            program.paths().add(Verb.ACCESS, path, recursive);
            program.draft().worsen(Parse.PARTIAL);
            return;
        }
        program.paths()
                .add(
                        switch (verb) {
                            case READ -> Verb.READ;
                            case WRITE -> Verb.WRITE;
                            case DELETE -> Verb.DELETE;
                            case ACCESS -> Verb.ACCESS;
                        },
                        path,
                        recursive);
        if (verb == Effect.Verb.WRITE) {
            program.walk()
                    .madeFiles()
                    .writtenByCode(path, program.draft(), program.scope().directory());
        }
    }

    private void shell(Word text) {
        if (text.known() || text.mark(0).known()) {
            program.shell(text.source());
        } else {
            program.walk()
                    .findings()
                    .opaque(
                            "a command that the code makes",
                            text.where(),
                            program.context(),
                            program.scope().directory());
        }
    }

    private void speaks(Word url) {
        var text = url.text();
        if (Urls.url(text).isPresent()) {
            program.paths().speaks(Urls.url(text).get(), "", url);
        } else {
            Urls.host("tcp", text).ifPresent(host -> program.paths().speaks(host, "", url));
        }
    }

    private Word word(List<Piece> pieces) {
        var builder = new Word.Builder();
        Part where = null;
        for (var piece : pieces) {
            switch (piece) {
                case Piece.Known(var text, var from, var to) -> {
                    var part = code.part(
                            Math.min(from, code.text().length()),
                            Math.min(to, code.text().length()));
                    where = where == null || to == 0
                            ? part
                            : new Part(Math.min(where.from(), part.from()), Math.max(where.to(), part.to()));
                    if (text.length() == to - from) {
                        builder.add(code.word(from, to).quoted(text));
                    } else {
                        builder.add(text, Mark.QUOTED, part);
                    }
                }
                case Piece.Pattern(var text, var from, var to) -> {
                    where = code.part(
                            Math.min(from, code.text().length()),
                            Math.min(to, code.text().length()));
                    builder.add(text, Mark.PLAIN, where);
                }
                case Piece.Home _ -> builder.add("~", Mark.PLAIN, whole());
                case Piece.Unknown _ -> builder.add("…", Mark.UNKNOWN_ONE, whole());
            }
        }
        return builder.build(where == null ? whole() : where);
    }

    private Part whole() {
        return program.draft().where();
    }
}
