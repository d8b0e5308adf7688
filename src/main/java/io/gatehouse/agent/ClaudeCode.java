package io.gatehouse.agent;

import io.gatehouse.agent.ToolInput.Unreadable;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.ToolCall.Intent;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.BoundedJson;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Action;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The hook protocol of Claude Code, as measured with 2.1.330.
///
/// A deny must be a complete `hookSpecificOutput` that quotes the event. An allow is `{}`: "no opinion" leaves
/// the person's
/// own prompt in place, where `allow` would skip it.
///
/// @see <a href="https://code.claude.com/docs/en/hooks">Claude Code hooks</a>
public final class ClaudeCode implements Agent {
    public static final String NAME = "claude-code";

    private static final String DECIDING_EVENT = "PreToolUse";
    private static final Pattern REACHING = Pattern.compile("(?i)\\s*(file|https?|wss?|ftps?|sftp|ssh):");
    private static final String[] CONTENTS = {"content", "old_string", "new_string", "new_source"};
    private static final String[] TOLD_OF_WRITES = {
        "file_path", "notebook_path", "content", "old_string", "new_string", "new_source"
    };
    private static final byte[] NO_OPINION = "{}".getBytes(StandardCharsets.UTF_8);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Reading read(InputStream body) throws IOException {
        JsonNode json;
        try {
            json = BoundedJson.read(body);
        } catch (JacksonException _) {
            return new Reading.Malformed("the hook request is not one JSON object in UTF-8");
        }
        try {
            var event = new ToolInput(json);
            var name = event.text("hook_event_name");
            return switch (name) {
                case DECIDING_EVENT -> new Reading.Call(call(event), name);
                case "PostToolUse" -> new Reading.Ran(outcome(event, false));
                case "PostToolUseFailure" -> new Reading.Ran(outcome(event, true));
                default -> new Reading.Ignored(name);
            };
        } catch (Unreadable e) {
            return new Reading.Malformed(e.why);
        }
    }

    @Override
    public byte[] write(Verdict verdict, String event) {
        return switch (verdict) {
            case Verdict.Allow _, Verdict.WouldDeny _ -> NO_OPINION;
            case Verdict.Deny deny -> {
                var decision = new LinkedHashMap<String, Object>();
                decision.put("hookEventName", event.isEmpty() ? DECIDING_EVENT : event);
                decision.put("permissionDecision", "deny");
                decision.put("permissionDecisionReason", deny.toldAgent());
                yield Json.bytes(Map.of("hookSpecificOutput", decision, "systemMessage", deny.toldPerson()));
            }
        };
    }

    private static Outcome outcome(ToolInput event, boolean failed) {
        return new Outcome(
                NAME,
                event.text("session_id"),
                event.text("tool_use_id"),
                failed,
                Duration.ofMillis(Math.min(event.number("duration_ms"), 1L << 40)));
    }

    private static ToolCall call(ToolInput event) {
        var tool = event.text("tool_name");
        var input = event.object("tool_input");
        var server = mcpServer(event, tool);
        var origin = new ToolCall.Origin(
                NAME,
                event.text("session_id"),
                event.text("tool_use_id"),
                tool,
                server,
                event.optional("agent_type"),
                event.optional("permission_mode"),
                event.text("cwd"));
        if (origin.session().isBlank() || tool.isBlank()) {
            throw new Unreadable("session_id and tool_name must not be empty");
        }
        return server.isEmpty() ? builtIn(origin, input) : mcp(origin, input);
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
        return end <= 0 ? "unknown" : rest.substring(0, end);
    }

    private static ToolCall mcp(ToolCall.Origin origin, ToolInput input) {
        var prefix = "mcp__" + origin.mcpServer() + "__";
        var tool = origin.tool().startsWith(prefix) ? origin.tool().substring(prefix.length()) : origin.tool();
        var longTexts = input.longTexts();
        return new ToolCall(
                origin,
                List.of(
                        new Intent.McpCall(origin.mcpServer(), tool, input.names()),
                        new Intent.Arguments(input.arguments())),
                origin.mcpServer() + " " + tool + " " + input.compact(longTexts),
                longTexts,
                input.digestWithout());
    }

