package io.gatehouse.console;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Searches that a person keeps under a name. Whoever has the address of one may use it as well.
public final class SavedSearches {
    private static final int MOST = 50;
    private static final int LONGEST_NAME = 100;

    private final ConsoleDatabase database;
    private final Clock clock;

    public SavedSearches(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// @param query the filters as an address carries them
    public record Saved(String id, String name, String query, Instant at) {}

    /// By name.
    public List<Saved> list(String account) {
        return database.read(handle -> handle.createQuery(
                        "SELECT id, name, query, saved_at FROM saved_search WHERE account = :account ORDER BY name")
                .bind("account", account)
                .map((row, _) -> new Saved(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("query"),
                        Tables.instant(row, "saved_at")))
                .list());
    }

    /// Under the name of another one it takes its place.
    ///
    /// @return what is wrong, a sentence; absent when it was kept
    public Optional<String> save(String account, String name, String query) {
        var kept = Tables.storable(name.strip(), LONGEST_NAME + 1);
        if (kept.isEmpty() || kept.length() > LONGEST_NAME) {
            return Optional.of("Give the search a name of up to 100 characters.");
        }
        return database.write(handle -> {
            long others = handle.createQuery(
                            "SELECT count(*) FROM saved_search WHERE account = :account AND name <> :name")
                    .bind("account", account)
                    .bind("name", kept)
                    .mapTo(Long.class)
                    .one();
            if (others >= MOST) {
                return Optional.of("You have " + MOST + " saved searches. Remove one first.");
            }
            handle.createUpdate(
                            """
                            INSERT INTO saved_search (id, account, name, query, saved_at)
                            VALUES (:id, :account, :name, :query, :at)
                            ON CONFLICT (account, name)
                                DO UPDATE SET query = excluded.query, saved_at = excluded.saved_at""")
                    .bind("id", Tables.newId())
                    .bind("account", account)
                    .bind("name", kept)
                    .bind("query", query)
                    .bind("at", clock.millis())
                    .execute();
            return Optional.empty();
        });
    }

    /// Nothing happens to those of others.
    public void remove(String account, String id) {
        var _ = database.write(
                handle -> handle.createUpdate("DELETE FROM saved_search WHERE account = :account AND id = :id")
                        .bind("account", account)
                        .bind("id", id)
                        .execute());
    }
}
