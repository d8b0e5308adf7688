package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import io.gatehouse.command.syntax.Node;
import java.util.List;

/// The body of a here-document. The grammar misses substitutions in it, so they are found here.
final class HereDocument {
    private final Walk walk;
    private final Context context;
    private final Scope scope;

    HereDocument(Walk walk, Context context, Scope scope) {
        this.walk = walk;
        this.context = context;
        this.scope = scope;
    }

    /// Expands a text as one, for what its substitutions run.
    static Word expand(Source text, Walk walk, Context context, Scope scope) {
        var document = new HereDocument(walk, context.with(text), scope);
        var builder = new Word.Builder();
        var to = text.text().length();
        for (var i = 0; i < to; ) {
            i = document.expanded(i, to, builder);
        }
        return builder.build(text.part(0, to));
    }

    /// Arguments that stand behind the word that ends the document. The grammar takes the text for more of them when
    /// it begins with a backslash.
    static List<Node> arguments(Node redirect, Source source) {
        var until = beginsWithin(redirect, source);
        return redirect.children().stream()
                .filter(child -> child.field().equals("argument") && (until < 0 || child.from() < until))
                .toList();
    }

    /// Where the line ends on which the document begins, if the grammar took its text for arguments; else -1.
    private static int beginsWithin(Node redirect, Source source) {
        for (var child : redirect.children()) {
            if (child.field().equals("argument") && source.text().startsWith("\n", child.from())) {
                return child.from();
            }
        }
        return -1;
    }

    Word body(Node redirect) {
        var source = context.source();
        var start = redirect.children().stream()
                .filter(child -> child.is("heredoc_start"))
                .findFirst();
        var body = redirect.children().stream()
                .filter(child -> child.is("heredoc_body"))
                .findFirst();
        var builder = new Word.Builder();
        if (start.isEmpty() || body.isEmpty()) {
            return builder.build(source.part(redirect));
        }
        var literal = source.text(start.get()).matches("(?s).*['\"\\\\].*");
        var stripped = redirect.children().getFirst().type().equals("<<-");
        var within = beginsWithin(redirect, source);
        var from = source.text().lastIndexOf('\n', Math.max(0, body.get().from() - 1)) + 1;
        from = within >= 0 ? within + 1 : Math.min(from, body.get().from());
        var text = source.text();
        var i = from;
        while (i < body.get().to()) {
            if (stripped && text.charAt(i) == '\t' && (i == from || text.charAt(i - 1) == '\n')) {
                i++;
            } else {
                i = literal ? plain(i, builder) : expanded(i, body.get().to(), builder);
            }
        }
        return builder.build(source.part(body.get()));
    }

    private int plain(int at, Word.Builder builder) {
        var source = context.source();
        var hole = source.hole(at);
        if (hole == null) {
            builder.add(source.text().charAt(at), Mark.QUOTED, source.start(at), source.end(at));
        } else {
            builder.add(hole, Mark.UNKNOWN_ONE, source.part(at, at + 1));
        }
        return at + 1;
    }

    private int expanded(int at, int end, Word.Builder builder) {
        var source = context.source();
        var text = source.text();
        var unit = text.charAt(at);
        if (unit == '\\' && at + 1 < end && "$`\\\n".indexOf(text.charAt(at + 1)) >= 0) {
            return text.charAt(at + 1) == '\n' ? at + 2 : plain(at + 1, builder);
        }
        if (unit == '`') {
            var close = at + 1;
            while (close < end && text.charAt(close) != '`') {
                close += text.charAt(close) == '\\' ? 2 : 1;
            }
            return unknown(at, at + 1, Math.min(close, end), Math.min(close + 1, end), builder);
        }
        if (unit != '$' || at + 1 >= end) {
            return plain(at, builder);
        }
        var next = text.charAt(at + 1);
        if (next == '(' || next == '{') {
            var close = closing(at + 1, end);
            return next == '('
                    ? unknown(at, at + 2, close, Math.min(close + 1, end), builder)
                    : braces(at, close, end, builder);
        }
        var to = at + 1;
        while (to < end && (text.charAt(to) == '_' || Character.isLetterOrDigit(text.charAt(to)))) {
            to++;
        }
        return to == at + 1 ? plain(at, builder) : variable(at, text.substring(at + 1, to), to, builder);
    }

    private int braces(int at, int close, int end, Word.Builder builder) {
        var to = Math.min(close + 1, end);
        var inside = context.source().text().substring(Math.min(at + 2, close), close);
        if (inside.matches("\\w+")) {
            return variable(at, inside, to, builder);
        }
        return unknown(at, at + 2, close, to, builder);
    }

    private int variable(int at, String name, int to, Word.Builder builder) {
        var source = context.source();
        var where = source.part(at, to);
        var words = scope.find(name).flatMap(Scope.Value::words);
        if (words.isPresent()) {
            builder.addValue(Word.joined(words.get().isEmpty() ? List.of(empty(where)) : words.get()), true, where);
        } else {
            var mark = name.equals("HOME")
                    ? Mark.HOME
                    : scope.find(name).isPresent() ? Mark.UNKNOWN_ONE : Mark.ENVIRONMENT_ONE;
            builder.add(source.text().substring(at, to), mark, where);
        }
        return to;
    }

    private static Word empty(Part where) {
        return new Word.Builder().build(where);
    }

    /// Commands inside are followed; what they print is not known.
    private int unknown(int at, int from, int close, int to, Word.Builder builder) {
        var source = context.source();
        var inside = source.cut(Math.min(from, close), close);
        var arithmetic = inside.text().startsWith("(") || source.text().charAt(at + 1) == '{';
        if (!arithmetic || inside.text().contains("$(") || inside.text().contains("`")) {
            builder.sources(walk.apart(inside, context, scope));
        }
        builder.add(source.text().substring(at, to), Mark.UNKNOWN_ONE, source.part(at, to));
        return to;
    }

    /// The bracket that closes the one at `open`, quotes respected.
    private int closing(int open, int end) {
        var text = context.source().text();
        var opening = text.charAt(open);
        var closing = opening == '(' ? ')' : '}';
        var depth = 0;
        var quote = ' ';
        for (var i = open; i < end; i++) {
            var unit = text.charAt(i);
            if (unit == '\\' && quote != '\'') {
                i++;
            } else if (quote != ' ') {
                quote = unit == quote ? ' ' : quote;
            } else if (unit == '\'' || unit == '"') {
                quote = unit;
            } else if (unit == opening) {
                depth++;
            } else if (unit == closing && --depth == 0) {
                return i;
            }
        }
        return end;
    }
}