    /// Where the URI leads is the server's business, unless it names a file or a network address.
    private static ToolCall resource(ToolCall.Origin origin, ToolInput input) {
        var server = input.text("server");
        var uri = input.text("uri");
        var call = new Intent.McpCall(server, origin.tool(), input.names());
        var others = input.digestWithout();
        return REACHING.matcher(uri).lookingAt()
                ? plain(origin, server + " " + uri, others, call, new Intent.Arguments(input.arguments()))
                : plain(origin, server + " " + uri, others, call);
    }

    private static ToolCall builtIn(ToolCall.Origin origin, ToolInput input) {
        return switch (origin.tool()) {
            case "Bash", "Monitor" ->
                plain(
                        origin,
                        input.head("command"),
                        input.digestOfLong("command"),
                        new Intent.Shell(input.head("command"), input.flag("run_in_background")));
            case "PowerShell" ->
                plain(
                        origin,
                        input.head("command"),
                        input.digestOfLong("command"),
                        new Intent.Shell(
                                ToolCall.Dialect.POWERSHELL, input.head("command"), input.flag("run_in_background")));
            case "Read" -> file(origin, input, Action.READ, "file_path");
            case "Write", "Edit", "MultiEdit" -> file(origin, input, Action.WRITE, "file_path");
            case "NotebookRead" -> file(origin, input, Action.READ, "notebook_path");
            case "NotebookEdit" -> file(origin, input, Action.WRITE, "notebook_path");
            case "LS" -> file(origin, input, Action.READ, "path");
            case "Glob" -> search(origin, input, input.text("pattern"), input.text("pattern"));
            case "Grep" -> search(origin, input, input.text("pattern"), input.optional("glob"));
            case "WebFetch" -> plain(origin, input.text("url"), "", new Intent.Connect(input.text("url"), "GET"));
            case "WebSearch" -> plain(origin, input.head("query"), input.digestWithout());
            case "Agent", "Task" ->
                plain(
                        origin,
                        input.has("description") ? input.head("description") : "",
                        input.digestWithout("description"),
                        new Intent.Spawn(input.optional("subagent_type")));
            case "Workflow" -> plain(origin, input.compact(), input.digestWithout(), new Intent.Spawn("workflow"));
            case "ReadMcpResourceTool" -> resource(origin, input);
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
                    "ExitPlanMode" -> plain(origin, input.compact(), input.digestWithout());
            default -> unlisted(origin, input);
        };
    }

    private static ToolCall unlisted(ToolCall.Origin origin, ToolInput input) {
        var longTexts = input.longTexts();
        return new ToolCall(
                origin,
                List.of(new Intent.Arguments(input.arguments())),
                input.compact(longTexts),
                longTexts,
                input.digestWithout());
    }

    /// @param others see [ToolCall#others]; never of words that the model puts anew each time
    private static ToolCall plain(ToolCall.Origin origin, String shown, String others, Intent... intents) {
        return new ToolCall(origin, List.of(intents), shown, List.of(), others);
    }

    private static ToolCall file(ToolCall.Origin origin, ToolInput input, Action action, String field) {
        var path = input.text(field);
        return new ToolCall(
                origin,
                List.of(new Intent.File(action, path, false, "")),
                path,
                input.contents(CONTENTS),
                action == Action.WRITE ? input.digestWithout(TOLD_OF_WRITES) : "");
    }

    private static ToolCall search(ToolCall.Origin origin, ToolInput input, String shown, String pattern) {
        var path = input.optional("path");
        var intents = new ArrayList<Intent>();
        intents.add(new Intent.File(Action.READ, path.isEmpty() ? "." : path, true, pattern));
        return new ToolCall(origin, intents, path.isEmpty() ? shown : shown + " in " + path, List.of());
    }
}
