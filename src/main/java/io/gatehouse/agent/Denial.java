package io.gatehouse.agent;

import io.gatehouse.enforcement.Verdict;
import io.gatehouse.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// How agents hear a verdict. An allow is `{}`, "no opinion": it leaves the person's own prompt in place, where a
/// spoken `allow` would skip it or fail the hook.
final class Denial {
    private static final byte[] NO_OPINION = "{}".getBytes(StandardCharsets.UTF_8);
    private static final String WITHOUT_A_REASON = "Gatehouse denied this call.";

    private Denial() {}

    /// @param denial the answer to a deny
    static byte[] answer(Verdict verdict, Function<Verdict.Deny, Map<String, ?>> denial) {
        return switch (verdict) {
            case Verdict.Allow _, Verdict.WouldDeny _ -> NO_OPINION.clone();
            case Verdict.Deny deny -> Json.bytes(denial.apply(deny));
        };
    }

    /// What the agent is told, never nothing: some agents run the tool when a deny gives no reason.
    static String reason(Verdict.Deny deny) {
        return deny.toldAgent().isBlank() ? WITHOUT_A_REASON : deny.toldAgent();
    }

    /// A deny as Claude Code, and who follows it, wants it: with the event quoted.
    static Map<String, Object> quoting(String event, Verdict.Deny deny) {
        var decision = new LinkedHashMap<String, Object>();
        decision.put("hookEventName", event.isEmpty() ? HookEvent.BEFORE : event);
        decision.put("permissionDecision", "deny");
        decision.put("permissionDecisionReason", reason(deny));
        return Map.of("hookSpecificOutput", decision);
    }

    /// A deny of what is no call, as Claude Code wants it.
    static Map<String, Object> blocking(Verdict.Deny deny) {
        return Map.of("decision", "block", "reason", reason(deny));
    }

    /// A deny as agents want it that have a word for the decision and one for the reason.
    static Map<String, Object> deciding(Verdict.Deny deny) {
        return Map.of("decision", "deny", "reason", reason(deny));
    }
}
