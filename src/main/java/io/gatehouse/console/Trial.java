package io.gatehouse.console;

import io.gatehouse.enforcement.Rollout;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// How a group's rules do, by what its laptops sent.
public final class Trial {
    public static final Duration LOOKED_BACK = Duration.ofDays(14);

    private final ConsoleDatabase database;
    private final Clock clock;

    public Trial(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// A rule in the last fourteen days.
    ///
    /// @param wouldDeny calls that went on although it denies them
    /// @param denied calls that it denied
    /// @param laptops on which it did either
    /// @param people whose calls these were
    public record Tried(String rule, long wouldDeny, long denied, int laptops, int people) {}

    private record Counted(String rules, boolean wouldDeny, String device, String principal, long calls) {}

    private static final class Sum {
        private long wouldDeny;
        private long denied;
        private final TreeSet<String> laptops = new TreeSet<>();
        private final TreeSet<String> people = new TreeSet<>();

        void add(Counted counted) {
            if (counted.wouldDeny()) {
                wouldDeny += counted.calls();
            } else {
                denied += counted.calls();
            }
            laptops.add(counted.device());
            people.add(counted.principal());
        }
    }

    /// Every rule that fired on the group's laptops, and those that its rollout names; those that would deny most come
    /// first. A call counts for each of its rules.
    public List<Tried> of(String group, Rollout rollout) {
        var sums = new TreeMap<String, Sum>();
        rollout.rules().keySet().forEach(rule -> sums.put(rule, new Sum()));
        for (var counted : counted(group)) {
            for (var rule : Tables.words(counted.rules())) {
                sums.computeIfAbsent(rule, _ -> new Sum()).add(counted);
            }
        }
        var tried = new ArrayList<Tried>();
        sums.forEach((rule, sum) ->
                tried.add(new Tried(rule, sum.wouldDeny, sum.denied, sum.laptops.size(), sum.people.size())));
        tried.sort(Comparator.comparingLong(Tried::wouldDeny)
                .thenComparingLong(Tried::denied)
                .reversed()
                .thenComparing(Tried::rule));
        return tried;
    }

    private List<Counted> counted(String group) {
        return database.read(handle -> handle.createQuery(
                        """
                        SELECT e.rules, e.verdict, e.device, e.principal, count(*) AS calls
                        FROM enforcement e JOIN device d ON d.id = e.device
                        WHERE e.id >= :from AND e.verdict <> 'allow' AND e.rules <> '' AND d.group_name = :group
                            AND d.released_at IS NULL
                        GROUP BY e.rules, e.verdict, e.device, e.principal""")
                .bind("from", Places.from(clock.instant().minus(LOOKED_BACK)))
                .bind("group", group)
                .map((row, _) -> new Counted(
                        row.getString("rules"),
                        row.getString("verdict").equals("would-deny"),
                        row.getString("device"),
                        row.getString("principal"),
                        row.getLong("calls")))
                .list());
    }
}
