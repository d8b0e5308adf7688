package io.gatehouse.app;

import io.gatehouse.audit.Preview;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.grant.Scope;
import io.gatehouse.local.KeptRequest;
import io.gatehouse.policy.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Exception requests for a person at a terminal.
record RequestText(Terminal terminal) {
    void print(KeptRequest kept) {
        var request = kept.request();
        terminal.fact("Request", request.id() + ", " + word(request.state()));
        terminal.fact("Call", request.shown() + " [" + request.enforcement() + "]");
        rules(request.rules());
        terminal.fact(
                "Scope",
                scope(request.scope()) + ", " + reach(request.reach().session().isEmpty()));
        wish(kept);
    }

    /// Of a request whose call and scope were told just before.
    void printShort(KeptRequest kept) {
        terminal.fact(
                "Request", kept.request().id() + ", " + word(kept.request().state()));
        wish(kept);
    }

    private void wish(KeptRequest kept) {
        var request = kept.request();
        terminal.fact("For", duration(request.wished()) + ", " + uses(request.uses()));
        terminal.fact("Why", request.justification());
        if (!request.ticket().isBlank()) {
            terminal.fact("Ticket", request.ticket());
        }
        kept.question().ifPresent(question -> terminal.fact("Question", question));
        kept.answer().ifPresent(answer -> terminal.fact("Answer", answer));
        terminal.fact("Now", standing(kept));
    }

    /// One line each, the newest first.
    void print(List<KeptRequest> requests) {
        if (requests.isEmpty()) {
            terminal.line("No exception was asked for on this laptop.");
        }
        for (var kept : requests) {
            var request = kept.request();
            terminal.line("%-15s%-13s%s  %s"
                    .formatted(
                            request.id(), word(request.state()), StatusBoard.time(request.filedAt()), request.shown()));
        }
    }

    void rules(List<Rule> rules) {
        rules.forEach(rule -> terminal.fact("Rule", rule.id() + ": " + rule.why()));
    }

    /// What a scope would have let through.
    void preview(Preview preview) {
        terminal.fact(
                "Preview",
                "it would have let %d of %s%d %s of the last 30 days through"
                        .formatted(
                                preview.covered(),
                                preview.complete() ? "" : "the newest ",
                                preview.looked(),
                                preview.looked() == 1 ? "denial" : "denials"));
        preview.newest().forEach(denial -> terminal.fact("", StatusBoard.time(denial.at()) + "  " + denial.shown()));
    }

    static String reach(boolean everySession) {
        return everySession ? "in every session of its agent in its workspace" : "in the session of the call";
    }

    private static String scope(Scope scope) {
        return switch (scope) {
            case Scope.ExactCall _ -> "exactly this call";
            case Scope.Command(var argv, var wrappers) ->
                "commands that begin with: " + String.join(" ", argv)
                        + (wrappers.isEmpty() ? "" : " (also through " + String.join(", ", wrappers) + ")");
            case Scope.Below(var path) -> path + " and what is below it";
            case Scope.Host(var host) -> "the host " + host;
        };
    }

    static String word(State state) {
        return switch (state) {
            case UNCONFIRMED -> "unconfirmed";
            case WAITING -> "waiting";
            case SEEN -> "seen";
            case GRANTED -> "granted";
            case REFUSED -> "refused";
            case EXPIRED -> "expired";
            case REVOKED -> "revoked";
            case USED_UP -> "used up";
            case WITHDRAWN -> "withdrawn";
        };
    }

    private static String standing(KeptRequest kept) {
        var request = kept.request();
        return switch (request.state()) {
            case UNCONFIRMED ->
                "an agent asks for it; it is sent once you confirm it: gatehouse exceptions confirm " + request.id();
            case WAITING -> waiting(kept);
            case SEEN -> seen(kept);
            case GRANTED ->
                "granted"
                        + kept.until()
                                .map(at -> " until " + StatusBoard.time(at))
                                .orElse("")
                        + (kept.maxUses().isPresent()
                                ? ", calls: " + kept.maxUses().getAsLong()
                                : "")
                        + said(request.word());
            case REFUSED -> "refused" + said(request.word());
            case EXPIRED -> "its time is over" + said(request.word());
            case REVOKED -> "the grant was taken back" + said(request.word());
            case USED_UP -> "the grant has let through as many calls as it may";
            case WITHDRAWN -> "you took it back";
        };
    }

    private static String seen(KeptRequest kept) {
        if (kept.question().isEmpty()) {
            return "a reviewer has opened it";
        }
        return kept.answer().isPresent()
                ? "you have answered your security team"
                : "your security team asks back; answer with: gatehouse exceptions answer "
                        + kept.request().id();
    }

    private static String waiting(KeptRequest kept) {
        if (kept.sent()) {
            return "sent; your security team has not opened it yet";
        }
        return kept.connected()
                ? "kept; it is sent as soon as the console can be reached"
                : "kept; it will be sent once this laptop is enrolled at a console";
    }

    private static String said(Optional<Word> word) {
        return word.map(one -> ", " + one.reviewer() + (one.sentence().isBlank() ? "" : ": " + one.sentence()))
                .orElse("");
    }

    private static String uses(OptionalLong uses) {
        if (uses.isEmpty()) {
            return "any number of calls";
        }
        return uses.getAsLong() == 1 ? "once" : uses.getAsLong() + " calls";
    }

    static String duration(Duration duration) {
        if (duration.toHours() >= 48 && duration.toHoursPart() == 0) {
            return duration.toDays() + " days";
        }
        return duration.toMinutesPart() == 0 ? duration.toHours() + " h" : duration.toMinutes() + " min";
    }
}
