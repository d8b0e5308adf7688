package io.gatehouse.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;

/// Brings a database to the schema of this version, one script a transaction. A script that was released is never
/// edited; `PRAGMA user_version` is the number of the last one that ran.
final class Migrations {
    private static final List<String> SCRIPTS = List.of("001-audit-and-decisions.sql");

    private Migrations() {}

    static void run(Database database) {
        int version = database.locked(Migrations::version);
        if (version > SCRIPTS.size()) {
            throw new StoreException(
                    database.file() + " was written by a newer Gatehouse (its schema is " + version
                            + ", this one knows " + SCRIPTS.size()
                            + "): install that version again, or move the file away",
                    null);
        }
        for (int i = version; i < SCRIPTS.size(); i++) {
            int number = i + 1;
            var script = script(SCRIPTS.get(i));
            database.write(session -> {
                if (version(session) < number) { // else another process was faster
                    session.run(script);
                    session.run("PRAGMA user_version = " + number);
                }
                return number;
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
