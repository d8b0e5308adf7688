package io.gatehouse.console;

import io.gatehouse.audit.Covered;
import io.gatehouse.audit.Uncovered;
import io.gatehouse.wire.CoverageReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// How much of what agents ran was decided before, as laptops tell it, and which calls were not.
public final class Coverage {
    /// A laptop could make up calls; more are counted by it and not kept here.
    static final long MOST_KEPT = 10_000;

    private static final long MOST_COUNTED = 1_000_000_000_000L;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_COMMAND = 2_000;

    private final ConsoleDatabase database;
    private final Clock clock;

    public Coverage(ConsoleDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Of one agent on all laptops.
    public record OfAgent(Covered covered, long laptops) {}

    /// Of one agent on one laptop.
    ///
    /// @param toldAt when the laptop told it
    public record OfLaptop(String device, String host, String principal, Covered covered, Instant toldAt) {}

    /// @param principal whose laptop it was when it told
    public record Call(String device, String host, String principal, Uncovered call, Instant receivedAt) {}

    /// @throws IllegalArgumentException with a sentence, for what no laptop sends
    public void receive(String device, CoverageReport report) {
        for (var covered : report.agents()) {
            if (!isCount(covered.decided()) || !isCount(covered.undecided()) || !isCount(covered.unread())) {
                throw new IllegalArgumentException("No agent ran that many calls.");
            }
        }
        long now = clock.millis();
        var _ = database.write(handle -> {
            var principal = DeviceKeys.owner(handle, device).orElse("");
            count(handle, device, report.agents(), now);
            return keep(handle, device, principal, report.calls(), now);
        });
    }

    private static boolean isCount(long calls) {
        return calls >= 0 && calls <= MOST_COUNTED;
    }

    private static void count(Handle handle, String device, List<Covered> agents, long now) {
        handle.createUpdate("DELETE FROM coverage WHERE device = :device")
                .bind("device", device)
                .execute();
        for (var covered : agents) {
            handle.createUpdate(
                            """
                            INSERT INTO coverage (device, agent, since_at, decided, undecided, unread, told_at)
                            VALUES (:device, :agent, :since, :decided, :undecided, :unread, :now) ON CONFLICT DO NOTHING""")
                    .bind("device", device)
                    .bind("agent", Tables.storable(covered.agent(), LONGEST_NAME))
                    .bind("since", covered.since().toEpochMilli())
                    .bind("decided", covered.decided())
                    .bind("undecided", covered.undecided())
                    .bind("unread", covered.unread())
                    .bind("now", now)
                    .execute();
        }
    }

    private static int keep(Handle handle, String device, String principal, List<Uncovered> calls, long now) {
        long kept = calls.isEmpty()
                ? 0
                : handle.createQuery("SELECT count(*) FROM uncovered WHERE device = :device")
                        .bind("device", device)
                        .mapTo(Long.class)
                        .one();
        int added = 0;
        for (var call : calls.subList(0, Math.clamp(MOST_KEPT - kept, 0, calls.size()))) {
            added += handle.createUpdate(
                            """
                            INSERT INTO uncovered (device, agent, session, call_id, principal, tool, command, denied,
                                heard_at, received_at)
                            VALUES (:device, :agent, :session, :call, :principal, :tool, :command, :denied, :heard, :now)
                            ON CONFLICT DO NOTHING""")
                    .bind("device", device)
                    .bind("agent", Tables.storable(call.agent(), LONGEST_NAME))
                    .bind("session", Tables.storable(call.session(), LONGEST_NAME))
                    .bind("call", Tables.storable(call.callId(), LONGEST_NAME))
                    .bind("principal", principal)
                    .bind("tool", Tables.storable(call.tool(), LONGEST_NAME))
                    .bind("command", Tables.storable(call.command(), LONGEST_COMMAND))
                    .bind("denied", call.denied() ? 1L : 0L)
                    .bind("heard", call.at().toEpochMilli())
                    .bind("now", now)
                    .execute();
        }
        return added;
    }

    /// By agent, of laptops that were not released.
    public List<OfAgent> agents() {
        return database.read(handle -> handle.createQuery(
                        """
                        SELECT c.agent, min(c.since_at) AS since_at, sum(c.decided) AS decided,
                            sum(c.undecided) AS undecided, sum(c.unread) AS unread, count(*) AS laptops
                        FROM coverage c JOIN device d ON d.id = c.device AND d.released_at IS NULL
                        GROUP BY c.agent ORDER BY c.agent LIMIT 100""")
                .map((row, _) -> new OfAgent(covered(row), row.getLong("laptops")))
                .list());
    }

    /// The least covered first, of laptops that were not released.
    ///
    /// @param device absent for all
    public List<OfLaptop> laptops(Optional<String> device, int most) {
        return database.read(handle -> handle.createQuery(
                        """
                        SELECT c.*, d.host, d.principal FROM coverage c
                        JOIN device d ON d.id = c.device AND d.released_at IS NULL
                        WHERE :device = '' OR c.device = :device
                        ORDER BY CASE WHEN c.undecided = 0 THEN CASE WHEN c.unread = 0 THEN 1001 ELSE 1000 END
                            ELSE c.decided * 999 / (c.decided + c.undecided) END, d.host, c.device, c.agent
                        LIMIT :most""")
                .bind("device", device.orElse(""))
                .bind("most", most)
                .map((row, _) -> new OfLaptop(
                        row.getString("device"),
                        row.getString("host"),
                        row.getString("principal"),
                        covered(row),
                        Tables.instant(row, "told_at")))
                .list());
    }

    private static Covered covered(ResultSet row) throws SQLException {
        return new Covered(
                row.getString("agent"),
                Tables.instant(row, "since_at"),
                row.getLong("decided"),
                row.getLong("undecided"),
                row.getLong("unread"));
    }

    /// An agent of a laptop.
    public record Teller(String device, String agent) {}

    /// Of which agents anything is known to have run.
    public Set<Teller> told() {
        return Set.copyOf(database.read(handle -> handle.createQuery("SELECT device, agent FROM coverage")
                .map((row, _) -> new Teller(row.getString("device"), row.getString("agent")))
                .list()));
    }

    /// Those told last first.
    ///
    /// @param device absent for all
    public List<Call> latest(Optional<String> device, int most) {
        return database.read(handle -> handle.createQuery(
                        """
                        SELECT u.*, d.host FROM uncovered u JOIN device d ON d.id = u.device
                        WHERE :device = '' OR u.device = :device
                        ORDER BY u.received_at DESC, u.heard_at DESC, u.call_id LIMIT :most""")
                .bind("device", device.orElse(""))
                .bind("most", most)
                .map((row, _) -> new Call(
                        row.getString("device"),
                        row.getString("host"),
                        row.getString("principal"),
                        new Uncovered(
                                row.getString("agent"),
                                row.getString("session"),
                                row.getString("call_id"),
                                row.getString("tool"),
                                row.getString("command"),
                                row.getLong("denied") != 0,
                                Tables.instant(row, "heard_at")),
                        Tables.instant(row, "received_at")))
                .list());
    }

    /// Laptops that told of such a call since then.
    public Set<String> alarmed(Instant since) {
        return Set.copyOf(database.read(
                handle -> handle.createQuery("SELECT DISTINCT device FROM uncovered WHERE received_at >= :since")
                        .bind("since", since.toEpochMilli())
                        .mapTo(String.class)
                        .list()));
    }
}
