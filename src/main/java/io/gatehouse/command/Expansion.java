package io.gatehouse.command;

import io.gatehouse.command.Word.Mark;
import io.gatehouse.command.syntax.Node;
import io.gatehouse.command.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The words that a shell makes of what is written, as far as the line alone tells.
final class Expansion {
    private static final Pattern CONTINUATION = Pattern.compile("(?:\\\\\r?\n)+");
    private static final Pattern BETWEEN_TWO = Pattern.compile("`(?:[^`\\\\]|\\\\.)*`.+", Pattern.DOTALL);
    private final Walk walk;
    private final Context context;
    private final Scope scope;
    private final boolean assigning;
    private final Variables variables;
    /// While a word is filled that is nothing but one expansion.
    private boolean alone;

    Expansion(Walk walk, Context context, Scope scope) {
        this(walk, context, scope, false);
    }

    private Expansion(Walk walk, Context context, Scope scope, boolean assigning) {
        this.walk = walk;
        this.context = context;
        this.scope = scope;
        this.assigning = assigning;
        this.variables = new Variables(this, walk, context, scope, assigning);
    }

    /// For the right side of an assignment: `$(pwd)` there outlives the directory.
    Expansion assigning() {
        return new Expansion(walk, context, scope, true);
    }

    /// The words of a command with all that may be missing.
    List<Word> most(List<Node> nodes) {
        return words(nodes, true);
    }

    List<Word> words(List<Node> nodes) {
        return words(nodes, false);
    }

    /// Nodes that only a line continuation parts are one word.
    private List<Word> words(List<Node> nodes, boolean most) {
        List<Word> words = new ArrayList<>();
        for (var i = 0; i < nodes.size(); ) {
            var builder = new Word.Builder();
            var opensQuote = !nodes.get(i).named()
                    && nodes.get(i).type().equals("$")
                    && i + 1 < nodes.size()
                    && nodes.get(i + 1).is("string");
            i += opensQuote ? 1 : 0; // the dollar of `$"text"`
            var first = nodes.get(i);
            var last = first;
            var quoted = isQuoted(first);
            i++;
            alone = most && first.is("expansion") && (i == nodes.size() || !adjacent(first, nodes.get(i)));
            fill(first, builder, false);
            alone = false;
            while (i < nodes.size() && adjacent(last, nodes.get(i))) {
                last = nodes.get(i++);
                quoted |= isQuoted(last);
                fill(last, builder, false);
            }
            var word = builder.build(context.source().part(first.from(), last.to()));
            if (quoted || !word.text().isEmpty()) {
                words.addAll(split(word, quoted));
            }
        }
        return words;
    }

    /// What expands to nothing is a word only when quoted, and `"$@"` not even then.
    private boolean isQuoted(Node node) {
        return switch (node.type()) {
            case "string" -> !context.source().text(node).equals("\"$@\"");
            case "raw_string", "ansi_c_string", "translated_string" -> true;
            case "concatenation" -> node.children().stream().anyMatch(this::isQuoted);
            default -> false;
        };
    }

    private boolean adjacent(Node left, Node right) {
        var between = context.source().text().substring(left.to(), Math.max(left.to(), right.from()));
        return between.isEmpty() || CONTINUATION.matcher(between).matches();
    }

    boolean mayBeMissing(Node word) {
        return variables.mayBeMissing(word);
    }

    Set<String> assigned(Node node) {
        return variables.assigned(node);
    }

    /// One word, neither split nor multiplied.
    Word word(Node node) {
        var builder = new Word.Builder();
        fill(node, builder, false);
        return builder.build(context.source().part(node));
    }

    private List<Word> split(Word whole, boolean quoted) {
        List<Word> braced = new ArrayList<>(Braces.expand(whole));
        if (braced.isEmpty()) {
            walk.findings().doubt("braces make too many words", whole.where());
            braced.add(new Word.Builder()
                    .add(whole.text(), Mark.UNKNOWN, whole.where())
                    .build(whole.where()));
        } else if (braced.size() > 1) {
            braced.removeIf(word -> !quoted && word.text().isEmpty()); // `{,a}` is one word
            if (context.inPosixShell()) {
                braced.add(whole); // which knows no braces, unless it is Bash by another name
            }
        }
        List<Word> words = new ArrayList<>();
        for (var word : braced) {
            var from = 0;
            var blank = false;
            for (var i = 0; i < word.text().length(); i++) {
                var mark = word.mark(i);
                if (mark == Mark.SPLIT
                        || (mark == Mark.VALUE && " \t\n".indexOf(word.text().charAt(i)) >= 0)
                        || (mark == Mark.PLAIN && word.text().charAt(i) == ' ')) { // `{ {`, one word to the grammar
                    blank = true;
                    if (i > from) {
                        words.add(word.cut(from, i));
                    }
                    from = i + 1;
                }
            }
            if (!blank || from < word.text().length()) {
                words.add(word.cut(from, word.text().length()));
            }
        }
        return words;
    }

