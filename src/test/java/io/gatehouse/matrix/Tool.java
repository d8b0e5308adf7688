package io.gatehouse.matrix;

/// What kind of tool an agent's model asks for.
enum Tool {
    SHELL,
    WRITE,
    READ,
    MCP,
    /// A shell line of a subagent, which has to be started first.
    SUBAGENT
}
