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

/// The hook protocol of GitHub Copilot CLI, as measured with 1.0.102, in both of its forms: its own, and Claude
/// Code's with Copilot's own arguments. Visual Studio Code's local sessions (from documentation) mix the two.
///
/// @see <a href="https://docs.github.com/en/copilot/reference/hooks-reference">Copilot hooks</a>
public final class CopilotCli implements Agent {
    public static final String NAME = "copilot";

    private static final List<String> FILE = List.of("path", "file_path", "filePath");
    private static final String[] CONTENTS = {
        "file_text", "old_str", "new_str", "content", "old_string", "new_string", "oldString", "newString"
    };

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reading read(InputStream body) throws IOException {
        return HookEvent.read(body, CopilotCli::reading);
    }

    /// Both forms at once: each client takes the one that it knows.
    @Override
    public byte[] write(Verdict verdict, String event) {
        return Denial.answer(verdict, deny -> {
            var answer = new HashMap<String, Object>();
            answer.put("permissionDecision", "deny");
            answer.put("permissionDecisionReason", Denial.reason(deny));
            if (!event.isEmpty()) {
                answer.putAll(Denial.quoting(event, deny));
            }
            return answer;
        });
    }

    /// Its own form has no name of the event: it asks for a decision.
    private static Reading reading(ToolInput event) {
        if (event.has("toolName")) {
            return new Reading.Call(
                    call(event, event.text("sessionId"), event.text("toolName"), event.objectOrJson("toolArgs")), "");
        }
        var name = event.text(event.has("hookEventName") ? "hookEventName" : "hook_event_name");
        if (!name.equals(HookEvent.BEFORE)) {
            return new Reading.Ignored(name);
        }
        var session = event.text(event.has("sessionId") ? "sessionId" : "session_id");
        return new Reading.Call(call(event, session, event.text("tool_name"), event.objectOrJson("tool_input")), name);
    }

    private static ToolCall call(ToolInput event, String session, String tool, ToolInput input) {
        var id = event.has("tool_use_id") ? event.text("tool_use_id") : HookEvent.madeUpId(tool, input);
        return builtIn(new ToolUse(new ToolCall.Origin(NAME, session, id, tool, "", "", "", event.text("cwd")), input));
    }

    private static ToolCall builtIn(ToolUse use) {
        var input = use.input();
        return switch (use.origin().tool()) {
            case "bash", "Bash", "run_in_terminal" -> use.shell(Dialect.BASH, "command", background(input));
            case "powershell", "PowerShell" -> use.shell(Dialect.POWERSHELL, "command", background(input));
            case "write_bash" -> use.shell(Dialect.BASH, "input", false);
            case "write_powershell" -> use.shell(Dialect.POWERSHELL, "input", false);
            case "view", "Read", "read_file", "list_dir" -> use.file(Action.READ, FILE);
            case "create", "edit", "Write", "Edit", "MultiEdit", "create_file", "replace_string_in_file" ->
                use.file(Action.WRITE, FILE, CONTENTS);
            case "apply_patch" -> use.patch(patch(input));
            case "glob", "Glob" -> use.search(input.text("pattern"), input.text("pattern"), "path");
            case "grep", "Grep" -> use.search(input.text("pattern"), input.optional("glob"), "path");
            case "web_fetch", "WebFetch" -> use.fetch("url");
            case "web_search", "WebSearch" -> use.query("query");
            case "task", "Task", "Agent" ->
                use.spawn(input.has("agent_type") ? "agent_type" : "subagent_type", "description");
            case "read_bash",
                    "read_powershell",
                    "stop_bash",
                    "stop_powershell",
                    "list_bash",
                    "list_powershell",
                    "report_intent",
                    "skill",
                    "update_todo",
                    "TodoWrite",
                    "ask_user" -> use.harmless();
            default -> unknown(use);
        };
    }

    private static boolean background(ToolInput input) {
        return (input.has("mode") && input.text("mode").equals("async"))
                || (input.has("isBackground") && input.flag("isBackground"));
    }

    private static String patch(ToolInput input) {
        return List.of("input", "patch", "command").stream()
                .filter(input::has)
                .findFirst()
                .orElseThrow(() -> new Unreadable("the patch is missing"));
    }

    /// MCP tools are called `SERVER-TOOL`; no built-in one has a dash.
    private static ToolCall unknown(ToolUse use) {
        var name = use.origin().tool();
        return name.contains("-")
                ? McpTool.call(use.origin(), use.input(), McpTool.readings(name, "-"))
                : use.unlisted();
    }
}