    private void fill(Node node, Word.Builder builder, boolean quoted) {
        var source = context.source();
        switch (node.type()) {
            case "string" -> {
                var closed = node.to() - node.from() > 1 && source.text().charAt(node.to() - 1) == '"';
                mixed(node, node.from() + 1, closed ? node.to() - 1 : node.to(), builder, true);
            }
            case "raw_string" -> verbatim(node.from() + 1, Math.max(node.from() + 1, node.to() - 1), builder);
            case "ansi_c_string" -> {
                var literal = source.text(node);
                if (literal.contains("\\'") && (context.inPosixShell() || Misread.endsEarlier(literal))) {
                    walk.findings()
                            .opaque(
                                    "shells differ on where this string ends",
                                    source.part(node),
                                    context,
                                    scope.directory());
                }
                var raw = new Word.Builder();
                verbatim(node.from() + 2, Math.max(node.from() + 2, node.to() - 1), raw);
                builder.add(Escapes.resolve(raw.build(source.part(node)), false));
            }
            case "translated_string" ->
                node.children().stream().filter(Node::named).forEach(child -> fill(child, builder, quoted));
            case "concatenation" -> concatenation(node, builder, quoted);
            case "simple_expansion" -> simple(node, builder, quoted);
            case "expansion" -> {
                var whole = alone;
                alone = false;
                if (node.children().getLast().missing()) { // the rest stands elsewhere: `>${x-a|b}`
                    walk.findings()
                            .opaque("the grammar does not know this", source.part(node), context, scope.directory());
                }
                variables.parameter(node, whole, builder, quoted);
            }
            case "command_substitution" -> substitution(node, builder, quoted);
            case "process_substitution" -> {
                var direct = source.text(node).startsWith("<");
                var input = new Context.Input.Pipe(List.of());
                var found = walk.apart(node.children(), direct ? context : context.with(input), scope);
                builder.add(source.text(node), Mark.PIPE, source.part(node)).sources(direct ? found : List.of());
            }
            case "arithmetic_expansion" -> {
                walk.substitutionsIn(node, context, scope);
                new Arithmetic(walk, context, scope).calculate(source.text(node));
                builder.add(source.text(node), Mark.ENVIRONMENT_ONE, source.part(node));
            }
            case "array" -> {
                for (var word :
                        words(node.children().stream().filter(Node::named).toList())) {
                    if (!builder.isEmpty()) {
                        builder.add(" ", Mark.SPLIT, word.where());
                    }
                    builder.add(word);
                }
            }
            case "ERROR", Syntax.GAP -> {
                walk.findings().opaque("the grammar does not know this", source.part(node), context, scope.directory());
                builder.add(source.text(node), Mark.UNKNOWN, source.part(node));
            }
            default -> {
                if (node.is("word") && !quoted && Misread.isTorn(source.text(node))) {
                    walk.findings()
                            .opaque("the grammar does not know this", source.part(node), context, scope.directory());
                }
                if (node.children().isEmpty()) {
                    text(node.from(), node.to(), builder, quoted);
                } else {
                    mixed(node, node.from(), node.to(), builder, quoted);
                }
            }
        }
    }

    /// In `$"text"` the dollar is part of the quotes.
    private void concatenation(Node node, Word.Builder builder, boolean quoted) {
        var source = context.source();
        for (var i = 0; i < node.children().size(); i++) {
            var child = node.children().get(i);
            var opensQuote = !child.named()
                    && child.type().equals("$")
                    && i + 1 < node.children().size()
                    && node.children().get(i + 1).is("string");
            if (child.type().equals("$") && i + 1 == node.children().size() && expands(child.to())) {
                walk.findings().opaque("the grammar does not know this", source.part(node), context, scope.directory());
            }
            if (!opensQuote && !child.is(Syntax.GAP)) {
                fill(child, builder, quoted);
            }
        }
    }

    /// A `$` that the grammar leaves alone, where a name follows.
    private boolean expands(int at) {
        var text = context.source().text();
        return at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_@*#?!$-{(".indexOf(text.charAt(at)) >= 0);
    }

    /// Text with expansions in it, of which the grammar may have dropped blanks.
    void mixed(Node node, int from, int to, Word.Builder builder, boolean quoted) {
        var at = from;
        for (var child : node.children()) {
            var literal = !quoted && (child.is("raw_string") || child.is("ansi_c_string"));
            if ((child.children().isEmpty() && !literal) || child.from() < at) {
                continue;
            }
            var begins = begin(child); // before which the grammar takes blanks for its own
            text(at, begins.from(), builder, quoted);
            fill(begins, builder, quoted);
            at = child.to();
        }
        text(at, Math.max(at, to), builder, quoted);
    }

