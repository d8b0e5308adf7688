package io.gatehouse.cerbos;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.node.NullNode;

/// A value in a YAML or JSON file, with the line that it stands on.
///
/// The reader takes less than YAML offers: one document, string keys, no key twice, no tags and no merges, so that
/// this program and the PDP cannot read two different things from one file.
record Yaml(Node node) {
    private static final Set<Tag> CORE = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ);
    private static final int MAX_DEPTH = 100;

    /// What is wrong with a file that is not a document this program reads.
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        private final int line;

        Unreadable(int line, String message) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    record Entry(Yaml key, Yaml value) {
        String name() {
            return key.text();
        }
    }

    static Yaml parse(String text, boolean json) throws Unreadable {
        var settings = LoadSettings.builder()
                .setParseComments(true)
                .setAllowDuplicateKeys(false)
                .build();
        try {
            // JSON allows tabs between values and never inside them; YAML is stricter.
            var documents = new Compose(settings).composeAllFromString(json ? text.replace('\t', ' ') : text);
            Node root = null;
            for (var document : documents) {
                if (root != null) {
                    throw new Unreadable(lineOf(document), "a second document in one file");
                }
                root = document;
            }
            if (root == null) {
                throw new Unreadable(1, "the file is empty");
            }
            check(root, 0, Collections.newSetFromMap(new IdentityHashMap<>()));
            return new Yaml(root);
        } catch (MarkedYamlEngineException e) {
            throw new Unreadable(e.getProblemMark().map(Mark::getLine).orElse(0) + 1, e.getProblem());
        } catch (YamlEngineException e) {
            throw new Unreadable(1, String.valueOf(e.getMessage()));
        }
    }

    private static void check(Node node, int depth, Set<Node> seen) throws Unreadable {
        if (depth > MAX_DEPTH) {
            throw new Unreadable(lineOf(node), "nested deeper than " + MAX_DEPTH);
        }
        if (!seen.add(node)) {
            return;
        }
        if (!CORE.contains(node.getTag())) {
            throw new Unreadable(lineOf(node), "the tag " + node.getTag() + " is not supported");
        }
        switch (node) {
            case MappingNode map -> {
                var names = new HashSet<String>();
                for (var entry : map.getValue()) {
                    if (!(entry.getKeyNode() instanceof ScalarNode key)
                            || key.getValue().equals("<<")) {
                        throw new Unreadable(lineOf(entry.getKeyNode()), "a key that is not a plain string");
                    }
                    if (!names.add(key.getValue())) {
                        throw new Unreadable(lineOf(key), "the key `" + key.getValue() + "` stands here twice");
                    }
                    check(entry.getValueNode(), depth + 1, seen);
                }
            }
            case SequenceNode list -> {
                for (var item : list.getValue()) {
                    check(item, depth + 1, seen);
                }
            }
            case ScalarNode _ -> {}
            default -> throw new Unreadable(lineOf(node), "an unresolved alias");
        }
        if (node.isRecursive()) {
            throw new Unreadable(lineOf(node), "a value that contains itself");
        }
    }

    /// Counted from 1.
    int line() {
        return lineOf(node);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    /// The value under a key; empty also where this is no map.
    Optional<Yaml> find(String key) {
        return entries().stream()
                .filter(entry -> entry.name().equals(key))
                .map(Entry::value)
                .findFirst();
    }

    /// The scalar under a key as it is written, or "".
    String text(String key) {
        return find(key).map(Yaml::text).orElse("");
    }

    /// The items of the list under a key, or none.
    List<Yaml> list(String key) {
        return find(key).map(Yaml::items).orElse(List.of());
    }

    /// The scalars of the list under a key, or none.
    List<String> texts(String key) {
        return list(key).stream().map(Yaml::text).toList();
    }

    /// Where a key's value stands, or this value where it is absent.
    int line(String key) {
        return find(key).map(Yaml::line).orElse(line());
    }

    String text() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    boolean isTrue() {
        return node.getTag().equals(Tag.BOOL) && text().equals("true");
    }

    boolean isFalse() {
        return node.getTag().equals(Tag.BOOL) && text().equals("false");
    }

    List<Yaml> items() {
        return node instanceof SequenceNode list
                ? list.getValue().stream().map(Yaml::new).toList()
                : List.of();
    }

    List<Entry> entries() {
        return node instanceof MappingNode map
                ? map.getValue().stream()
                        .map(entry -> new Entry(new Yaml(entry.getKeyNode()), new Yaml(entry.getValueNode())))
                        .toList()
                : List.of();
    }

    /// A copy of this map in which one list has more items; everything else is shared.
    Yaml withMore(String key, List<Yaml> more) {
        return with(key, list -> {
            var items = new ArrayList<>(((SequenceNode) list.node).getValue());
            more.forEach(item -> items.add(item.node));
            return new Yaml(copyOf(list.node, new SequenceNode(Tag.SEQ, items, FlowStyle.BLOCK)));
        });
    }

    /// A copy of this map in which one value is another.
    Yaml with(String key, UnaryOperator<Yaml> change) {
        var entries = ((MappingNode) node)
                .getValue().stream()
                        .map(entry -> new Yaml(entry.getKeyNode()).text().equals(key)
                                ? new NodeTuple(entry.getKeyNode(), change.apply(new Yaml(entry.getValueNode())).node)
                                : entry)
                        .toList();
        return new Yaml(copyOf(node, new MappingNode(Tag.MAP, new ArrayList<>(entries), FlowStyle.BLOCK)));
    }

    /// A copy of this list with each item changed.
    Yaml each(UnaryOperator<Yaml> change) {
        var items = new ArrayList<Node>();
        items().forEach(item -> items.add(change.apply(item).node));
        return new Yaml(copyOf(node, new SequenceNode(Tag.SEQ, items, FlowStyle.BLOCK)));
    }

    private static Node copyOf(Node from, Node to) {
        to.setBlockComments(from.getBlockComments());
        to.setInLineComments(from.getInLineComments());
        to.setEndComments(from.getEndComments());
        return to;
    }

    static Yaml of(String text) {
        return new Yaml(new ScalarNode(Tag.STR, text, ScalarStyle.DOUBLE_QUOTED));
    }

    static Yaml listOf(List<String> texts) {
        var items = new ArrayList<Node>();
        for (var text : texts) {
            items.add(of(text).node);
        }
        return new Yaml(new SequenceNode(Tag.SEQ, items, FlowStyle.FLOW));
    }

    static Yaml map(List<Entry> entries) {
        var tuples = new ArrayList<NodeTuple>();
        entries.forEach(entry -> tuples.add(new NodeTuple(entry.key.node, entry.value.node)));
        return new Yaml(new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK));
    }

    static Entry entry(String key, Yaml value) {
        return new Entry(new Yaml(new ScalarNode(Tag.STR, key, ScalarStyle.PLAIN)), value);
    }

    /// Writes it as YAML that reads back as the same value, comments included.
    String dump() {
        var settings = DumpSettings.builder()
                .setDumpComments(true)
                .setDereferenceAliases(true)
                .setIndent(2)
                .setSplitLines(false)
                .build();
        var out = new Text();
        new Dump(settings).dumpNode(node, out);
        var written = out.toString();
        try {
            if (!parse(written, false).value().equals(value())) {
                throw new IllegalStateException("written YAML reads back differently:\n" + written);
            }
        } catch (Unreadable e) {
            throw new IllegalStateException("written YAML does not read back:\n" + written, e);
        }
        return written;
    }

    /// As what a JSON mapper writes: maps, lists, strings, numbers, truth values.
    Object value() {
        return switch (node) {
            case MappingNode _ -> {
                var map = new LinkedHashMap<String, Object>();
                entries().forEach(entry -> map.put(entry.name(), entry.value().value()));
                yield map;
            }
            case SequenceNode _ -> items().stream().map(Yaml::value).toList();
            default -> scalar();
        };
    }

    private Object scalar() {
        if (node.getTag().equals(Tag.BOOL)) {
            return isTrue();
        }
        if (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT)) {
            return new BigDecimal(text());
        }
        return node.getTag().equals(Tag.NULL) ? NullNode.getInstance() : text();
    }

    private static final class Text implements StreamDataWriter {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void write(String more) {
            text.append(more);
        }

        @Override
        public void write(String more, int offset, int length) {
            text.append(more, offset, offset + length);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
