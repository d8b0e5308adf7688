package io.gatehouse.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Walks the audit log from its first row and reports where it first is not what was written.
final class Verification {
    private final String device;
    private final Map<Long, Long> lastNumbers = new HashMap<>();
    private byte[] chain = Chain.start();
    private long seq;

    Verification(Installation installation) {
        device = installation.device();
    }

    Optional<Break> run(Session session) throws SQLException {
        var found = session.findFirst(
                "SELECT seq, epoch, number, record, chain, " + Columns.NAMES + " FROM enforcement ORDER BY seq",
                this::check);
        if (found.isPresent()) {
            return found;
        }
        long written = session.number("SELECT seq FROM sqlite_sequence WHERE name = 'enforcement'");
        return written > seq
                ? Optional.of(new Break(seq + 1, "the rows from " + (seq + 1) + " to " + written + " are missing"))
                : Optional.empty();
    }

    private Optional<Break> check(ResultSet row) throws SQLException {
        long at = row.getLong("seq");
        if (at != seq + 1) {
            return Optional.of(new Break(seq + 1, "the rows from " + (seq + 1) + " to " + (at - 1) + " are missing"));
        }
        seq = at;
        long epoch = row.getLong("epoch");
        long number = row.getLong("number");
        var record = row.getString("record");
        chain = Chain.next(chain, device, epoch, number, record.getBytes(UTF_8));
        if (!Arrays.equals(chain, row.getBytes("chain"))) {
            return Optional.of(new Break(at, "the record is not the one that was written after row " + (at - 1)));
        }
        Long before = lastNumbers.put(epoch, number);
        if (number != (before == null ? 1 : before + 1)) {
            return Optional.of(new Break(at, "its number in epoch " + epoch + " is " + number + ", after " + before));
        }
        return agrees(record, row) ? Optional.empty() : Optional.of(new Break(at, "its columns contradict its record"));
    }

    private static boolean agrees(String record, ResultSet row) throws SQLException {
        try {
            return Columns.of(RecordReader.read(record)).equals(Columns.read(row));
        } catch (RecordFormat.Unreadable _) {
            return false;
        }
    }
}
