package io.gatehouse.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/// What is so about the database, read by another process than the one that writes it. Begins no epoch and writes
/// no row.
public sealed interface Examination {
    record Absent() implements Examination {}

    /// @param why one clause, for people
    record Unreadable(String why) implements Examination {}

    /// @param broken where the audit log first is not what was written
    record Read(long usedBytes, long records, Optional<Break> broken) implements Examination {}

    /// Reads the whole audit log: seconds for a large one.
    static Examination of(Path dataDir) {
        var file = new DatabaseFile(dataDir).path();
        if (!Files.exists(file)) {
            return new Absent();
        }
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(1_000);
        try (var session = Session.open(file, config)) {
            session.update("BEGIN");
            return read(session);
        } catch (SQLException e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static Examination read(Session session) throws SQLException {
        var installation = Installation.find(session);
        if (installation.isEmpty()) {
            return new Unreadable("nothing says whose it is");
        }
        return new Read(
                Fill.of(session, Store.MAX_BYTES).usedBytes(),
                session.number("SELECT count(*) FROM enforcement"),
                new Verification(installation.get()).run(session));
    }
}
