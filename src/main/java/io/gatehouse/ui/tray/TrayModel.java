package io.gatehouse.ui.tray;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.Landing;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Messages;
import io.gatehouse.ui.Times;
import io.gatehouse.ui.notice.Snooze;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the tray shows.
///
/// @param headline the state in one short sentence
/// @param details what else is worth a glance, most pressing first
public record TrayModel(State state, String headline, List<String> details, List<TrayItem> menu) {
    /// How many denials the menu lists.
    public static final int DENIALS = 5;

    private static final int LONGEST_CALL = 48;
    private static final int LONGEST_DETAIL = 90;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

    /// What the icon says.
    public enum State {
        ENFORCING,
        OBSERVING,
        /// An agent of this computer does not ask, and nothing else is wrong that matters more.
        UNPROTECTED,
        /// Enforcing without the PDP, by what it confirmed before.
        OFFLINE,
        /// Every call is denied until a person mends something.
        CANNOT_DECIDE;

        Icon.Name icon() {
            return switch (this) {
                case ENFORCING -> Icon.Name.ENFORCING;
                case OBSERVING -> Icon.Name.OBSERVING;
                case UNPROTECTED -> Icon.Name.UNPROTECTED;
                case OFFLINE -> Icon.Name.PDP_UNREACHABLE;
                case CANNOT_DECIDE -> Icon.Name.CANNOT_DECIDE;
            };
        }
    }

    public TrayModel {
        details = List.copyOf(details);
        menu = List.copyOf(menu);
    }

    /// @param denials denies and would-denies, the newest first; the first [#DENIALS] are listed
    /// @param zone the zone in which times are told
    public static TrayModel of(Status status, List<AuditRecord> denials, Instant now, ZoneId zone) {
        var state = state(status);
        var headline = Messages.text(
                switch (state) {
                    case ENFORCING -> "tray.state.enforcing";
                    case OBSERVING -> observing(status);
                    case UNPROTECTED -> "tray.state.unprotected";
                    case OFFLINE -> "tray.state.offline";
                    case CANNOT_DECIDE -> "tray.state.cannot-decide";
                });
        var details = details(status, state, now, zone);
        return new TrayModel(state, headline, details, menu(headline, details, denials, status, zone));
    }

    /// What cannot work comes first, then observing, which must never be hidden by what is merely degraded.
    private static State state(Status status) {
        if (status.deniesAll()) {
            return State.CANNOT_DECIDE;
        }
        return switch (status.pdp().connection()) {
            case NOT_CONFIGURED, REFUSING, BROKEN -> State.CANNOT_DECIDE;
            case UNREACHABLE -> deciding(status, State.OFFLINE);
            case BUILT_IN, NOT_ASKED, CONNECTED -> deciding(status, State.ENFORCING);
        };
    }

    private static State deciding(Status status, State otherwise) {
        return observes(status) ? State.OBSERVING : exposed(status).isEmpty() ? otherwise : State.UNPROTECTED;
    }

    /// The agents of this computer whose calls go by Gatehouse.
    private static List<Status.AgentState> exposed(Status status) {
        return status.agents().stream()
                .filter(agent -> switch (agent.protection()) {
                    case UNPROTECTED, DAMAGED -> true;
                    case NOT_FOUND, USER, MANAGED -> false;
                })
                .toList();
    }

    private static String observing(Status status) {
        return status.mode() == Mode.BREAK_GLASS ? "tray.state.break-glass" : "tray.state.observing";
    }

    private static boolean observes(Status status) {
        return status.mode() != Mode.ENFORCE;
    }

    private static List<String> details(Status status, State state, Instant now, ZoneId zone) {
        var details = new ArrayList<String>();
        var problems = status.problems();
        if (!problems.isEmpty()) {
            details.add(Shown.line(problems.getFirst(), LONGEST_DETAIL));
        }
        if (problems.size() > 1) {
            details.add(Messages.text("tray.detail.more-problems", problems.size() - 1));
        }
        if (problems.isEmpty()) {
            fault(status, state).ifPresent(details::add);
        }
        exposed(status)
                .forEach(agent -> details.add(
                        Messages.text("tray.detail.unprotected", Shown.line(agent.label(), LONGEST_DETAIL))));
        if (status.pdp().connection() == Status.Connection.UNREACHABLE && state != State.CANNOT_DECIDE) {
            status.reserve()
                    .map(reserve -> Times.dayAndClock(reserve.confirmedAt(), now, zone))
                    .ifPresent(confirmed -> details.add(Messages.text("tray.detail.offline", confirmed)));
        }
        if (observes(status)) {
            details.add(
                    state == State.OBSERVING
                            ? Messages.text("tray.detail.observing")
                            : Messages.text(observing(status)));
            details.add(Messages.text("tray.detail.would-deny", status.today().wouldDeny()));
        } else {
            details.add(Messages.text("tray.detail.denied", status.today().denied()));
        }
        status.console().flatMap(console -> console(console, now, zone)).ifPresent(details::add);
        status.notices()
                .snoozedUntil()
                .ifPresent(until ->
                        details.add(Messages.text("tray.detail.snoozed", Times.dayAndClock(until, now, zone))));
        return details;
    }

