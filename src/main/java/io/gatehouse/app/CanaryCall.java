package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.agent.CopilotCli;
import io.gatehouse.agent.Cursor;
import io.gatehouse.agent.Droid;
import io.gatehouse.agent.GeminiCli;
import io.gatehouse.agent.Opencode;
import io.gatehouse.agent.QwenCode;
import io.gatehouse.agent.Windsurf;
import io.gatehouse.json.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A hook request for a shell line, as an agent sends it.
///
/// @param session that was given out for it
/// @param cwd that the line would run in
record CanaryCall(String agent, String session, Path cwd, String line) {
    String json() {
        return Json.text(Json.mapper().valueToTree(body()));
    }

    private Map<String, Object> body() {
        return switch (agent) {
            case ClaudeCode.NAME -> claudeCode();
            case GeminiCli.NAME -> named("BeforeTool", "run_shell_command");
            case QwenCode.NAME -> qwen();
            case CopilotCli.NAME -> copilot();
            case Opencode.NAME -> opencode();
            case Cursor.NAME -> cursor();
            case Windsurf.NAME -> windsurf();
            case Droid.NAME -> droid();
            default -> codex();
        };
    }

    private Map<String, Object> claudeCode() {
        var body = named("PreToolUse", "Bash");
        body.put("permission_mode", "default");
        body.put("tool_use_id", "toolu_gatehouse_canary");
        return body;
    }

    private Map<String, Object> codex() {
        var body = named("PreToolUse", "Bash");
        body.put("turn_id", session);
        body.put("model", "none");
        body.put("permission_mode", "default");
        body.put("tool_use_id", "call_gatehouse_canary");
        return body;
    }

    private Map<String, Object> qwen() {
        var body = named("PreToolUse", "run_shell_command");
        body.put("permission_mode", "default");
        body.put("tool_use_id", "toolu_gatehouse_canary");
        return body;
    }

    private Map<String, Object> droid() {
        var body = named("PreToolUse", "Execute");
        body.put("permission_mode", "off");
        return body;
    }

    private Map<String, Object> cursor() {
        return Map.of(
                "hook_event_name",
                "preToolUse",
                "conversation_id",
                session,
                "generation_id",
                session,
                "model",
                "none",
                "workspace_roots",
                List.of(cwd.toString()),
                "tool_name",
                "Shell",
                "tool_input",
                input(),
                "tool_use_id",
                "gatehouse_canary");
    }

    private Map<String, Object> windsurf() {
        return Map.of(
                "agent_action_name",
                "pre_run_command",
                "trajectory_id",
                session,
                "execution_id",
                session,
                "timestamp",
                Instant.now().toString(),
                "tool_info",
                Map.of("command_line", line, "cwd", cwd.toString()));
    }

    private Map<String, Object> named(String event, String tool) {
        var body = new LinkedHashMap<String, Object>();
        body.put("session_id", session);
        body.put("transcript_path", "");
        body.put("cwd", cwd.toString());
        body.put("hook_event_name", event);
        body.put("tool_name", tool);
        body.put("tool_input", input());
        return body;
    }

    private Map<String, Object> input() {
        return Map.of("command", line, "description", "Gatehouse's canary");
    }

    private Map<String, Object> copilot() {
        return Map.of(
                "sessionId",
                session,
                "timestamp",
                Instant.now().toEpochMilli(),
                "cwd",
                cwd.toString(),
                "toolName",
                "bash",
                "toolArgs",
                input());
    }

    /// What the plugin is called with, and not what it sends.
    private Map<String, Object> opencode() {
        return Map.of(
                "input",
                Map.of("tool", "bash", "sessionID", session, "callID", "call_gatehouse_canary"),
                "output",
                Map.of("args", input()),
                "directory",
                cwd.toString());
    }
}
