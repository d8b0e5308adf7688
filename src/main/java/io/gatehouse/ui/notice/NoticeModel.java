package io.gatehouse.ui.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides which denials become notices. For one thread.
///
/// Design. Denials of one fold count up in one notice. What is grave and what the person has not seen in that session
/// is always shown. The rest is shown while it only counts up in what is on the screen, or while the budget has room;
/// beyond that it is counted and told later, by the next notice of its fold or by one that sums up.
public final class NoticeModel {
    /// How many folds are remembered; the one that was quiet the longest is forgotten first.
    static final int FOLDS = 256;

    /// For how long a notice counts as being on the screen; desktops take it away after 5 to 10 s.
    static final Duration ON_SCREEN = Duration.ofSeconds(10);

    /// How many rules a summing up names.
    private static final int RULES_NAMED = 3;

    private final Budget budget;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            boolean full = size() > FOLDS;
            if (full) {
                untold += eldest.getValue().hidden;
            }
            return full;
        }
    };

    /// Denials of which only the number is known.
    private long untold;

    private boolean wasSnoozed;

    private static final class Known {
        private final String rule;
        private int count;
        private int hidden;
        private Optional<Instant> appeared = Optional.empty();

        Known(String rule) {
            this.rule = rule;
        }

        boolean isOnScreen(Instant now) {
            return appeared.filter(at -> !now.isBefore(at) && now.isBefore(at.plus(ON_SCREEN)))
                    .isPresent();
        }
    }

    /// @param perHour how many notices may appear in an hour, apart from what is always shown
    public NoticeModel(int perHour) {
        this.budget = new Budget(perHour);
    }

    /// Called again and again, also with nothing new.
    ///
    /// @param batch what came since the last time
    /// @param snoozed whether the person wants no notices now
    /// @return in the order in which they are to be shown
    public List<Notice> on(Arrivals.Batch batch, Instant now, boolean snoozed) {
        var notices = new ArrayList<Notice>();
        for (var group : batch.groups()) {
            on(group, now, snoozed).ifPresent(notices::add);
        }
        untold += batch.lost();
        boolean woke = wasSnoozed && !snoozed;
        wasSnoozed = snoozed;
        if (!snoozed && (woke || batch.lost() > 0 || budget.hasRoom(now))) {
            rest(now, woke).ifPresent(notices::add);
        }
        return notices;
    }

    private Optional<Notice> on(Arrivals.Group group, Instant now, boolean snoozed) {
        var fold = group.fold();
        var seen = known.computeIfAbsent(fold.key(), _ -> new Known(fold.rule()));
        if (fold.kind() == Fold.Kind.WOULD_BE_DENIED) {
            return wouldDeny(group, seen, now, snoozed);
        }
        seen.count += group.count();
        seen.hidden += group.count();
        boolean again = seen.isOnScreen(now);
        boolean due = fold.grave() || seen.appeared.isEmpty() || again || budget.hasRoom(now);
        if (snoozed || !due) {
            return Optional.empty();
        }
        seen.hidden = 0;
        if (!again) {
            appear(seen, now);
        }
        return Optional.of(NoticeText.denied(group, seen.count, again));
    }

    /// Told once in a session, where the budget allows: nothing was kept from running.
    private Optional<Notice> wouldDeny(Arrivals.Group group, Known seen, Instant now, boolean snoozed) {
        if (snoozed || seen.appeared.isPresent() || !budget.hasRoom(now)) {
            return Optional.empty();
        }
        appear(seen, now);
        return Optional.of(NoticeText.wouldDeny(group.fold(), group.last()));
    }

    private void appear(Known seen, Instant now) {
        seen.appeared = Optional.of(now);
        budget.spend(now);
    }

    /// One notice for all that was hidden until now.
    private Optional<Notice> rest(Instant now, boolean woke) {
        long hidden =
                untold + known.values().stream().mapToLong(one -> one.hidden).sum();
        if (hidden == 0) {
            return Optional.empty();
        }
        var rules = known.values().stream()
                .filter(one -> one.hidden > 0)
                .sorted(Comparator.comparingInt((Known one) -> one.hidden).reversed())
                .limit(RULES_NAMED)
                .map(one -> NoticeText.times(one.hidden, one.rule))
                .toList();
        untold = 0;
        known.values().forEach(one -> one.hidden = 0);
        budget.spend(now);
        return Optional.of(NoticeText.rest(hidden, rules, woke));
    }
}
