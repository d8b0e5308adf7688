package io.gatehouse.protect;

import io.gatehouse.json.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Claude Code asks by the shim, which sends no token and takes no answer but a proven one: whoever else has the port
/// can neither learn anything nor allow a call.
///
/// @param line that runs it
public record ClaudeShim(String line) implements ClaudeHook {
    static boolean isOurs(JsonNode hook) {
        return hook.path("command").asString("").contains(ShimCommand.PROGRAM);
    }

    static Optional<ClaudeShim> find(JsonNode hook) {
        return isOurs(hook) ? Optional.of(new ClaudeShim(hook.path("command").asString(""))) : Optional.empty();
    }

    @Override
    public String toString() {
        return ShimCommand.PROGRAM;
    }

    /// What only tells does not keep the agent waiting.
    @Override
    public ObjectNode hook(boolean blocks) {
        var hook = Json.mapper().createObjectNode();
        hook.put("type", "command");
        hook.put("command", line);
        hook.put("timeout", ShimCommand.TIMEOUT_SECONDS);
        return blocks ? hook.put("onFailure", "block") : hook.put("async", true);
    }

    @Override
    public Optional<String> flaw(JsonNode group, JsonNode hook) {
        if (!hook.path("type").asString("").equals("command")) {
            return Optional.of("is not of type command");
        } else if (hook.path("async").asBoolean(false)) {
            return Optional.of("is async, so a tool does not wait for the answer");
        } else if (!hook.path("command").asString("").equals(line)) {
            return Optional.of("does not run this Gatehouse's program");
        }
        return ClaudeHook.sharedFlaw(group, hook);
    }
}
