package io.gatehouse.policy.plan;

import java.util.ArrayList;
import java.util.List;

/// Where a [Frame] keeps what the plans of one set read, so that all of them read an attribute once. Filled while plans
/// are compiled; then safe for many threads.
final class Slots {
    private final List<String> attributes = new ArrayList<>();
    private int variables;

    int ofAttribute(String name) {
        int known = attributes.indexOf(name);
        if (known >= 0) {
            return known;
        }
        attributes.add(name);
        return attributes.size() - 1;
    }

    /// @param count variables of lambdas that a plan has in sight at once
    void makeRoomFor(int count) {
        variables = Math.max(variables, count);
    }

    String attribute(int slot) {
        return attributes.get(slot);
    }

    int attributes() {
        return attributes.size();
    }

    int variables() {
        return variables;
    }
}
