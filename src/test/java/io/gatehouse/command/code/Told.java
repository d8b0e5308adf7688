package io.gatehouse.command.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What was read of a program, in one line of words.
final class Told {
    private Told() {}

    static String of(String interpreter, String program) {
        var reading = Programs.read(interpreter, program).orElseThrow();
        List<String> words = new ArrayList<>();
        for (var effect : reading.effects()) {
            words.add(
                    switch (effect) {
                        case Effect.File(var verb, var path, var recursive) ->
                            verb.name().toLowerCase(Locale.ROOT) + (recursive ? " all " : " ") + text(path);
                        case Effect.Shell(var text) -> "shell " + text(text);
                        case Effect.Command(var argv) ->
                            "run " + argv.stream().map(Told::text).toList();
                        case Effect.Speaks(var url) -> "speak " + text(url);
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

    private static String text(List<Piece> pieces) {
        return pieces.stream()
                .map(piece -> switch (piece) {
                    case Piece.Known(var text, var _, var _) -> text;
                    case Piece.Home _ -> "~";
                    case Piece.Unknown _ -> "?";
                })
                .collect(Collectors.joining());
    }
}
