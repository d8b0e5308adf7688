package io.gatehouse.store;

import java.sql.SQLException;

/// How full the database is.
public record Fill(long usedBytes, long maxBytes) {
    static Fill of(Session session, long maxBytes) throws SQLException {
        long pages = session.number("PRAGMA page_count") - session.number("PRAGMA freelist_count");
        return new Fill(pages * session.number("PRAGMA page_size"), maxBytes);
    }

    /// From 80 % on, where people are to be warned.
    public boolean isNearlyFull() {
        return usedBytes >= maxBytes / 5 * 4;
    }

    /// Nothing more is appended.
    public boolean isFull() {
        return usedBytes >= maxBytes;
    }
}
