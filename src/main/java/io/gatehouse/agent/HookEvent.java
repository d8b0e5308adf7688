package io.gatehouse.agent;

import io.gatehouse.agent.Agent.Reading;
import io.gatehouse.agent.ToolInput.Unreadable;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.json.BoundedJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One hook request whose fields are named as Claude Code names them, which most agents do.
///
/// @param agent Gatehouse's name of the agent
record HookEvent(String agent, ToolInput fields) {
    static final String BEFORE = "PreToolUse";
    /// Not an agent's: Gatehouse's own program tells so (`installer/hooks/gatehouse-session`).
    static final String BEGUN = "GatehouseSession";
    private static final String RAN = "PostToolUse";
    private static final String MCP = "mcp__";
    private static final String FAILED = "PostToolUseFailure";

    /// Reads a request to its end.
    ///
    /// @param reading what it is; what it finds [Unreadable] is malformed
    static Reading read(InputStream body, Function<ToolInput, Reading> reading) throws IOException {
        JsonNode json;
        try {
            json = BoundedJson.read(body);
        } catch (JacksonException _) {
            return new Reading.Malformed("the hook request is not one JSON object in UTF-8");
        }
        try {
            return reading.apply(new ToolInput(json));
        } catch (Unreadable e) {
            return new Reading.Malformed(e.why);
        }
    }

    String name() {
        return fields.text("hook_event_name");
    }

    /// What the event is to an agent that has Claude Code's events.
    ///
    /// @param call read only when the event asks for a decision
    Reading reading(Function<HookEvent, ToolCall> call) {
        return switch (name()) {
            case BEFORE -> new Reading.Call(call.apply(this), BEFORE);
            case RAN -> new Reading.Ran(outcome(false));
            case FAILED -> new Reading.Ran(outcome(true));
            default -> new Reading.Ignored(name());
        };
    }

    /// What is told after a tool ran; of an agent without ids for its calls, nothing can be joined to that.
    private Outcome outcome(boolean failed) {
        return new Outcome(
                agent,
                fields.text("session_id"),
                fields.text(idName()),
                fields.shown("tool_name"),
                fields.find("tool_input").map(input -> input.shown("command")).orElse(""),
                failed,
                Duration.ofMillis(Math.min(fields.number("duration_ms"), 1L << 40)));
    }

    SettingsChange settingsChange() {
        return new SettingsChange(
                agent, fields.optional("session_id"), fields.optional("source"), fields.optional("file_path"));
    }

    /// The client writes its version with dashes where a program may see it.
    SessionBegun begun() {
        var pid = fields.optional("pid");
        return new SessionBegun(
                agent,
                fields.optional("session_id"),
                fields.optional("version").replaceFirst("^(\\d+)-(\\d+)-(\\d+)", "$1.$2.$3"),
                pid.matches("[0-9]{1,18}") ? Long.parseLong(pid) : 0,
                Stream.of(fields.optional("found").split(" "))
                        .filter(name -> !name.isBlank())
                        .toList());
    }

    /// @param server the MCP server of the tool, "" for a built-in one
    ToolCall.Origin origin(String callId, String server, String subagent) {
        return new ToolCall.Origin(
                agent,
                fields.text("session_id"),
                callId,
                fields.text("tool_name"),
                server,
                subagent,
                fields.optional("permission_mode"),
                fields.text("cwd"));
    }

    /// The call of an agent that names MCP tools `mcp__SERVER__TOOL`, as Codex, Qwen Code and Droid do.
    ///
    /// @param subagent who makes the call, as far as the agent says
    ToolCall call(String subagent, Function<ToolUse, ToolCall> builtIn) {
        var tool = fields.text("tool_name");
        var input = fields.object("tool_input");
        var origin = origin(callId(tool, input), "", subagent);
        return tool.startsWith(MCP)
                ? McpTool.call(origin, input, McpTool.readings(tool.substring(MCP.length()), "__"))
                : builtIn.apply(new ToolUse(origin, input));
    }

    /// The agent's id of the call, else one made of what it sends.
    String callId(String tool, ToolInput input) {
        return fields.has(idName()) ? fields.text(idName()) : madeUpId(tool, input);
    }

    /// Qwen Code has two ids for a call, and its transcripts name the model's.
    private String idName() {
        return fields.has("tool_call_id") ? "tool_call_id" : "tool_use_id";
    }

    /// An id for a call to which the agent gives none: equal calls of a session share it.
    static String madeUpId(String tool, ToolInput input) {
        return "gh-" + BoundedJson.sha256(tool + " " + input.digestWithout()).substring(0, 16);
    }
}
