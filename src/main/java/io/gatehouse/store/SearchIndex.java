package io.gatehouse.store;

import io.gatehouse.store.Marks.Call;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// What enforcements are looked for by: their words, marks, sessions, ids and times.
///
/// Design. A verdict waits for none of it: the index follows the log, soon after a commit and before each look. What
/// it has not read when the process ends it reads later, since its highest row says how far it came. For use by many
/// threads.
final class SearchIndex {
    /// Rows a transaction: what a verdict may have to wait for.
    private static final int STEP = 50;

    /// The table of all calls' words.
    static final String ALL = "search";
    /// The table of those that were, or would have been, denied.
    static final String DENIED = "search_denied";

    static final String LAST = "SELECT rowid FROM search ORDER BY rowid DESC LIMIT 1";

    private static final String NEXT =
            "SELECT seq, rules, decided_at, effect, record FROM enforcement WHERE seq > ? ORDER BY seq LIMIT " + STEP;

    private static final String INTO =
            """
            INSERT INTO %s (rowid, shown, touched, tool, agent, workspace, rules, reasons, marks)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String WORDS = INTO.formatted(ALL);
    private static final String WORDS_DENIED = INTO.formatted(DENIED);

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

    /// Returns when all that was committed before the call can be found.
    void catchUp() {
        while (isBehind()) {
            step();
        }
    }

    private boolean isBehind() {
        return database.read(session -> session.number("SELECT max(seq) FROM enforcement") > session.number(LAST));
    }

    /// The records are read before the transaction, which verdicts wait for. Another thread may have done the step
    /// meanwhile.
    private void step() {
        var calls = database.read(session -> session.list(NEXT, SearchIndex::call, session.number(LAST)));
        if (calls.isEmpty()) {
            return;
        }
        database.write(session -> {
            long before = session.number(LAST);
            if (before < calls.getFirst().seq()) {
                follow(session, calls);
                session.update(IDS, before, calls.getLast().seq());
                session.update(TIMES, before, calls.getLast().seq());
            }
            return true;
        });
    }

    private static void follow(Session session, List<Call> calls) throws SQLException {
        var marks = Marks.of(session, calls).iterator();
        for (var call : calls) {
            var marked = marks.next();
            insert(session, WORDS, call, marked);
            if (!call.isAllowed()) {
                insert(session, WORDS_DENIED, call, marked);
            }
        }
    }

    private static void insert(Session session, String into, Call call, String marks) throws SQLException {
        var words = call.words();
        session.update(
                into,
                call.seq(),
                words.shown(),
                words.touched(),
                words.tool(),
                words.agent(),
                words.workspace(),
                call.rules(),
                words.reasons(),
                marks);
    }

    private static Call call(ResultSet row) throws SQLException {
        return new Call(
                row.getLong("seq"),
                row.getLong("decided_at"),
                row.getString("effect"),
                row.getString("rules"),
                SearchWords.read(row.getString("record")));
    }
}
