package io.gatehouse.console.pages;

import java.util.ArrayList;
import java.util.List;

/// A name and what it is.
///
/// @param code whether the value is an identifier, a path or the like
public record Fact(String name, String value, boolean code) {
    /// Collects those that say something.
    static final class Collected {
        private final List<Fact> facts = new ArrayList<>();

        Collected words(String name, String value) {
            return add(name, value, false);
        }

        Collected code(String name, String value) {
            return add(name, value, true);
        }

        private Collected add(String name, String value, boolean code) {
            if (!value.isBlank()) {
                facts.add(new Fact(name, value, code));
            }
            return this;
        }

        List<Fact> list() {
            return List.copyOf(facts);
        }
    }
}
