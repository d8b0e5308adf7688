package io.gatehouse.agent;

import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Action;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// What Gatehouse's plugin for opencode sends, which is what the plugin is given: measured with 1.18.33.
///
/// @see <a href="https://opencode.ai/docs/plugins">opencode plugins</a>
public final class Opencode implements Agent {
    public static final String NAME = "opencode";

    private static final String DECIDING_EVENT = "tool.execute.before";
    private static final List<String> FILE = List.of("filePath");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reading read(InputStream body) throws IOException {
        return HookEvent.read(body, fields -> {
            var event = fields.text("hook");
            return event.equals(DECIDING_EVENT)
                    ? new Reading.Call(call(fields), DECIDING_EVENT)
                    : new Reading.Ignored(event);
        });
    }

    @Override
    public byte[] write(Verdict verdict, String event) {
        return Denial.answer(verdict, Denial::deciding);
    }

    private static ToolCall call(ToolInput event) {
        var asked = event.object("input");
        var origin = new ToolCall.Origin(
                NAME,
                asked.text("sessionID"),
                asked.text("callID"),
                asked.text("tool"),
                "",
                "",
                "",
                event.text("directory"));
        return builtIn(new ToolUse(origin, event.object("output").object("args")));
    }

    private static ToolCall builtIn(ToolUse use) {
        var input = use.input();
        return switch (use.origin().tool()) {
            case "bash" -> use.shellIn("workdir", Dialect.BASH, "command", false);
            case "read" -> use.file(Action.READ, FILE);
            case "write", "edit", "multiedit" -> use.file(Action.WRITE, FILE, "content", "oldString", "newString");
            case "apply_patch", "patch" -> use.patch("patchText");
            case "list" -> use.search("", "", "path");
            case "glob" -> use.search(input.text("pattern"), input.text("pattern"), "path");
            case "grep" -> use.search(input.text("pattern"), input.optional("include"), "path");
            case "webfetch" -> use.fetch("url");
            case "websearch", "codesearch" -> use.query("query");
            case "task" -> use.spawn("subagent_type", "description");
            case "skill", "todowrite", "todoread", "question", "plan_enter", "plan_exit", "invalid" -> use.harmless();
            default -> unknown(use);
        };
    }

    /// MCP tools are called `SERVER_TOOL`; nothing else tells them from a built-in one.
    private static ToolCall unknown(ToolUse use) {
        var name = use.origin().tool();
        return name.contains("_")
                ? McpTool.call(use.origin(), use.input(), McpTool.readings(name, "_"))
                : use.unlisted();
    }
}
