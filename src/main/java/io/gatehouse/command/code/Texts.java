package io.gatehouse.command.code;

import io.gatehouse.command.code.Calls.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Texts and paths that are made of others.
final class Texts {
    private Texts() {}

    static boolean isPath(Value value) {
        return value.alternatives().stream()
                .anyMatch(one -> one instanceof Value.Handle(var kind, var _) && kind.equals("path"));
    }

    static Value joined(List<Value> parts) {
        if (parts.stream().allMatch(Value.Items.class::isInstance) && !parts.isEmpty()) {
            return new Value.Items(parts.stream()
                    .flatMap(part -> ((Value.Items) part).items().stream())
                    .toList());
        }
        return Value.joined(parts, "");
    }

    /// Paths one below the other; an absolute one begins anew.
    static Value below(List<Value> parts) {
        var from = 0;
        for (var i = 0; i < parts.size(); i++) {
            var texts = Value.texts(parts.get(i));
            if (texts.stream().allMatch(text -> begins(text, "/"))) {
                from = i;
            }
        }
        var rest = parts.subList(from, parts.size()).stream()
                .filter(part -> !(part instanceof Value.Text text
                        && text.isKnown()
                        && text.text().isEmpty()))
                .toList();
        return Value.joined(rest, "/");
    }

    static boolean begins(Value.Text text, String with) {
        return !text.pieces().isEmpty()
                && (text.pieces().getFirst() instanceof Piece.Home
                        || (text.pieces().getFirst() instanceof Piece.Known(var known, var _, var _)
                                && known.startsWith(with)));
    }

    static Value parent(Value path) {
        return Value.oneOf(Value.texts(path).stream()
                .<Value>map(text -> {
                    if (!text.isKnown()) {
                        return new Value.Text(List.of(new Piece.Unknown()));
                    }
                    var slash = text.text().replaceFirst("/+$", "").lastIndexOf('/');
                    return text.with(slash > 0 ? text.text().substring(0, slash) : slash == 0 ? "/" : ".");
                })
                .toList());
    }

    static Value reversed(Value value) {
        return value.map(one -> one instanceof Value.Text text && text.isKnown()
                ? text.with(new StringBuilder(text.text()).reverse().toString())
                : Value.Unknown.VALUE);
    }

    static Value replaced(Value self, List<Value> arguments, boolean once) {
        return arguments.size() == 2
                        && self instanceof Value.Text text
                        && text.isKnown()
                        && arguments.getFirst() instanceof Value.Text old
                        && old.isKnown()
                        && arguments.getLast() instanceof Value.Text by
                        && by.isKnown()
                        && by.text().indexOf('$') < 0 // which stands for something in JavaScript
                ? text.with(
                        once
                                ? text.text()
                                        .replaceFirst(Pattern.quote(old.text()), Matcher.quoteReplacement(by.text()))
                                : text.text().replace(old.text(), by.text()))
                : Value.Unknown.VALUE;
    }

    static Value encoded(List<Value> arguments) {
        if (arguments.size() < 2) {
            return arguments.isEmpty() ? Value.Unknown.VALUE : arguments.getFirst();
        }
        return arguments.get(1) instanceof Value.Text text && text.isKnown()
                ? switch (text.text()) {
                    case "base64", "base64url" -> Formats.decoded(Result.BASE64, arguments.getFirst());
                    case "hex" -> Formats.decoded(Result.HEX, arguments.getFirst());
                    default -> arguments.getFirst();
                }
                : Value.Unknown.VALUE;
    }

    static Value home(String name) {
        var home = new Value.Text(List.of(new Piece.Home()));
        return name.startsWith("pathlib") ? new Value.Handle("path", home) : home;
    }

    static Value expanded(Value value) {
        if (value instanceof Value.Handle(var kind, var of)) {
            return new Value.Handle(kind, of.map(Texts::expanded));
        }
        if (value instanceof Value.Text(var pieces)
                && !pieces.isEmpty()
                && pieces.getFirst() instanceof Piece.Known(var text, var from, var to)
                && text.matches("(?s)~(/.*)?")) {
            List<Piece> all = new ArrayList<>(List.of(new Piece.Home()));
            all.add(new Piece.Known(text.substring(1), from, to));
            all.addAll(pieces.subList(1, pieces.size()));
            return new Value.Text(all);
        }
        return value;
    }
}
