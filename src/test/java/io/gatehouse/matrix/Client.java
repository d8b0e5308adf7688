package io.gatehouse.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A real agent, and how its model asks for each tool.
enum Client {
    CLAUDE_HTTP("claude-code", "http"),
    CLAUDE_SHIM("claude-code", "shim"),
    OPENCODE("opencode", "shim"),
    GEMINI("gemini", "shim"),
    QWEN("qwen", "shim"),
    CODEX("codex", "shim"),
    /// With a model that writes scripts which call the tools.
    CODEX_SCRIPT("codex", "shim"),
    COPILOT("copilot", "shim");

    /// The person's words in a conversation with a subagent have it.
    static final String SUBTASK = "SUBTASK-ONE";
    /// What a file holds that is to be read.
    static final String CANARY = "canary-5c1d";

    private final String agent;
    private final String transport;

    Client(String agent, String transport) {
        this.agent = agent;
        this.transport = transport;
    }

    /// As `gatehouse agents` names it.
    String agent() {
        return agent;
    }

    /// What follows `gatehouse`.
    List<String> protect() {
        return List.of("agents", "protect", agent, "--transport", transport);
    }

    /// What the model plays: a call of each tool in turn.
    ///
    /// @param until a file that its first answer waits for
    Map<String, Object> script(List<Tool> tools, Wish wish, String until) {
        return switch (this) {
            case CLAUDE_HTTP, CLAUDE_SHIM -> claude(tools, wish, until);
            case OPENCODE, GEMINI, QWEN, COPILOT, CODEX, CODEX_SCRIPT ->
                Map.of(
                        "until",
                        until,
                        "subtask",
                        SUBTASK,
                        "steps",
                        tools.stream().flatMap(tool -> steps(tool, wish)).toList(),
                        "child",
                        child(wish));
        };
    }

    private static Map<String, Object> claude(List<Tool> tools, Wish wish, String until) {
        var client = CLAUDE_HTTP;
        var turns = new ArrayList<Map<String, Object>>();
        for (var tool : tools) {
            var call = client.call(tool, wish);
            var asked = Map.of("id", tool.name(), "name", call.name(), "input", call.arguments());
            turns.add(Map.of("tools", List.of(asked), "until", until));
        }
        var inner = client.call(Tool.SHELL, wish.inSubagent());
        var asked = Map.of("id", "INNER", "name", inner.name(), "input", inner.arguments());
        var thread = Map.of("match", SUBTASK, "turns", List.of(Map.of("tools", List.of(asked))));
        return Map.of("turns", turns, "threads", List.of(thread));
    }

    private List<Map<String, Object>> child(Wish wish) {
        var inner = steps(Tool.SHELL, wish.inSubagent());
        return this == GEMINI
                ? Stream.concat(inner, Stream.of(step(new Call("complete_task", Map.of("result", "done")))))
                        .toList()
                : inner.toList();
    }

    private record Call(String name, Map<String, Object> arguments) {}

    private Stream<Map<String, Object>> steps(Tool tool, Wish wish) {
        return switch (this) {
            case CODEX -> CodexCalls.direct(tool, wish);
            case CODEX_SCRIPT -> CodexCalls.scripted(tool, wish);
            case CLAUDE_HTTP, CLAUDE_SHIM, OPENCODE, GEMINI, QWEN, COPILOT -> Stream.of(step(call(tool, wish)));
        };
    }

    private static Map<String, Object> step(Call call) {
        return Map.of("tool", call.name(), "args", call.arguments());
    }

    private Call call(Tool tool, Wish wish) {
        return switch (this) {
            case CLAUDE_HTTP, CLAUDE_SHIM ->
                switch (tool) {
                    case SHELL -> new Call("Bash", Map.of("command", wish.line(), "description", "x"));
                    case WRITE -> new Call("Write", Map.of("file_path", wish.written(), "content", "x\n"));
                    case READ -> new Call("Read", Map.of("file_path", wish.read()));
                    case MCP -> new Call("mcp__" + wish.server() + "__note", note(wish));
                    case SUBAGENT ->
                        new Call(
                                "Agent",
                                Map.of("description", "x", "prompt", SUBTASK, "subagent_type", "general-purpose"));
                };
            case OPENCODE ->
                switch (tool) {
                    case SHELL -> new Call("bash", Map.of("command", wish.line(), "description", "x"));
                    case WRITE -> new Call("write", Map.of("filePath", wish.written(), "content", "x\n"));
                    case READ -> new Call("read", Map.of("filePath", wish.read()));
                    case MCP -> new Call(wish.server() + "_note", note(wish));
                    case SUBAGENT ->
                        new Call("task", Map.of("description", "x", "prompt", SUBTASK, "subagent_type", "general"));
                };
            case GEMINI ->
                switch (tool) {
                    case SHELL -> new Call("run_shell_command", Map.of("command", wish.line(), "description", "x"));
                    case WRITE -> new Call("write_file", Map.of("file_path", wish.written(), "content", "x\n"));
                    case READ -> new Call("read_file", Map.of("file_path", wish.read()));
                    case MCP -> new Call("mcp_" + wish.server() + "_note", note(wish));
                    case SUBAGENT -> new Call("invoke_agent", Map.of("agent_name", "generalist", "prompt", SUBTASK));
                };
            case QWEN ->
                switch (tool) {
                    case SHELL ->
                        new Call(
                                "run_shell_command",
                                Map.of("command", wish.line(), "description", "x", "is_background", false));
                    case WRITE -> new Call("write_file", Map.of("file_path", wish.written(), "content", "x\n"));
                    case READ -> new Call("read_file", Map.of("file_path", wish.read()));
                    case MCP -> new Call("mcp__" + wish.server() + "__note", note(wish));
                    case SUBAGENT ->
                        new Call(
                                "agent",
                                Map.of("description", "x", "prompt", SUBTASK, "subagent_type", "general-purpose"));
                };
            case COPILOT ->
                switch (tool) {
                    case SHELL -> new Call("bash", Map.of("command", wish.line(), "description", "x"));
                    case WRITE -> new Call("create", Map.of("path", wish.written(), "file_text", "x\n"));
                    case READ -> new Call("view", Map.of("path", wish.read()));
                    case MCP -> new Call(wish.server() + "-note", note(wish));
                    case SUBAGENT ->
                        new Call(
                                "task",
                                Map.of(
                                        "description",
                                        "x",
                                        "prompt",
                                        SUBTASK,
                                        "agent_type",
                                        "general-purpose",
                                        "name",
                                        "helper",
                                        "mode",
                                        "sync"));
                };
            case CODEX, CODEX_SCRIPT -> throw new IllegalStateException(this + " calls by CodexCalls");
        };
    }

    static Map<String, Object> note(Wish wish) {
        return Map.of("path", wish.work().resolve("noted").toString(), "text", "x");
    }
}
