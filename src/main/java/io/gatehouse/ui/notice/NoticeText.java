package io.gatehouse.ui.notice;

import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Verdict;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Messages;
import io.gatehouse.ui.notice.Notice.About;
import io.gatehouse.ui.notice.Notice.Urgency;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a notice about denials says: in the title what was denied, below it the rule and what to do instead.
final class NoticeText {
    private static final String REST = "more";
    private static final int LONGEST_LINE = 240;
    private static final int LONGEST_AGENT = 40;

    private NoticeText() {}

    /// @param count of the fold, in all
    /// @param again whether the notice is on the screen already
    static Notice denied(Arrivals.Group group, int count, boolean again) {
        var enforcement = group.last();
        return switch (enforcement.verdict()) {
            case Verdict.Deny deny
            when group.fold().kind() == Fold.Kind.FAULT -> fault(group.fold(), enforcement, deny, count, again);
            case Verdict.Deny deny -> denied(group.fold(), enforcement, deny, count, again);
            case Verdict.Allow _, Verdict.WouldDeny _ -> throw new IllegalArgumentException("nothing was denied");
        };
    }

    private static Notice denied(Fold fold, Enforcement enforcement, Verdict.Deny deny, int count, boolean again) {
        var urgency = urgency(deny.rules());
        return new Notice(
                fold.key(),
                Icon.Name.DENIED,
                title(enforcement, call -> Messages.text("notice.denied", count, call)),
                lines(reason(deny)),
                urgency,
                urgency == Urgency.LOW,
                again,
                new About(Optional.of(enforcement.id()), isAskable(deny)));
    }

    private static Notice fault(Fold fold, Enforcement enforcement, Verdict.Deny deny, int count, boolean again) {
        return new Notice(
                fold.key(),
                Icon.Name.CANNOT_DECIDE,
                deny.cause() == Cause.HOOK_REMOVED
                        ? Messages.text(
                                "notice.hook-removed",
                                Shown.line(enforcement.origin().agent(), LONGEST_AGENT))
                        : title(enforcement, call -> Messages.text("notice.fault", count, call)),
                lines(Stream.of(deny.toldPerson())),
                Urgency.CRITICAL,
                false,
                again,
                new About(Optional.of(enforcement.id()), false));
    }

    static Notice wouldDeny(Fold fold, Enforcement enforcement) {
        if (!(enforcement.verdict() instanceof Verdict.WouldDeny(var deny))) {
            throw new IllegalArgumentException("nothing was observed");
        }
        return new Notice(
                fold.key(),
                Icon.Name.OBSERVING,
                title(enforcement, call -> Messages.text("notice.would-deny", call)),
                lines(Stream.concat(Stream.of(Messages.text("notice.would-deny.body")), reason(deny))),
                Urgency.LOW,
                true,
                Optional.of(enforcement.id()));
    }

    /// @param rules lines of [#times], the most frequent first
    /// @param snoozed whether it was the person's wish that they were hidden
    static Notice rest(long hidden, List<String> rules, boolean snoozed) {
        return new Notice(
                REST,
                Icon.Name.DENIED,
                Messages.text(snoozed ? "notice.more.snoozed" : "notice.more", hidden),
                rules.isEmpty() ? List.of(Messages.text("notice.more.body")) : rules,
                Urgency.NORMAL,
                false,
                Optional.empty());
    }

    static String times(int count, String rule) {
        return Messages.text("notice.more.times", count, Shown.line(rule, LONGEST_LINE));
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
        long others = deny.rules().stream().map(Rule::id).distinct().count() - 1; // a rule may be of several kinds
        return Stream.of(
                rule.why(),
                rule.fix().isBlank() ? "" : Messages.text("notice.fix", rule.fix()),
                Messages.text("notice.rule", rule.id(), others));
    }

    /// Where a grant could help.
    private static boolean isAskable(Verdict.Deny deny) {
        return !deny.rules().isEmpty() && deny.rules().stream().allMatch(Rule::waivable);
    }

    static List<String> lines(Stream<String> raw) {
        return raw.flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .map(line -> Shown.line(line, LONGEST_LINE))
                .toList();
    }

    private static Urgency urgency(List<Rule> rules) {
        if (rules.isEmpty()) {
            return Urgency.NORMAL;
        }
        return switch (rules.getFirst().severity()) {
            case LOW -> Urgency.LOW;
            case MEDIUM -> Urgency.NORMAL;
            case HIGH -> Urgency.CRITICAL;
        };
    }
}
