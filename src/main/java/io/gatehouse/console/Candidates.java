package io.gatehouse.console;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Rows that may be what is looked for, the newest first, part by part.
///
/// Design. Time is gone back in windows: a day at first, and twice as far each time that this was not enough, so that
/// a page of what happens often reads little. SQLite's index hands out its rows in their order and stops in between.
/// PostgreSQL's hands out all of a window, which is slow for what is in each tenth row, and its planner takes numbers
/// that it never saw for frequent. So the newest rows are read first without the index; by how many of them fit, the
/// rest is read in the same way or by the index, and `OFFSET 0` keeps the planner from mixing both up.
final class Candidates {
    private static final int STEP = 200;
    private static final int LARGEST_STEP = 4_000;

    private static final long LARGEST_WINDOW = Places.DAY << 20;

    private static final int SKIMMED_FIRST = 500;
    private static final int MOST_SKIMMED = 8_000;

    private final Handle handle;
    private final ConsoleDatabase.Kind kind;
    private final Tokens tokens;
    private final long from;
    private final int wanted;

    private long window = Places.DAY;
    private int step = STEP;

    /// How many rows the next part reads without the index; 0 from when on that does not pay.
    private int skim;

    /// @param from the first place that is looked at
    /// @param wanted how many rows fill a page
    Candidates(Handle handle, ConsoleDatabase.Kind kind, Tokens tokens, long from, int wanted) {
        this.handle = handle;
        this.kind = kind;
        this.tokens = tokens;
        this.from = from;
        this.wanted = wanted;
        this.skim = kind == ConsoleDatabase.Kind.POSTGRESQL && !tokens.isEmpty() ? SKIMMED_FIRST : 0;
    }

    /// @param end all that is there from this place on is in `rows`
    record Part(List<Activity.Row> rows, long end) {}

    Part before(long before) {
        long start = Math.max(from, before - window);
        return skim > 0 ? skim(start, before) : search(start, before);
    }

    private Part skim(long start, long before) {
        var last = handle.createQuery(
                        """
                        SELECT e.id FROM enforcement e WHERE e.id >= :from AND e.id < :before
                        ORDER BY e.id DESC OFFSET :skim LIMIT 1""")
                .bind("from", start)
                .bind("before", before)
                .bind("skim", skim - 1)
                .mapTo(Long.class)
                .findOne();
        long end = last.orElse(start);
        var rows = rows(
                """
                (SELECT * FROM enforcement WHERE id >= :from AND id < :before OFFSET 0) e
                WHERE e.tokens @> CAST(:tokens AS integer[]) ORDER BY e.id DESC""",
                end,
                before,
                Optional.empty());
        if (last.isEmpty()) { // the window had fewer
            window = Math.min(2 * window, LARGEST_WINDOW);
        } else {
            long needed = rows.isEmpty() ? Long.MAX_VALUE : 2L * skim * wanted / rows.size();
            skim = needed > MOST_SKIMMED ? 0 : (int) needed;
        }
        return new Part(rows, end);
    }

    private Part search(long start, long before) {
        var rows = rows(condition(), start, before, Optional.of(step));
        boolean isCut = rows.size() == step;
        if (isCut) {
            step = Math.min(2 * step, LARGEST_STEP);
        } else {
            window = Math.min(2 * window, LARGEST_WINDOW);
        }
        return new Part(rows, isCut ? rows.getLast().place() : start);
    }

    private String condition() {
        if (tokens.isEmpty()) {
            return "enforcement e WHERE e.id >= :from AND e.id < :before ORDER BY e.id DESC";
        }
        return switch (kind) {
            case SQLITE ->
                """
                enforcement_tokens t JOIN enforcement e ON e.id = t.rowid
                WHERE t.enforcement_tokens MATCH :tokens AND t.rowid >= :from AND t.rowid < :before
                ORDER BY t.rowid DESC""";
            case POSTGRESQL ->
                """
                (SELECT * FROM enforcement WHERE tokens @> CAST(:tokens AS integer[]) AND id >= :from AND id < :before
                    OFFSET 0) e
                ORDER BY e.id DESC""";
        };
    }

    private List<Activity.Row> rows(String condition, long start, long before, Optional<Integer> limit) {
        var query = handle.createQuery(Activity.COLUMNS + "FROM " + condition
                + limit.map(most -> " LIMIT " + most).orElse(""));
        if (!tokens.isEmpty()) {
            query.bind("tokens", tokens.text(kind));
        }
        return query.bind("from", start)
                .bind("before", before)
                .map((row, _) -> Activity.row(row))
                .list();
    }
}
