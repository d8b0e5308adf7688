package io.gatehouse.ui;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Reserve;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Records and states for the tests of tray and notices.
public final class Records {
    public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    public static final Rule FORCE = new Rule(
            "command.destructive",
            "command",
            "Force-pushing rewrites history that others already have.",
            "push to a branch of your own.",
            true,
            Severity.MEDIUM);

    public static final Reserve RESERVE =
            new Reserve("r1", NOON, true, NOON.plus(Duration.ofDays(7)), NOON.plus(Duration.ofDays(3)));

    private Records() {}

    public static Verdict.Deny denyBy(Rule... rules) {
        return new Verdict.Deny(Cause.RULE, List.of(rules), "for the agent", "for the person");
    }

    public static Verdict.Deny denyFor(Cause cause, String toldPerson) {
        return new Verdict.Deny(cause, List.of(), "for the agent", toldPerson);
    }

    public static AuditRecord record(String id, String session, String shown, Verdict verdict) {
        var origin =
                new ToolCall.Origin("claude-code", session, "call-" + id, "Bash", "", "", "default", "/home/ada/w");
        return new AuditRecord(
                new AuditRecord.Sequence("device", 1, 1),
                new Enforcement(
                        id,
                        NOON,
                        Mode.ENFORCE,
                        new Principal("ada", List.of("developer"), Map.of()),
                        origin,
                        "/home/ada/w",
                        shown,
                        List.of(),
                        List.of(),
                        List.of(),
                        verdict,
                        new Basis.Central("r1", "pdp-call"),
                        Enforcement.Took.NOTHING),
                Optional.empty());
    }

    /// A laptop that fetched the policies at noon, or has none while no PDP is configured.
    public static Status status(Mode mode, Status.Connection connection, String... problems) {
        return switch (connection) {
            case NOT_CONFIGURED, REFUSING, BROKEN -> status(mode, connection, Optional.empty(), true, problems);
            case BUILT_IN -> status(mode, connection, Optional.empty(), false, problems);
            case NOT_ASKED, CONNECTED, UNREACHABLE -> status(mode, connection, Optional.of(RESERVE), false, problems);
        };
    }

    public static Status status(
            Mode mode, Status.Connection connection, Optional<Reserve> reserve, boolean deniesAll, String... problems) {
        return new Status(
                "0.1.0",
                4711,
                NOON,
                "http://127.0.0.1:7411/hooks/",
                "/home/ada/.local/share/gatehouse",
                mode,
                Status.Terms.SETTINGS,
                "ada",
                List.of("developer"),
                new Status.PdpState("http://127.0.0.1:3592", connection, "r1", NOON, ""),
                reserve,
                Optional.empty(),
                Optional.empty(),
                deniesAll,
                new Status.Counts(120, 3, 2, 900),
                List.of(),
                List.of(),
                Status.Notices.COME,
                List.of(problems));
    }

    public static Status with(Status status, Status.Notices notices) {
        return with(status, status.console(), status.plans(), status.agents(), notices);
    }

    public static Status with(Status status, Status.ConsoleState console) {
        return with(status, Optional.of(console), status.plans(), status.agents(), status.notices());
    }

    public static Status with(Status status, Status.Protection claudeCode) {
        return with(
                status,
                status.console(),
                status.plans(),
                List.of(new Status.AgentState("claude-code", "Claude Code", claudeCode, "/home/ada/settings.json")),
                status.notices());
    }

    public static Status with(Status status, Optional<Status.ConsoleState> console, Optional<Status.Plans> plans) {
        return with(status, console, plans, status.agents(), status.notices());
    }

    private static Status with(
            Status status,
            Optional<Status.ConsoleState> console,
            Optional<Status.Plans> plans,
            List<Status.AgentState> agents,
            Status.Notices notices) {
        return new Status(
                status.version(),
                status.pid(),
                status.startedAt(),
                status.hookUrl(),
                status.dataDir(),
                status.mode(),
                status.terms(),
                status.principal(),
                status.roles(),
                status.pdp(),
                status.reserve(),
                plans,
                console,
                status.deniesAll(),
                status.today(),
                agents,
                status.coverage(),
                notices,
                status.problems());
    }

    /// A request that was sent.
    static KeptRequest request(String id, State state) {
        return new KeptRequest(
                new ExceptionRequest(
                        id,
                        NOON,
                        Filer.PERSON,
                        "e1",
                        "git push -f",
                        List.of(FORCE),
                        new Scope.ExactCall("key"),
                        new Reach("claude-code", "/shop", Optional.of("s")),
                        Duration.ofHours(1),
                        OptionalLong.of(1),
                        "It must.",
                        "",
                        state,
                        Optional.empty()),
                true,
                true,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
