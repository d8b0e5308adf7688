package io.gatehouse.ui.notice;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Reserve;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.local.Status;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Messages;
import io.gatehouse.ui.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Decides which denials become notices, and what those say. For one thread.
///
/// Design. A rule that fires again in a session counts up in the notice that is there instead of adding one; a
/// fault does so across sessions, because its remedy is one. A burst shows [#AT_ONCE] notices and one that says
/// how many more there were, so that an agent in a loop cannot bury a screen.
public final class NoticeModel {
    /// How many notices one batch of denials may show, beside the one that counts the rest.
    static final int AT_ONCE = 4;

    /// How many folds are remembered; the one that was quiet the longest is forgotten first.
    static final int FOLDS = 256;

    private static final String MORE = "more";
    private static final String PROBLEM = "problem";
    private static final String CONNECTION = "connection";
    private static final int LONGEST_LINE = 240;

    /// How long the PDP must be away, or back, before that is news.
    static final Duration LASTING = Duration.ofSeconds(30);

    private final Map<String, Integer> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > FOLDS;
        }
    };
    private String problem = "";
    private Status.Connection seen = Status.Connection.NOT_ASKED;
    private Instant seenSince = Instant.EPOCH;
    private boolean toldAway;

    /// @param batch what happened since the last time, in order; allows are passed over
    /// @param lost denials that were dropped because they came faster than they could be taken
    /// @return in the order in which they are to be shown
    public List<Notice> on(List<AuditRecord> batch, long lost) {
        var notices = new LinkedHashMap<String, Notice>();
        long more = lost;
        for (var record : batch) {
            var notice = on(record.enforcement());
            if (notice.isPresent()) {
                var fold = notice.get().fold();
                if (notices.containsKey(fold) || notices.size() < AT_ONCE) {
                    notices.put(fold, notice.get());
                } else {
                    more++;
                }
            }
        }
        var list = new ArrayList<>(notices.values());
        if (more > 0) {
            list.add(new Notice(
                    MORE,
                    Icon.Name.DENIED,
                    Messages.text("notice.more", more),
                    List.of(Messages.text("notice.more.body")),
                    Notice.Urgency.NORMAL,
                    false,
                    Optional.empty()));
        }
        return list;
    }

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
                        lines(Stream.of(now)),
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

    private Optional<Notice> on(Enforcement enforcement) {
        return switch (enforcement.verdict()) {
            case Verdict.Allow _ -> Optional.empty();
            case Verdict.Deny deny when deny.cause().isPolicy() -> Optional.of(denied(enforcement, deny));
            case Verdict.Deny fault -> Optional.of(fault(enforcement, fault));
            case Verdict.WouldDeny(var deny) -> wouldDeny(enforcement, deny);
        };
    }

    private Notice denied(Enforcement enforcement, Verdict.Deny deny) {
        var fold = fold("deny", enforcement, deny);
        int count = counts.merge(fold, 1, Integer::sum);
        return new Notice(
                fold,
                Icon.Name.DENIED,
                title(enforcement, call -> Messages.text("notice.denied", count, call)),
                lines(Stream.concat(reason(deny), wayToAsk(enforcement, deny))),
                urgency(deny.rules()),
                false,
                Optional.of(enforcement.id()));
    }

    private Notice fault(Enforcement enforcement, Verdict.Deny deny) {
        var fold = "fault/" + deny.cause().code();
        int count = counts.merge(fold, 1, Integer::sum);
        return new Notice(
                fold,
                Icon.Name.CANNOT_DECIDE,
                title(enforcement, call -> Messages.text("notice.fault", count, call)),
                lines(Stream.of(deny.toldPerson())),
                Notice.Urgency.CRITICAL,
                false,
                Optional.of(enforcement.id()));
    }

    private Optional<Notice> wouldDeny(Enforcement enforcement, Verdict.Deny deny) {
        var fold = fold("would-deny", enforcement, deny);
        if (counts.merge(fold, 1, Integer::sum) > 1) {
            return Optional.empty();
        }
        return Optional.of(new Notice(
                fold,
                Icon.Name.OBSERVING,
                title(enforcement, call -> Messages.text("notice.would-deny", call)),
                lines(Stream.concat(Stream.of(Messages.text("notice.would-deny.body")), reason(deny))),
                Notice.Urgency.LOW,
                true,
                Optional.of(enforcement.id())));
    }

    private static String fold(String verdict, Enforcement enforcement, Verdict.Deny deny) {
        var rule = deny.rules().isEmpty()
                ? deny.cause().code()
                : deny.rules().getFirst().kind() + "/" + deny.rules().getFirst().id();
        var origin = enforcement.origin();
        return String.join("/", verdict, rule, origin.agent(), origin.session());
    }

    /// The whole title, with as much of the call as fits.
    private static String title(Enforcement enforcement, Function<String, String> around) {
        int room = Notice.LONGEST_TITLE - around.apply("").length();
        var call =
                Shown.line(enforcement.shown().length() > room ? objectedTo(enforcement) : enforcement.shown(), room);
        return around.apply(call.isBlank() ? Messages.text("notice.unnamed-call") : call);
    }

    /// Of a long call the part that the first rule objects to: the rest would push it out of sight.
    private static String objectedTo(Enforcement enforcement) {
        return enforcement.asked().stream()
                .filter(asked -> !asked.decision().rules().isEmpty())
                .sorted(Comparator.comparing(asked -> asked.decision().rules().getFirst(), Rule.TOLD_FIRST))
                .flatMap(asked -> asked.spans().stream())
                .findFirst()
                .map(span -> enforcement.shown().substring(span.from(), span.to()))
                .orElse(enforcement.shown());
    }

    private static Stream<String> reason(Verdict.Deny deny) {
        if (deny.rules().isEmpty()) {
            return Stream.of(deny.toldPerson().isBlank() ? Messages.text("notice.no-rule-allows") : deny.toldPerson());
        }
        var rule = deny.rules().getFirst();
        return Stream.of(rule.why(), rule.fix().isBlank() ? "" : Messages.text("notice.fix", rule.fix()));
    }

    /// Where a grant could help.
    private static Stream<String> wayToAsk(Enforcement enforcement, Verdict.Deny deny) {
        boolean canBeAsked = !deny.rules().isEmpty() && deny.rules().stream().allMatch(Rule::waivable);
        return canBeAsked ? Stream.of(Messages.text("notice.exception", enforcement.id())) : Stream.empty();
    }

    private static List<String> lines(Stream<String> raw) {
        return raw.flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .map(line -> Shown.line(line, LONGEST_LINE))
                .toList();
    }

    private static Notice.Urgency urgency(List<Rule> rules) {
        if (rules.isEmpty()) {
            return Notice.Urgency.NORMAL;
        }
        return switch (rules.getFirst().severity()) {
            case LOW -> Notice.Urgency.LOW;
            case MEDIUM -> Notice.Urgency.NORMAL;
            case HIGH -> Notice.Urgency.CRITICAL;
        };
    }
}
