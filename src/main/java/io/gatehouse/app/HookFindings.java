package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.app.Doctor.Finding;
import io.gatehouse.app.Doctor.Finding.Weight;
import io.gatehouse.protect.ClaudeCodeSettings.Level;
import io.gatehouse.protect.ClaudeHooks;
import io.gatehouse.protect.Configured;
import io.gatehouse.protect.Outdated;
import io.gatehouse.protect.ProtectException;
import java.util.ArrayList;
import java.util.List;

/// What the doctor says of hooks that work, and could work better.
final class HookFindings {
    private HookFindings() {}

    static List<Finding> of(Machine machine, ClaudeHooks ways) {
        var findings = new ArrayList<Finding>();
        var claude = machine.claudeCode();
        var state = claude.state(ways);
        claude.outdated(state, ways).map(hook -> finding(ClaudeCode.NAME, hook)).ifPresent(findings::add);
        state.level()
                .filter(_ -> asksOverHttp(machine))
                .map(level -> overHttp(level, ways.endpoint().port()))
                .ifPresent(findings::add);
        ways.shim().ifPresent(shim -> machine.otherAgents().forEach(agent -> agent.outdated(agent.state(shim), shim)
                .map(hook -> finding(agent.name(), hook))
                .ifPresent(findings::add)));
        return List.copyOf(findings);
    }

    private static Finding finding(String agent, Outdated hook) {
        return new Finding(agent, Weight.NOTICE, hook.said(), hook.remedy());
    }

    private static boolean asksOverHttp(Machine machine) {
        try {
            return machine.claudeCode()
                    .configured()
                    .filter(Configured.Http.class::isInstance)
                    .isPresent();
        } catch (ProtectException _) {
            return false;
        }
    }

    /// Measured: to Claude Code an empty answer is no objection, whoever gives it.
    private static Finding overHttp(Level level, int port) {
        return new Finding(
                ClaudeCode.NAME,
                Weight.NOTICE,
                "Claude Code asks over HTTP: while Gatehouse is away, another program that takes port " + port
                        + " could let its calls through, by an empty answer.",
                "gatehouse agents protect claude-code --transport shim" + (level == Level.MANAGED ? " --managed" : ""));
    }
}
