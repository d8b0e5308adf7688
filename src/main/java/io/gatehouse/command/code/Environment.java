package io.gatehouse.command.code;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The variables that a line gives to a program.
///
/// @param values by name; a value may begin with `~` for the home directory
record Environment(Map<String, String> values) {
    private static final List<String> PLACES = List.of("os.environ.", "process.env.", "Bun.env.", "ENV.", "$ENV.");

    Environment {
        values = Map.copyOf(values);
    }

    /// The value, or another one that the program may have put in its place.
    ///
    /// @param name a variable as the languages spell it, such as `process.env.NAME`
    Optional<Value> value(String name) {
        return PLACES.stream()
                .filter(name::startsWith)
                .map(place -> values.get(name.substring(place.length())))
                .filter(value -> value != null)
                .findFirst()
                .map(value -> Texts.expanded(new Value.Text(List.of(new Piece.Known(value, 0, 0)))))
                .map(value -> Value.oneOf(List.of(value, Value.Unknown.VALUE)));
    }
}
