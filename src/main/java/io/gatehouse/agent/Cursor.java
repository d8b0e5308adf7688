package io.gatehouse.agent;

import io.gatehouse.agent.ToolInput.Unreadable;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Action;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;

/// The hook protocol of Cursor. From its documentation; no request of the real client has been seen.
///
/// One event comes before every tool, others before a shell line, an MCP call and the reading of a file. Which server
/// an MCP tool belongs to is not told, only how that server is reached, so that stands for its name.
///
/// @see <a href="https://cursor.com/docs/hooks">Cursor hooks</a>
public final class Cursor implements Agent {
    public static final String NAME = "cursor";

    private static final List<String> FILE = List.of("file_path", "path", "target_file");
    private static final String[] CONTENTS = {"content", "contents", "old_string", "new_string"};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reading read(InputStream body) throws IOException {
        return HookEvent.read(body, event -> {
            var name = event.text("hook_event_name");
            return switch (name) {
                case "preToolUse" ->
                    new Reading.Call(tool(use(event, event.text("tool_name"), event.objectOrJson("tool_input"))), name);
                case "beforeShellExecution" ->
                    new Reading.Call(use(event, "Shell", event).shell(Dialect.BASH, "command", false), name);
                case "beforeMCPExecution" -> new Reading.Call(mcp(event), name);
                case "beforeReadFile", "beforeTabFileRead" ->
                    new Reading.Call(
                            use(event, "Read", event).file(Action.READ, List.of("file_path"), "content"), name);
                default -> new Reading.Ignored(name);
            };
        });
    }

    /// Older clients look for the first of the pairs, newer ones for the second.
    @Override
    public byte[] write(Verdict verdict, String event) {
        return Denial.answer(verdict, deny -> {
            var answer = new HashMap<>(Denial.deciding(deny));
            answer.put("permission", "deny");
            answer.put("user_message", Denial.reason(deny));
            answer.put("agent_message", Denial.reason(deny));
            return answer;
        });
    }

    private static ToolUse use(ToolInput event, String tool, ToolInput input) {
        var id = event.has("tool_use_id") ? event.text("tool_use_id") : HookEvent.madeUpId(tool, input);
        return new ToolUse(
                new ToolCall.Origin(NAME, event.text("conversation_id"), id, tool, "", "", "", cwd(event)), input);
    }

    private static String cwd(ToolInput event) {
        return event.has("cwd")
                ? event.text("cwd")
                : event.list("workspace_roots").stream().findFirst().orElse("");
    }

    private static ToolCall tool(ToolUse use) {
        var input = use.input();
        return switch (use.origin().tool()) {
            case "Shell" -> use.shellIn("working_directory", Dialect.BASH, "command", false);
            case "Read" -> use.file(Action.READ, FILE);
            case "Write", "Edit", "StrReplace" -> use.file(Action.WRITE, FILE, CONTENTS);
            case "Delete" -> use.file(Action.DELETE, FILE);
            case "LS" -> use.search("", "", "path", "target_directory");
            case "Grep" -> use.search(input.text("pattern"), input.optional("glob"), "path");
            case "Task" -> use.spawn("subagent_type", "description");
            case "TodoWrite" -> use.harmless();
            case String mcp
            when mcp.startsWith("MCP") -> McpTool.call(use.origin(), input, List.of(new McpTool(McpTool.UNKNOWN, mcp)));
            default -> use.unlisted();
        };
    }

    private static ToolCall mcp(ToolInput event) {
        var tool = event.text("tool_name");
        var server = event.optional(event.has("url") ? "url" : "command");
        if (tool.isBlank()) {
            throw new Unreadable("tool_name must not be empty");
        }
        var use = use(event, tool, event.objectOrJson("tool_input"));
        return McpTool.call(
                use.origin(), use.input(), List.of(new McpTool(server.isBlank() ? McpTool.UNKNOWN : server, tool)));
    }
}
