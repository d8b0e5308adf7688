package io.gatehouse.store;

import io.gatehouse.audit.AuditRecord.Ran;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The audit log on its way to the console: its rows as they are kept, and how far the console has them. Nothing is
/// ever taken out of the log.
public final class EvidenceRows {
    private static final String ROW =
            "SELECT seq, epoch, number, record, chain, ran_failed, ran_millis FROM enforcement ";

    private static final String SENT_UP_TO = "SELECT up_to FROM sent_evidence";

    private final Database database;

    EvidenceRows(Database database) {
        this.database = database;
    }

    /// @param record the exact JSON
    /// @param chain lower-case hex
    /// @param outcome what became of the call, when it is known by now
    public record Row(long seq, long epoch, long number, String record, String chain, Optional<Ran> outcome) {
        private static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong("seq"),
                    row.getLong("epoch"),
                    row.getLong("number"),
                    row.getString("record"),
                    HexFormat.of().formatHex(row.getBytes("chain")),
                    ran(row));
        }

        private Row withoutOutcome() {
            return new Row(seq, epoch, number, record, chain, Optional.empty());
        }
    }

    /// What became of a call whose row was sent before.
    public record Late(long seq, Ran ran) {}

    private static Optional<Ran> ran(ResultSet row) throws SQLException {
        boolean failed = row.getBoolean("ran_failed");
        return row.wasNull() ? Optional.empty() : Optional.of(new Ran(failed, row.getLong("ran_millis")));
    }

    /// A row that the console does not take, and what it said.
    public record SetAside(long seq, String sentence) {}

    /// The rows behind one, by rising seq, without those that were set aside.
    ///
    /// @param mostCharacters after this much of records no further row is added; a single row may be larger
    public List<Row> after(long seq, int most, long mostCharacters) {
        return database.read(session -> {
            var rows = new ArrayList<Row>();
            long[] left = {mostCharacters};
            session.findFirst(
                    ROW + "WHERE seq > ? AND seq NOT IN (SELECT seq FROM refused_evidence) ORDER BY seq LIMIT ?",
                    row -> {
                        var read = Row.read(row);
                        rows.add(read);
                        left[0] -= read.record().length();
                        return left[0] > 0 ? Optional.empty() : Optional.of(true);
                    },
                    seq,
                    most);
            return rows;
        });
    }

    /// The row of an enforcement, by its id.
    public Optional<Row> find(String id) {
        return database.read(
                session -> session.find(ROW + "WHERE seq = " + EnforcementLog.NEWEST_OF_ID, Row::read, id));
    }

    /// How far a row has come on its way.
    ///
    /// @param row without its outcome when it left before that was known
    /// @param late what is told of it behind its row
    /// @param sent whether the console has it
    /// @param refused what the console said when it did not take it
    public record Way(Row row, Optional<Told> late, boolean sent, Optional<String> refused) {}

    /// @param sent whether the console has it
    public record Told(Late outcome, boolean sent) {}

    /// The way of an enforcement, by its id.
    public Optional<Way> findWay(String id) {
        return database.read(session -> {
            var found = session.find(ROW + "WHERE seq = " + EnforcementLog.NEWEST_OF_ID, Row::read, id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            var row = found.get();
            var late = session.find(
                    """
                    SELECT seq, told, ran_failed, ran_millis FROM late_outcome JOIN enforcement USING (seq)
                    WHERE seq = ? AND ran_failed IS NOT NULL""",
                    told -> new Told(new Late(row.seq(), ran(told).orElseThrow()), told.getBoolean("told")),
                    row.seq());
            return Optional.of(new Way(
                    late.isPresent() ? row.withoutOutcome() : row,
                    late,
                    row.seq() <= session.number(SENT_UP_TO),
                    session.find(
                            "SELECT sentence FROM refused_evidence WHERE seq = ?",
                            refused -> refused.getString(1),
                            row.seq())));
        });
    }

    /// The newest row's seq; 0 for none.
    public long last() {
        return database.read(session -> session.number("SELECT coalesce(max(seq), 0) FROM enforcement"));
    }

    /// Up to where the console has every row.
    public long sentUpTo() {
        return database.read(session -> session.number(SENT_UP_TO));
    }

    /// Outcomes that became known after their rows were sent.
    public List<Late> listLate(int most) {
        return database.read(session -> session.list(
                """
                SELECT seq, ran_failed, ran_millis FROM late_outcome JOIN enforcement USING (seq)
                WHERE told = 0 AND ran_failed IS NOT NULL ORDER BY seq LIMIT ?""",
                row -> new Late(row.getLong("seq"), ran(row).orElseThrow()),
                most));
    }

    /// Remembers what the console has.
    ///
    /// @param upTo the console's word
    /// @param withoutOutcome rows that were sent before their outcome was known; what is known by now is late
    /// @param outcomes late ones that it was told
    public void received(long upTo, Collection<Long> withoutOutcome, Collection<Long> outcomes) {
        database.write(session -> {
            for (long seq : outcomes) {
                session.update("UPDATE late_outcome SET told = 1 WHERE seq = ?", seq);
            }
            for (long seq : withoutOutcome) {
                session.update(
                        """
                        INSERT INTO late_outcome (seq)
                        SELECT seq FROM enforcement WHERE seq = ? AND ran_failed IS NOT NULL
                        ON CONFLICT DO NOTHING""",
                        seq);
            }
            return session.update(
                    """
                    INSERT INTO sent_evidence (only_row, up_to) VALUES (1, ?)
                    ON CONFLICT (only_row) DO UPDATE SET up_to = excluded.up_to""",
                    upTo);
        });
    }

    /// Leaves it out of what is sent from now on.
    public void setAside(long seq, String sentence) {
        database.write(session -> session.update(
                "INSERT INTO refused_evidence (seq, sentence) VALUES (?, ?) ON CONFLICT DO NOTHING", seq, sentence));
    }

    public List<SetAside> listSetAside() {
        return database.read(session -> session.list(
                "SELECT seq, sentence FROM refused_evidence ORDER BY seq",
                row -> new SetAside(row.getLong("seq"), row.getString("sentence"))));
    }

    /// In the transaction that keeps an outcome.
    static void keptOutcome(Session session, long seq) throws SQLException {
        session.update(
                """
                INSERT INTO late_outcome (seq) SELECT ?1 WHERE ?1 <= (SELECT up_to FROM sent_evidence)
                ON CONFLICT DO NOTHING""",
                seq);
    }
}
