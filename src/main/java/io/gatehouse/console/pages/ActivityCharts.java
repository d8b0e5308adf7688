package io.gatehouse.console.pages;

import io.gatehouse.console.DayCounts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many calls a search finds on each day. The page of the search asks for it by itself, so that nobody waits for
/// a count to see the calls.
public final class ActivityCharts {
    private final DayCounts counts;

    ActivityCharts(DayCounts counts) {
        this.counts = counts;
    }

    /// @param query the filters as an address carries them
    /// @param words what was searched for
    /// @param chart null where there are too many to be counted
    public record Charted(Frame frame, String query, String words, @Nullable DayChart chart) {}

    Answer chart(Visit visit) {
        var search = Search.of(visit);
        var charted = new Charted(
                visit.frame("Activity by day", Section.ACTIVITY),
                search.address(),
                search.words(),
                counts.count(search.query())
                        .map(counted -> DayChart.of(counted, visit.now()))
                        .orElse(null));
        return new Answer.Page(visit.isLive() ? "chartpart" : "chart", Map.of("page", charted));
    }
}
