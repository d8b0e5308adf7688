package io.gatehouse.agent;

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

/// The hook protocol of OpenAI Codex CLI, as measured with 0.169.0: Claude Code's, with tools of its own.
///
/// Files are read through the shell and changed through patches. A patch may also come as a shell line, which the
/// client takes for its own tool; the shell's analysis sees only a program there, so the patch is read here as well.
/// What is typed into a running shell (`write_stdin`) reaches no hook.
///
/// @see <a href="https://developers.openai.com/codex/hooks">Codex hooks</a>
public final class Codex implements Agent {
    public static final String NAME = "codex";

    private static final Pattern PATCHES = Pattern.compile("(?i)\\bapply_?patch\\b");
    private static final Pattern PATCH_ALONE = Pattern.compile(
            "\\s*apply_?patch\\s+(<<-?\\s*['\"]?\\w+['\"]?|['\"])\\s*\\n?\\*\\*\\* Begin Patch.*", Pattern.DOTALL);

    /// A shell or an interpreter without a script or a pipe before it: what is typed into it later, nobody checks.
    private static final Pattern WAITS_FOR_LINES = Pattern.compile(
            "(?:^|[;&\\n(]|\\|\\|)[ \\t]*+"
                    + "(?:(?:exec|env|command|sudo)[ \\t]++){0,4}(?:[\\w./-]*/)?"
                    + "(?:(?:ba|z|da|k|c|tc|fi)?sh|pwsh|i?python[0-9.]*|node|deno|bun|irb|ruby|perl|lua|psql|mysql|sqlite3)"
                    + "(?:[ \\t]++-(?!-?v(?:ersion)?\\b|-?V\\b|-?h(?:elp)?\\b|\\w*c\\b|e\\b)[\\w-]*+){0,16}[ \\t]*+(?:$|[;&\\n)])");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reading read(InputStream body) throws IOException {
        return HookEvent.read(body, fields -> new HookEvent(NAME, fields).reading(Codex::call));
    }

    /// Nothing but the decision: a member that the client does not support would make it ignore the deny.
    @Override
    public byte[] write(Verdict verdict, String event) {
        return Denial.answer(verdict, deny -> Denial.quoting(event, deny));
    }

    private static ToolCall call(HookEvent event) {
        return event.call(event.fields().optional("agent_type"), Codex::builtIn);
    }

    private static ToolCall builtIn(ToolUse use) {
        return switch (use.origin().tool()) {
            case "Bash" -> shell(use);
            case "write_stdin" -> use.shell(Dialect.BASH, "chars", false);
            case "apply_patch" -> use.patch("command");
            case "view_image" -> use.file(Action.READ, List.of("path"));
            case "collaborationspawn_agent", "spawn_agent" -> use.spawn("agent_type", "task_name");
            case "clocksleep", "update_plan" -> use.harmless();
            default -> use.unlisted();
        };
    }

    private static ToolCall shell(ToolUse use) {
        var call = use.shell(Dialect.BASH, "command", false);
        var line = use.input().head("command");
        var intents = new ArrayList<>(call.intents());
        if (PATCH_ALONE.matcher(line).matches()) {
            intents.addAll(Patch.files(line));
        } else if (PATCHES.matcher(line).find() && line.contains("*** ")) { // where its paths start from is not known
            intents.add(notUnderstood("a patch in the middle of a shell line"));
        }
        if (WAITS_FOR_LINES.matcher(line).find()) {
            intents.add(notUnderstood("a program that waits for lines"));
        }
        return new ToolCall(call.origin(), intents, call.shown(), call.contents(), call.others());
    }

    private static Intent notUnderstood(String what) {
        return new Intent.Arguments(List.of(new ToolCall.Argument("command", what, false)));
    }
}
