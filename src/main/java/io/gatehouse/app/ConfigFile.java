package io.gatehouse.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// One settings file, read to known keys with their lines; what the values mean is not its business. A scalar is
/// the text as written (`id: 007` is "007"), so that YAML's guesses about types never change a setting.
///
/// @param path where it was read from
/// @param base what relative paths in it start from
record ConfigFile<K extends Setting>(Path path, Path base, Map<K, Entry> entries, List<Problem> problems) {
    static final int MAX_BYTES = 64 << 10;
    private static final int MAX_DEPTH = 10;
    private static final LoadSettings YAML =
            LoadSettings.builder().setAllowNonScalarKeys(true).build();

    /// @param line counted from 1
    record Entry(int line, Value value) {}

    sealed interface Value {
        record Text(String text) implements Value {}

        record Items(List<String> items) implements Value {}

        record Pairs(Map<String, String> pairs) implements Value {}
    }

    /// What is wrong and what to do.
    ///
    /// @param line counted from 1; 0 for the file as a whole
    record Problem(Path file, int line, String what) {
        String sentence() {
            return line == 0 ? file + ": " + what : file + " line " + line + ": " + what;
        }
    }

    ConfigFile {
        entries = Map.copyOf(entries);
        problems = List.copyOf(problems);
    }

    /// The bytes of a settings file, or of its first part where it is too large (which [#parse] refuses).
    static byte[] bytes(Path file) throws IOException {
        if (!Files.isRegularFile(file) && Files.exists(file)) {
            throw new IOException("not a regular file");
        }
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }

    static <K extends Setting> ConfigFile<K> parse(SettingNames<K> known, Path path, Path base, byte[] bytes) {
        var reader = new Reader<>(known, path);
        reader.read(bytes);
        return new ConfigFile<>(path, base, reader.entries, reader.problems);
    }

    static <K extends Setting> ConfigFile<K> unreadable(Path path, String why) {
        return new ConfigFile<>(path, path, Map.of(), List.of(new Problem(path, 0, why)));
    }

    /// Collects every problem instead of stopping at the first.
    private static final class Reader<K extends Setting> {
        private final SettingNames<K> known;
        private final Path path;
        private final Map<K, Entry> entries = new LinkedHashMap<>();
        private final List<Problem> problems = new ArrayList<>();

        Reader(SettingNames<K> known, Path path) {
            this.known = known;
            this.path = path;
        }

        void read(byte[] bytes) {
            if (bytes.length > MAX_BYTES) {
                problem(0, "is larger than 64 KB; a settings file is a few lines");
                return;
            }
            try {
                var text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                text = text.startsWith("\uFEFF") ? text.substring(1) : text;
                if (isPlainYaml(text)) {
                    new Compose(YAML).composeString(text).ifPresent(this::root);
                }
            } catch (CharacterCodingException _) {
                problem(0, "is not UTF-8 text; save it as UTF-8");
            } catch (MarkedYamlEngineException e) {
                problem(
                        e.getProblemMark()
                                .or(e::getContextMark)
                                .map(Reader::line)
                                .orElse(0),
                        "is not valid YAML: " + e.getProblem());
            } catch (YamlEngineException e) {
                problem(0, "is not valid YAML: " + e.getMessage());
            }
        }

        /// Refuses what a settings file has no use for and a parser could be attacked with, before a tree is built.
        private boolean isPlainYaml(String text) {
            int documents = 0;
            int depth = 0;
            for (var event : new Parse(YAML).parseString(text)) {
                var line = event.getStartMark().map(Reader::line).orElse(0);
                if (event instanceof DocumentStartEvent && ++documents > 1) {
                    return refuse(line, "a second YAML document starts here; settings are one document");
                }
                if (event instanceof AliasEvent
                        || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
                    return refuse(line, "anchors and aliases (& and *) are not allowed; write the value out");
                }
                if (tag(event).isPresent()) {
                    return refuse(line, "type tags (!) are not allowed; remove it");
                }
                if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                    return refuse(line, "is nested deeper than any setting");
                }
                if (event instanceof CollectionEndEvent) {
                    depth--;
                }
            }
            return true;
        }

        private boolean refuse(int line, String what) {
            problem(line, what);
            return false;
        }

        private static Optional<String> tag(Event event) {
            return switch (event) {
                case ScalarEvent scalar -> scalar.getTag();
                case CollectionStartEvent collection -> collection.getTag();
                default -> Optional.empty();
            };
        }

