package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Unicode;
import io.gatehouse.policy.plan.Patterns.Remembering;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the plans of a set see of one request, one after the other: its attributes, and the variables of the lambdas
/// that an evaluation is in. For one thread.
final class Frame {
    private static final String REVISION = "revision";

    private final AccessRequest request;
    private final String revision;
    private final Slots slots;
    private final @Nullable Seen[] attributes;
    private final @Nullable Object[] variables;
    private final byte[] @Nullable [] answers;
    private @Nullable Object all;
    private boolean absorbed;

    Frame(AccessRequest request, String revision, Slots slots) {
        this.request = request;
        this.revision = revision;
        this.slots = slots;
        this.attributes = new @Nullable Seen[slots.attributes()];
        this.variables = new @Nullable Object[slots.variables()];
        this.answers = new byte[slots.variables()] @Nullable [];
    }

    Object attribute(int slot) {
        return seen(slot).value();
    }

    Seen seen(int slot) {
        var seen = attributes[slot];
        if (seen == null) {
            seen = new Seen(read(slots.attribute(slot)));
            attributes[slot] = seen;
        }
        return seen;
    }

    /// `R.attr` itself.
    Object attributes() {
        var map = all;
        if (map == null) {
            var values = LinkedHashMap.<Object, Object>newLinkedHashMap(
                    request.attributes().size());
            request.attributes().keySet().forEach(name -> values.put(name, read(name)));
            map = values.containsValue(Failure.FAILURE) ? Failure.FAILURE : values;
            all = map;
        }
        return map;
    }

    /// The kind, which is also what requests are sent with as their resource's id.
    String kind() {
        return request.action().kind();
    }

    Object variable(int slot) {
        var value = variables[slot];
        return value == null ? Failure.FAILURE : value;
    }

    void bind(int slot, Object value) {
        variables[slot] = value;
        answers[slot] = null;
    }

    /// What expressions said about the text that a variable stands for.
    ///
    /// @param text its value
    byte[] answers(int slot, String text, Remembering pattern) {
        var known = answers[slot];
        if (known == null) {
            known = pattern.answers(text);
            answers[slot] = known;
        }
        return known;
    }

    /// Before an evaluation.
    void begin() {
        absorbed = false;
    }

    /// Notes an error that the result may not show.
    void absorb() {
        absorbed = true;
    }

    boolean hasAbsorbed() {
        return absorbed;
    }

    /// As CEL sees an attribute, whose numbers are doubles because JSON knows no others.
    private Object read(String name) {
        if (name.equals(REVISION)) {
            return revision;
        }
        return switch (request.attributes().get(name)) {
            case null -> Failure.FAILURE;
            case Boolean flag -> flag ? Boolean.TRUE : Boolean.FALSE;
            case Long number -> number.doubleValue();
            case String text when Unicode.isText(text) -> text;
            case List<?> list when Unicode.isText(list) -> list;
            default -> Failure.FAILURE;
        };
    }
}
