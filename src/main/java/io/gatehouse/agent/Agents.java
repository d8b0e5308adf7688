package io.gatehouse.agent;

import java.util.List;

/// All agents that Gatehouse understands.
public final class Agents {
    /// The first one answers for what names none.
    public static final List<Agent> ALL = List.of(
            new ClaudeCode(),
            new Codex(),
            new GeminiCli(),
            new QwenCode(),
            new CopilotCli(),
            new Opencode(),
            new Cursor(),
            new Windsurf(),
            new Droid());

    private Agents() {}
}
