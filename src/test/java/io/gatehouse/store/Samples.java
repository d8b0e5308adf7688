package io.gatehouse.store;

import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Used;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// Enforcements and questions as they come in practice.
final class Samples {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123456Z");
    static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    static final Principal ANA = new Principal("ana", List.of("developer"), Map.of("team", "payments"));
    static final Rule PRIVILEGE =
            new Rule("command.privilege", "command", "Changes the machine.", "Ask the person.", true, Severity.MEDIUM);
    static final Rule SECRET = new Rule("file.secret", "file", "Holds a secret.", "Ask.", false, Severity.HIGH);
    static final Verdict.Deny DENY =
            new Verdict.Deny(Cause.RULE, List.of(PRIVILEGE, SECRET), "for the agent", "for the person");

    private Samples() {}

    static Enforcement enforcement(String id) {
        return enforcement(id, NOON, new Verdict.Allow(), "git push --force origin main");
    }

    static Enforcement enforcement(String id, Instant at, Verdict verdict, String shown) {
        return enforcement(id, at, verdict, shown, new Basis.Central("r1", "pdp-call"));
    }

    static Enforcement enforcement(String id, Instant at, Verdict verdict, String shown, Basis basis) {
        var decision = verdict instanceof Verdict.Allow
                ? Decision.ALLOW
                : new Decision(Effect.DENY, List.of(PRIVILEGE, SECRET));
        return new Enforcement(
                id,
                at,
                verdict instanceof Verdict.WouldDeny ? Mode.OBSERVE : Mode.ENFORCE,
                ANA,
                new ToolCall.Origin(
                        "claude-code", "session", "call-" + id, "Bash", "", "", "default", "/home/ana/shop"),
                "/home/ana/shop",
                shown,
                List.of(new Enforcement.Asked(exec(at), List.of(new Span(0, 3)), decision)),
                List.of("a doubt"),
                List.of(new ToolCall.Content("content", 3, "abc")),
                verdict,
                basis,
                new Enforcement.Took(Duration.ofNanos(300_500), Duration.ofMillis(2)));
    }

    static AccessRequest exec(Instant at) {
        return new AccessRequest(
                ANA,
                Action.EXEC,
                Map.of(
                        "program",
                        "git",
                        "argv",
                        List.of("git", "push"),
                        "inBackground",
                        false,
                        "port",
                        22L,
                        "workspace",
                        "/home/ana/shop",
                        "at",
                        at.toString()));
    }

    /// An allowed call that grants let through.
    static Enforcement granted(String id, Used... grants) {
        var plain = enforcement(id);
        return new Enforcement(
                id,
                plain.at(),
                plain.mode(),
                plain.principal(),
                plain.origin(),
                plain.workspace(),
                plain.shown(),
                plain.asked(),
                plain.doubts(),
                plain.contents(),
                plain.scripts(),
                "00ff",
                plain.verdict(),
                plain.basis(),
                List.of(grants),
                plain.took());
    }
}
