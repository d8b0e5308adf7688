package io.gatehouse.app;

import io.gatehouse.audit.Covered;
import io.gatehouse.local.Status;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The daemon's status for a person at a terminal.
record StatusText(Terminal terminal) {
    void print(Status status) {
        terminal.line("Gatehouse " + status.version() + ", process " + status.pid() + ", since "
                + status.startedAt().truncatedTo(ChronoUnit.SECONDS));
        terminal.fact("Mode", mode(status));
        terminal.fact("Policy", policy(status.pdp()));
        offline(status).ifPresent(text -> terminal.fact("Offline", text));
        status.plans().ifPresent(plans -> terminal.fact("Plans", plans(plans)));
        terminal.fact(
                "Principal",
                status.principal() + " (" + String.join(", ", status.roles()) + ")"
                        + from(status.terms().principal()));
        status.console().ifPresent(console -> terminal.fact("Console", console(console)));
        terminal.fact("Today", today(status.today()));
        for (var agent : status.agents()) {
            terminal.fact("Agent", agent.label() + ": " + protection(agent.protection()) + ", " + agent.settingsFile());
        }
        for (var covered : status.coverage()) {
            terminal.fact("Coverage", coverage(covered));
        }
        status.notices()
                .snoozedUntil()
                .ifPresent(until -> terminal.fact("Notices", "snoozed until " + StatusBoard.time(until)));
        terminal.fact("Hooks", status.hookUrl());
        terminal.fact("Data", status.dataDir());
        for (var problem : status.problems()) {
            terminal.fact("Problem", problem);
        }
    }

    private static String mode(Status status) {
        var terms = status.terms();
        var rules = String.join(", ", terms.otherwise());
        var told =
                switch (status.mode()) {
                    case ENFORCE -> "enforce" + (rules.isEmpty() ? "" : "; only observed: " + rules);
                    case OBSERVE ->
                        "observe: calls that policy denies go on and are recorded"
                                + (rules.isEmpty() ? "" : "; enforced all the same: " + rules);
                    case BREAK_GLASS ->
                        "BREAK-GLASS" + terms.opened().map(StatusText::opened).orElse("");
                };
        return told + from(terms.mode());
    }

    private static String opened(Status.Opened opened) {
        return " until " + StatusBoard.time(opened.until()) + ", by " + opened.by() + " (" + opened.why()
                + "): calls that policy denies go on and are recorded";
    }

    private static String from(String source) {
        return source.isEmpty() ? "" : ", from " + source;
    }

    private static String policy(Status.PdpState pdp) {
        var state =
                switch (pdp.connection()) {
                    case NOT_CONFIGURED -> "none configured, every call is denied";
                    case BUILT_IN -> "none configured, the policies that ship with Gatehouse decide";
                    case NOT_ASKED -> "not asked yet";
                    case CONNECTED -> "connected";
                    case UNREACHABLE -> "cannot be reached since " + pdp.since();
                    case REFUSING -> "refuses this computer since " + pdp.since();
                    case BROKEN -> "gives answers that are none since " + pdp.since();
                };
        return (pdp.url().isEmpty() ? "" : pdp.url() + ", ")
                + state
                + (pdp.revision().isEmpty() ? "" : ", revision " + pdp.revision())
                + (pdp.detail().isEmpty() ? "" : " (" + pdp.detail() + ")");
    }

    /// What could be decided without the policy engine.
    private static Optional<String> offline(Status status) {
        return switch (status.pdp().connection()) {
            case NOT_CONFIGURED, BUILT_IN -> Optional.empty();
            case NOT_ASKED, CONNECTED, UNREACHABLE, REFUSING, BROKEN ->
                Optional.of(status.reserve()
                        .map(reserve -> StatusBoard.decidable(reserve) + "; revision " + reserve.revision()
                                + ", confirmed at " + StatusBoard.time(reserve.confirmedAt()))
                        .orElse("nothing, no policies were confirmed yet"));
        };
    }

    private static String plans(Status.Plans plans) {
        var held = plans.fetchedAt()
                .map(at -> "%d of revision %s, fetched at %s"
                        .formatted(plans.count(), plans.revision(), StatusBoard.time(at)))
                .orElse("none");
        var undecidable =
                plans.undecidable().isEmpty() ? "" : "; not decided by them: " + String.join(", ", plans.undecidable());
        return held + undecidable + (plans.trouble().isEmpty() ? "" : ". " + plans.trouble());
    }

    static String console(Status.ConsoleState console) {
        var line =
                switch (console.line()) {
                    case CONNECTED -> "connected since " + StatusBoard.time(console.since());
                    case AWAY -> "not connected since " + StatusBoard.time(console.since());
                    case OFF -> "off";
                };
        var document = console.documentVersion() == 0
                ? "no document of grants yet"
                : "grants of document " + console.documentVersion()
                        + console.leaseEnds()
                                .map(ends -> ", used until " + StatusBoard.time(ends) + " unless renewed")
                                .orElse("");
        return console.url() + ", " + line + "; " + waiting(console.waiting()) + "; " + document
                + (console.releasedAt().isPresent() ? "; released, so it may be enrolled elsewhere" : "")
                + (console.detail().isEmpty() ? "" : ". " + console.detail());
    }

    private static String waiting(long records) {
        return records == 0 ? "no record waits" : records == 1 ? "1 record waits" : records + " records wait";
    }

    private static String today(Status.Counts today) {
        return "%d allowed, %d denied, %d would be denied; deciding took %.1f ms (median)"
                .formatted(today.allowed(), today.denied(), today.wouldDeny(), today.medianMicros() / 1000.0);
    }

    private static String coverage(Covered covered) {
        return "%s: %d%% of %d calls that ran were decided before, since %s%s"
                .formatted(
                        covered.agent(),
                        covered.percent(),
                        covered.decided() + covered.undecided(),
                        StatusBoard.time(covered.since()),
                        covered.unread() == 0
                                ? ""
                                : "; more cannot be told, as "
                                        + (covered.unread() == 1
                                                ? "1 transcript cannot be read"
                                                : covered.unread() + " transcripts cannot be read"));
    }

    private static String protection(Status.Protection protection) {
        return switch (protection) {
            case NOT_FOUND -> "not found on this computer";
            case UNPROTECTED -> "not protected";
            case USER -> "protected in your settings";
            case MANAGED -> "protected in managed settings";
            case DAMAGED -> "NOT protected, the hook does not work as it stands";
        };
    }
}
