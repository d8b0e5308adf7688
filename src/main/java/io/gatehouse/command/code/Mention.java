package io.gatehouse.command.code;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Texts of a program that are paths in themselves: whoever writes one down wants the file.
final class Mention {
    /// Calls that take their arguments as text: they print or write it, look for it, put it into another text.
    private static final Set<String> TEXT =
            Set.of(("print println printf puts p pp say warn die echo write writelines write_text write_bytes writeFile"
                            + " writeFileSync appendFile appendFileSync writeTextFile writeTextFileSync outputFileSync"
                            + " binwrite syswrite log info debug error warning critical exception fail raise"
                            + " startswith endswith startsWith endsWith start_with? end_with? include? includes contains"
                            + " replace replaceAll removeprefix removesuffix strip lstrip rstrip split rsplit partition"
                            + " splitlines find rfind index rindex indexOf lastIndexOf count sub subn gsub sub! gsub!"
                            + " match test search fullmatch findall finditer scan compile escape dumps stringify"
                            + " toBe toEqual toContain toMatch toStrictEqual equal equals strictEqual deepEqual"
                            + " assertEqual assertIn assertNotIn assert_equal assertTrue eq add_argument")
                    .split(" "));

    /// Absolute, from home, or out of the directory; for the absolute ones where files are, unlike `/api/users`.
    private static final Pattern PATH = Pattern.compile("(?:~[\\w-]*|\\.\\./|(?:\\./)+\\.\\./|[\\w.-]+/\\.\\./"
            + "|/+(?:home|root|Users|etc|var|proc|sys|dev|run|mnt|media|opt|srv|private|Volumes|Library|usr|tmp)(?=/|$)"
            + "|/(?=.*/\\.)|[A-Za-z]:[/\\\\])[^\\s<>|;\"'`(){}$]*");

    private static final int LONGEST = 400;

    private Mention() {}

    static boolean isText(String call) {
        return TEXT.contains(call.substring(call.lastIndexOf('.') + 1));
    }

    static boolean isPath(Value.Text text) {
        var written = new StringBuilder();
        for (var piece : text.pieces()) {
            switch (piece) {
                case Piece.Known(var known, var _, var _) -> written.append(known);
                case Piece.Pattern(var known, var _, var _) -> written.append(known);
                case Piece.Home _ -> written.append('~');
                case Piece.Unknown _ -> written.append('_');
            }
        }
        return written.length() <= LONGEST
                && written.indexOf("/") >= 0
                && !(text.pieces().getFirst() instanceof Piece.Unknown)
                && PATH.matcher(written).matches();
    }

    private record Span(int from, int to) {}

    /// Where the texts that the effects use were written.
    static Set<Object> places(Collection<Effect> effects) {
        Set<Object> places = new HashSet<>();
        for (var effect : effects) {
            switch (effect) {
                case Effect.File(var _, var path, var _) -> places.addAll(spans(path));
                case Effect.Shell(var text) -> places.addAll(spans(text));
                case Effect.Command(var words) -> words.forEach(word -> places.addAll(spans(word)));
                case Effect.Loads(var module) -> places.addAll(spans(module));
                case Effect.Prints(var text) -> places.addAll(spans(text));
                case Effect.Speaks(var url) -> places.addAll(spans(url));
            }
        }
        return places;
    }

    static boolean areIn(Set<Object> places, List<Piece> path) {
        return places.containsAll(spans(path));
    }

    private static List<Span> spans(List<Piece> pieces) {
        return pieces.stream()
                .flatMap(piece -> switch (piece) {
                    case Piece.Known(var _, var from, var to) -> Stream.of(new Span(from, to));
                    case Piece.Pattern(var _, var from, var to) -> Stream.of(new Span(from, to));
                    case Piece.Home _, Piece.Unknown _ -> Stream.<Span>empty();
                })
                .filter(span -> span.to() > 0)
                .toList();
    }
}
