package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.local.AgentReport;
import io.gatehouse.local.Status.Protection;
import io.gatehouse.policy.Shown;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A coding agent as the window shows it: each text has gone through [Shown].
///
/// @param name Gatehouse's name of it
/// @param detail whether it asks, and by what, in a sentence
/// @param caveat what is to be known of how its hook was written; "" for nothing
/// @param trouble what is wrong and what to do; "" for nothing
/// @param action the button that connects or repairs it; "" for none
/// @param change what something else did to its settings, while that matters
/// @param canDisconnect whether its hook is this person's to take out
record AgentCard(
        String name,
        String title,
        Standing standing,
        String detail,
        String caveat,
        String trouble,
        Optional<Change> change,
        List<Details.Fact> facts,
        String action,
        boolean canDisconnect) {

    /// For so long a change that was undone is more than a fact.
    private static final Duration NEWS = Duration.ofDays(1);

    /// @param undone whether its hook is as it was
    record Change(String title, String said, boolean undone) {}

    enum Standing {
        USER("user", "good", "fth-check"),
        MANAGED("managed", "good", "fth-lock"),
        UNPROTECTED("unprotected", "watch", "fth-alert-triangle"),
        /// Something changed its settings, and the hook does not stay as it was written.
        CHANGED("changed", "bad", "fth-alert-triangle"),
        DAMAGED("damaged", "bad", "fth-alert-circle"),
        NOT_FOUND("not-found", "off", "fth-minus"),
        /// It has no way to ask.
        NOT_ASKABLE("not-askable", "watch", "fth-alert-triangle");

        private final String key;
        private final String tone;
        private final String icon;

        Standing(String key, String tone, String icon) {
            this.key = key;
            this.tone = tone;
            this.icon = icon;
        }

        String word() {
            return text("window.agents.state." + key);
        }

        String tone() {
            return tone;
        }

        String icon() {
            return icon;
        }
    }

    /// @param home is written as `~`
    static AgentCard of(AgentReport report, Instant now, String home) {
        var standing = standing(report);
        var title = Shown.line(report.label(), 40);
        return new AgentCard(
                report.name(),
                title,
                standing,
                text("window.agents.detail." + standing.key),
                report.askable() && !report.tried() ? text("window.agents.untried") : "",
                changed(report)
                                .filter(change -> change.said().equals(report.detail()))
                                .isPresent()
                        ? ""
                        : Shown.text(Words.shortened(report.detail(), home), false),
                changed(report)
                        .filter(change -> !change.undone() || change.at().isAfter(now.minus(NEWS)))
                        .map(change -> change(change, now, home)),
                facts(report, now, home),
                switch (standing) {
                    case UNPROTECTED -> text("window.agent.connect", title);
                    case DAMAGED -> text("window.agent.repair", title);
                    case CHANGED -> report.protection() == Protection.USER ? text("window.agent.repair", title) : "";
                    case USER, MANAGED, NOT_FOUND, NOT_ASKABLE -> "";
                },
                standing == Standing.USER);
    }

    private static Standing standing(AgentReport report) {
        if (!report.askable()) {
            return Standing.NOT_ASKABLE;
        }
        var standing = standing(report.protection());
        boolean stands = changed(report).filter(change -> !change.undone()).isPresent();
        return stands && (standing == Standing.USER || standing == Standing.MANAGED) ? Standing.CHANGED : standing;
    }

    private static Optional<AgentReport.Change> changed(AgentReport report) {
        return report.kept().flatMap(AgentReport.Kept::changed);
    }

    private static Change change(AgentReport.Change change, Instant now, String home) {
        return new Change(
                text(
                        change.undone() ? "window.agents.changed.undone" : "window.agents.changed.stands",
                        Words.when(change.at(), now, ZoneId.systemDefault())),
                Shown.text(Words.shortened(change.said(), home), false),
                change.undone());
    }

    private static Standing standing(Protection protection) {
        return switch (protection) {
            case NOT_FOUND -> Standing.NOT_FOUND;
            case UNPROTECTED -> Standing.UNPROTECTED;
            case USER -> Standing.USER;
            case MANAGED -> Standing.MANAGED;
            case DAMAGED -> Standing.DAMAGED;
        };
    }

    private static List<Details.Fact> facts(AgentReport report, Instant now, String home) {
        var facts = new ArrayList<Details.Fact>();
        add(facts, "version", report.version(), false);
        add(facts, "program", Words.shortened(report.program(), home), true);
        if (report.askable() && report.protection() != Protection.NOT_FOUND) {
            add(facts, "settings", Words.shortened(report.settingsFile(), home), true);
            add(
                    facts,
                    "since",
                    report.kept()
                            .map(kept -> Words.when(kept.since(), now, ZoneId.systemDefault()))
                            .orElse(""),
                    false);
            add(
                    facts,
                    "settings-at",
                    report.settingsAt()
                            .map(at -> Words.when(at, now, ZoneId.systemDefault()))
                            .orElse(""),
                    false);
            add(
                    facts,
                    "changed",
                    changed(report)
                            .map(change -> text(
                                    change.undone() ? "window.agents.change.undone" : "window.agents.change.stands",
                                    Words.when(change.at(), now, ZoneId.systemDefault())))
                            .orElse(""),
                    false);
            add(
                    facts,
                    "last-call",
                    report.lastCall()
                            .map(at -> Words.when(at, now, ZoneId.systemDefault()))
                            .orElseGet(() -> text("window.agents.fact.never")),
                    false);
            add(
                    facts,
                    "coverage",
                    report.coverage()
                            .map(covered -> text(
                                            "window.agents.coverage",
                                            covered.percent(),
                                            covered.decided() + covered.undecided(),
                                            Words.when(covered.since(), now, ZoneId.systemDefault()))
                                    + text("window.agents.coverage.unread", covered.unread()))
                            .orElse(""),
                    false);
        }
        return List.copyOf(facts);
    }

    private static void add(List<Details.Fact> facts, String name, String value, boolean code) {
        if (!value.isEmpty()) {
            facts.add(new Details.Fact(text("window.agents.fact." + name), Shown.text(value, false), code));
        }
    }
}
