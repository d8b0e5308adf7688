package io.gatehouse.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class JsonTest {
    private static final Principal ANA = new Principal("ana", List.of("developer"), Map.of());
    private static final Rule PRIVILEGE = new Rule("command.privilege", "command", "why", "fix", true, Severity.MEDIUM);

    @Test
    void aRecordWithEveryKindOfValueComesBackEqual() {
        var deny = new Verdict.Deny(Cause.RULE, List.of(PRIVILEGE), "agent", "person");
        for (Verdict verdict : List.of(new Verdict.Allow(), deny, new Verdict.WouldDeny(deny))) {
            for (Basis basis : List.of(
                    new Basis.Central("r1", "call"),
                    new Basis.Plan("r1", Optional.of(Instant.parse("2026-11-23T10:00:00Z")), "down"),
                    new Basis.Plan("r1", Optional.empty(), "none"),
                    new Basis.Cached("r1", Instant.parse("2026-11-23T10:00:00.123Z"), "down"),
                    new Basis.None("why"))) {
                var record = new AuditRecord(
                        new AuditRecord.Sequence("d", 1, 2),
                        new Enforcement(
                                "k3x9",
                                Instant.parse("2026-11-23T10:00:00.123456Z"),
                                Mode.ENFORCE,
                                ANA,
                                new ToolCall.Origin("claude-code", "s", "c", "Bash", "", "", "default", "/w"),
                                "/w",
                                "sudo ls",
                                List.of(new Enforcement.Asked(
                                        new AccessRequest(
                                                ANA,
                                                Action.EXEC,
                                                Map.of(
                                                        "program",
                                                        "sudo",
                                                        "argv",
                                                        List.of("sudo"),
                                                        "port",
                                                        3L,
                                                        "b",
                                                        true)),
                                        List.of(new Span(0, 4)),
                                        new Decision(Effect.DENY, List.of(PRIVILEGE)))),
                                List.of("a doubt"),
                                List.of(new ToolCall.Content("content", 3, "abc")),
                                verdict,
                                basis,
                                new Enforcement.Took(Duration.ofNanos(12_345), Duration.ofMillis(2))),
                        Optional.of(new AuditRecord.Ran(false, 99)));
                assertEquals(record, Json.read(Json.bytes(record), AuditRecord.class));
            }
        }
    }

    @Test
    void namesTheCaseOfASealedType() {
        assertEquals("{\"is\":\"None\",\"why\":\"x\"}", Json.text(new Basis.None("x")));
        assertEquals("{\"is\":\"Allow\"}", Json.text(new Verdict.Allow()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"from\":1}",
                "{\"from\":1,\"to\":null}",
                "{\"from\":1,\"to\":2,\"more\":3}",
                "{\"from\":1,\"to\":2} x",
                "{\"from\":1,\"from\":1,\"to\":2}",
                "{\"from\":2,\"to\":1}",
                ""
            })
    void refusesWhatIsNotExactlyTheRecord(String json) {
        assertThrows(JacksonException.class, () -> Json.read(json, Span.class));
    }
}
