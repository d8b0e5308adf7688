package io.gatehouse.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSReader;
import org.treesitter.TSSymbolType;
import org.treesitter.TSTreeCursor;
import org.treesitter.TreeSitterBash;

/// Bash's grammar by tree-sitter. Copies the tree out at once, so that nothing native outlives a call.
final class Syntax {
    static final int MOST_NODES = 20_000;
    static final int MOST_DEPTH = 60;
    /// The type of a node that stands for text which the grammar passed over.
    static final String GAP = "gap";

    private static final int BYTES_PER_UNIT = 2;
    private static final int CHUNK = 8 * 1024;

    /// Nodes whose text between the children is text.
    private static final Set<String> TEXTUAL =
            Set.of("string", "heredoc_body", "expansion", "regex", "extglob_pattern");

    private final String text;
    private int nodes;

    private Syntax(String text) {
        this.text = text;
    }

    /// Empty when the tree is too large or too deep.
    static @Nullable Node read(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_16LE);
        TSReader reader = (buffer, offset, _) -> {
            var length = Math.clamp(bytes.length - offset, 0, buffer.length);
            System.arraycopy(bytes, Math.min(offset, bytes.length), buffer, 0, length);
            return length;
        };
        try (var parser = new TSParser()) {
            parser.setLanguage(Grammar.BASH);
            try (var tree = parser.parse(new byte[CHUNK], null, reader, TSInputEncoding.TSInputEncodingUTF16LE);
                    var cursor = new TSTreeCursor(tree.getRootNode())) {
                return new Syntax(text).copy(cursor, 0);
            }
        }
    }

    private @Nullable Node copy(TSTreeCursor cursor, int depth) {
        if (++nodes > MOST_NODES || depth > MOST_DEPTH) {
            return null;
        }
        TSNode node = cursor.currentNode();
        var symbol = Grammar.SYMBOLS.get(node.getSymbol());
        var type = symbol.type();
        var from = depth == 0 ? 0 : node.getStartByte() / BYTES_PER_UNIT;
        var to = depth == 0 ? text.length() : node.getEndByte() / BYTES_PER_UNIT;
        var field = Grammar.FIELDS.get(cursor.currentFieldId());
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

    /// What nodes refer to by number, fetched once: each call into native code costs more than the rest of a node.
    private static final class Grammar {
        static final TSLanguage BASH = new TreeSitterBash();

        static final Symbol ERROR = new Symbol("ERROR", true);

        static final Symbols SYMBOLS = new Symbols(IntStream.range(0, BASH.symbolCount())
                .mapToObj(
                        id -> new Symbol(BASH.symbolName(id), BASH.symbolType(id) == TSSymbolType.TSSymbolTypeRegular))
                .toList());

        /// Field 0 is none.
        static final List<String> FIELDS = IntStream.rangeClosed(0, BASH.fieldCount())
                .mapToObj(id -> id == 0 ? "" : BASH.fieldNameForId(id))
                .toList();
    }

    private record Symbol(String type, boolean named) {}

    private record Symbols(List<Symbol> byId) {
        /// The error symbol is outside of the grammar's own.
        Symbol get(int id) {
            return id >= 0 && id < byId.size() ? byId.get(id) : Grammar.ERROR;
        }
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
        if (to <= from || TEXTUAL.contains(parent)) {
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
