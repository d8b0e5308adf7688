package io.gatehouse.console;

import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.Grant;
import io.gatehouse.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What is granted, and taking it back.
public final class GrantDesk {
    private static final int MOST = 1_000;
    private static final String SELECT = "SELECT * FROM given_grant ";

    private final ConsoleDatabase database;
    private final Documents documents;
    private final ConsoleLog log;
    private final Clock clock;

    public GrantDesk(ConsoleDatabase database, Documents documents, ConsoleLog log, Clock clock) {
        this.database = database;
        this.documents = documents;
        this.log = log;
        this.clock = clock;
    }

    /// @param request the id of the request that it answers
    /// @param uses calls that it let through, as far as the laptop has told
    /// @param state ACTIVE, or how it ended
    /// @param endedBy who took it back
    public record Given(
            Grant grant,
            String request,
            long uses,
            Ending state,
            Optional<Instant> endedAt,
            Optional<String> endedBy,
            Optional<String> sentence) {}

    public enum Ending {
        ACTIVE,
        EXPIRED,
        REVOKED,
        USED_UP
    }

    /// In force now, those that end first at the top.
    public List<Given> active() {
        return database.read(handle -> handle.createQuery(
                        SELECT + "WHERE state = 'ACTIVE' AND until_at > :now ORDER BY until_at, id LIMIT :most")
                .bind("now", clock.millis())
                .bind("most", MOST)
                .map((row, _) -> read(row))
                .list());
    }

    /// Over, the newest first.
    public List<Given> ended(int limit) {
        return database.read(
                handle -> handle.createQuery(SELECT + "WHERE state <> 'ACTIVE' ORDER BY ended_at DESC, id LIMIT :most")
                        .bind("most", limit)
                        .map((row, _) -> read(row))
                        .list());
    }

    public Optional<Given> find(String id) {
        return database.read(handle -> find(handle, id));
    }

    /// Takes a grant back at once. A laptop that is cut off uses it until its lease ends.
    public Outcome revoke(String id, String sentence, Reviewer reviewer) {
        if (!reviewer.is(Role.REVIEWER)) {
            return new Outcome.Invalid("Only a reviewer takes a grant back.");
        }
        if (sentence.isBlank() || sentence.length() > Approval.LONGEST_NOTE) {
            return new Outcome.Invalid("Say in up to " + Approval.LONGEST_NOTE + " characters why.");
        }
        return database.write(handle -> {
            long change = Changes.begin(handle);
            var given = find(handle, id);
            if (given.isEmpty()) {
                return new Outcome.Invalid("There is no such grant.");
            }
            if (!end(handle, change, given.get(), Ending.REVOKED, State.REVOKED, reviewer.name(), sentence)) {
                return new Outcome.Stale("This grant is over already.");
            }
            log.append(
                    handle, reviewer.name(), "grant.revoke", given.get().request(), sentence + " (grant " + id + ")");
            var grant = given.get().grant();
            documents.issueFor(handle, change, grant.principal(), grant.device());
            return new Outcome.Done(0, State.REVOKED, "Revoked. A laptop that is connected knows it within seconds.");
        });
    }

    /// Those that are for that laptop alone.
    void endAllOf(Handle handle, long change, String device, String by, String sentence) {
        handle.createQuery(SELECT + "WHERE device = :device AND state = 'ACTIVE' ORDER BY id")
                .bind("device", device)
                .map((row, _) -> read(row))
                .list()
                .forEach(given -> {
                    if (end(handle, change, given, Ending.REVOKED, State.REVOKED, by, sentence)) {
                        log.append(
                                handle,
                                by,
                                "grant.revoke",
                                given.request(),
                                sentence + " (grant " + given.grant().id() + ")");
                    }
                });
    }

