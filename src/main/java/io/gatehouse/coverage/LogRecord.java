package io.gatehouse.coverage;

import io.gatehouse.enforcement.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// One record of an agent's telemetry, as far as it matters here: texts by their names.
///
/// @param service the resource's `service.name`
/// @param name of the event, with or without the service before it
/// @param attributes numbers and booleans as text
record LogRecord(String service, String name, Map<String, String> attributes) {
    /// Services that tell of their tools, with Gatehouse's name of the agent.
    private static final Map<String, String> AGENTS = Map.of("claude-code", "claude-code");

    /// Attributes that say of whom and what a record is.
    static final String SERVICE = "service.name";

    static final String EVENT = "event.name";

    private static final String RAN = "tool_result";
    private static final long LONGEST_MILLIS = 1L << 40;

    /// What ran; empty where the record tells of something else.
    ///
    /// @see <a href="https://code.claude.com/docs/en/monitoring-usage">Claude Code's events</a>
    Optional<Outcome> outcome() {
        var agent = AGENTS.getOrDefault(service, "");
        if (agent.isEmpty() || !(name.equals(RAN) || name.endsWith("." + RAN))) {
            return Optional.empty();
        }
        return Optional.of(new Outcome(
                agent,
                text("session.id"),
                text("tool_use_id"),
                text("tool_name"),
                ToolParameters.command(text("tool_parameters")),
                text("success").equals("false"),
                Duration.ofMillis(millis())));
    }

    private String text(String name) {
        return attributes.getOrDefault(name, "");
    }

    private long millis() {
        try {
            return Math.clamp((long) Double.parseDouble(text("duration_ms")), 0, LONGEST_MILLIS);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
