package io.gatehouse.coverage;

import io.gatehouse.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The parameters of a tool, which telemetry carries as a text of JSON.
final class ToolParameters {
    private ToolParameters() {}

    /// The shell line that ran; "" where none is told.
    static String command(String parameters) {
        if (parameters.isEmpty()) {
            return "";
        }
        try {
            var told = Json.read(parameters, JsonNode.class);
            var whole = told.path("full_command").asString("");
            return whole.isEmpty() ? told.path("bash_command").asString("") : whole;
        } catch (JacksonException _) {
            return ""; // cut by its sender
        }
    }
}
