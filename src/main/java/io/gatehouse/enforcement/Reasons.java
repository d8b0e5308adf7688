package io.gatehouse.enforcement;

import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Shown;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The words of a deny. The agent hears the rule, why, and what would be allowed instead; of a fault it hears
/// only that
/// there is one, because it would try the remedy itself. The person hears the remedy.
final class Reasons {
    /// The agent's model reads it: short, whatever a policy wrote.
    private static final int LONGEST = 500;

    static final String FAULT = "Gatehouse could not check this call; tell the person.";
    private static final String KEPT =
            "These settings would keep Gatehouse from being asked, so they are refused. Change them back.";
    /// Of a call that nobody made there is nothing yet to ask for.
    private static final String ONCE_DENIED = " An exception can be asked for once such a call was made and denied.";

    private Reasons() {}

    /// @param id of the call; "" of one that is not recorded, which nothing can be asked about
    static Verdict.Deny rules(String id, String tool, List<Rule> rules) {
        return rules(id, tool, rules, Optional.empty(), "");
    }

    /// @param confirmation what came of asking a person
    /// @param asked what became of a request for such a call, a sentence for agent and person; "" for none
    static Verdict.Deny rules(
            String id, String tool, List<Rule> rules, Optional<Confirmation> confirmation, String asked) {
        var first = rules.getFirst();
        var others = rules.stream()
                .skip(1)
                .map(Rule::id)
                .distinct()
                .filter(rule -> !rule.equals(first.id()))
                .toList();
        var also = others.isEmpty() ? "" : " Also denied by " + String.join(", ", others) + ".";
        boolean hard = rules.stream().anyMatch(rule -> !rule.waivable());
        var person = confirmation.map(Reasons::confirmation).orElse("");
        boolean refused = confirmation
                .filter(asking -> asking.answer() == Confirmation.Answer.DENIED)
                .isPresent();
        return new Verdict.Deny(
                Cause.RULE,
                rules,
                cut(
                        "Denied by rule %s: %s %s%s".formatted(first.id(), first.why(), first.fix(), also),
                        person + (refused ? quoted(id) : hard ? hardEnd(id) : wayForAgent(id, asked))),
                cut(
                        "Gatehouse denied %s by rule %s. %s %s%s"
                                .formatted(named(tool), first.id(), first.why(), first.fix(), also),
                        person + (hard ? "" : wayForPerson(id, asked)) + details(id)));
    }

    private static String hardEnd(String id) {
        return " No exception is possible." + quoted(id);
    }

    private static String confirmation(Confirmation confirmation) {
        return switch (confirmation.answer()) {
            case CONFIRMED -> " The person confirmed it, and the policy denies it all the same.";
            case DENIED -> " The person was asked, and said no.";
            case CHANGED -> " The person confirmed it, and meanwhile what it would do had changed: try again.";
            case EXPIRED -> " The person was asked, and did not answer in time.";
            case FAILED -> " The person has to confirm this, and asking failed.";
            case BUSY -> " The person has to confirm this, and was being asked about another call.";
            case NOBODY -> " The person has to confirm this, and there is no screen to ask on.";
            case IMPATIENT -> " The person has to confirm this, and the agent's hook does not wait that long.";
            case WOULD_ASK -> " The person would be asked first.";
        };
    }

    private static String wayForAgent(String id, String asked) {
        if (!asked.isEmpty()) {
            return " " + asked + quoted(id);
        }
        return id.isEmpty()
                ? ONCE_DENIED
                : " If it must be this way, ask for an exception: gatehouse exceptions request %s --why TEXT"
                        .formatted(id);
    }

    private static String wayForPerson(String id, String asked) {
        if (!asked.isEmpty()) {
            return " " + asked;
        }
        return id.isEmpty() ? ONCE_DENIED : " To ask for an exception: gatehouse exceptions request " + id + ".";
    }

