package io.gatehouse.policy.plan;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The functions and macros, as CEL spells them, with which plans are evaluated.
public final class Functions {
    /// The planner's names of what CEL writes as signs.
    static final Set<String> SIGNS =
            Set.of("-_", "add", "div", "eq", "ge", "gt", "in", "index", "le", "lt", "mod", "mult", "ne", "sub");

    /// CEL's names where the planner has others.
    private static final Map<String, Set<String>> SPELT = Map.of(
            "math.@max", Set.of("math.greatest"),
            "math.@min", Set.of("math.least"),
            "exists_one", Set.of("exists_one", "existsOne"));

    private static final Set<String> NAMES = Set.copyOf(Stream.concat(Operators.names(), Loops.NAMES.stream())
            .filter(planned -> !SIGNS.contains(planned))
            .flatMap(planned -> SPELT.getOrDefault(planned, Set.of(planned)).stream())
            .toList());

    private Functions() {}

    /// Whether plans with it are evaluated; a function of a namespace has that before it (`math.abs`).
    public static boolean knows(String name) {
        return NAMES.contains(name);
    }

    static Set<String> names() {
        return new TreeSet<>(NAMES);
    }
}
