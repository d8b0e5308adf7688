package io.gatehouse.command.syntax;

import java.util.List;
import java.util.Optional;

/// A node of the syntax tree, free of native memory.
///
/// @param type as the grammar names it; of an anonymous node its text
/// @param field the name of its place in the parent, or empty
/// @param from in UTF-16 code units of the source
/// @param missing put in by the parser where the grammar wanted it
public record Node(String type, boolean named, String field, int from, int to, boolean missing, List<Node> children) {
    public boolean is(String wanted) {
        return named && type.equals(wanted);
    }

    public Optional<Node> child(String wanted) {
        for (var child : children) {
            if (child.field.equals(wanted)) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }
}
