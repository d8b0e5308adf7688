package io.gatehouse.console.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.json.Json;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes inputs out of what the description says: as it says, or a little otherwise.
record Inputs(OpenApi api, Random random) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String LETTERS = "abcXYZ019_.-";

    private static final List<String> NASTY = List.of(
            "",
            " ",
            "' OR 1=1 --",
            "%' ; DROP TABLE account; --",
            "<script>alert(1)</script>",
            "../../etc/passwd",
            "\u0000",
            "\u202e\u2066",
            "\uD83D\uDC7E",
            "-1",
            "99999999999999999999",
            "1e400",
            "NaN",
            "null",
            "0000-00-00T00:00:00Z",
            "+1000000000-12-31T23:59:59Z",
            "!_%*\"\\",
            "x".repeat(201),
            "x".repeat(5_000));

    /// A value of that schema.
    JsonNode good(JsonNode described) {
        var schema = api.resolved(described);
        var options = schema.path("enum");
        if (options.isArray()) {
            return options.get(random.nextInt(options.size()));
        }
        var type = schema.path("type");
        var name = type.isArray() ? type.get(random.nextInt(type.size())).asString() : type.asString("string");
        return switch (name) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "integer" -> NODES.numberNode(number(schema));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            default -> NODES.stringNode(text(schema));
        };
    }

    private ObjectNode object(JsonNode schema) {
        var object = NODES.objectNode();
        schema.path("properties")
                .propertyStream()
                .forEach(property -> object.set(property.getKey(), good(property.getValue())));
        return object;
    }

    private ArrayNode array(JsonNode schema) {
        var array = NODES.arrayNode();
        int least = schema.path("minItems").asInt(0);
        IntStream.range(0, least + random.nextInt(3)).forEach(_ -> array.add(good(schema.path("items"))));
        return array;
    }

    private long number(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(1L << 40);
        return switch (random.nextInt(4)) {
            case 0 -> least;
            case 1 -> most;
            default -> least + random.nextLong(most - least + 1);
        };
    }

    private String text(JsonNode schema) {
        var pattern = schema.path("pattern").asString("");
        if (schema.path("format").asString("").equals("date-time")) {
            return Instant.parse("2026-11-26T12:00:00Z")
                    .plusSeconds(random.nextInt(2_000_000) - 1_000_000)
                    .toString();
        }
        return switch (pattern) {
            case "" -> letters(schema.path("minLength").asInt(0) + random.nextInt(20));
            case "^[A-Za-z0-9_.-]{1,64}$" -> letters(1 + random.nextInt(64));
            case "^[0-9a-f]{64}$" -> {
                var bytes = new byte[32];
                random.nextBytes(bytes);
                yield HexFormat.of().formatHex(bytes);
            }
            case "^[0-9]{1,19}$" -> Long.toString(random.nextLong(Long.MAX_VALUE));
            case "^[0-9]{1,15}-[A-Za-z0-9_.-]{1,64}$" ->
                random.nextLong(1_000_000_000_000_000L) + "-" + letters(1 + random.nextInt(64));
            default -> throw new IllegalStateException("say here what is like " + pattern);
        };
    }

    private String letters(int many) {
        return IntStream.range(0, many)
                .mapToObj(_ -> String.valueOf(LETTERS.charAt(random.nextInt(LETTERS.length()))))
                .collect(Collectors.joining());
    }

    String nasty() {
        return NASTY.get(random.nextInt(NASTY.size()));
    }

    /// The parameters of an operation with a question mark before; "" for none.
    String query(OpenApi.Operation operation) {
        var pairs = new ArrayList<String>();
        operation.described().path("parameters").forEach(parameter -> {
            if (random.nextInt(4) == 0) {
                var value = random.nextInt(3) == 0
                        ? nasty()
                        : good(parameter.path("schema")).asString();
                pairs.add(encoded(parameter.path("name").asString()) + "=" + encoded(value));
            }
        });
        switch (random.nextInt(12)) {
            case 0 -> pairs.add(encoded(letters(5)) + "=" + encoded(nasty()));
            case 1 -> pairs.add("limit=1&limit=2");
            case 2 -> pairs.add("text=%c3%28");
            case 3 -> pairs.add("text=%ff%fe");
            case 4 -> pairs.add("&&=&=");
            default -> {}
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /// A body of that schema, more often than not with something wrong in it.
    byte[] body(JsonNode schema) {
        var body = good(schema);
        return switch (random.nextInt(8)) {
            case 0, 1 -> Json.bytes(body);
            case 2 -> "".getBytes(UTF_8);
            case 3 -> ("[" + body + "]").getBytes(UTF_8);
            case 4 -> Json.text(body).substring(1).getBytes(UTF_8);
            case 5 -> "[".repeat(2_000).getBytes(UTF_8);
            default -> {
                spoil(body);
                yield Json.bytes(body);
            }
        };
    }

    private void spoil(JsonNode node) {
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            var names = List.copyOf(object.propertyNames());
            var name = names.get(random.nextInt(names.size()));
            if (object.path(name).isContainer() && random.nextBoolean()) {
                spoil(object.path(name));
            } else {
                spoil(object, name);
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            spoil(array.get(random.nextInt(array.size())));
        }
    }

    private void spoil(ObjectNode object, String name) {
        switch (random.nextInt(6)) {
            case 0 -> object.remove(name);
            case 1 -> object.putNull(name);
            case 2 -> object.put(name, -1);
            case 3 -> object.put("more" + name, true);
            case 4 -> object.set(name, NODES.arrayNode().add(nasty()));
            default -> object.put(name, nasty());
        }
    }
}
