package io.gatehouse.ui.window;

import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Status.Protection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Fixed data: one agent that can ask, and two that cannot.
final class SampleAgents {
    private SampleAgents() {}

    static List<AgentReport> all(Protection protection) {
        return List.of(
                claudeCode(protection, ""),
                other("codex", "Codex CLI", "0.42.1", Sample.HOME + "/.npm-global/bin/codex"),
                other("gemini", "Gemini CLI", "", "/usr/local/bin/gemini"));
    }

    static AgentReport claudeCode(Protection protection, String detail) {
        return new AgentReport(
                "claude-code",
                "Claude Code",
                true,
                protection,
                protection == Protection.MANAGED
                        ? "/etc/claude-code/managed-settings.d/50-gatehouse.json"
                        : Sample.HOME + "/.claude/settings.json",
                detail,
                Sample.HOME + "/.local/bin/claude",
                "2.1.295",
                Optional.of(Sample.NOON.minus(Duration.ofDays(12))),
                protection == Protection.UNPROTECTED
                        ? Optional.empty()
                        : Optional.of(Sample.NOON.minus(Duration.ofMinutes(3))));
    }

    private static AgentReport other(String name, String label, String version, String program) {
        return new AgentReport(
                name,
                label,
                false,
                Protection.UNPROTECTED,
                "",
                "",
                program,
                version,
                Optional.empty(),
                Optional.empty());
    }
}
