package io.gatehouse.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSReader;
import org.treesitter.TSTreeCursor;
import org.treesitter.TreeSitterBash;

/// Bash's grammar by tree-sitter. Copies the tree out at once, so that nothing native outlives a call.
final class Syntax {
    static final int MOST_NODES = 20_000;
    static final int MOST_DEPTH = 60;
    private static final int BYTES_PER_UNIT = 2;
    private static final int CHUNK = 8 * 1024;

    private int nodes;

    private Syntax() {}

    /// Empty when the tree is too large or too deep.
    static @Nullable Node read(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_16LE);
        TSReader reader = (buffer, offset, _) -> {
            var length = Math.clamp(bytes.length - offset, 0, buffer.length);
            System.arraycopy(bytes, Math.min(offset, bytes.length), buffer, 0, length);
            return length;
        };
        try (var parser = new TSParser()) {
            parser.setLanguage(new TreeSitterBash());
            try (var tree = parser.parse(new byte[CHUNK], null, reader, TSInputEncoding.TSInputEncodingUTF16LE);
                    var cursor = new TSTreeCursor(tree.getRootNode())) {
                return new Syntax().copy(cursor, 0);
            }
        }
    }

    private @Nullable Node copy(TSTreeCursor cursor, int depth) {
        if (++nodes > MOST_NODES || depth > MOST_DEPTH) {
            return null;
        }
        TSNode node = cursor.currentNode();
        var field = cursor.currentFieldName();
        List<Node> children = new ArrayList<>();
        if (cursor.gotoFirstChild()) {
            do {
                var child = copy(cursor, depth + 1);
                if (child == null) {
                    return null;
                }
                children.add(child);
            } while (cursor.gotoNextSibling());
            cursor.gotoParent();
        }
        return new Node(
                node.getType(),
                node.isNamed(),
                field == null ? "" : field,
                node.getStartByte() / BYTES_PER_UNIT,
                node.getEndByte() / BYTES_PER_UNIT,
                node.isMissing(),
                List.copyOf(children));
    }
}
