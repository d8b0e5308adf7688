package io.gatehouse.agent;

import io.gatehouse.enforcement.ToolCall;
import java.util.ArrayList;
import java.util.List;

/// A tool of an MCP server.
record McpTool(String server, String tool) {
    /// For a server whose name is not told; no policy lists it.
    static final String UNKNOWN = "unknown";

    /// What a name that is put together from both can mean. Names may hold the separator themselves, so each place
    /// where it stands is a reading, and a policy must allow all of them.
    ///
    /// @param name without what is the same for all MCP tools
    static List<McpTool> readings(String name, String separator) {
        var readings = new ArrayList<McpTool>();
        for (int at = name.indexOf(separator); at >= 0; at = name.indexOf(separator, at + 1)) {
            var tool = name.substring(at + separator.length());
            if (at > 0 && !tool.isEmpty()) {
                readings.add(new McpTool(name.substring(0, at), tool));
            }
        }
        return readings.isEmpty() ? List.of(new McpTool(UNKNOWN, name)) : List.copyOf(readings);
    }

    /// The server that readings agree on, else [#UNKNOWN].
    static String server(List<McpTool> readings) {
        return readings.size() == 1 ? readings.getFirst().server() : UNKNOWN;
    }

    /// The call of a tool, with the server in its origin.
    static ToolCall call(ToolCall.Origin origin, ToolInput input, List<McpTool> readings) {
        var known = new ToolCall.Origin(
                origin.agent(),
                origin.session(),
                origin.callId(),
                origin.tool(),
                server(readings),
                origin.subagent(),
                origin.permissionMode(),
                origin.cwd());
        return new ToolUse(known, input).mcp(readings);
    }
}
