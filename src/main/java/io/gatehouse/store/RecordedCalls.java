package io.gatehouse.store;

import io.gatehouse.enforcement.Enforcement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/// The audit log as another program than its daemon reads it: changes nothing, and neither waits for the daemon nor
/// makes it wait. Needs no daemon either.
public final class RecordedCalls {
    private final Path file;

    /// @param dataDir of the daemon
    public RecordedCalls(Path dataDir) {
        file = new DatabaseFile(dataDir).path();
    }

    /// Reads the calls decided from then on, the oldest first, as they were committed when the reading began.
    ///
    /// @return how many more there are that this version cannot read, written by another one
    /// @throws StoreException when there is no audit log, or it cannot be read
    public long read(Instant since, Consumer<Enforcement> call) {
        if (Files.notExists(file)) {
            throw new StoreException(
                    "There is no audit log " + file + ": Gatehouse has recorded no call here. Name its settings with"
                            + " --config.",
                    null);
        }
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try (var session = Session.open(file, config)) {
            var unreadable = new long[1];
            var _ = session.findFirst(
                    "SELECT record FROM enforcement WHERE decided_at >= ? ORDER BY seq",
                    row -> {
                        read(row.getString(1)).ifPresentOrElse(call, () -> unreadable[0]++);
                        return Optional.empty();
                    },
                    since.toEpochMilli());
            return unreadable[0];
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    private static Optional<Enforcement> read(String record) {
        try {
            return Optional.of(RecordReader.read(record));
        } catch (RecordFormat.Unreadable _) {
            return Optional.empty();
        }
    }
}
