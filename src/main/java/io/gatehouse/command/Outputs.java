package io.gatehouse.command;

import io.gatehouse.command.Context.Input;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What a command prints, where the line alone tells.
final class Outputs {
    /// Programs whose own arguments say where their output comes from.
    private static final Set<String> TELLING = Set.of("cat", "curl", "head", "http", "tail", "wget");

    /// Programs that print no more than their arguments and input.
    private static final Set<String> PRINTING =
            Set.of("base64", "basename", "cat", "dirname", "echo", "mktemp", "openssl", "printf", "rev", "tee", "xxd");

    private Outputs() {}

    static boolean tells(List<Draft> upstream) {
        return !upstream.isEmpty() && upstream.stream().allMatch(draft -> TELLING.contains(draft.program));
    }

    /// @param written what the line wrote into a file
    static void set(Draft draft, Arguments arguments, Input input, Function<Word, Optional<Word>> written) {
        if (!PRINTING.contains(draft.program) || draft.words.stream().anyMatch(word -> word.has(Word.Mark.PIPE))) {
            return;
        }
        var words = draft.words.stream().skip(1).map(Word::homed).toList();
        switch (draft.program) {
            case "echo" -> draft.output = echo(words, draft.where());
            case "printf" -> draft.output = Formatted.of(words).orElse(null);
            case "dirname" ->
                draft.output = part(words, true).map(Outputs::line).orElse(null);
            case "basename" ->
                draft.output = part(words, false).map(Outputs::line).orElse(null);
            case "mktemp" ->
                draft.output =
                        temporary(words, draft.where()).map(Outputs::line).orElse(null);
            case "cat" -> {
                var plain = words.isEmpty()
                        || (words.size() == 1 && words.getFirst().is("-"));
                if (plain && input instanceof Input.Text(var text)) {
                    draft.output = text;
                } else if (plain && input instanceof Input.Pipe(var upstream) && !upstream.isEmpty()) {
                    draft.output = upstream.getLast().output;
                } else if (!plain) {
                    var texts = arguments.operands.stream().map(written).toList();
                    if (texts.stream().allMatch(Optional::isPresent) && !texts.isEmpty()) {
                        draft.output = LineFiles.joined(
                                texts.stream().map(Optional::get).toList());
                    }
                }
            }
            case "base64", "openssl", "xxd", "rev" ->
                draft.output = text(input)
                        .flatMap(text -> Decoded.of(draft.words, text))
                        .orElse(null);
            default -> {
                if (draft.program.equals("tee") && input instanceof Input.Text(var text)) {
                    draft.output = text;
                } else if (draft.program.equals("tee")
                        && input instanceof Input.Pipe(var upstream)
                        && !upstream.isEmpty()) {
                    draft.output = upstream.getLast().output;
                }
            }
        }
    }

    private static Optional<Word> text(Input input) {
        return switch (input) {
            case Input.Text(var text) -> Optional.of(text);
            case Input.Pipe(var upstream) ->
                upstream.isEmpty() ? Optional.empty() : Optional.ofNullable(upstream.getLast().output);
            case Input.Inherited _, Input.File _ -> Optional.empty();
        };
    }

    /// The name that `mktemp` makes, as a pattern.
    private static Optional<Word> temporary(List<Word> words, Part where) {
        var builder = new Word.Builder();
        var template = words.stream()
                .filter(word -> !word.text().matches("-[dqu]+|--directory|--quiet"))
                .toList();
        if (template.isEmpty()) {
            return Optional.of(builder.add("/tmp/tmp.", Word.Mark.QUOTED, where)
                    .add("*", Word.Mark.GLOB, where)
                    .build(where));
        }
        var first = template.getFirst();
        var xs = first.text().indexOf("XXX");
        if (template.size() > 1 || !first.known() || xs <= 0 || first.text().startsWith("-")) {
            return Optional.empty();
        }
        return Optional.of(
                builder.add(first.cut(0, xs)).add("*", Word.Mark.GLOB, where).build(where));
    }

    /// The directory of a path, or its last name.
    private static Optional<Word> part(List<Word> words, boolean directory) {
        if (words.size() != 1
                || words.getFirst().wild() >= 0
                || words.getFirst().text().startsWith("-")) {
            return Optional.empty();
        }
        var path = words.getFirst();
        var slash = path.text().lastIndexOf('/');
        if (path.text().endsWith("/")) {
            return Optional.empty();
        }
        if (!directory) {
            return Optional.of(path.from(slash + 1));
        }
        return Optional.of(
                slash > 0
                        ? path.cut(0, slash)
                        : new Word.Builder()
                                .add(slash == 0 ? "/" : ".", Word.Mark.QUOTED, path.where())
                                .build(path.where()));
    }

    private static Word echo(List<Word> words, Part where) {
        var from = 0;
        var escapes = false;
        var ends = true;
        while (from < words.size() && words.get(from).text().matches("-[neE]+")) {
            escapes |= words.get(from).text().contains("e");
            ends &= !words.get(from).text().contains("n");
            from++;
        }
        var given = words.subList(from, words.size());
        var text = given.isEmpty() ? new Word.Builder().build(where) : Word.joined(given);
        var shown = escapes ? Escapes.resolve(text, true) : text;
        return ends ? line(shown) : shown;
    }

    /// The text and the end of its line.
    static Word line(Word text) {
        var at = text.where().to();
        return new Word.Builder().add(text).add('\n', Word.Mark.QUOTED, at, at).build(text.where());
    }
}
