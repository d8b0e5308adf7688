package io.gatehouse.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the line does to files before it uses them: the texts that it writes, and the names that it gives. Every
/// way that the line may go leaves its trace, so a file may have several contents.
final class LineFiles {
    private static final int MOST_CONTENTS = 8;
    private static final int MOST_NAMES = 16;

    sealed interface Content {
        /// @param adds whether it stands behind what was in the file before
        record Text(Word text, boolean adds) implements Content {}

        /// @param makers the commands whose output it is
        /// @param made by a program that builds, edits or packs, and does not fetch or decode
        record Unknown(List<Draft> makers, boolean made) implements Content {
            public Unknown {
                makers = List.copyOf(makers);
            }
        }
    }

    /// A file by the path that leads to it from where the line begins.
    record Place(String path) {
        static Place of(String directory, String path) {
            var rooted = path.startsWith("/") || path.startsWith("~") || path.startsWith("$HOME");
            var whole = rooted || directory.isEmpty() ? path : directory + "/" + path;
            return new Place(folded(whole));
        }

        private static String folded(String path) {
            var names = new ArrayDeque<String>();
            for (var name : path.split("/", -1)) {
                switch (name) {
                    case "", "." -> {}
                    case ".." -> {
                        if (names.isEmpty() || names.peekLast().equals("..")) {
                            names.addLast(name);
                        } else {
                            names.removeLast();
                        }
                    }
                    default -> names.addLast(name);
                }
            }
            return (path.startsWith("/") ? "/" : "") + String.join("/", names);
        }

        boolean isWithin(Place other) {
            return path.equals(other.path) || path.startsWith(other.path + "/");
        }

        Place moved(Place from, Place to) {
            return new Place(to.path + path.substring(from.path.length()));
        }
    }

    private final Map<Place, List<Content>> contents = new HashMap<>();
    private final Map<Place, Set<Place>> names = new HashMap<>();
    private final Map<Place, Set<Place>> links = new HashMap<>();

    void writes(Place file, Content content) {
        var known = contents.computeIfAbsent(file, _ -> new ArrayList<>());
        if (content instanceof Content.Text(var text, var adds) && adds && !known.isEmpty()) {
            if (known.getLast() instanceof Content.Text(var before, var addsToo)) {
                known.set(known.size() - 1, new Content.Text(joined(List.of(before, text)), addsToo));
            }
            return; // behind what is not known nothing is known
        }
        if (known.size() < MOST_CONTENTS) {
            known.add(content);
        }
    }

    /// Texts one behind the other.
    static Word joined(List<Word> texts) {
        var builder = new Word.Builder();
        texts.forEach(builder::add);
        return builder.build(texts.getFirst().where());
    }

    /// `name` holds what `file` held.
    void names(Place name, Place file) {
        if (names.size() < MOST_NAMES && !name.equals(file)) {
            names.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(file);
        }
    }

    /// `name` leads to `file`, so that whatever happens to what is there happens to the file.
    void links(Place name, Place file) {
        names(name, file);
        if (links.size() < MOST_NAMES && !name.equals(file)) {
            links.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(file);
        }
    }

    List<Content> contents(Place file) {
        return contents.getOrDefault(file, List.of());
    }

    /// The file and all others that hold the same, by the names that the line gave.
    List<Place> same(Place file) {
        return same(file, names);
    }

    /// The file and all others that it leads to.
    List<Place> linked(Place file) {
        return same(file, links);
    }

    private static List<Place> same(Place file, Map<Place, Set<Place>> names) {
        Set<Place> found = new LinkedHashSet<>(List.of(file));
        var open = new ArrayDeque<>(found);
        while (!open.isEmpty() && found.size() < MOST_NAMES) {
            var next = open.removeFirst();
            names.forEach((name, files) -> {
                if (next.isWithin(name)) {
                    for (var other : files) {
                        var moved = next.moved(name, other);
                        if (found.add(moved)) {
                            open.addLast(moved);
                        }
                    }
                }
            });
        }
        return List.copyOf(found);
    }
}
