package io.gatehouse.agent;

import io.gatehouse.agent.ToolInput.Unreadable;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Action;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The hook protocol of Gemini CLI, as measured with 0.61.0. Its calls have no ids, and its MCP calls say themselves
/// whose they are.
///
/// @see <a href="https://github.com/google-gemini/gemini-cli/blob/main/docs/hooks/reference.md">Gemini CLI hooks</a>
public final class GeminiCli implements Agent {
    public static final String NAME = "gemini";

    private static final String DECIDING_EVENT = "BeforeTool";
    private static final String MCP = "mcp_";
    private static final List<String> FILE = List.of("file_path", "absolute_path");
    private static final List<String> DIRECTORY = List.of("dir_path", "path");
    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,31}://\\S+");
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reading read(InputStream body) throws IOException {
        return HookEvent.read(body, fields -> {
            var event = new HookEvent(NAME, fields);
            return event.name().equals(DECIDING_EVENT)
                    ? new Reading.Call(call(event), DECIDING_EVENT)
                    : new Reading.Ignored(event.name());
        });
    }

    @Override
    public byte[] write(Verdict verdict, String event) {
        return Denial.answer(verdict, Denial::deciding);
    }

    private static ToolCall call(HookEvent event) {
        var tool = event.fields().text("tool_name");
        var input = event.fields().object("tool_input");
        var origin = event.origin(HookEvent.madeUpId(tool, input), "", "");
        if (event.fields().has("mcp_context")) {
            var context = event.fields().object("mcp_context");
            return McpTool.call(
                    origin, input, List.of(new McpTool(context.text("server_name"), context.text("tool_name"))));
        }
        return tool.startsWith(MCP)
                ? McpTool.call(origin, input, McpTool.readings(tool.substring(MCP.length()), "_"))
                : builtIn(new ToolUse(origin, input));
    }

    private static ToolCall builtIn(ToolUse use) {
        var input = use.input();
        return switch (use.origin().tool()) {
            case "run_shell_command" ->
                use.shellIn(
                        input.has("dir_path") ? "dir_path" : "directory",
                        Dialect.BASH,
                        "command",
                        input.flag("is_background"));
            case "read_file" -> use.file(Action.READ, FILE);
            case "read_many_files" -> readMany(use);
            case "write_file", "replace" -> use.file(Action.WRITE, FILE, "content", "old_string", "new_string");
            case "list_directory" -> use.file(Action.READ, DIRECTORY);
            case "glob" -> use.search(input.text("pattern"), input.text("pattern"), "dir_path", "path");
            case "grep_search", "search_file_content" ->
                use.search(
                        input.text("pattern"),
                        input.has("include_pattern") ? input.text("include_pattern") : input.optional("include"),
                        "dir_path",
                        "path");
            case "web_fetch" -> fetch(use);
            case "google_web_search" -> use.query("query");
            case "invoke_agent" -> use.spawn("agent_name", "description");
            case "activate_skill",
                    "ask_user",
                    "complete_task",
                    "enter_plan_mode",
                    "exit_plan_mode",
                    "get_internal_docs",
                    "list_mcp_resources",
                    "save_memory",
                    "update_topic",
                    "write_todos" -> use.harmless();
            default -> use.unlisted();
        };
    }

    private static ToolCall readMany(ToolUse use) {
        var named = new ArrayList<>(use.input().list("include"));
        named.addAll(use.input().list("paths"));
        if (named.isEmpty()) {
            throw new Unreadable("include is missing");
        }
        var intents = named.stream()
                .<Intent>map(path -> GLOB.matcher(path).find()
                        ? new Intent.File(Action.READ, ".", true, path)
                        : new Intent.File(Action.READ, path, true, ""))
                .toList();
        return new ToolCall(use.origin(), intents, String.join(", ", named), List.of());
    }

    /// The addresses stand in what the tool is told to do with them.
    private static ToolCall fetch(ToolUse use) {
        if (use.input().has("url")) {
            return use.fetch("url");
        }
        var prompt = use.input().text("prompt");
        var intents = URL.matcher(prompt)
                .results()
                .<Intent>map(found -> new Intent.Connect(found.group(), "GET"))
                .toArray(Intent[]::new);
        return use.plain(prompt, use.input().digestWithout(), intents);
    }
}
