package io.gatehouse.command.syntax;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSReader;
import org.treesitter.TSTreeCursor;

/// Reads a text by a grammar. Copies the tree out at once, so that nothing native outlives a call.
public final class Syntax {
    public static final int MOST_NODES = 20_000;
    /// The type of a node that stands for text which the grammar passed over.
    public static final String GAP = "gap";

    /// How often the parser, which asks after each hundred of its steps, may go on. Some short texts cost it minutes.
    private static final int MOST_WORK = 5_000;

    /// Some texts make each of its steps longer than the one before. No text that is understood comes near it.
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private static final int MOST_PIPES = 1_000;

    private static final int BYTES_PER_UNIT = 2;
    private static final int CHUNK = 8 * 1024;

    /// Nodes whose text between the children is text.
    private static final Set<String> TEXTUAL =
            Set.of("string", "heredoc_body", "expansion", "regex", "extglob_pattern");

    private final String text;
    private final Grammar grammar;
    /// Whether nothing was put in or passed over, so that each sign of the grammar stands in the text.
    private final boolean exact;

    private int nodes;

    private Syntax(String text, Grammar grammar, boolean exact) {
        this.text = text;
        this.grammar = grammar;
        this.exact = exact;
    }

    /// Null when the tree is too large or too deep.
    public static @Nullable Node read(String text, Grammar grammar) {
        if (grammar == Grammar.BASH && isLongPipeline(text)) {
            return null;
        }
        var bytes = text.getBytes(StandardCharsets.UTF_16LE);
        TSReader reader = (buffer, offset, _) -> {
            var length = Math.clamp(bytes.length - offset, 0, buffer.length);
            System.arraycopy(bytes, Math.min(offset, bytes.length), buffer, 0, length);
            return length;
        };
        try (var parser = new TSParser()) {
            parser.setLanguage(grammar.loaded().language());
            var asked = new AtomicInteger();
            long begun = System.nanoTime();
            try (var tree = parser.parseWithOptions(
                    new byte[Math.clamp(bytes.length, BYTES_PER_UNIT, CHUNK)],
                    null,
                    reader,
                    TSInputEncoding.TSInputEncodingUTF16LE,
                    _ -> asked.incrementAndGet() > MOST_WORK || System.nanoTime() - begun > LONGEST.toNanos())) {
                if (tree == null || asked.get() > MOST_WORK) {
                    return null;
                }
                var root = tree.getRootNode();
                try (var cursor = new TSTreeCursor(root)) {
                    var exact = grammar == Grammar.BASH && !root.hasError();
                    return new Syntax(text, grammar, exact).copy(cursor, 0);
                }
            }
        }
    }

    /// The Bash grammar's work grows with the square of the commands in one pipeline, which its steps do not show.
    private static boolean isLongPipeline(String text) {
        var pipes = 0;
        var quote = ' ';
        var last = ' ';
        var begins = true;
        for (var i = 0; i < text.length(); i++) {
            var unit = text.charAt(i);
            if (unit == '\\' && quote != '\'') {
                i++;
            } else if (quote != ' ') {
                quote = unit == quote ? ' ' : quote;
            } else if (unit == '\'' || unit == '"') {
                quote = unit;
            } else if (unit == '|' && begins) { // no pipeline begins so, but the line of a table
                pipes = 0;
            } else if (unit == '|' && ++pipes > MOST_PIPES) {
                return true;
            } else if (unit == ';' || (unit == '\n' && last != '|')) {
                pipes = 0;
            }
            var blank = unit == ' ' || unit == '\t';
            begins = unit == '\n' || (begins && blank);
            last = blank || unit == '\n' ? last : unit;
        }
        return false;
    }

    private @Nullable Node copy(TSTreeCursor cursor, int depth) {
        if (++nodes > MOST_NODES || depth > grammar.mostDepth()) {
            return null;
        }
        TSNode node = cursor.currentNode();
        var symbol = grammar.loaded().symbol(node.getSymbol());
        var type = symbol.type();
        var from = depth == 0 ? 0 : Starts.of(node) / BYTES_PER_UNIT;
        var to = depth == 0 ? text.length() : end(node, symbol, from);
        var field = grammar.loaded().field(cursor.currentFieldId());
        List<Node> children = new ArrayList<>();
        var at = from;
        if (cursor.gotoFirstChild()) {
            do {
                var child = copy(cursor, depth + 1);
                if (child == null) {
                    return null;
                }
                gap(type, at, child.from(), children);
                at = Math.max(at, child.to());
                children.add(child);
            } while (cursor.gotoNextSibling());
            cursor.gotoParent();
            gap(type, at, to, children);
        } else if (depth == 0) {
            gap(type, at, to, children);
        }
        return new Node(type, symbol.named(), field, from, to, from == to && node.isMissing(), List.copyOf(children));
    }

    /// Of a sign that stands in the text its length, which costs less than to ask.
    private int end(TSNode node, Grammar.Symbol symbol, int from) {
        var sign = exact && !symbol.named() && !symbol.type().isBlank() && text.startsWith(symbol.type(), from);
        return sign ? from + symbol.type().length() : node.getEndByte() / BYTES_PER_UNIT;
    }

    private static boolean isBlank(String between) {
        for (var i = 0; i < between.length(); i++) {
            var continued = between.charAt(i) == '\\' && i + 1 < between.length() && between.charAt(i + 1) == '\n';
            if (!continued && " \t\n".indexOf(between.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /// Everything but blanks must belong to a node: what the grammar passes over would run unseen.
    private void gap(String parent, int from, int to, List<Node> children) {
        if (to <= from || grammar != Grammar.BASH || TEXTUAL.contains(parent)) {
            return;
        }
        var between = text.substring(from, to);
        if (!isBlank(between)) {
            var start = from + between.length() - between.stripLeading().length();
            var end = from + between.stripTrailing().length();
            children.add(new Node(GAP, true, "", Math.min(start, end), end, false, List.of()));
        }
    }
}
