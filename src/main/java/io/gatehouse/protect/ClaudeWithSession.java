package io.gatehouse.protect;

import io.gatehouse.json.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A way of asking, and besides a program that tells of each session that begins.
///
/// @param line that runs the program
record ClaudeWithSession(ClaudeHook asks, String line) implements ClaudeHook {
    private static final int TIMEOUT_SECONDS = 10;

    static boolean isOurs(JsonNode hook) {
        return hook.path("command").asString("").contains(ShimCommand.SESSION);
    }

    @Override
    public String toString() {
        return asks.toString();
    }

    @Override
    public ObjectNode hook(boolean blocks) {
        return asks.hook(blocks);
    }

    @Override
    public Optional<ObjectNode> session() {
        var hook = Json.mapper().createObjectNode();
        hook.put("type", "command");
        hook.put("command", line);
        hook.put("timeout", TIMEOUT_SECONDS);
        return Optional.of(hook);
    }

    @Override
    public Optional<String> flaw(JsonNode group, JsonNode hook) {
        return asks.flaw(group, hook);
    }
}
