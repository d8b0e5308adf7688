package io.gatehouse.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;

/// Brings a database to the schema of this version, one script a transaction. A script that was released is never
/// edited; `PRAGMA user_version` is the number of the last one that ran.
final class Migrations {
    /// The number of the first script: no schema before it was released.
    private static final int FIRST = 3;

    private static final List<String> SCRIPTS = List.of(
            "003-audit-and-decisions.sql",
            "004-grants.sql",
            "005-requests.sql",
            "006-console.sql",
            "007-refused-evidence.sql",
            "008-answers.sql",
            "009-activity.sql",
            "010-sent.sql",
            "011-coverage.sql",
            "012-confirm.sql",
            "013-denied.sql",
            "014-coverage-told.sql",
            "015-transcripts.sql");
    private static final int NEWEST = FIRST + SCRIPTS.size() - 1;

    private Migrations() {}

    static void run(Database database) {
        int version = database.locked(Migrations::version);
        if (version > 0 && version < FIRST) {
            throw StoreException.unreleased(database.file());
        }
        if (version > NEWEST) {
            throw new StoreException(
                    database.file() + " was written by a newer Gatehouse (its schema is " + version
                            + ", this one knows " + NEWEST
                            + "): install that version again, or move the file away",
                    null);
        }
        for (int number = Math.max(version + 1, FIRST); number <= NEWEST; number++) {
            int next = number;
            var script = script(SCRIPTS.get(number - FIRST));
            database.write(session -> {
                if (version(session) < next) { // else another process was faster
                    session.run(script);
                    session.run("PRAGMA user_version = " + next);
                }
                return next;
            });
        }
    }

    private static int version(Session session) throws SQLException {
        return (int) session.number("PRAGMA user_version");
    }

    private static String script(String name) {
        var path = "/db/laptop/" + name;
        try (var script = Migrations.class.getResourceAsStream(path)) {
            if (script == null) {
                throw new IllegalStateException("the jar has no " + path);
            }
            return new String(script.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }
}