    private Node begin(Node node) {
        var from = node.from();
        while (node.named()
                && from < node.to()
                && Character.isWhitespace(context.source().text().charAt(from))) {
            from++;
        }
        return from == node.from()
                ? node
                : new Node(node.type(), true, node.field(), from, node.to(), node.missing(), node.children());
    }

    private void verbatim(int from, int to, Word.Builder builder) {
        for (var i = from; i < to; i++) {
            unit(i, Mark.QUOTED, true, builder);
        }
    }

    private void text(int from, int to, Word.Builder builder, boolean quoted) {
        var source = context.source();
        var text = source.text();
        for (var i = from; i < to; i++) {
            var unit = text.charAt(i);
            if (unit == '\\' && i + 1 < to && source.hole(i + 1) != null) { // where that is nothing, what follows it
                walk.findings()
                        .opaque(
                                "something that is not known is escaped",
                                source.part(i, i + 2),
                                context,
                                scope.directory());
            }
            if (unit == '\\' && i + 1 < to && (!quoted || "$`\"\\\n".indexOf(text.charAt(i + 1)) >= 0)) {
                i++;
                if (text.charAt(i) != '\n') {
                    builder.add(text.charAt(i), Mark.QUOTED, source.start(i - 1), source.end(i));
                }
            } else if (unit == '`') {
                walk.findings()
                        .opaque("the grammar does not know this", source.part(i, i + 1), context, scope.directory());
                builder.add("`", Mark.UNKNOWN, source.part(i, i + 1));
            } else {
                unit(i, quoted ? Mark.QUOTED : Mark.PLAIN, quoted, builder);
            }
        }
    }

    private void unit(int offset, Mark mark, boolean quoted, Word.Builder builder) {
        var source = context.source();
        var hole = source.hole(offset);
        if (hole == null) {
            builder.add(source.text().charAt(offset), mark, source.start(offset), source.end(offset));
        } else {
            builder.add(hole, quoted ? Mark.UNKNOWN_ONE : Mark.UNKNOWN, source.part(offset, offset + 1));
        }
    }

    /// `$1a` is `${1}a`, whatever the grammar says.
    private void simple(Node node, Word.Builder builder, boolean quoted) {
        var name = context.source().text(node).substring(1);
        if (Misread.isTorn(name)) {
            walk.findings()
                    .opaque("the grammar does not know this", context.source().part(node), context, scope.directory());
        }
        if (name.length() > 1 && Character.isDigit(name.charAt(0))) {
            variables.value(name.substring(0, 1), node, builder, quoted);
            text(node.from() + 2, node.to(), builder, quoted);
        } else {
            variables.value(name, node, builder, quoted);
        }
    }

    private void substitution(Node node, Word.Builder builder, boolean quoted) {
        var source = context.source();
        var where = source.part(node);
        var written = source.text(node);
        List<Draft> found;
        if (written.startsWith("`") && BETWEEN_TWO.matcher(written).matches()) {
            walk.findings().opaque("the grammar takes two substitutions for one", where, context, scope.directory());
        }
        if (written.startsWith("`") && written.contains("\\")) {
            found = walk.apart(unescaped(node), context, scope);
        } else {
            found = walk.apart(node.children(), context, scope);
        }
        var statements = node.children().stream().filter(Node::named).toList();
        var oneResult = found.size() == 1
                || (!found.isEmpty()
                        && statements.size() == 1
                        && statements.getFirst().is("pipeline"));
        if (oneResult && found.getLast().wrappers.equals(context.wrappers())) {
            var only = found.getLast();
            if (only.output != null) {
                var output = only.output;
                var end = output.text().length();
                while (end > 0 && output.text().charAt(end - 1) == '\n') {
                    end--;
                }
                builder.addValue(output.cut(0, end), quoted, where);
                return;
            }
            if (found.size() == 1 && only.program.equals("pwd") && !assigning) {
                builder.add(".", Mark.HERE, where);
                return;
            }
        }
        builder.add(written, quoted ? Mark.UNKNOWN_ONE : Mark.UNKNOWN, where).sources(found);
    }

    /// Within backticks a backslash before `\`, `$` or a backtick is for the backticks.
    private Source unescaped(Node node) {
        var source = context.source();
        var raw = new Word.Builder();
        for (var i = node.from() + 1; i < node.to() - 1; i++) {
            var escaped = source.text().charAt(i) == '\\'
                    && i + 2 < node.to()
                    && "$`\\\"".indexOf(source.text().charAt(i + 1)) >= 0;
            if (escaped) {
                i++;
            }
            unit(i, Mark.QUOTED, true, raw);
        }
        return raw.build(source.part(node)).source();
    }
}
