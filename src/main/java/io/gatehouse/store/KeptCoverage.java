package io.gatehouse.store;

import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is known to have run, and whether it was let through before. Kept beside the audit log and not in its chain: it
/// rests on what agents say.
public final class KeptCoverage {
    /// Whoever can send telemetry could make up calls; more are counted and not kept.
    private static final long MOST_KEPT = 10_000;

    private final Database database;

    KeptCoverage(Database database) {
        this.database = database;
    }

    /// Counts a call that was let through and ran.
    static void count(Session session, String agent, long now) throws SQLException {
        count(session, agent, now, 1, 0);
    }

    private static void count(Session session, String agent, long now, int decided, int undecided) throws SQLException {
        session.update(
                """
                INSERT INTO coverage (agent, since_at, decided, undecided) VALUES (?, ?, ?, ?)
                ON CONFLICT (agent) DO UPDATE SET
                    decided = decided + excluded.decided, undecided = undecided + excluded.undecided""",
                agent,
                now,
                decided,
                undecided);
    }

    /// @return whether it was not known before
    public boolean keep(Uncovered call) {
        return database.write(session -> {
            boolean isNew = session.number("SELECT count(*) FROM uncovered") >= MOST_KEPT
                    || session.update(
                                    """
                                    INSERT INTO uncovered (agent, session, call_id, tool, command, denied, heard_at)
                                    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                                    call.agent(),
                                    call.session(),
                                    call.callId(),
                                    call.tool(),
                                    call.command(),
                                    call.denied() ? 1 : 0,
                                    call.at().toEpochMilli())
                            > 0;
            if (isNew) {
                count(session, call.agent(), call.at().toEpochMilli(), 0, 1);
            }
            return isNew;
        });
    }

    /// Keeps how many of an agent's transcripts cannot be read.
    public void unread(String agent, long files, Instant now) {
        var _ = database.write(session -> session.update(
                """
                INSERT INTO coverage (agent, since_at, decided, undecided, unread) VALUES (?, ?, 0, 0, ?)
                ON CONFLICT (agent) DO UPDATE SET unread = excluded.unread""",
                agent,
                now.toEpochMilli(),
                files));
    }

    /// Up to when transcripts were looked into before this start.
    public Optional<Instant> findLookedAt() {
        return database
                .read(session -> session.list(
                        "SELECT looked_at FROM transcript_look", row -> Instant.ofEpochMilli(row.getLong("looked_at"))))
                .stream()
                .findFirst();
    }

    public void lookedAt(Instant at) {
        var _ = database.write(session -> session.update(
                """
                INSERT INTO transcript_look (only_row, looked_at) VALUES (1, ?)
                ON CONFLICT (only_row) DO UPDATE SET looked_at = excluded.looked_at""",
                at.toEpochMilli()));
    }

    /// Of each agent that is known to have run something, by its name.
    public List<Covered> list() {
        return database.read(session -> session.list(
                "SELECT agent, since_at, decided, undecided, unread FROM coverage ORDER BY agent",
                row -> new Covered(
                        row.getString("agent"),
                        Instant.ofEpochMilli(row.getLong("since_at")),
                        row.getLong("decided"),
                        row.getLong("undecided"),
                        row.getLong("unread"))));
    }

    /// A call that ran undecided.
    ///
    /// @param told whether the console was told of it
    public record Kept(Uncovered call, boolean told) {}

    /// The newest first.
    public List<Kept> latest(Instant since, int limit) {
        return database.read(session -> session.list(
                """
                SELECT agent, session, call_id, tool, command, denied, heard_at, told FROM uncovered
                WHERE heard_at >= ? ORDER BY heard_at DESC LIMIT ?""",
                KeptCoverage::kept,
                since.toEpochMilli(),
                limit));
    }

    /// Those that the console was not told of, the oldest first.
    public List<Uncovered> untold(int limit) {
        return database
                .read(session -> session.list(
                        """
                        SELECT agent, session, call_id, tool, command, denied, heard_at, told FROM uncovered
                        WHERE told = 0 ORDER BY heard_at LIMIT ?""",
                        KeptCoverage::kept,
                        limit))
                .stream()
                .map(Kept::call)
                .toList();
    }

    /// The console has them.
    public void told(List<Uncovered> calls) {
        var _ = database.write(session -> {
            int changed = 0;
            for (var call : calls) {
                changed += session.update(
                        "UPDATE uncovered SET told = 1 WHERE agent = ? AND session = ? AND call_id = ?",
                        call.agent(),
                        call.session(),
                        call.callId());
            }
            return changed;
        });
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                new Uncovered(
                        row.getString("agent"),
                        row.getString("session"),
                        row.getString("call_id"),
                        row.getString("tool"),
                        row.getString("command"),
                        row.getBoolean("denied"),
                        Instant.ofEpochMilli(row.getLong("heard_at"))),
                row.getBoolean("told"));
    }
}
