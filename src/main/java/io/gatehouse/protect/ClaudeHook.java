package io.gatehouse.protect;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One way in which Claude Code is told to ask: over HTTP, or by a program that does so and proves itself.
public sealed interface ClaudeHook permits Endpoint, ClaudeShim, ClaudeWithSession {
    /// The entry as it is written.
    ///
    /// @param blocks whether the agent must not go on without an answer
    ObjectNode hook(boolean blocks);

    /// The entry that tells of sessions.
    default Optional<ObjectNode> session() {
        return Optional.empty();
    }

    /// Why this blocking entry of ours would let a call go on unasked, or deny each one; empty when it works.
    Optional<String> flaw(JsonNode group, JsonNode hook);

    /// Whether a hook entry is one of Gatehouse's, whichever way it asks.
    static boolean isOurs(JsonNode hook) {
        return Endpoint.isOurs(hook) || ClaudeShim.isOurs(hook) || ClaudeWithSession.isOurs(hook);
    }

    /// The way in which an entry of ours asks.
    static Optional<ClaudeHook> find(JsonNode hook) {
        return Endpoint.isOurs(hook)
                ? Endpoint.find(hook).map(endpoint -> endpoint)
                : ClaudeShim.find(hook).map(shim -> shim);
    }

    /// What both ways have in common to be flawed by.
    static Optional<String> sharedFlaw(JsonNode group, JsonNode hook) {
        var matcher = group.path("matcher").asString("");
        var timeout = hook.path("timeout");
        if (!hook.path("onFailure").asString("").equals("block")) {
            return Optional.of("lacks onFailure: block, so a tool runs when Gatehouse does not answer");
        } else if (!(matcher.isEmpty() || matcher.equals("*"))) {
            return Optional.of("has a matcher, so other tools run unasked");
        } else if (hook.has("if")) {
            return Optional.of("has a condition, so other calls run unasked");
        } else if (!timeout.isMissingNode() && !(timeout.isNumber() && timeout.doubleValue() > 0)) {
            return Optional.of("has a timeout that makes Claude Code ignore the whole file");
        }
        return Optional.empty();
    }
}
