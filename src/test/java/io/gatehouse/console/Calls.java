package io.gatehouse.console;

import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Asked;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Span;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant.Reach;
import io.gatehouse.grant.Scope;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Principal;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import io.gatehouse.store.Chain;
import io.gatehouse.store.KeptRecords;
import io.gatehouse.wire.Evidence;
import io.gatehouse.wire.Filing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What a laptop has to tell: its calls, its log of them in a chain, and requests about them. For tests alone.
public final class Calls {
    public static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    public static final Rule PUSH = new Rule("command.destructive", "command", "why", "fix", true, Severity.MEDIUM);
    public static final Rule SECRET = new Rule("file.secret", "file", "why", "fix", false, Severity.HIGH);
    public static final Scope FORCE_PUSH = new Scope.Command(List.of("git", "push", "--force"), List.of());

    private final String device;
    private final String principal;
    private final List<Evidence.Row> rows = new ArrayList<>();
    private byte[] chain = Chain.start();

    public Calls(String device, String principal) {
        this.device = device;
        this.principal = principal;
    }

    /// A force push that was denied by these rules; an allow where there are none.
    public Enforcement push(String id, Instant at, Rule... rules) {
        return call(id, at, "git push --force origin " + id, List.of(), rules);
    }

    public Enforcement call(String id, Instant at, String line, List<Used> grants, Rule... rules) {
        var argv = List.of(line.split(" "));
        var decision = rules.length == 0 ? Decision.ALLOW : new Decision(Effect.DENY, List.of(rules));
        var who = new Principal(principal, List.of("developer"), Map.of());
        return new Enforcement(
                id,
                at,
                Mode.ENFORCE,
                who,
                new ToolCall.Origin("claude-code", "s1", "call-" + id, "Bash", "", "", "default", "/home/ana/shop"),
                "/home/ana/shop",
                line,
                List.of(
                        new Asked(
                                new AccessRequest(
                                        who,
                                        Action.EXEC,
                                        Map.of(
                                                "program",
                                                argv.getFirst(),
                                                "argv",
                                                argv,
                                                "wrappers",
                                                List.of(),
                                                "parse",
                                                "full")),
                                List.of(new Span(0, line.length())),
                                decision),
                        new Asked(
                                new AccessRequest(
                                        who,
                                        Action.READ,
                                        Map.of("path", "/home/ana/shop/.git/" + id, "linkTarget", "")),
                                List.of(),
                                Decision.ALLOW),
                        new Asked(
                                new AccessRequest(who, Action.CONNECT, Map.of("host", "git.example.com")),
                                List.of(),
                                Decision.ALLOW)),
                List.of(),
                List.of(),
                List.of(),
                "key-" + id,
                rules.length == 0
                        ? new Verdict.Allow()
                        : new Verdict.Deny(Cause.RULE, List.of(rules), "Pushing by force is denied.", ""),
                new Basis.Central("r1", "pdp"),
                grants,
                Enforcement.Took.NOTHING);
    }

    /// Appends it to the laptop's log.
    public Evidence.Row record(Enforcement call) {
        return record(KeptRecords.json(call));
    }

    public Evidence.Row record(String json) {
        long seq = rows.size() + 1L;
        chain = Chain.next(chain, device, 1, seq, json.getBytes(StandardCharsets.UTF_8));
        var row = new Evidence.Row(seq, 1, seq, json, HexFormat.of().formatHex(chain), Optional.<Ran>empty());
        rows.add(row);
        return row;
    }

    public List<Evidence.Row> rows() {
        return List.copyOf(rows);
    }

    public Evidence.Batch batch() {
        return new Evidence.Batch(rows, List.of());
    }

    /// A request for force pushes, once and for an hour, that quotes a call which was denied.
    public Filing filing(String id, Rule... rules) {
        var call = push("e-" + id, NOON, rules);
        return filing(id, call, FORCE_PUSH, true);
    }

    public Filing filing(String id, Enforcement call, Scope scope, boolean once) {
        return new Filing(
                new ExceptionRequest(
                        id,
                        call.at(),
                        Filer.PERSON,
                        call.id(),
                        "whatever the laptop says",
                        List.of(PUSH),
                        scope,
                        new Reach("claude-code", "/home/ana/shop", Optional.of("s1")),
                        Duration.ofHours(1),
                        once ? OptionalLong.of(1) : OptionalLong.empty(),
                        "The release is blocked.",
                        "T-1",
                        State.WAITING,
                        Optional.empty()),
                record(call));
    }

    /// The same call where its rules were only observed.
    public static Enforcement observed(Enforcement denied) {
        return new Enforcement(
                denied.id(),
                denied.at(),
                Mode.OBSERVE,
                denied.principal(),
                denied.origin(),
                denied.workspace(),
                denied.shown(),
                denied.asked(),
                denied.doubts(),
                denied.contents(),
                denied.scripts(),
                denied.callKey(),
                new Verdict.WouldDeny(denied.verdict().denial().orElseThrow()),
                denied.basis(),
                denied.grants(),
                denied.took());
    }
}
