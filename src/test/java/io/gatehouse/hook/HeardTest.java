package io.gatehouse.hook;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'decision': 'block', 'reason': 'no', 'systemMessage': 'allow'}",
                "{'hookSpecificOutput': {'hookEventName': 'PreToolUse', 'permissionDecision': 'deny',"
                        + " 'permissionDecisionReason': 'allow'}}"
            })
    void aTextThatReadsAllowIsNoAllow(String body) {
        assertTrue(new Heard(200, body.replace('\'', '"')).denies("claude-code"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'decision': 'approve', 'reason': 'no'}",
                "{'decision': 'block', 'reason': 'no', 'hookSpecificOutput': {'permissionDecision': 'allow'}}",
                "{'decision': 'block', 'reason': 'no', 'hookSpecificOutput': {'decision': {'behavior': 'allow'}}}",
                "{'decision': 'block'}"
            })
    void anAllowAnywhereOrADenyWithoutAReasonIsNoDeny(String body) {
        assertFalse(new Heard(200, body.replace('\'', '"')).denies("claude-code"));
    }
}