        private void root(Node node) {
            if (node instanceof MappingNode mapping) {
                section("", mapping);
            } else if (!isNull(node)) {
                problem(line(node), "expected settings like \"mode: enforce\", found something else");
            }
        }

        private void section(String path, MappingNode mapping) {
            for (var name : names(mapping).entrySet()) {
                var full = path.isEmpty() ? name.getKey() : path + "." + name.getKey();
                var line = name.getValue().line();
                var value = name.getValue().value();
                if (name.getKey().contains(".")) {
                    problem(line, "unknown key " + full + hint(full));
                } else if (known.isSection(full)) {
                    if (value instanceof MappingNode inner) {
                        section(full, inner);
                    } else if (!isNull(value)) {
                        problem(
                                line,
                                full + " holds settings of its own, found one value; write them indented below it");
                    }
                } else {
                    known.find(full)
                            .ifPresentOrElse(
                                    key -> entry(key, line, value),
                                    () -> problem(line, "unknown key " + full + hint(full)));
                }
            }
        }

        private String hint(String unknown) {
            var exact = known.find(unknown);
            if (exact.isPresent()) {
                var dot = unknown.lastIndexOf('.');
                return "; write it nested: " + unknown.substring(0, dot).replace(".", ": {") + ": {"
                        + unknown.substring(dot + 1) + ": …}"
                        + "}".repeat((int) unknown.chars().filter(c -> c == '.').count() - 1);
            }
            return known.nearest(unknown)
                    .map(key -> "; did you mean " + key.path() + "?")
                    .orElse("; remove it");
        }

        private void entry(K key, int line, Node node) {
            if (isNull(node)) {
                problem(line, key.path() + " has no value; give it one or remove it");
                return;
            }
            Optional<Value> value =
                    switch (key.shape()) {
                        case TEXT -> text(node).map(Value.Text::new);
                        case LIST -> items(node).map(Value.Items::new);
                        case MAP -> pairs(node).map(Value.Pairs::new);
                    };
            value.ifPresentOrElse(
                    known -> entries.put(key, new Entry(line, known)),
                    () -> problem(line, key.path() + " must be " + key.shape().words()));
        }

        private static Optional<String> text(Node node) {
            return node instanceof ScalarNode scalar && !isNull(node)
                    ? Optional.of(scalar.getValue())
                    : Optional.empty();
        }

        private static Optional<List<String>> items(Node node) {
            if (!(node instanceof SequenceNode sequence)) {
                return Optional.empty();
            }
            var items = sequence.getValue().stream()
                    .flatMap(item -> text(item).stream())
                    .toList();
            return items.size() == sequence.getValue().size() ? Optional.of(items) : Optional.empty();
        }

        private Optional<Map<String, String>> pairs(Node node) {
            if (!(node instanceof MappingNode mapping)) {
                return Optional.empty();
            }
            var pairs = new LinkedHashMap<String, String>();
            var names = names(mapping);
            names.forEach((name, named) -> text(named.value()).ifPresent(value -> pairs.put(name, value)));
            return pairs.size() == mapping.getValue().size() ? Optional.of(pairs) : Optional.empty();
        }

        private record Named(int line, Node value) {}

        /// The mapping's names in their order, each once; a doubled one is a problem, because either value could
        /// be the
        /// one that was meant.
        private Map<String, Named> names(MappingNode mapping) {
            var names = new LinkedHashMap<String, Named>();
            for (var tuple : mapping.getValue()) {
                var line = line(tuple.getKeyNode());
                var name = text(tuple.getKeyNode());
                if (name.isEmpty()) {
                    problem(line, "a key must be a plain name");
                } else {
                    var first = names.putIfAbsent(name.get(), new Named(line, tuple.getValueNode()));
                    if (first != null) {
                        problem(line, name.get() + " is there twice, first in line " + first.line() + "; keep one");
                    }
                }
            }
            return names;
        }

        private static boolean isNull(Node node) {
            return node.getTag().equals(Tag.NULL)
                    || (node instanceof ScalarNode scalar
                            && scalar.isPlain()
                            && scalar.getValue().equals("~"));
        }

        private static int line(Node node) {
            return node.getStartMark().map(Reader::line).orElse(0);
        }

        private static int line(Mark mark) {
            return mark.getLine() + 1;
        }

        private void problem(int line, String what) {
            problems.add(new Problem(path, line, what));
        }
    }
}
