package io.gatehouse.agent;

import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Action;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;

/// The hook protocol of Claude Code, as measured with 2.1.330.
///
/// A deny must be a complete `hookSpecificOutput` that quotes the event.
///
/// @see <a href="https://code.claude.com/docs/en/hooks">Claude Code hooks</a>
public final class ClaudeCode implements Agent {
    public static final String NAME = "claude-code";

    /// What the settings' watch of the client asks; the answer has another form than that to a call.
    private static final String CONFIG_CHANGE = "ConfigChange";

    private static final List<String> FILE = List.of("file_path");
    private static final List<String> NOTEBOOK = List.of("notebook_path");
    private static final String[] CONTENTS = {"content", "old_string", "new_string", "new_source"};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reading read(InputStream body) throws IOException {
        return HookEvent.read(body, fields -> reading(new HookEvent(NAME, fields)));
    }

    private static Reading reading(HookEvent event) {
        return switch (event.name()) {
            case CONFIG_CHANGE -> new Reading.Changed(event.settingsChange(), CONFIG_CHANGE);
            case HookEvent.BEGUN -> new Reading.Begun(event.begun());
            default -> event.reading(ClaudeCode::call);
        };
    }

    @Override
    public byte[] write(Verdict verdict, String event) {
        return Denial.answer(verdict, deny -> {
            var answer = new HashMap<String, Object>(
                    event.equals(CONFIG_CHANGE) ? Denial.blocking(deny) : Denial.quoting(event, deny));
            answer.put("systemMessage", deny.toldPerson());
            return answer;
        });
    }

    private static ToolCall call(HookEvent event) {
        var tool = event.fields().text("tool_name");
        var input = event.fields().object("tool_input");
        var server = mcpServer(event.fields(), tool);
        var use = new ToolUse(
                event.origin(
                        event.fields().text("tool_use_id"),
                        server,
                        event.fields().optional("agent_type")),
                input);
        return server.isEmpty() ? builtIn(use) : use.mcp(List.of(new McpTool(server, mcpTool(server, tool))));
    }

    /// The server's name, from its own field where the client sends one (2.1.330), else from the tool's name.
    private static String mcpServer(ToolInput event, String tool) {
        var named = event.has("mcp_server") ? event.object("mcp_server").text("name") : "";
        if (!named.isEmpty()) {
            return named;
        }
        if (!tool.startsWith("mcp__")) {
            return "";
        }
        var rest = tool.substring("mcp__".length());
        int end = rest.indexOf("__");
        return end <= 0 ? McpTool.UNKNOWN : rest.substring(0, end);
    }

    private static String mcpTool(String server, String tool) {
        var prefix = "mcp__" + server + "__";
        return tool.startsWith(prefix) ? tool.substring(prefix.length()) : tool;
    }

    private static ToolCall builtIn(ToolUse use) {
        var input = use.input();
        return switch (use.origin().tool()) {
            case "Bash", "Monitor" -> use.shell(Dialect.BASH, "command", input.flag("run_in_background"));
            case "PowerShell" -> use.shell(Dialect.POWERSHELL, "command", input.flag("run_in_background"));
            case "Read" -> use.file(Action.READ, FILE, CONTENTS);
            case "Write", "Edit", "MultiEdit" -> use.file(Action.WRITE, FILE, CONTENTS);
            case "NotebookRead" -> use.file(Action.READ, NOTEBOOK, CONTENTS);
            case "NotebookEdit" -> use.file(Action.WRITE, NOTEBOOK, CONTENTS);
            case "LS" -> use.file(Action.READ, List.of("path"));
            case "Glob" -> use.search(input.text("pattern"), input.text("pattern"), "path");
            case "Grep" -> use.search(input.text("pattern"), input.optional("glob"), "path");
            case "WebFetch" -> use.fetch("url");
            case "WebSearch" -> use.query("query");
            case "Agent", "Task" -> use.spawn("subagent_type", "description");
            case "Workflow" -> use.plain(input.compact(), input.digestWithout(), new Intent.Spawn("workflow"));
            case "ReadMcpResourceTool" -> use.resource("server", "uri");
            // Listed: they act on nothing but the session itself; their text is for the model or the person.
            case "Skill",
                    "ToolSearch",
                    "CronCreate",
                    "CronList",
                    "CronDelete",
                    "ScheduleWakeup",
                    "SendMessage",
                    "ListAgents",
                    "ListMcpResourcesTool",
                    "TaskCreate",
                    "TaskUpdate",
                    "TaskGet",
                    "TaskList",
                    "TodoWrite",
                    "AskUserQuestion",
                    "EnterPlanMode",
                    "ExitPlanMode" -> use.harmless();
            default -> use.unlisted();
        };
    }
}
