package io.gatehouse.local;

import io.gatehouse.enforcement.ToolCall.Dialect;
import io.gatehouse.policy.Action;

/// A call that nobody has made: what would Gatehouse decide about it?
public sealed interface ExplainQuestion {
    /// @param line a shell command line
    /// @param cwd the directory that it would run in, absolute
    record Command(Dialect dialect, String line, String cwd) implements ExplainQuestion {
        /// A line of Bash.
        public Command(String line, String cwd) {
            this(Dialect.BASH, line, cwd);
        }
    }

    /// @param action one of the actions of kind `file`
    /// @param cwd the directory that a relative path starts from, absolute
    record File(Action action, String path, String cwd) implements ExplainQuestion {
        public File {
            if (!action.kind().equals("file")) {
                throw new IllegalArgumentException("not an action on files: " + action);
            }
        }
    }

    record Url(String url) implements ExplainQuestion {}

    /// @param agent Gatehouse's name of the agent
    /// @param json the body of a hook request, as that agent sends it
    record Hook(String agent, String json) implements ExplainQuestion {}
}
