package io.gatehouse.store;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;

/// What makes a database one installation's. A database that was set aside takes it along: its successor is another
/// installation, because what it continues cannot be shown.
///
/// @param device random, made once
/// @param cacheKey the secret of [RequestKey], made once
/// @param epoch of this start
@SuppressWarnings("ArrayRecordComponent") // never compared
record Installation(String device, byte[] cacheKey, long epoch) {
    /// In a transaction, at each start.
    static Installation begin(Session session, long now) throws SQLException {
        var random = new SecureRandom();
        session.update(
                "INSERT INTO installation (only_row, device, cache_key, epoch, created_at) VALUES (1, ?, ?, 0, ?) "
                        + "ON CONFLICT DO NOTHING",
                HexFormat.of().formatHex(bytes(random, 16)),
                bytes(random, 32),
                now);
        session.update("UPDATE installation SET epoch = epoch + 1");
        return find(session).orElseThrow(() -> new IllegalStateException("the row that was just written"));
    }

    /// Empty before the first start.
    static Optional<Installation> find(Session session) throws SQLException {
        return session.find(
                "SELECT device, cache_key, epoch FROM installation",
                row -> new Installation(row.getString("device"), row.getBytes("cache_key"), row.getLong("epoch")));
    }

    private static byte[] bytes(SecureRandom random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
