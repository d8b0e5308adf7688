package io.gatehouse.command.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a call is given.
///
/// @param named by name
record Given(List<Value> arguments, Map<String, Value> named, Code.Call call) {
    Given {
        arguments = List.copyOf(arguments);
        named = Map.copyOf(named);
    }

    /// The same call with these arguments alone.
    Given only(Value... values) {
        return new Given(List.of(values), Map.of(), call);
    }

    boolean isEmpty() {
        return arguments.isEmpty();
    }

    Value first() {
        return firstOr(Value.Unknown.VALUE);
    }

    Value firstOr(Value other) {
        return arguments.isEmpty() ? other : arguments.getFirst();
    }

    List<Value> all() {
        var all = new ArrayList<>(arguments);
        all.addAll(named.values());
        return all;
    }
}
