package io.gatehouse.hook;

import io.gatehouse.json.Json;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a whole call of an agent looks like, and what asks for no decision; judged by the general JSON reader, not by
/// the one that is tested.
record CallShape(String agent) {
    private static final Set<String> OF_CURSOR =
            Set.of("preToolUse", "beforeShellExecution", "beforeMCPExecution", "beforeReadFile", "beforeTabFileRead");
    private static final Set<String> OF_WINDSURF =
            Set.of("pre_run_command", "pre_write_code", "pre_read_code", "pre_mcp_tool_use");

    /// Whether `{}` may be the answer to this.
    boolean mayGoOn(byte[] body) {
        try {
            return Json.tree(body) instanceof ObjectNode event && mayGoOn(event);
        } catch (JacksonException _) {
            return false;
        }
    }

    /// Whether this asks for no decision, so that `{}` may be the answer even where everything is denied.
    boolean asksForNothing(byte[] body) {
        try {
            return Json.tree(body) instanceof ObjectNode event && asksForNothing(event);
        } catch (JacksonException _) {
            return false;
        }
    }

    private boolean asksForNothing(ObjectNode event) {
        var before = Set.of("PreToolUse");
        return switch (agent) {
            case "copilot" -> !event.has("toolName") && isOther(event, "hook_event_name", before);
            case "opencode" -> isOther(event, "hook", Set.of("tool.execute.before"));
            case "cursor" -> isOther(event, "hook_event_name", OF_CURSOR);
            case "windsurf" -> isOther(event, "agent_action_name", OF_WINDSURF);
            case "gemini" -> isOther(event, "hook_event_name", Set.of("BeforeTool"));
            default -> isOther(event, "hook_event_name", before);
        };
    }

    private static boolean isOther(JsonNode event, String nameField, Set<String> deciding) {
        return isText(event, nameField)
                && !deciding.contains(event.path(nameField).asString(""));
    }

    private boolean mayGoOn(ObjectNode event) {
        return switch (agent) {
            case "copilot" ->
                event.has("toolName")
                        ? hasTexts(event, "toolName", "sessionId", "cwd")
                                && !event.path("toolArgs").isMissingNode()
                        : mayGoOn(event, "hook_event_name", Set.of("PreToolUse"), "tool_name", "session_id");
            case "opencode" ->
                isText(event, "hook")
                        && (!event.path("hook").asString("").equals("tool.execute.before")
                                || (hasTexts(event.path("input"), "tool", "sessionID", "callID")
                                        && event.path("output").path("args").isObject()));
            case "cursor" -> mayGoOn(event, "hook_event_name", OF_CURSOR, "conversation_id");
            case "windsurf" -> mayGoOn(event, "agent_action_name", OF_WINDSURF, "trajectory_id");
            case "gemini" -> mayGoOn(event, "hook_event_name", Set.of("BeforeTool"), "tool_name", "session_id");
            default -> mayGoOn(event, "hook_event_name", Set.of("PreToolUse"), "tool_name", "session_id");
        };
    }

    private static boolean mayGoOn(JsonNode event, String nameField, Set<String> deciding, String... texts) {
        return isText(event, nameField)
                && (!deciding.contains(event.path(nameField).asString("")) || hasTexts(event, texts));
    }

    private static boolean hasTexts(JsonNode event, String... fields) {
        for (var field : fields) {
            if (!isText(event, field)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(JsonNode event, String field) {
        return event.path(field).isString();
    }
}
