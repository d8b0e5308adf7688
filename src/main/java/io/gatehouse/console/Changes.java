package io.gatehouse.console;

import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Which laptops have something new, across all instances of the console that share a database.
///
/// Design. One number rises with each change and stays locked until the commit, so numbers become visible in their
/// order and a reader that asks for what came after the last one misses nothing. Whoever changes something for
/// laptops takes the number before it locks anything else, so that two such transactions cannot wait for each
/// other.
public final class Changes {
    private final ConsoleDatabase database;

    public Changes(ConsoleDatabase database) {
        this.database = database;
    }

    /// A device and the number of its last change.
    public record Changed(String device, long number) {}

    /// To be called before anything else in a transaction that ends in [#mark].
    static long begin(Handle handle) {
        return handle.createQuery("UPDATE change_counter SET changed = changed + 1 RETURNING changed")
                .mapTo(Long.class)
                .one();
    }

    static void mark(Handle handle, long change, Collection<String> devices) {
        for (var device : devices) {
            handle.createUpdate("UPDATE device SET changed = :change WHERE id = :device")
                    .bind("change", change)
                    .bind("device", device)
                    .execute();
        }
    }

    public long last() {
        return database.read(handle -> handle.createQuery("SELECT changed FROM change_counter")
                .mapTo(Long.class)
                .one());
    }

    /// By rising number.
    public List<Changed> after(long number) {
        return database.read(
                handle -> handle.createQuery("SELECT id, changed FROM device WHERE changed > :number ORDER BY changed")
                        .bind("number", number)
                        .map((row, _) -> new Changed(row.getString("id"), row.getLong("changed")))
                        .list());
    }
}
