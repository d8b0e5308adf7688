package io.gatehouse.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/// The signed document as another program than the daemon reads it: changes nothing, and neither waits for the daemon
/// nor makes it wait.
public final class KeptDocument {
    private KeptDocument() {}

    /// @param dataDir of the daemon
    /// @return the envelope as it came; absent where there is none
    /// @throws StoreException when the database cannot be read
    public static Optional<byte[]> find(Path dataDir) {
        var file = new DatabaseFile(dataDir).path();
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try (var session = Session.open(file, config)) {
            return session.findFirst("SELECT envelope FROM signed_document", row -> Optional.of(row.getBytes(1)));
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }
}
