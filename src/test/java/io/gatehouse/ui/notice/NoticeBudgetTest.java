package io.gatehouse.ui.notice;

import static io.gatehouse.ui.Records.NOON;
import static io.gatehouse.ui.Records.denyBy;
import static io.gatehouse.ui.Records.denyFor;
import static io.gatehouse.ui.Records.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.policy.Rule;
import io.gatehouse.policy.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds of notices whatever agents do: a day of made-up denials, held to a book of all of them.
class NoticeBudgetTest {
    private static final Pattern TIMES = Pattern.compile("Denied ([0-9,]+) times: .*");
    private static final Pattern FAULTS = Pattern.compile("Could not check ([0-9,]+) calls: .*");
    private static final Pattern REST = Pattern.compile("([0-9,]+) .*calls? (?:was|were) denied.*");
    private static final int PER_HOUR = 6;

    private static final List<Rule> RULES = List.of(
            rule("low", true, Severity.LOW),
            rule("medium", true, Severity.MEDIUM),
            rule("other", true, Severity.MEDIUM),
            rule("high", true, Severity.HIGH),
            rule("hard", false, Severity.LOW));

    private final NoticeModel model = new NoticeModel(PER_HOUR);

    /// By fold: all denials, and those that no notice has told of.
    private final Map<String, Integer> all = new HashMap<>();

    private final Map<String, Integer> untold = new HashMap<>();
    private final Set<String> seen = new HashSet<>();

    /// When a notice appeared that the budget could have held back.
    private final List<Instant> optional = new ArrayList<>();

    private static Rule rule(String id, boolean waivable, Severity severity) {
        return new Rule(id, "command", "Why.", "fix.", waivable, severity);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void nothingThatMattersIsHiddenAndTheCountsAddUp(long seed) {
        var random = new Random(seed);
        var now = NOON;
        int denials = 0;
        for (int step = 0; step < 2000; step++) {
            now = now.plusMillis(random.nextBoolean() ? random.nextInt(3000) : random.nextInt(180_000));
            var batch = new ArrayList<AuditRecord>();
            for (int i = random.nextInt(5) - 1; i > 0; i--) {
                batch.add(denial(random, "e" + denials++));
            }
            boolean snoozed = step % 400 > 330;
            check(batch, now, snoozed);
        }
        check(List.of(), now.plus(Duration.ofHours(1)), false);
        assertEquals(Map.of(), untold);
        assertEquals(denials, all.values().stream().mapToInt(Integer::intValue).sum());
    }

    private static AuditRecord denial(Random random, String id) {
        var session = "s" + random.nextInt(4);
        return random.nextInt(20) == 0
                ? record(id, session, "x", denyFor(Cause.NO_BASIS, "Check the network."))
                : record(id, session, "x", denyBy(RULES.get(random.nextInt(RULES.size()))));
    }

    private void check(List<AuditRecord> batch, Instant now, boolean snoozed) {
        var arrivals = new Arrivals();
        var mustShow = new HashSet<String>();
        for (var record : batch) {
            var fold = Fold.of(record.enforcement()).orElseThrow();
            all.merge(fold.key(), 1, Integer::sum);
            untold.merge(fold.key(), 1, Integer::sum);
            if (fold.grave() || !seen.contains(fold.key())) {
                mustShow.add(fold.key());
            }
            arrivals.take(record.enforcement());
        }
        var notices = model.on(arrivals.drain(), now, snoozed);
        for (var notice : notices) {
            assertTrue(!snoozed, "shown while snoozed: " + notice.title());
            if (!mustShow.remove(notice.fold()) && !notice.again()) {
                optional.add(now);
            }
            told(notice);
        }
        assertTrue(snoozed || mustShow.isEmpty(), "hidden: " + mustShow);
        var hourAgo = now.minus(Duration.ofHours(1));
        optional.removeIf(at -> !at.isAfter(hourAgo));
        int afterSnooze = 1;
        assertTrue(optional.size() <= PER_HOUR + afterSnooze, optional.size() + " within an hour");
    }

    private void told(Notice notice) {
        if (notice.fold().equals("more")) {
            assertEquals(untold.values().stream().mapToInt(Integer::intValue).sum(), number(REST, notice.title(), 0));
            untold.clear();
        } else {
            seen.add(notice.fold());
            untold.remove(notice.fold());
            assertEquals(
                    all.get(notice.fold()),
                    number(notice.fold().startsWith("fault/") ? FAULTS : TIMES, notice.title(), 1));
        }
    }

    private static Integer number(Pattern pattern, String title, int without) {
        var found = pattern.matcher(title);
        return found.matches() ? Integer.parseInt(found.group(1).replace(",", "")) : without;
    }
}
