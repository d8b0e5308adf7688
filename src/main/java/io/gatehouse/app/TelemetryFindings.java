package io.gatehouse.app;

import io.gatehouse.agent.ClaudeCode;
import io.gatehouse.app.Doctor.Finding;
import io.gatehouse.app.Doctor.Finding.Weight;
import io.gatehouse.policy.Shown;
import io.gatehouse.protect.ClaudeCodeSettings.Telling;
import io.gatehouse.protect.Endpoint;
import io.gatehouse.protect.ProtectException;
import java.util.ArrayList;
import java.util.List;

/// Where Claude Code's telemetry goes, and what of it gets lost.
final class TelemetryFindings {
    static final String CANNOT_GO_ON =
            "Settings say that Claude Code's telemetry goes where Gatehouse cannot send it on to, and its logs come to"
                    + " Gatehouse: they get lost.";
    private static final int LONGEST = 200;

    private TelemetryFindings() {}

    /// @param endpoint of this Gatehouse
    static List<Finding> of(Machine machine, Endpoint endpoint) {
        Telling telling;
        try {
            telling = machine.claudeCode().telling(endpoint);
        } catch (ProtectException _) {
            return List.of(); // told with the hook, which is in the same files
        }
        var findings = new ArrayList<Finding>();
        switch (telling) {
            case Telling.Nothing _ -> {
                return List.of();
            }
            case Telling.Here _ -> findings.add(good("Its telemetry comes to Gatehouse."));
            case Telling.GoesOn(var receiver) ->
                findings.add(good("Its telemetry comes to Gatehouse and goes on to "
                        + Shown.line(receiver.url().toString(), LONGEST) + ", as before."));
            case Telling.Stuck _ ->
                findings.add(new Finding(
                        ClaudeCode.NAME,
                        Weight.BAD,
                        CANNOT_GO_ON,
                        "gatehouse agents protect claude-code --telemetry, which takes Gatehouse's variables out"));
        }
        machine.env().keySet().stream()
                .filter(name -> name.startsWith("OTEL_EXPORTER_OTLP_") && name.endsWith("ENDPOINT"))
                .sorted()
                .findFirst()
                .ifPresent(
                        name -> findings.add(
                                new Finding(
                                        ClaudeCode.NAME,
                                        Weight.NOTICE,
                                        "In this shell " + Shown.line(name, LONGEST)
                                                + " says where telemetry goes; settings lead the"
                                                + " logs of Claude Code to Gatehouse instead, which does not send them on there.",
                                        "Write it into Claude Code's settings, then: gatehouse agents protect claude-code --telemetry")));
        return findings;
    }

    private static Finding good(String said) {
        return new Finding(ClaudeCode.NAME, Weight.GOOD, said, "");
    }
}
