package io.gatehouse.command.code;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the names of a program stand for at one point of it.
final class Names {
    private final Map<String, Value> values = new HashMap<>();
    private final @Nullable Names outer;

    Names(@Nullable Names outer) {
        this.outer = outer;
    }

    Optional<Value> find(String name) {
        for (var names = this; names != null; names = names.outer) {
            var value = names.values.get(name);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /// @param surely false where the assignment may not happen, or not for the last time
    void set(String name, Value value, boolean surely) {
        var before = values.get(name);
        values.put(name, surely || before == null ? value : Value.oneOf(List.of(before, value)));
    }
}
