package io.gatehouse.hook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One whole answer on a connection, as the client that it is for takes it.
record Heard(int status, String body) {
    private static final int PROOF = 64;
    /// What some client reads its decision in; elsewhere a text may quote anything.
    private static final List<String> DECISIONS = List.of("decision", "permission", "permissionDecision", "behavior");

    /// All whole answers; what was cut off is none.
    static List<Heard> all(byte[] bytes) {
        var answers = new ArrayList<Heard>();
        for (int from = 0; from < bytes.length; ) {
            int body = headEnd(bytes, from);
            if (body < 0) {
                break;
            }
            var head = new String(bytes, from, body - from, ISO_8859_1).toLowerCase(Locale.ROOT);
            int status = Integer.parseInt(head.substring("http/1.1 ".length(), "http/1.1 ".length() + 3));
            int length = head.lines()
                    .filter(line -> line.startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(
                            line.substring("content-length:".length()).strip()))
                    .findFirst()
                    .orElse(0);
            if (body + length > bytes.length) {
                break;
            }
            if (status >= 200) {
                answers.add(new Heard(status, new String(Arrays.copyOfRange(bytes, body, body + length), UTF_8)));
            }
            from = body + length;
        }
        return answers;
    }

    private static int headEnd(byte[] bytes, int from) {
        for (int i = from; i + 3 < bytes.length; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    /// Whether the agent, or the shim in front of it, denies by this.
    boolean denies(String agent) {
        if (status != 200) {
            return false;
        }
        if (isShims()) {
            return body.lines().skip(1).findFirst().orElse("").equals("deny");
        }
        var answer = json();
        if (allows(answer)) {
            return false;
        }
        return switch (agent) {
            case "copilot" -> isTold(answer, "permissionDecision", "deny", "permissionDecisionReason");
            case "gemini", "opencode", "windsurf" -> isTold(answer, "decision", "deny", "reason");
            case "cursor" ->
                isTold(answer, "decision", "deny", "reason") && isTold(answer, "permission", "deny", "agent_message");
            default ->
                quotes(answer.path("hookSpecificOutput"))
                        || (agent.equals("claude-code") && isTold(answer, "decision", "block", "reason"));
        };
    }

    /// What cannot be read as a request gets Claude Code's deny where nothing tells whose it was: only that client asks
    /// without the shim, which takes for a deny whatever is not proven.
    boolean deniesSomebody(String agent) {
        return denies(agent) || denies("claude-code");
    }

    /// Whether a call goes on by this.
    boolean hasNoOpinion() {
        return status == 200
                && (body.equals("{}")
                        || (isShims() && body.lines().skip(1).limit(2).toList().equals(List.of("allow", "{}"))));
    }

    private boolean isShims() {
        return body.indexOf('\n') == PROOF;
    }

    private static boolean allows(JsonNode answer) {
        return DECISIONS.stream()
                .flatMap(field -> answer.findValues(field).stream())
                .map(value -> value.asString(""))
                .anyMatch(value -> value.equals("allow") || value.equals("approve"));
    }

    private static boolean quotes(JsonNode decision) {
        return isTold(decision, "permissionDecision", "deny", "permissionDecisionReason")
                && !decision.path("hookEventName").asString("").isBlank();
    }

    private static boolean isTold(JsonNode answer, String field, String word, String reason) {
        return answer.path(field).asString("").equals(word)
                && !answer.path(reason).asString("").isBlank();
    }

    private JsonNode json() {
        try {
            return Json.tree(body.getBytes(UTF_8));
        } catch (JacksonException _) {
            return Json.mapper().missingNode();
        }
    }
}
