package io.gatehouse.matrix;

import io.gatehouse.json.Json;
import java.util.Map;
import java.util.stream.Stream;

/// How Codex' models ask for a tool: older ones call it, newer ones write a script that does. Files are read through
/// the shell. Whoever started a subagent has to wait for it, or the session ends before the subagent does.
final class CodexCalls {
    private static final int PATIENCE_MS = 60_000;

    private CodexCalls() {}

    static Stream<Map<String, Object>> direct(Tool tool, Wish wish) {
        return switch (tool) {
            case SHELL -> Stream.of(Map.of("tool", "exec_command", "args", Map.of("cmd", wish.line())));
            case WRITE -> Stream.of(Map.of("custom", "apply_patch", "input", patch(wish)));
            case READ -> Stream.of(Map.of("tool", "exec_command", "args", Map.of("cmd", "cat " + wish.read())));
            case MCP ->
                Stream.of(Map.of("tool", "note", "namespace", "mcp__" + wish.server(), "args", Client.note(wish)));
            case SUBAGENT ->
                Stream.of(
                        Map.of(
                                "tool",
                                "spawn_agent",
                                "namespace",
                                "multi_agent_v1",
                                "args",
                                Map.of("message", Client.SUBTASK)),
                        Map.of(
                                "tool",
                                "wait_agent",
                                "namespace",
                                "multi_agent_v1",
                                "args",
                                Map.of("targets", "@agent_id", "timeout_ms", PATIENCE_MS)));
        };
    }

    static Stream<Map<String, Object>> scripted(Tool tool, Wish wish) {
        return switch (tool) {
            case SHELL -> script("exec_command", Map.of("cmd", wish.line()));
            case WRITE -> script("apply_patch", patch(wish));
            case READ -> script("exec_command", Map.of("cmd", "cat " + wish.read()));
            case MCP -> script("mcp__" + wish.server() + "__note", Client.note(wish));
            case SUBAGENT ->
                Stream.of(
                        Map.of(
                                "tool",
                                "spawn_agent",
                                "namespace",
                                "collaboration",
                                "args",
                                Map.of("task_name", "helper", "message", Client.SUBTASK, "fork_turns", "none")),
                        Map.of(
                                "tool",
                                "wait_agent",
                                "namespace",
                                "collaboration",
                                "args",
                                Map.of("timeout_ms", PATIENCE_MS)));
        };
    }

    private static Stream<Map<String, Object>> script(String tool, Object argument) {
        return Stream.of(Map.of(
                "custom",
                "exec",
                "namespace",
                "functions",
                "input",
                "text(await tools.%s(%s));".formatted(tool, Json.text(argument))));
    }

    private static String patch(Wish wish) {
        return "*** Begin Patch\n*** Add File: " + wish.written() + "\n+x\n*** End Patch\n";
    }
}
