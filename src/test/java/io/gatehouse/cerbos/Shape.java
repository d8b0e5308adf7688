package io.gatehouse.cerbos;

import io.gatehouse.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The attributes of a resource kind, as its schema has them.
record Shape(List<Attribute> attributes) {
    enum Type {
        TEXT,
        TRUTH,
        NUMBER,
        TEXTS
    }

    /// @param only the values that it may have; empty for any
    record Attribute(String name, Type type, List<String> only, boolean required) {
        /// Whether the schema lets this attribute have this value.
        boolean takes(Object value) {
            return switch (type) {
                case TEXT -> value instanceof String && (only.isEmpty() || only.contains(value));
                case TRUTH -> value instanceof Boolean;
                case NUMBER -> value instanceof Long;
                case TEXTS -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
            };
        }

        private Object neutral() {
            return switch (type) {
                case TEXT -> only.isEmpty() ? "" : only.getFirst();
                case TRUTH -> false;
                case NUMBER -> 0L;
                case TEXTS -> List.of();
            };
        }
    }

    static Shape read(Path policies, String kind) {
        try {
            var schema = Json.tree(Files.readAllBytes(policies.resolve("_schemas/" + kind + ".json")));
            var required = schema.path("required")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
            var attributes = new ArrayList<Attribute>();
            for (var property : schema.path("properties").properties()) {
                var only = property.getValue().path("enum");
                attributes.add(new Attribute(
                        property.getKey(),
                        type(property.getValue().path("type").asString()),
                        only.valueStream().map(JsonNode::asString).toList(),
                        required.contains(property.getKey())));
            }
            return new Shape(List.copyOf(attributes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Type type(String name) {
        return switch (name) {
            case "string" -> Type.TEXT;
            case "boolean" -> Type.TRUTH;
            case "integer" -> Type.NUMBER;
            case "array" -> Type.TEXTS;
            default -> throw new IllegalArgumentException("an attribute of the type " + name);
        };
    }

    /// Whether the schema lets an attribute have this value.
    boolean takes(String name, Object value) {
        return attributes.stream().anyMatch(attribute -> attribute.name.equals(name) && attribute.takes(value));
    }

    Map<String, Object> neutral() {
        var values = new TreeMap<String, Object>();
        attributes.forEach(attribute -> values.put(attribute.name, attribute.neutral()));
        return values;
    }
}
