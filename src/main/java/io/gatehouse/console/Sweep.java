package io.gatehouse.console;

import io.gatehouse.console.GrantDesk.Ending;
import io.gatehouse.grant.ExceptionRequest.State;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// Ends what nobody ended: requests that nobody decided in time, and grants whose time is over. Several instances
/// may do it at once.
public final class Sweep {
    private static final int MOST = 500;
    private static final String BY = "console";

    private final ConsoleDatabase database;
    private final GrantDesk grants;
    private final ConsoleLog log;
    private final Clock clock;

    public Sweep(ConsoleDatabase database, GrantDesk grants, ConsoleLog log, Clock clock) {
        this.database = database;
        this.grants = grants;
        this.log = log;
        this.clock = clock;
    }

    private record Waiting(String id, String device) {}

    public void run() {
        var now = clock.instant();
        if (database.read(handle -> GrantDesk.over(handle, now, 1)).size()
                        + overdue(now).size()
                > 0) {
            endGrants(now);
            endRequests(now);
        }
    }

    private void endGrants(Instant now) {
        var _ = database.write(handle -> {
            long change = Changes.begin(handle);
            for (var given : GrantDesk.over(handle, now, MOST)) {
                if (grants.end(handle, change, given, Ending.EXPIRED, State.EXPIRED, BY, "Its time is over.")) {
                    log.append(
                            handle,
                            BY,
                            "grant.expire",
                            given.request(),
                            "The grant " + given.grant().id() + " has ended.");
                }
            }
            return change;
        });
    }

    private List<Waiting> overdue(Instant now) {
        return database.read(handle -> handle.createQuery(
                        """
                        SELECT id, device FROM exception_request WHERE state IN ('WAITING', 'SEEN') AND ends_at <= :now
                        ORDER BY received_at LIMIT :most""")
                .bind("now", now.toEpochMilli())
                .bind("most", MOST)
                .map((row, _) -> new Waiting(row.getString("id"), row.getString("device")))
                .list());
    }

    private void endRequests(Instant now) {
        var overdue = overdue(now);
        if (overdue.isEmpty()) {
            return;
        }
        var _ = database.write(handle -> {
            long change = Changes.begin(handle);
            for (var waiting : overdue) {
                int ended = handle.createUpdate(
                                """
                                UPDATE exception_request SET state = 'EXPIRED', version = version + 1, changed_at = :now
                                WHERE id = :id AND state IN ('WAITING', 'SEEN') AND ends_at <= :now""")
                        .bind("now", now.toEpochMilli())
                        .bind("id", waiting.id())
                        .execute();
                if (ended == 1) {
                    log.append(handle, BY, "request.expire", waiting.id(), "Nobody decided it in time.");
                    Changes.mark(handle, change, List.of(waiting.device()));
                    Notices.add(handle, "request.expire", waiting.id(), BY, now);
                }
            }
            return change;
        });
    }
}
