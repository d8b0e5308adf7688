package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Basis;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Confirmation;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Marked;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Shown;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything that the window says about one enforcement, ready to be shown: each text has gone through [Shown].
///
/// @param cause the code of a cause that is no rule; "" for all others
/// @param lead what happened, in one sentence; "" where the reasons say it
/// @param reasons the rules that fired, the one that is told first first
/// @param requests what the policy was asked
/// @param told what the agent was told, "" for nothing
record Details(
        String id,
        Instant at,
        Look look,
        String title,
        String cause,
        String lead,
        List<Reason> reasons,
        List<Marked.Part> call,
        List<String> doubts,
        List<Question> requests,
        String told,
        List<Fact> facts,
        AuditRecord record) {

    /// A rule that fired.
    ///
    /// @param worth whether an exception is possible
    record Reason(String rule, boolean hard, String worth, String why, String fix) {}

    /// @param code whether the value is an identifier, a path or the like
    record Fact(String name, String value, boolean code) {}

    static Details of(AuditRecord record) {
        var enforcement = record.enforcement();
        var look = Look.of(enforcement.verdict());
        var deny = enforcement.verdict().denial();
        return new Details(
                enforcement.id(),
                enforcement.at(),
                look,
                look.title(),
                deny.map(Verdict.Deny::cause)
                        .filter(cause -> cause != Cause.RULE)
                        .map(Cause::code)
                        .orElse(""),
                lead(enforcement, deny),
                deny.stream()
                        .flatMap(denied -> denied.rules().stream())
                        .map(Details::reason)
                        .toList(),
                Marked.parts(enforcement),
                enforcement.doubts().stream()
                        .map(doubt -> Shown.text(doubt, false))
                        .toList(),
                QuestionTree.of(enforcement),
                told(enforcement.verdict()),
                facts(record),
                record);
    }

    /// The rule that no exception can be made to; "" where one can be asked for, and where no rule denied the call.
    String hardRule() {
        return reasons.stream()
                .filter(Reason::hard)
                .map(Reason::rule)
                .findFirst()
                .orElse("");
    }

    /// All of it as text, for a ticket or a colleague.
    String copy() {
        var lines = new ArrayList<String>();
        lines.add(look.word() + ": "
                + call.stream()
                        .map(Marked.Part::text)
                        .reduce("", String::concat)
                        .strip());
        if (!lead.isEmpty()) {
            lines.add(lead);
        }
        for (var reason : reasons) {
            lines.add("");
            lines.add(reason.rule + " (" + reason.worth + ")");
            lines.add(reason.why);
            if (!reason.fix.isEmpty()) {
                lines.add(text("window.details.fix") + ": " + reason.fix);
            }
        }
        if (!requests.isEmpty()) {
            lines.add("");
            lines.add(text("window.details.requests", requests.size()));
            requests.forEach(request -> lines.add("  ".repeat(request.depth() + 1) + request.word() + "  "
                    + request.action() + "  " + request.key()));
        }
        if (!told.isEmpty()) {
            lines.add("");
            lines.add(text("window.details.told") + ": " + told);
        }
        lines.add("");
        facts.forEach(fact -> lines.add(fact.name + ": " + fact.value));
        return String.join(System.lineSeparator(), lines);
    }

    private static String lead(Enforcement enforcement, Optional<Verdict.Deny> deny) {
        return deny.map(denied -> switch (enforcement.verdict()) {
                    case Verdict.Allow _ -> "";
                    case Verdict.WouldDeny _ -> text("window.details.lead.would-deny");
                    case Verdict.Deny _ when denied.cause() == Cause.RULE -> "";
                    case Verdict.Deny _ -> Shown.text(denied.toldPerson(), true);
                })
                .orElseGet(() -> text("window.details.lead.allowed"));
    }

    static Reason reason(Rule rule) {
        return new Reason(
                Shown.text(rule.id(), false),
                !rule.waivable(),
                text(rule.waivable() ? "window.rule.waivable" : "window.rule.hard"),
                Shown.text(rule.why(), false),
                Shown.text(rule.fix(), false));
    }

    private static String told(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _, Verdict.WouldDeny _ -> "";
            case Verdict.Deny deny -> Shown.text(deny.toldAgent(), true);
        };
    }

    private static List<Fact> facts(AuditRecord record) {
        var enforcement = record.enforcement();
        var origin = enforcement.origin();
        var facts = new ArrayList<Fact>();
        add(
                facts,
                "agent",
                origin.subagent().isBlank()
                        ? origin.agent()
                        : text("window.fact.agent.subagent", origin.agent(), origin.subagent()));
        add(
                facts,
                "tool",
                origin.mcpServer().isBlank()
                        ? origin.tool()
                        : text("window.fact.tool.mcp", origin.tool(), origin.mcpServer()));
        add(
                facts,
                "principal",
                text(
                        "window.fact.principal.roles",
                        enforcement.principal().id(),
                        String.join(", ", enforcement.principal().roles())));
        add(facts, "at", Words.exact(enforcement.at(), ZoneId.systemDefault()));
        add(facts, "mode", mode(enforcement.mode()));
        add(facts, "basis", basis(enforcement));
        add(
                facts,
                "took",
                text(
                        "window.fact.took.both",
                        Words.length(enforcement.took().analysis()),
                        Words.length(enforcement.took().decision())));
        enforcement.confirmation().ifPresent(asking -> add(facts, "confirmation", confirmation(asking)));
        add(facts, "outcome", outcome(record));
        afterDeny(facts, enforcement);
        code(facts, "workspace", enforcement.workspace());
        code(facts, "cwd", origin.cwd().equals(enforcement.workspace()) ? "" : origin.cwd());
        add(facts, "permission-mode", origin.permissionMode());
        enforcement
                .contents()
                .forEach(content -> code(
                        facts,
                        "content",
                        text("window.fact.content.digest", content.name(), content.size(), content.sha256())));
        enforcement
                .scripts()
                .forEach(script ->
                        code(facts, "script", text("window.fact.script.digest", script.path(), script.sha256())));
        enforcement.grants().forEach(grant -> code(facts, "grant", grant.grant()));
        code(facts, "revision", revision(enforcement.basis()));
        code(facts, "call", callId(enforcement.basis()));
        code(facts, "session", origin.session());
        code(facts, "id", enforcement.id());
        return List.copyOf(facts);
    }

    /// What a person was asked, what they answered, and after how long.
    private static String confirmation(Confirmation confirmation) {
        var questions = confirmation.questions();
        var took = Words.length(confirmation.took());
        return switch (confirmation.answer()) {
            case CONFIRMED -> text("window.confirmation.confirmed", questions, took);
            case DENIED -> text("window.confirmation.denied", questions, took);
            case CHANGED -> text("window.confirmation.changed", questions, took);
            case EXPIRED -> text("window.confirmation.expired", questions, took);
            case FAILED -> text("window.confirmation.failed", questions);
            case BUSY -> text("window.confirmation.busy", questions);
            case NOBODY -> text("window.confirmation.nobody", questions);
            case IMPATIENT -> text("window.confirmation.impatient", questions);
            case WOULD_ASK -> text("window.confirmation.would-ask", questions);
        };
    }

    private static void afterDeny(List<Fact> facts, Enforcement enforcement) {
        enforcement.asked().stream()
                .map(Enforcement.Asked::request)
                .filter(request -> request.isSo(AccessRequest.AFTER_DENY))
                .map(request -> switch (request.action()) {
                    case READ, WRITE, DELETE, ACCESS -> text("window.fact.after-deny.path", request.text("path"));
                    case CONNECT -> text("window.fact.after-deny.host", request.text("host"));
                    case EXEC -> text("window.fact.after-deny.program", request.text("program"));
                    case USE, CALL, SPAWN, CONFIGURE -> "";
                })
                .distinct()
                .forEach(again -> add(facts, "after-deny", again));
    }

    private static String mode(Mode mode) {
        return text(
                switch (mode) {
                    case ENFORCE -> "window.mode.enforce";
                    case OBSERVE -> "window.mode.observe";
                    case BREAK_GLASS -> "window.mode.break-glass";
                });
    }

    private static String basis(Enforcement enforcement) {
        return switch (enforcement.basis()) {
            case Basis.Central _ -> text("window.basis.central");
            case Basis.Plan plan ->
                plan.confirmedAt()
                        .map(confirmed -> text(
                                "window.basis.plan",
                                Words.length(Duration.between(confirmed, enforcement.at())),
                                plan.unavailable()))
                        .orElse(text("window.basis.builtIn"));
            case Basis.Cached cached ->
                text(
                        "window.basis.cached",
                        Words.length(Duration.between(cached.confirmedAt(), enforcement.at())),
                        cached.unavailable());
            case Basis.None(var why) -> text("window.basis.none", why);
        };
    }

    private static String revision(Basis basis) {
        return switch (basis) {
            case Basis.Central central -> central.revision();
            case Basis.Plan plan -> plan.revision();
            case Basis.Cached cached -> cached.revision();
            case Basis.None _ -> "";
        };
    }

    private static String callId(Basis basis) {
        return switch (basis) {
            case Basis.Central central -> central.callId();
            case Basis.Plan _, Basis.Cached _, Basis.None _ -> "";
        };
    }

    private static String outcome(AuditRecord record) {
        if (!record.enforcement().verdict().allows()) {
            return text("window.outcome.denied");
        }
        return record.outcome()
                .map(ran -> text(
                        ran.failed() ? "window.outcome.failed" : "window.outcome.ran",
                        Words.length(Duration.ofMillis(ran.millis()))))
                .orElseGet(() -> text("window.outcome.unknown"));
    }

    private static void add(List<Fact> facts, String name, String value) {
        add(facts, name, value, false);
    }

    private static void code(List<Fact> facts, String name, String value) {
        add(facts, name, value, true);
    }

    private static void add(List<Fact> facts, String name, String value, boolean code) {
        if (!value.isBlank()) {
            facts.add(new Fact(text("window.fact." + name), Shown.text(value, false), code));
        }
    }
}
