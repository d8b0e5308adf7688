package io.gatehouse.ui.notice;

import io.gatehouse.enforcement.Reserve;
import io.gatehouse.local.Status;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Messages;
import io.gatehouse.ui.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Notices about Gatehouse itself. For one thread.
public final class StateNotices {
    private static final String PROBLEM = "problem";
    private static final String CONNECTION = "connection";

    /// How long the PDP must be away, or back, before that is news.
    static final Duration LASTING = Duration.ofSeconds(30);

    private String problem = "";
    private Status.Connection seen = Status.Connection.NOT_ASKED;
    private Instant seenSince = Instant.EPOCH;
    private boolean toldAway;

    /// What stops Gatehouse may stop the audit too, and then no record tells of it.
    ///
    /// @param problems of the daemon's status, most serious first
    /// @param denying whether they make Gatehouse deny every call
    /// @return a notice when the most serious problem is one that was not there before
    public Optional<Notice> onProblems(List<String> problems, boolean denying) {
        var now = problems.isEmpty() ? "" : problems.getFirst();
        if (now.equals(problem)) {
            return Optional.empty();
        }
        problem = now;
        return now.isEmpty()
                ? Optional.empty()
                : Optional.of(new Notice(
                        PROBLEM,
                        Icon.Name.CANNOT_DECIDE,
                        Messages.text("notice.problem"),
                        NoticeText.lines(Stream.of(now)),
                        denying ? Notice.Urgency.CRITICAL : Notice.Urgency.NORMAL,
                        false,
                        Optional.empty()));
    }

    /// Tells once that the PDP went away while calls are still decided, and once that it is back. Quiet about what did
    /// not last [#LASTING].
    ///
    /// @param now by any clock, in the order of the calls
    public Optional<Notice> onConnection(Status status, Instant now, ZoneId zone) {
        var connection = status.pdp().connection();
        if (connection != seen) {
            seen = connection;
            seenSince = now;
        }
        if (Duration.between(seenSince, now).compareTo(LASTING) < 0) {
            return Optional.empty();
        }
        return switch (connection) {
            case UNREACHABLE -> {
                boolean news = !toldAway;
                toldAway = true;
                yield news ? status.reserve().map(reserve -> offline(reserve, now, zone)) : Optional.empty();
            }
            case CONNECTED -> {
                boolean news = toldAway;
                toldAway = false;
                yield news ? Optional.of(online()) : Optional.empty();
            }
            case NOT_CONFIGURED, BUILT_IN, NOT_ASKED, REFUSING, BROKEN -> Optional.empty();
        };
    }

    private static Notice offline(Reserve reserve, Instant now, ZoneId zone) {
        var confirmed = Times.dayAndClock(reserve.confirmedAt(), now, zone);
        return new Notice(
                CONNECTION,
                Icon.Name.PDP_UNREACHABLE,
                Messages.text("notice.offline"),
                List.of(Messages.text(
                        reserve.hasPlans() ? "notice.offline.plans" : "notice.offline.cached", confirmed)),
                Notice.Urgency.LOW,
                true,
                Optional.empty());
    }

    private static Notice online() {
        return new Notice(
                CONNECTION,
                Icon.Name.ENFORCING,
                Messages.text("notice.online"),
                List.of(Messages.text("notice.online.body")),
                Notice.Urgency.LOW,
                true,
                Optional.empty());
    }
}
