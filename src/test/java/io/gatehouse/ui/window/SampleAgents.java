package io.gatehouse.ui.window;

import io.gatehouse.audit.Covered;
import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Status.Protection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Fixed data: agents that can ask, one of them written from documentation, and one that has no way to ask.
final class SampleAgents {
    private SampleAgents() {}

    static List<AgentReport> all(Protection protection) {
        return List.of(claudeCode(protection, ""), codex(), cursor(Protection.UNPROTECTED), aider());
    }

    static AgentReport claudeCode(Protection protection, String detail) {
        return claudeCode(protection, detail, Optional.empty());
    }

    /// @param undone whether Gatehouse put the hook back
    static AgentReport changed(boolean undone) {
        var file = Sample.HOME + "/.claude/settings.json";
        var said = undone
                ? "Gatehouse's hook in " + file + " was removed or changed, and is put back."
                : "Calls of claude-code may go unasked. " + file
                        + " is not where it was, or a link to another place now, so nothing is written to it."
                        + " Then run: gatehouse agents protect claude-code (or unprotect, if it is meant to be so)";
        return claudeCode(
                Protection.USER,
                said,
                Optional.of(new AgentReport.Change(Sample.NOON.minus(Duration.ofMinutes(12)), said, undone)));
    }

    private static AgentReport claudeCode(Protection protection, String detail, Optional<AgentReport.Change> changed) {
        return new AgentReport(
                "claude-code",
                "Claude Code",
                true,
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
                        : Optional.of(Sample.NOON.minus(Duration.ofMinutes(3))),
                protection == Protection.UNPROTECTED
                        ? Optional.empty()
                        : Optional.of(new Covered("claude-code", Sample.NOON.minus(Duration.ofDays(12)), 2_481, 0)),
                protection == Protection.UNPROTECTED
                        ? Optional.empty()
                        : Optional.of(new AgentReport.Kept(Sample.NOON.minus(Duration.ofDays(12)), changed)),
                List.of());
    }

    private static AgentReport codex() {
        return new AgentReport(
                "codex",
                "Codex CLI",
                true,
                true,
                Protection.USER,
                Sample.HOME + "/.codex/hooks.json",
                "",
                Sample.HOME + "/.npm-global/bin/codex",
                "0.169.0",
                Optional.of(Sample.NOON.minus(Duration.ofDays(2))),
                Optional.of(Sample.NOON.minus(Duration.ofMinutes(26))),
                Optional.empty(),
                Optional.of(new AgentReport.Kept(Sample.NOON.minus(Duration.ofDays(2)), Optional.empty())),
                List.of());
    }

    /// Written from documentation.
    static AgentReport cursor(Protection protection) {
        return new AgentReport(
                "cursor",
                "Cursor",
                true,
                false,
                protection,
                Sample.HOME + "/.cursor/hooks.json",
                "",
                "/usr/local/bin/cursor-agent",
                "",
                protection == Protection.UNPROTECTED
                        ? Optional.empty()
                        : Optional.of(Sample.NOON.minus(Duration.ofDays(1))),
                Optional.empty(),
                Optional.empty(),
                protection == Protection.UNPROTECTED
                        ? Optional.empty()
                        : Optional.of(new AgentReport.Kept(Sample.NOON.minus(Duration.ofDays(1)), Optional.empty())),
                List.of());
    }

    static AgentReport aider() {
        return new AgentReport(
                "aider",
                "Aider",
                false,
                true,
                Protection.UNPROTECTED,
                "",
                "",
                Sample.HOME + "/.local/bin/aider",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
