package io.gatehouse.agent;

import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Action;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;

/// The hook protocol of Qwen Code, as measured with 0.24.4: Claude Code's, with the tools of Gemini CLI.
///
/// @see <a href="https://qwenlm.github.io/qwen-code-docs/en/users/features/hooks">Qwen Code hooks</a>
public final class QwenCode implements Agent {
    public static final String NAME = "qwen";

    private static final List<String> FILE = List.of("file_path");
    private static final List<String> DIRECTORY = List.of("path", "dir_path");

    /// A subagent is called by its type and the call that started it.
    private static final Pattern STARTED_BY = Pattern.compile("-call_[^-]*$");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reading read(InputStream body) throws IOException {
        return HookEvent.read(body, fields -> new HookEvent(NAME, fields).reading(QwenCode::call));
    }

    @Override
    public byte[] write(Verdict verdict, String event) {
        return Denial.answer(verdict, deny -> Denial.quoting(event, deny));
    }

    private static ToolCall call(HookEvent event) {
        var type = event.fields().optional("agent_type");
        var id = event.fields().optional("agent_id");
        return event.call(type.isEmpty() ? STARTED_BY.matcher(id).replaceFirst("") : type, QwenCode::builtIn);
    }

    private static ToolCall builtIn(ToolUse use) {
        var input = use.input();
        return switch (use.origin().tool()) {
            case "run_shell_command", "monitor" ->
                use.shellIn("directory", Dialect.BASH, "command", input.flag("is_background"));
            case "read_file", "zoom_image" -> use.file(Action.READ, FILE);
            case "write_file", "edit" -> use.file(Action.WRITE, FILE, "content", "old_string", "new_string");
            case "notebook_edit" -> use.file(Action.WRITE, List.of("notebook_path"), "new_source");
            case "list_directory" -> use.file(Action.READ, DIRECTORY);
            case "glob" -> use.search(input.text("pattern"), input.text("pattern"), "path", "dir_path");
            case "grep_search" -> use.search(input.text("pattern"), input.optional("glob"), "path", "dir_path");
            case "web_fetch" -> use.fetch("url");
            case "web_search" -> use.query("query");
            case "agent", "create_sub_session" -> use.spawn("subagent_type", "description");
            case "workflow" -> use.plain(input.compact(), input.digestWithout(), new Intent.Spawn("workflow"));
            case "todo_write",
                    "save_memory",
                    "skill",
                    "enter_plan_mode",
                    "exit_plan_mode",
                    "ask_user_question",
                    "cron_create",
                    "cron_list",
                    "cron_delete",
                    "loop_wakeup",
                    "list_agents",
                    "send_message",
                    "task_create",
                    "task_update",
                    "task_list",
                    "tool_search" -> use.harmless();
            default -> use.unlisted();
        };
    }
}
