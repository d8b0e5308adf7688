package io.gatehouse.enforcement;

import io.gatehouse.policy.Action;
import java.util.List;
import java.util.Map;

/// What an agent wants to do, in words that are the same for all agents.
///
/// @param intents what the call means to do; never empty of meaning: a tool nobody knows still is a `tool:use`,
///     and its
///     string arguments are [Intent.Arguments]
/// @param shown what a person would call this call: the command line, the path, the URL (not yet masked)
/// @param contents file contents that the call carries, as size and digest only
/// @param others a digest of what else tells this call from another one; "" when intents and contents tell it
public record ToolCall(Origin origin, List<Intent> intents, String shown, List<Content> contents, String others) {
    public ToolCall {
        intents = List.copyOf(intents);
        contents = List.copyOf(contents);
    }

    /// Of a call that its intents and contents tell from every other one.
    public ToolCall(Origin origin, List<Intent> intents, String shown, List<Content> contents) {
        this(origin, intents, shown, contents, "");
    }

    /// Where a call comes from. All fields are the agent's own words, "" where it does not say.
    ///
    /// @param agent Gatehouse's name of the agent, from the endpoint that was called and not from the payload
    /// @param session the agent's session id
    /// @param callId the agent's id of this call, the join key to its outcome
    /// @param tool the tool, as the agent names it
    /// @param mcpServer the MCP server of the tool, "" for a built-in one
    /// @param subagent the type of the subagent that makes the call
    /// @param permissionMode the agent's own permission mode
    /// @param cwd the directory that relative paths start from
    public record Origin(
            String agent,
            String session,
            String callId,
            String tool,
            String mcpServer,
            String subagent,
            String permissionMode,
            String cwd) {
        /// What the PDP is told of the call beside its questions.
        public Map<String, String> annotations() {
            return Map.of("agent", agent, "session", session, "toolCall", callId);
        }
    }

    /// @param name the argument that carried it, e.g. `content`
    /// @param size in UTF-8 bytes
    /// @param sha256 lower-case hex, over the UTF-8 bytes
    public record Content(String name, long size, String sha256) {}

    /// One thing that a call means to do.
    public sealed interface Intent {
        /// @param line a shell command line
        record Shell(Dialect dialect, String line, boolean inBackground) implements Intent {
            /// A line of Bash.
            public Shell(String line, boolean inBackground) {
                this(Dialect.BASH, line, inBackground);
            }
        }

        /// @param action one of the actions of kind `file`
        /// @param path as the agent wrote it
        /// @param pattern the unexpanded glob that selects below the path, "" for none
        record File(Action action, String path, boolean recursive, String pattern) implements Intent {
            public File {
                if (!action.kind().equals("file")) {
                    throw new IllegalArgumentException("not an action on files: " + action);
                }
            }
        }

        record Connect(String url, String method) implements Intent {}

        record McpCall(String server, String tool, List<String> argumentNames) implements Intent {}

        record Spawn(String type) implements Intent {}

        /// A change of the agent's hook or permission settings.
        record Configure(String file) implements Intent {}

        /// String arguments of a tool whose meaning is not known: each that is a path or a URL is treated as one,
        /// and those named like a command are analysed as shell.
        record Arguments(List<Argument> arguments) implements Intent {}
    }

    /// The shell that a line is written for.
    public enum Dialect {
        BASH,
        POWERSHELL,
        CMD
    }

    /// @param name the last field name on the way to the value
    /// @param complete false when the value was too long to keep whole
    public record Argument(String name, String value, boolean complete) {}
}