    static Verdict.Deny noRuleAllows(String id, String tool, List<AccessRequest> unallowed) {
        var what = unallowed.stream()
                .map(request -> request.action().label())
                .distinct()
                .collect(Collectors.joining(", "));
        return new Verdict.Deny(
                Cause.NO_RULE_ALLOWS,
                List.of(),
                cut(
                        "No policy rule allows %s here.".formatted(what),
                        " Use another way, or tell the person." + quoted(id)),
                cut(
                        "Gatehouse denied %s: no policy rule allows %s for your roles.".formatted(named(tool), what),
                        details(id)));
    }

    /// @param remedy what happened and what the person can do about it, one or two sentences
    static Verdict.Deny fault(Cause cause, String remedy) {
        if (cause == Cause.HOOK_REMOVED) { // of a change, which was not to be checked
            return new Verdict.Deny(cause, List.of(), KEPT, cut(remedy, ""));
        }
        return new Verdict.Deny(
                cause, List.of(), FAULT, cut("Gatehouse denied a call it could not check. " + remedy, ""));
    }

    /// What a person can do about a fault.
    static String remedy(Cause cause, String detail) {
        var said = detail.isBlank() ? "" : " (" + detail + ")";
        return switch (cause) {
            case NO_BASIS ->
                "The policy engine cannot be reached%s. Neither its policies nor its answer to an equal call are here to decide by, or they are too old. Check the network and run: gatehouse status"
                        .formatted(said);
            case NO_PDP ->
                "Your organisation's settings named a policy engine and name none any more%s.".formatted(said);
            case NO_ENROLMENT -> "This computer's enrolment at the console cannot be used: " + detail;
            case NO_DOCUMENT -> "This computer is enrolled at a console, and " + detail;
            case PDP_REFUSED ->
                "The policy engine refuses this laptop%s. Check pdp.url, pdp.headers and pdp.tls.".formatted(said);
            case PDP_BROKEN ->
                "The policy engine's answer makes no sense%s. Check that pdp.url names a Cerbos PDP.".formatted(said);
            case PDP_CHANGING ->
                "The policy engine's policies are being changed%s, and a call is decided by one version of them alone. Try again in a moment."
                        .formatted(said);
            case NOT_UNICODE ->
                "The call holds text that is not Unicode (half a surrogate pair), and no policy can be asked about that. Have it written another way.";
            case BAD_SETTINGS -> "The settings are bad: " + detail;
            case MALFORMED_CALL ->
                "The request is not one that the agent sends%s. Check the agent's version and hook settings."
                        .formatted(said);
            case TOO_LARGE -> "The call is larger than 16 MB. Split it.";
            case BAD_TOKEN ->
                "The hook's token is not this daemon's. Write the hook again: gatehouse agents protect claude-code";
            case FOREIGN_REQUEST -> "The request comes from a web page or another host%s.".formatted(said);
            case HOOK_REMOVED -> detail;
            case OVERLOADED -> "Too many large calls at once. Try again.";
            case AUDIT_FULL -> "The audit log is full%s. Free space or raise audit.maxSize.".formatted(said);
            case AUDIT_FAILED -> "The audit log cannot be written%s. Check the disk.".formatted(said);
            case INTERNAL_ERROR -> "This is a bug in Gatehouse; its log says more.";
            case RULE, NO_RULE_ALLOWS -> throw new IllegalArgumentException("not a fault: " + cause);
        };
    }

    /// The agent's word for the tool, which for an MCP tool is a stranger's.
    private static String named(String tool) {
        return Shown.line(tool, 60);
    }

    private static String quoted(String id) {
        return id.isEmpty() ? "" : " [" + id + "]";
    }

    private static String details(String id) {
        return id.isEmpty() ? "" : " For details: gatehouse window " + id;
    }

    /// @param end what must not be lost, however much a policy wrote
    private static String cut(String text, String end) {
        return Shown.line(text, LONGEST - end.length()) + end;
    }
}
