package io.gatehouse.agent;

import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.json.BoundedJson;
import io.gatehouse.json.BoundedJson.LongText;
import io.gatehouse.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.node.StringNode;

/// One object of a hook request, read strictly: what is absent or has another type than expected is [Unreadable],
/// never a
/// guess.
final class ToolInput {
    private static final int COMPACT_LENGTH = 4_000;

    private final JsonNode node;

    ToolInput(JsonNode node) {
        if (!node.isObject()) {
            throw new Unreadable("expected a JSON object");
        }
        this.node = node;
    }

    /// The request cannot be the agent's; the message names the field and what was expected, never the value.
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        final String why;

        Unreadable(String why) {
            super(why);
            this.why = why;
        }
    }

    boolean has(String field) {
        var value = node.get(field);
        return value != null && !value.isNull();
    }

    /// A string.
    String text(String field) {
        required(field);
        return optional(field);
    }

    /// A string, or "" where there is none. One too long to keep is [Unreadable], because what its head says is not
    /// what the
    /// whole says.
    String optional(String field) {
        var value = has(field) ? node.get(field) : StringNode.valueOf("");
        if (longText(value).isPresent()) {
            throw new Unreadable(field + " is longer than " + BoundedJson.KEEP + " characters");
        }
        if (!value.isString()) {
            throw new Unreadable(field + " must be a string");
        }
        return value.stringValue();
    }

    /// A string that is only shown, or that nobody takes for understood when it is this long; of one too long to
    /// keep, its head.
    String head(String field) {
        required(field);
        return longText(node.get(field)).map(LongText::head).orElseGet(() -> optional(field));
    }

    /// A string that is only shown: of one too long to keep its head, "" for anything else.
    String shown(String field) {
        var value = node.get(field);
        if (value == null) {
            return "";
        }
        return longText(value).map(LongText::head).orElseGet(() -> value.isString() ? value.stringValue() : "");
    }

    private void required(String field) {
        if (!has(field)) {
            throw new Unreadable(field + " is missing");
        }
    }

    boolean flag(String field) {
        if (!has(field)) {
            return false;
        }
        var value = node.get(field);
        if (!value.isBoolean()) {
            throw new Unreadable(field + " must be true or false");
        }
        return value.booleanValue();
    }

    /// A whole number of at least zero, or zero where there is none or it is out of range: it is only ever shown.
    long number(String field) {
        var value = node.get(field);
        return value != null && value.isNumber() ? Math.max(0, value.asLong(0)) : 0;
    }

    ToolInput object(String field) {
        var value = node.get(field);
        if (value == null || !value.isObject()) {
            throw new Unreadable(field + " must be an object");
        }
        return new ToolInput(value);
    }

    /// An object that may be missing.
    Optional<ToolInput> find(String field) {
        return Optional.ofNullable(node.get(field)).filter(JsonNode::isObject).map(ToolInput::new);
    }

    /// An object, or a string that holds one as JSON.
    ToolInput objectOrJson(String field) {
        if (!has(field) || !node.get(field).isString()) {
            return object(field);
        }
        var json = node.get(field).stringValue().getBytes(StandardCharsets.UTF_8);
        try {
            return new ToolInput(BoundedJson.read(new ByteArrayInputStream(json)));
        } catch (JacksonException | IOException _) {
            throw new Unreadable(field + " must be an object");
        }
    }

    /// The strings of those fields that are there; one must be.
    List<String> texts(List<String> fields) {
        var texts = fields.stream().filter(this::has).map(this::text).distinct().toList();
        return texts.isEmpty() ? List.of(text(fields.getFirst())) : texts;
    }

    /// The strings of an array, or one string; none where there is nothing.
    List<String> list(String field) {
        if (!has(field) || !node.get(field).isArray()) {
            return has(field) ? List.of(text(field)) : List.of();
        }
        return node.get(field)
                .valueStream()
                .map(value -> {
                    if (!value.isString()) {
                        throw new Unreadable(field + " must hold strings");
                    }
                    return value.stringValue();
                })
                .toList();
    }

    List<String> names() {
        return List.copyOf(node.propertyNames());
    }

    /// Every string at any depth with the name of the field that holds it; keys, too, with the name of the field
    /// that holds
    /// their object.
    List<ToolCall.Argument> arguments() {
        var found = new ArrayList<ToolCall.Argument>();
        walk(node, (name, value) -> {
            if (value.isObject()) {
                value.propertyNames().forEach(key -> found.add(new ToolCall.Argument(name, key, true)));
            } else if (value.isString()) {
                found.add(new ToolCall.Argument(name, value.stringValue(), true));
            } else {
                longText(value).ifPresent(text -> found.add(new ToolCall.Argument(name, text.head(), false)));
            }
        });
        return found;
    }

    /// Size and digest of these fields, where they are there.
    List<ToolCall.Content> contents(String... fields) {
        var contents = new ArrayList<ToolCall.Content>();
        for (var field : fields) {
            if (has(field)) {
                contents.add(longText(node.get(field))
                        .map(text -> new ToolCall.Content(field, text.size(), text.sha256()))
                        .orElseGet(() -> content(field, optional(field))));
            }
        }
        return contents;
    }

    /// Size and digest of all strings that were too long to keep.
    List<ToolCall.Content> longTexts() {
        var contents = new ArrayList<ToolCall.Content>();
        walk(node, (name, value) -> {
            longText(value).ifPresent(text -> contents.add(new ToolCall.Content(name, text.size(), text.sha256())));
        });
        return contents;
    }

    /// The object as JSON, for people; a long one is cut.
    String compact() {
        return compact(longTexts());
    }

    /// @param longTexts the object's
    String compact(List<ToolCall.Content> longTexts) {
        if (!longTexts.isEmpty()) {
            return "{…}";
        }
        var text = Json.text(node);
        if (text.length() <= COMPACT_LENGTH) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(COMPACT_LENGTH - 1));
        return text.substring(0, splits ? COMPACT_LENGTH - 1 : COMPACT_LENGTH) + "…";
    }

    /// A digest of the object without these fields; "" when nothing else is there.
    String digestWithout(String... fields) {
        var rest = node.deepCopy().asObject().remove(List.of(fields));
        return rest.isEmpty() ? "" : BoundedJson.sha256(Json.text(rest));
    }

    /// The digest of a field that is too long to keep; "" of any other.
    String digestOfLong(String field) {
        return has(field) ? longText(node.get(field)).map(LongText::sha256).orElse("") : "";
    }

    private static ToolCall.Content content(String field, String text) {
        return new ToolCall.Content(field, text.getBytes(StandardCharsets.UTF_8).length, BoundedJson.sha256(text));
    }

    private static Optional<LongText> longText(JsonNode value) {
        return value instanceof POJONode pojo && pojo.getPojo() instanceof LongText text
                ? Optional.of(text)
                : Optional.empty();
    }

    /// Visits every value inside; arrays pass their name on.
    private static void walk(JsonNode object, BiConsumer<String, JsonNode> visit) {
        object.properties().forEach(field -> walk(field.getKey(), field.getValue(), visit));
    }

    private static void walk(String name, JsonNode value, BiConsumer<String, JsonNode> visit) {
        if (value.isArray()) {
            value.forEach(element -> walk(name, element, visit));
            return;
        }
        visit.accept(name, value);
        if (value.isObject()) {
            walk(value, visit);
        }
    }
}
