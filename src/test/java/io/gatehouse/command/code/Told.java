package io.gatehouse.command.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// What was read of a program, in one line of words. Which modules it loads is told apart.
final class Told {
    private Told() {}

    static String of(String interpreter, String program) {
        var reading = Programs.read(interpreter, program).orElseThrow();
        List<String> words = new ArrayList<>();
        for (var effect : reading.effects()) {
            words.addAll(
                    switch (effect) {
                        case Effect.File(var verb, var path, var recursive) ->
                            List.of(verb.name().toLowerCase(Locale.ROOT) + (recursive ? " all " : " ") + text(path));
                        case Effect.Shell(var text) -> List.of("shell " + text(text));
                        case Effect.Command(var argv) ->
                            List.of("run " + argv.stream().map(Told::text).toList());
                        case Effect.Prints(var text) -> List.of("print " + text(text));
                        case Effect.Loads(var _) -> List.<String>of();
                        case Effect.Speaks(var url) -> List.of("speak " + text(url));
                    });
        }
        if (!reading.unknown().isEmpty()) {
            words.add(reading.unknown().size() + " unknown");
        }
        if (reading.dynamic()) {
            words.add("dynamic");
        }
        return String.join("; ", words);
    }

    /// The files, one of which a program loads, if the workspace has it.
    static List<String> loads(String interpreter, String program) {
        return Programs.read(interpreter, program).orElseThrow().effects().stream()
                .filter(Effect.Loads.class::isInstance)
                .flatMap(effect -> Programs.files(interpreter, text(((Effect.Loads) effect).module())).stream())
                .toList();
    }

    /// The rows of a table: what a program does, then the program; `⏎` is a line break, `#` begins a heading.
    static Stream<Arguments> rows(String table) {
        return table.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> Arguments.of(
                        line.substring(0, line.indexOf("| ")).strip(),
                        line.substring(line.indexOf("| ") + 2).replace('⏎', '\n')));
    }

    private static String text(List<Piece> pieces) {
        return pieces.stream()
                .map(piece -> switch (piece) {
                    case Piece.Known(var text, var _, var _) -> text;
                    case Piece.Pattern(var text, var _, var _) -> text;
                    case Piece.Home _ -> "~";
                    case Piece.Unknown _ -> "?";
                })
                .collect(Collectors.joining());
    }
}
