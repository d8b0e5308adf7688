package io.gatehouse.store;

import java.sql.SQLException;

/// What enforcements are looked for by: their words, ids and times.
///
/// Design. A verdict waits for none of it: the index follows the log, soon after a commit and before each look. What
/// it has not read when the process ends it reads later, since its highest row says how far it came. For use by many
/// threads.
final class SearchIndex {
    /// Words behind this many characters of a call are not found; they are still kept.
    private static final int SEARCHED = 32 << 10;

    /// Rows a transaction: what a verdict may have to wait for.
    private static final int STEP = 50;

    static final String LAST = "SELECT rowid FROM search ORDER BY rowid DESC LIMIT 1";

    private static final String FOLLOW =
            """
            INSERT INTO search (rowid, shown, tool, agent, workspace, rules, effect)
            SELECT seq, %s, %s, %s, %s, rules, CASE effect WHEN 'allow' THEN '' ELSE 'deny' END
            FROM enforcement WHERE seq > ? ORDER BY seq LIMIT %d"""
                    .formatted(of("shown"), of("origin.tool"), of("origin.agent"), of("workspace"), STEP);

    private static final String IDS =
            "INSERT INTO by_id (id, seq) SELECT id, seq FROM enforcement WHERE seq > ? AND seq <= ?";

    private static final String TIMES =
            """
            INSERT INTO by_time (decided_at, effect, took_micros, seq)
            SELECT decided_at, effect, took_micros, seq FROM enforcement WHERE seq > ? AND seq <= ?""";

    private final Database database;

    SearchIndex(Database database) {
        this.database = database;
    }

    /// A member of the record. A NUL would end the text for the tokenizer.
    private static String of(String member) {
        return "replace(substr(json_extract(record, '$.%s'), 1, %d), char(0), char(0xFFFD))"
                .formatted(member, SEARCHED);
    }

    /// Returns when all that was committed before the call can be found.
    void catchUp() {
        while (isBehind() && database.write(SearchIndex::step) > 0) {
            // the next step
        }
    }

    private boolean isBehind() {
        return database.read(session -> session.number("SELECT max(seq) FROM enforcement") > session.number(LAST));
    }

    private static int step(Session session) throws SQLException {
        long before = session.number(LAST);
        int rows = session.update(FOLLOW, before);
        long last = session.number(LAST);
        session.update(IDS, before, last);
        session.update(TIMES, before, last);
        return rows;
    }
}