    private static Optional<String> console(Status.ConsoleState console, Instant now, ZoneId zone) {
        return switch (console.line()) {
            case CONNECTED, OFF -> Optional.empty(); // what is off is a problem
            case AWAY ->
                Optional.of(Messages.text(
                        "tray.detail.console-away", console.waiting(), Times.dayAndClock(console.since(), now, zone)));
        };
    }

    private static Optional<String> fault(Status status, State state) {
        return switch (status.pdp().connection()) {
            case NOT_CONFIGURED -> Optional.of(Messages.text("tray.detail.not-configured"));
            case REFUSING -> Optional.of(Messages.text("tray.detail.refusing"));
            case BROKEN -> Optional.of(Messages.text("tray.detail.broken"));
            case UNREACHABLE ->
                state == State.CANNOT_DECIDE ? Optional.of(Messages.text("tray.detail.unreachable")) : Optional.empty();
            case BUILT_IN, NOT_ASKED, CONNECTED -> Optional.empty();
        };
    }

    private static List<TrayItem> menu(
            String headline, List<String> details, List<AuditRecord> denials, Status status, ZoneId zone) {
        var menu = new ArrayList<TrayItem>();
        menu.add(new TrayItem.Label(headline));
        details.forEach(detail -> menu.add(new TrayItem.Label(detail)));
        menu.add(new TrayItem.Separator());
        if (!denials.isEmpty()) {
            menu.add(new TrayItem.Label(Messages.text("tray.denials.heading")));
            denials.stream().limit(DENIALS).map(record -> denial(record, zone)).forEach(menu::add);
            menu.add(new TrayItem.Separator());
        }
        menu.add(new TrayItem.Command(Messages.text("tray.open"), new TrayItem.Act.Open(Landing.ANYWHERE)));
        snooze(status.notices()).ifPresent(menu::add);
        if (status.console().isPresent()) {
            menu.add(new TrayItem.Command(Messages.text("tray.sync"), new TrayItem.Act.SyncNow()));
        }
        menu.add(new TrayItem.Separator());
        menu.add(quit());
        return menu;
    }

    private static Optional<TrayItem> snooze(Status.Notices notices) {
        if (notices.snoozedUntil().isPresent()) {
            return Optional.of(new TrayItem.Command(Messages.text("tray.snooze.end"), new TrayItem.Act.EndSnooze()));
        }
        return notices.maySnooze()
                ? Optional.of(new TrayItem.Menu(
                        Messages.text("tray.snooze"),
                        List.of(
                                snooze("tray.snooze.quarter-hour", Snooze.Length.QUARTER_HOUR),
                                snooze("tray.snooze.hour", Snooze.Length.HOUR),
                                snooze("tray.snooze.tomorrow", Snooze.Length.TOMORROW))))
                : Optional.empty();
    }

    private static TrayItem snooze(String key, Snooze.Length length) {
        return new TrayItem.Command(Messages.text(key), new TrayItem.Act.BeginSnooze(length));
    }

    /// Within a menu of its own, so that one click too far ends nothing.
    private static TrayItem quit() {
        return new TrayItem.Menu(
                Messages.text("tray.quit"),
                List.of(
                        new TrayItem.Label(Messages.text("tray.quit.means")),
                        new TrayItem.Command(Messages.text("tray.quit.anyway"), new TrayItem.Act.Quit())));
    }

    private static TrayItem denial(AuditRecord record, ZoneId zone) {
        var enforcement = record.enforcement();
        var shown = Shown.line(enforcement.shown(), LONGEST_CALL);
        var call = shown.isBlank() ? Messages.text("notice.unnamed-call") : shown;
        var key =
                enforcement.verdict() instanceof Verdict.WouldDeny ? "tray.denials.would-deny" : "tray.denials.denied";
        var text = Messages.text(key, CLOCK.format(enforcement.at().atZone(zone)), call);
        return new TrayItem.Command(text, new TrayItem.Act.Open(Landing.on(enforcement.id())));
    }
}
