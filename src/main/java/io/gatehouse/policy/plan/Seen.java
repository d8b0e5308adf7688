package io.gatehouse.policy.plan;

import io.gatehouse.policy.plan.Patterns.Remembering;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An attribute as one decision sees it, with what patterns said about its texts, which is looked for once.
final class Seen {
    private final Object value;
    private byte @Nullable [] answers;
    private byte @Nullable [] @Nullable [] items;

    Seen(Object value) {
        this.value = value;
    }

    Object value() {
        return value;
    }

    /// @param text the value
    byte[] answers(String text, Remembering pattern) {
        var known = answers;
        if (known == null) {
            known = pattern.answers(text);
            answers = known;
        }
        return known;
    }

    /// @param list the value
    /// @param text its item at `index`
    byte[] answers(List<?> list, int index, String text, Remembering pattern) {
        var all = items;
        if (all == null) {
            all = new byte[list.size()] @Nullable [];
            items = all;
        }
        var known = all[index];
        if (known == null) {
            known = pattern.answers(text);
            all[index] = known;
        }
        return known;
    }
}
