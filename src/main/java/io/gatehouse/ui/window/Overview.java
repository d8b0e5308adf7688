package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Reserve;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.Times;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The state of it all, in the words of header, banner and footer.
///
/// @param problems most serious first
record Overview(Badge badge, List<String> problems, List<Note> notes) {
    enum Tone {
        GOOD,
        WATCH,
        BAD,
        OFF
    }

    record Badge(Tone tone, String text) {}

    /// @param more what hovering tells, "" for nothing
    record Note(String text, String more) {}

    static final Overview CONNECTING =
            new Overview(new Badge(Tone.OFF, text("window.state.connecting")), List.of(), List.of());

    static Overview of(Status status) {
        return new Overview(
                badge(status),
                status.problems().stream()
                        .map(problem -> Shown.text(problem, false))
                        .toList(),
                notes(status));
    }

    /// While there is no daemon to hear.
    ///
    /// @param last what it said last, if ever
    static Overview notRunning(Optional<Status> last) {
        return new Overview(
                new Badge(Tone.BAD, text("window.state.not-running")),
                last.isPresent() ? List.of(text("window.problem.not-running")) : List.of(),
                List.of(new Note(text("window.footer.reconnecting"), "")));
    }

    private static Badge badge(Status status) {
        return switch (status.pdp().connection()) {
            case REFUSING -> new Badge(Tone.BAD, text("window.state.pdp-refusing"));
            case BROKEN -> new Badge(Tone.BAD, text("window.state.pdp-broken"));
            case NOT_CONFIGURED -> new Badge(Tone.BAD, text("window.state.no-pdp"));
            case BUILT_IN, NOT_ASKED, CONNECTED, UNREACHABLE -> deciding(status);
        };
    }

    private static Badge deciding(Status status) {
        if (status.deniesAll()) {
            return new Badge(Tone.BAD, text("window.state.cannot-decide"));
        }
        if (status.mode() == Mode.BREAK_GLASS) {
            return new Badge(Tone.BAD, text("window.state.break-glass"));
        }
        if (status.mode() == Mode.OBSERVE) {
            return new Badge(Tone.WATCH, text("window.state.observing"));
        }
        return status.pdp().connection() == Status.Connection.UNREACHABLE
                ? new Badge(Tone.WATCH, text("window.state.offline"))
                : new Badge(Tone.GOOD, text("window.state.enforcing"));
    }

    private static List<Note> notes(Status status) {
        var notes = new ArrayList<Note>();
        var pdp = status.pdp();
        notes.add(new Note(text("window.footer.hooks", authority(status.hookUrl())), status.hookUrl()));
        if (pdp.connection() == Status.Connection.UNREACHABLE
                && status.reserve().isPresent()) {
            notes.add(offline(pdp, status.reserve().get()));
        } else {
            notes.addAll(policyEngine(pdp));
        }
        var today = status.today();
        if (today.medianMicros() > 0) {
            notes.add(new Note(
                    text("window.footer.median", Words.length(Duration.ofNanos(today.medianMicros() * 1_000))),
                    text("window.footer.median.more")));
        }
        notes.add(new Note(
                text("window.footer.today", today.allowed(), today.denied())
                        + (today.wouldDeny() == 0 ? "" : text("window.footer.today.would", today.wouldDeny())),
                text("window.footer.today.more")));
        return List.copyOf(notes);
    }

    private static List<Note> policyEngine(Status.PdpState pdp) {
        var connection = new Note(
                text("window.footer.pdp." + key(pdp.connection()), Words.clock(pdp.since(), ZoneId.systemDefault())),
                where(pdp));
        return pdp.revision().isEmpty()
                ? List.of(connection)
                : List.of(
                        connection,
                        new Note(
                                text("window.footer.revision", Shown.line(pdp.revision(), 12)),
                                Shown.text(pdp.revision(), false)));
    }

    /// One note for both, since when and by what: there is room for no more.
    private static Note offline(Status.PdpState pdp, Reserve reserve) {
        var zone = ZoneId.systemDefault();
        return new Note(
                text(
                        "window.footer.offline",
                        Words.clock(pdp.since(), zone),
                        Times.dayAndClock(reserve.confirmedAt(), pdp.since(), zone)),
                where(pdp) + "\n"
                        + text(
                                "window.footer.offline.more",
                                Shown.line(reserve.revision(), 64),
                                Words.exact(reserve.confirmedAt(), zone),
                                Words.exact(reserve.othersUntil(), zone),
                                Words.exact(reserve.readsUntil(), zone)));
    }

    private static String where(Status.PdpState pdp) {
        return Shown.text(pdp.detail().isEmpty() ? pdp.url() : pdp.url() + "\n" + pdp.detail(), true);
    }

    static String key(Status.Connection connection) {
        return switch (connection) {
            case NOT_CONFIGURED -> "none";
            case BUILT_IN -> "built-in";
            case NOT_ASKED -> "not-asked";
            case CONNECTED -> "connected";
            case UNREACHABLE -> "unreachable";
            case REFUSING -> "refusing";
            case BROKEN -> "broken";
        };
    }

    static String authority(String url) {
        try {
            var authority = URI.create(url).getAuthority();
            return authority == null ? url : authority;
        } catch (IllegalArgumentException _) {
            return url;
        }
    }
}
