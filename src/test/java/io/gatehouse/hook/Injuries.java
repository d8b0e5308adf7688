package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Damages what an agent sends, in the bytes and in the JSON. The same seed damages the same.
public final class Injuries {
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "-1e999",
            "1e99999",
            "\\u0000",
            "\\ud800",
            "\\udc00\\ud800",
            "\u0000",
            "\u00ff\u00fe",
            "\u00c0\u00af",
            "\u00ed\u00a0\u0080",
            "PreToolUse",
            "hook_event_name",
            "tool_input",
            "\"tool_name\":1,",
            "\"hook_event_name\":\"PostToolUse\",",
            "// note\n",
            "NaN");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-0",
            "1e400",
            "[]",
            "{}",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud83d\"",
            "\"allow\"",
            "\"../../..\"",
            "[[1],{\"a\":null}]",
            "{\"command\":[\"rm\"]}",
            "\"\\u202e\\u200b\"",
            "123456789012345678901234567890");

    private final Random random;

    public Injuries(Random random) {
        this.random = random;
    }

    /// One to four injuries.
    public byte[] hurt(byte[] sound) {
        var body = sound;
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            body = switch (random.nextInt(7)) {
                case 0 -> flipped(body);
                case 1 -> Arrays.copyOf(body, random.nextInt(body.length + 1));
                case 2 -> spliced(body, oneOf(TOKENS).getBytes(ISO_8859_1), 0);
                case 3 -> spliced(body, new byte[0], random.nextInt(40));
                case 4 -> spliced(body, oneOf(TOKENS).getBytes(UTF_8), random.nextInt(40));
                case 5 -> HookServer.concat(body, random.nextBoolean() ? body : " \n".getBytes(UTF_8));
                default -> random.nextInt(20) == 0 ? new String(body, UTF_8).getBytes(UTF_16LE) : flipped(body);
            };
        }
        return body;
    }

    /// With other values in some of its members, and members twice.
    public byte[] reshaped(byte[] sound) {
        var event = (ObjectNode) Json.tree(sound);
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            reshape(event);
        }
        var text = Json.text(event);
        if (random.nextInt(6) == 0 && !event.isEmpty()) {
            var name = oneOf(List.copyOf(event.propertyNames()));
            var again = "{" + Json.text(name) + ":" + oneOf(VALUES) + "," + text.substring(1);
            text = random.nextBoolean() ? again : text.substring(0, text.length() - 1) + "," + again.substring(1);
        }
        return text.replace("\"DEEP\"", deep())
                .replace("\"HUGE\"", "9".repeat(1 + random.nextInt(3_000)))
                .getBytes(UTF_8);
    }

    private void reshape(ObjectNode object) {
        if (object.isEmpty()) {
            return;
        }
        var name = oneOf(List.copyOf(object.propertyNames()));
        var value = object.get(name);
        if (value instanceof ObjectNode inner && random.nextInt(3) > 0) {
            reshape(inner);
        } else {
            switch (random.nextInt(8)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name, array(value));
                case 2 -> object.put(name, "DEEP");
                case 3 -> object.put(name, "HUGE");
                case 4 -> object.put(name, (value.asString("") + "x").repeat(1 + random.nextInt(2_000)));
                case 5 -> object.put(name, value.asString("") + (char) random.nextInt(0xd800));
                default -> object.set(name, Json.tree(oneOf(VALUES).getBytes(UTF_8)));
            }
        }
    }

    private static ArrayNode array(JsonNode value) {
        return Json.mapper().createArrayNode().add(value);
    }

    private String deep() {
        int depth = random.nextInt(4) == 0 ? 20_000 : 1 + random.nextInt(200);
        return random.nextBoolean()
                ? "[".repeat(depth) + "]".repeat(depth)
                : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    }

    public byte[] noise() {
        var bytes = new byte[random.nextInt(600)];
        random.nextBytes(bytes);
        return bytes;
    }

    byte[] flipped(byte[] body) {
        if (body.length == 0) {
            return body;
        }
        var flipped = body.clone();
        flipped[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    /// Puts `in` in the place of up to `out` bytes somewhere.
    private byte[] spliced(byte[] body, byte[] in, int out) {
        int from = random.nextInt(body.length + 1);
        int to = Math.min(body.length, from + out);
        return HookServer.concat(
                HookServer.concat(Arrays.copyOfRange(body, 0, from), in), Arrays.copyOfRange(body, to, body.length));
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