    /// Ends the grant of a request that the person takes back while it is approved.
    void giveUp(Handle handle, long change, String id, String principal) {
        var sentence = "Taken back by who asked for it.";
        find(handle, id)
                .filter(given -> end(handle, change, given, Ending.REVOKED, State.REVOKED, principal, sentence))
                .ifPresent(given -> {
                    log.append(handle, principal, "grant.give-up", given.request(), sentence + " (grant " + id + ")");
                    documents.issueFor(
                            handle,
                            change,
                            given.grant().principal(),
                            given.grant().device());
                });
    }

    /// @return false when it was over
    boolean end(Handle handle, long change, Given given, Ending how, State request, String by, String sentence) {
        int ended = handle.createUpdate(
                        """
                        UPDATE given_grant SET state = :state, ended_at = :now, ended_by = :by, sentence = :sentence
                        WHERE id = :id AND state = 'ACTIVE'""")
                .bind("state", how.name())
                .bind("now", clock.millis())
                .bind("by", by)
                .bind("sentence", Tables.storable(sentence, Approval.LONGEST_NOTE))
                .bind("id", given.grant().id())
                .execute();
        if (ended == 0) {
            return false;
        }
        handle.createUpdate(
                        """
                        UPDATE exception_request SET state = :state, version = version + 1, changed_at = :now,
                            word_by = :by, word_at = :now, word = :word
                        WHERE id = :id AND state = 'GRANTED'""")
                .bind("state", request.name())
                .bind("now", clock.millis())
                .bind("by", by)
                .bind("word", Tables.storable(sentence, Approval.LONGEST_NOTE))
                .bind("id", given.request())
                .execute();
        var devices = handle.createQuery("SELECT device FROM exception_request WHERE id = :id")
                .bind("id", given.request())
                .mapTo(String.class)
                .list();
        Changes.mark(handle, change, devices);
        Notices.add(handle, what(how), given.request(), by, clock.instant());
        return true;
    }

    private static String what(Ending how) {
        return switch (how) {
            case ACTIVE -> throw new IllegalArgumentException("an active grant has not ended");
            case EXPIRED -> "grant.expire";
            case REVOKED -> "grant.revoke";
            case USED_UP -> "grant.use-up";
        };
    }

    static Optional<Given> find(Handle handle, String id) {
        return handle.createQuery(SELECT + "WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> read(row))
                .findOne();
    }

    static Optional<Grant> ofRequest(Handle handle, String request) {
        return handle.createQuery(SELECT + "WHERE request = :request")
                .bind("request", request)
                .map((row, _) -> read(row).grant())
                .findFirst();
    }

    /// Those whose time is over and that nobody has noticed yet.
    static List<Given> over(Handle handle, Instant now, int limit) {
        return handle.createQuery(SELECT + "WHERE state = 'ACTIVE' AND until_at <= :now ORDER BY until_at LIMIT :limit")
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list();
    }

    static void insert(Handle handle, Grant grant, String request) {
        handle.createUpdate(
                        """
                        INSERT INTO given_grant
                            (id, request, principal, device, body, from_at, until_at, max_uses, uses, state)
                        VALUES (:id, :request, :principal, :device, :body, :from, :until, :most, 0, 'ACTIVE')""")
                .bind("id", grant.id())
                .bind("request", request)
                .bind("principal", grant.principal())
                .bind("device", grant.device().orElse(null))
                .bind("body", Json.text(grant))
                .bind("from", grant.from().toEpochMilli())
                .bind("until", grant.until().toEpochMilli())
                .bind("most", most(grant.maxUses()))
                .execute();
    }

    private static @Nullable Long most(OptionalLong uses) {
        return uses.isPresent() ? uses.getAsLong() : null;
    }

    private static Given read(ResultSet row) throws SQLException {
        return new Given(
                Json.read(row.getString("body"), Grant.class),
                row.getString("request"),
                row.getLong("uses"),
                Ending.valueOf(row.getString("state")),
                Tables.findInstant(row, "ended_at"),
                Tables.findText(row, "ended_by"),
                Tables.findText(row, "sentence"));
    }
}
