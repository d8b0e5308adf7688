package io.gatehouse.agent;

import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Action;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// The hook protocol of Factory Droid: Claude Code's, with tools of its own. From its documentation; no request of
/// the real client has been seen.
///
/// @see <a href="https://docs.factory.ai/reference/hooks-reference">Droid hooks</a>
public final class Droid implements Agent {
    public static final String NAME = "droid";

    private static final List<String> FILE = List.of("file_path", "path");
    private static final String[] CONTENTS = {"content", "old_string", "new_string", "old_str", "new_str"};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reading read(InputStream body) throws IOException {
        return HookEvent.read(body, fields -> new HookEvent(NAME, fields).reading(Droid::call));
    }

    @Override
    public byte[] write(Verdict verdict, String event) {
        return Denial.answer(verdict, deny -> Denial.quoting(event, deny));
    }

    private static ToolCall call(HookEvent event) {
        return event.call(event.fields().optional("agent_type"), Droid::builtIn);
    }

    private static ToolCall builtIn(ToolUse use) {
        var input = use.input();
        return switch (use.origin().tool()) {
            case "Execute", "Bash" -> use.shell(Dialect.BASH, "command", false);
            case "Read" -> use.file(Action.READ, FILE);
            case "Create", "Write", "Edit", "MultiEdit" -> use.file(Action.WRITE, FILE, CONTENTS);
            case "ApplyPatch" -> use.patch(input.has("input") ? "input" : "patch");
            case "LS" -> use.search("", "", "directory_path", "path");
            case "Grep" -> use.search(input.text("pattern"), input.optional("glob_pattern"), "path", "folder");
            case "FetchUrl", "WebFetch" -> use.fetch("url");
            case "WebSearch" -> use.query("query");
            case "Task", "Agent" -> use.spawn("subagent_type", "description");
            case "TodoWrite", "Skill", "AskUser", "ExitSpecMode" -> use.harmless();
            default -> use.unlisted();
        };
    }
}
