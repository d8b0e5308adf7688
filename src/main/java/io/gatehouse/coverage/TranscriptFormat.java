package io.gatehouse.coverage;

import io.gatehouse.enforcement.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// How an agent writes down its sessions: one JSON a line.
public enum TranscriptFormat {
    /// Measured with 0.169.0. What ran is an item that is completed, under the id that the hook knows; what a hook
    /// denied is none. What a person types, and input for a program that runs, no hook is asked about.
    CODEX("\"item_completed\"", "_call\"") {
        private static final Set<String> BY_THE_AGENT = Set.of("agent", "unified_exec_startup");

        @Override
        Optional<String> session(JsonNode line) {
            var meta = line.path("payload");
            var session = meta.path("session_id").asString(meta.path("id").asString(""));
            return Optional.of(session)
                    .filter(_ -> line.path("type").asString("").equals("session_meta") && !session.isEmpty());
        }

        @Override
        boolean isOfThisVersion(JsonNode line) {
            return line.path("payload").path("type").asString("").equals("item_completed");
        }

        @Override
        Optional<Outcome> ran(String agent, String session, JsonNode line) {
            var item = line.path("payload").path("item");
            var tool =
                    switch (item.path("type").asString("")) {
                        case "CommandExecution" ->
                            BY_THE_AGENT.contains(item.path("source").asString("agent")) ? "Bash" : "";
                        case "FileChange" -> "apply_patch";
                        case "McpToolCall" ->
                            "mcp__" + item.path("server").asString("") + "__"
                                    + item.path("tool").asString("");
                        default -> "";
                    };
            var status = item.path("status").asString("");
            return tool.isEmpty() || !Set.of("completed", "failed").contains(status)
                    ? Optional.empty()
                    : Optional.of(new Outcome(
                            agent,
                            session,
                            item.path("id").asString(""),
                            tool,
                            command(item.path("command")),
                            status.equals("failed"),
                            Duration.ZERO));
        }

        private static String command(JsonNode words) {
            return words.isEmpty() ? "" : words.get(words.size() - 1).asString("");
        }
    },

    /// Measured with 0.24.4. What ran is a result that is no error; what a hook denied was not started.
    QWEN("\"tool_result\"", "\"functionCall\"") {
        @Override
        Optional<String> session(JsonNode line) {
            return Optional.of(line.path("sessionId").asString(""))
                    .filter(session -> !session.isEmpty()
                            && !line.path("version").asString("").isEmpty());
        }

        @Override
        boolean isOfThisVersion(JsonNode line) {
            return !line.path("version").asString("").isEmpty();
        }

        @Override
        Optional<Outcome> ran(String agent, String session, JsonNode line) {
            if (!line.path("type").asString("").equals("tool_result")) {
                return Optional.empty();
            }
            var result = line.path("toolCallResult");
            var said = line.path("message").path("parts").path(0).path("functionResponse");
            boolean failed = said.path("response").has("error");
            boolean started = result.has("executionStatus")
                    ? !Set.of("not_started", "cancelled")
                            .contains(result.path("executionStatus").asString(""))
                    : !failed;
            return started
                    ? Optional.of(new Outcome(
                            agent,
                            session,
                            result.path("callId").asString(""),
                            said.path("name").asString(""),
                            "",
                            failed,
                            Duration.ZERO))
                    : Optional.empty();
        }
    };

    private final String ran;
    private final String called;

    /// @param ran stands in each line that tells what ran
    /// @param called stands in each line that tells what the model wanted
    TranscriptFormat(String ran, String called) {
        this.ran = ran;
        this.called = called;
    }

    /// The session that a transcript with this first line is of; empty where it is none of this format.
    abstract Optional<String> session(JsonNode line);

    /// Whether what ran stands in such a transcript at all.
    abstract boolean isOfThisVersion(JsonNode line);

    abstract Optional<Outcome> ran(String agent, String session, JsonNode line);

    boolean mayTell(String line) {
        return line.contains(ran);
    }

    boolean mayCall(String line) {
        return line.contains(called);
    }

    /// When that was; empty where it is not said.
    static Optional<Instant> at(JsonNode line) {
        try {
            return Optional.of(Instant.parse(line.path("timestamp").asString("")));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
