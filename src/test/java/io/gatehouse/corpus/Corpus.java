package io.gatehouse.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/// The known tricks and the everyday work of agents, which both grow with every bug.
///
/// Design. A file is a head of `key: value` lines and sections that begin with `=== `:
///
/// - `evasion/<category>/<trick>.txt` is one trick. Head: `why` it works, what it `does`, the rules that it must
///   meet (`expect`, or `opaque`), and where that is so, why it is accepted that it is `missed`. Its last section
///   is the `line`.
/// - `benign/<topic>.lines` has one line a case, `benign/<topic>.scripts` one section `case <name>` a case. All of
///   a topic share the files of its other sections.
///
/// `=== file <path>` is a file in the workspace (or below `~/`), `=== link <path> <target>` a symbolic link. The
/// home directory is written `/home/ada`, the workspace is `/home/ada/app`.
public final class Corpus {
    private static final String SECTION = "=== ";

    private Corpus() {}

    /// The lines alone, for tests of what reads them.
    public static List<String> lines() {
        return Stream.concat(trickLines().stream(), everydayLines().stream()).toList();
    }

    public static List<String> trickLines() {
        return tricks().stream().map(Case::line).toList();
    }

    public static List<String> everydayLines() {
        return everyday().stream().map(Case::line).toList();
    }

    static List<Case> tricks() {
        return files("/evasion").flatMap(Corpus::trick).toList();
    }

    static List<Case> everyday() {
        return files("/benign").flatMap(Corpus::topic).toList();
    }

    private static Stream<Case> trick(Path file) {
        var text = Text.of(file);
        var line = Objects.requireNonNull(text.sections.get("line"), () -> file + " has no line");
        for (var key : List.of("why", "does", "expect")) {
            if (text.head(key).isEmpty()) {
                throw new IllegalArgumentException(file + " does not say: " + key);
            }
        }
        return Stream.of(new Case(
                file.getName(file.getNameCount() - 2).toString(),
                bare(file),
                List.of(text.head("expect").split(",\\s*")),
                text.head("missed"),
                text.tool(),
                text.named("file "),
                text.links(),
                line));
    }

    private static Stream<Case> topic(Path file) {
        var text = Text.of(file);
        var name = bare(file);
        Function<Map.Entry<String, String>, Case> made = entry -> new Case(
                name, entry.getKey(), List.of(), "", text.tool(), text.named("file "), text.links(), entry.getValue());
        if (file.toString().endsWith(".scripts")) {
            return text.named("case ").entrySet().stream().map(made);
        }
        var lines = Objects.requireNonNull(text.sections.get("lines"), () -> file + " has no lines");
        return lines.lines().filter(line -> !line.isBlank()).map(line -> made.apply(Map.entry(line, line)));
    }

    private static String bare(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
    }

    private static Stream<Path> files(String directory) {
        try (var tree = Files.walk(Path.of(
                Objects.requireNonNull(Corpus.class.getResource(directory)).toURI()))) {
            return tree.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param sections in their order, without their last line break
    private record Text(Map<String, String> head, Map<String, String> sections) {
        static Text of(Path file) {
            Map<String, String> head = new LinkedHashMap<>();
            Map<String, List<String>> sections = new LinkedHashMap<>();
            List<String> section = null;
            for (var line : read(file).split("\n", -1)) {
                if (line.startsWith(SECTION)) {
                    section = new ArrayList<>();
                    if (sections.put(line.substring(SECTION.length()), section) != null) {
                        throw new IllegalArgumentException(file + " has twice: " + line);
                    }
                } else if (section != null) {
                    section.add(line);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    var colon = line.indexOf(": ");
                    head.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
            Map<String, String> texts = new LinkedHashMap<>();
            sections.forEach(
                    (name, lines) -> texts.put(name, String.join("\n", lines).replaceFirst("\n+$", "")));
            return new Text(head, texts);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(file.toString(), e);
            }
        }

        String head(String key) {
            return head.getOrDefault(key, "");
        }

        String tool() {
            return head.getOrDefault("tool", "Bash");
        }

        /// The sections whose names begin so, by the rest of their names.
        Map<String, String> named(String beginning) {
            Map<String, String> found = new LinkedHashMap<>();
            sections.forEach((name, text) -> {
                if (name.startsWith(beginning)) {
                    found.put(name.substring(beginning.length()), text);
                }
            });
            return found;
        }

        Map<String, String> links() {
            Map<String, String> links = new LinkedHashMap<>();
            named("link ").keySet().forEach(link -> links.put(link.split(" ", 2)[0], link.split(" ", 2)[1]));
            return links;
        }
    }
}
