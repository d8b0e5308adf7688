package io.gatehouse.console;

import io.gatehouse.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/// What people did in the console: each with name, time and a sentence, in a chain in which a change shows.
public final class ConsoleLog {
    private static final int LONGEST = 8_000;
    private static final int PAGE = 500;
    private static final String COLUMNS = "SELECT seq, at, who, what, about, sentence, chain FROM console_log ";

    private final ConsoleDatabase database;
    private final Clock clock;

    public ConsoleLog(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// @param seq rises by one with each
    /// @param what a code, such as `request.approve`
    /// @param about the id of what it was done to, or ""
    public record Entry(long seq, Instant at, String who, String what, String about, String sentence) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Head(long seq, byte[] chain) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Linked(Entry entry, byte[] chain) {}

    public void append(String who, String what, String about, String sentence) {
        var _ = database.write(handle -> append(handle, who, what, about, sentence));
    }

    /// In the transaction of what it tells.
    public Entry append(Handle handle, String who, String what, String about, String sentence) {
        var before = handle.createQuery("UPDATE console_log_head SET seq = seq + 1 RETURNING seq, chain")
                .map((row, _) -> new Head(row.getLong("seq"), row.getBytes("chain")))
                .one();
        var entry = new Entry(
                before.seq(),
                Instant.ofEpochMilli(clock.millis()),
                Tables.storable(who, LONGEST),
                what,
                Tables.storable(about, LONGEST),
                Tables.storable(sentence, LONGEST));
        var chain = next(before.chain(), entry);
        handle.createUpdate(
                        """
                        INSERT INTO console_log (seq, at, who, what, about, sentence, chain)
                        VALUES (:seq, :at, :who, :what, :about, :sentence, :chain)""")
                .bind("seq", entry.seq())
                .bind("at", entry.at().toEpochMilli())
                .bind("who", entry.who())
                .bind("what", entry.what())
                .bind("about", entry.about())
                .bind("sentence", entry.sentence())
                .bind("chain", chain)
                .execute();
        handle.createUpdate("UPDATE console_log_head SET chain = :chain")
                .bind("chain", chain)
                .execute();
        return entry;
    }

    /// The newest first.
    ///
    /// @param before only entries with a lower number
    public List<Entry> list(OptionalLong before, int limit) {
        return database.read(
                handle -> handle.createQuery(COLUMNS + "WHERE seq < :before ORDER BY seq DESC LIMIT :limit")
                        .bind("before", before.orElse(Long.MAX_VALUE))
                        .bind("limit", limit)
                        .map((row, _) -> read(row).entry())
                        .list());
    }

    /// All about one thing, the oldest first.
    public List<Entry> about(String id) {
        return database.read(handle -> handle.createQuery(COLUMNS + "WHERE about = :about ORDER BY seq")
                .bind("about", id)
                .map((row, _) -> read(row).entry())
                .list());
    }

    /// The first entry that is not as it was written, by its number; absent when all are.
    public OptionalLong verify() {
        return database.read(handle -> {
            var head = handle.createQuery("SELECT seq, chain FROM console_log_head")
                    .map((row, _) -> new Head(row.getLong("seq"), row.getBytes("chain")))
                    .one();
            var chain = new byte[32];
            long seq = 0;
            var page = page(handle, seq, head.seq());
            while (!page.isEmpty()) {
                for (var linked : page) {
                    chain = next(chain, linked.entry());
                    if (linked.entry().seq() != ++seq || !Arrays.equals(chain, linked.chain())) {
                        return OptionalLong.of(seq);
                    }
                }
                page = page(handle, seq, head.seq());
            }
            boolean isWhole = seq == head.seq() && Arrays.equals(chain, head.chain());
            return isWhole ? OptionalLong.empty() : OptionalLong.of(seq + 1);
        });
    }

    /// A part of the log; all of it at once may be more than the memory takes.
    private static List<Linked> page(Handle handle, long after, long last) {
        return handle.createQuery(COLUMNS + "WHERE seq > :after AND seq <= :last ORDER BY seq LIMIT :limit")
                .bind("after", after)
                .bind("last", last)
                .bind("limit", PAGE)
                .map((row, _) -> read(row))
                .list();
    }

    private static Linked read(ResultSet row) throws SQLException {
        return new Linked(
                new Entry(
                        row.getLong("seq"),
                        Tables.instant(row, "at"),
                        row.getString("who"),
                        row.getString("what"),
                        row.getString("about"),
                        row.getString("sentence")),
                Optional.ofNullable(row.getBytes("chain")).orElseGet(() -> new byte[0]));
    }

    private static byte[] next(byte[] before, Entry entry) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(before);
            return sha.digest(Json.bytes(entry));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
