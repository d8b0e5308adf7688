package io.gatehouse.agent;

import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Action;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// The hook protocol of Windsurf's Cascade. From its documentation; no request of the real client has been seen.
///
/// Its actions have no tools' names, so the action's stands for one. Only the shell's says where it happens.
///
/// @see <a href="https://docs.windsurf.com/windsurf/cascade/hooks">Cascade hooks</a>
public final class Windsurf implements Agent {
    public static final String NAME = "windsurf";

    private static final List<String> FILE = List.of("file_path");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reading read(InputStream body) throws IOException {
        return HookEvent.read(body, event -> {
            var action = event.text("agent_action_name");
            return switch (action) {
                case "pre_run_command" ->
                    new Reading.Call(use(event, action).shell(Dialect.BASH, "command_line", false), action);
                case "pre_write_code" -> new Reading.Call(use(event, action).file(Action.WRITE, FILE), action);
                case "pre_read_code" -> new Reading.Call(read(use(event, action)), action);
                case "pre_mcp_tool_use" -> new Reading.Call(mcp(use(event, action)), action);
                default -> new Reading.Ignored(action);
            };
        });
    }

    /// What the client hears is the shim's exit status; the answer carries the reason to the shim.
    @Override
    public byte[] write(Verdict verdict, String event) {
        return Denial.answer(verdict, Denial::deciding);
    }

    private static ToolUse use(ToolInput event, String action) {
        var input = event.object("tool_info");
        return new ToolUse(
                new ToolCall.Origin(
                        NAME,
                        event.text("trajectory_id"),
                        HookEvent.madeUpId(action, input),
                        action,
                        "",
                        "",
                        "",
                        input.optional("cwd")),
                input);
    }

    /// A file, or a directory with all below it.
    private static ToolCall read(ToolUse use) {
        var path = use.input().text("file_path");
        return use.plain(path, "", new Intent.File(Action.READ, path, true, ""));
    }

    private static ToolCall mcp(ToolUse use) {
        var tool = new McpTool(use.input().text("mcp_server_name"), use.input().text("mcp_tool_name"));
        return McpTool.call(use.origin(), use.input().objectOrJson("mcp_tool_arguments"), List.of(tool));
    }
}
