package io.gatehouse.policy.plan;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Unicode;
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
    private final @Nullable Object[] attributes;
    private final @Nullable Object[] variables;
    private @Nullable Object all;
    private boolean absorbed;

    Frame(AccessRequest request, String revision, Slots slots) {
        this.request = request;
        this.revision = revision;
        this.slots = slots;
        this.attributes = new @Nullable Object[slots.attributes()];
        this.variables = new @Nullable Object[slots.variables()];
    }

    Object attribute(int slot) {
        var value = attributes[slot];
        if (value == null) {
            value = read(slots.attribute(slot));
            attributes[slot] = value;
        }
        return value;
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
