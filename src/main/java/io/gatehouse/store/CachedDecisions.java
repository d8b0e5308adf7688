package io.gatehouse.store;

import io.gatehouse.enforcement.DecisionCache;
import io.gatehouse.json.Json;
import io.gatehouse.policy.AccessRequest;
import io.gatehouse.policy.AgeLimits;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Effect;
import io.gatehouse.policy.Rule;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// The decisions of one PDP, of the two revisions that it confirmed last.
///
/// Design. A put is on the way of every verdict, and most repeat what is kept. So what was written lately is
/// remembered, and only something new is written: another decision, one that is older than [#REWRITE_AFTER] (its
/// age decides what goes first), another revision, or a confirmation that is [#CONFIRM_AFTER] younger. A crash then
/// loses a confirmation of less than that, which makes a decision look older than it is, never younger.
final class CachedDecisions implements DecisionCache {
    private static final Duration REWRITE_AFTER = Duration.ofMinutes(10);
    private static final Duration CONFIRM_AFTER = Duration.ofSeconds(10);
    private static final int REVISIONS_KEPT = 2;
    private static final int REMEMBERED = 4096;

    private final Database database;
    private final RequestKey keys;
    private final String pdp;
    private final int maxEntries;

    // Guarded by this.
    private final Map<ByteBuffer, Entry> written = new LinkedHashMap<>();
    private @Nullable Confirmed latest;
    private @Nullable Confirmed latestWritten;

    CachedDecisions(Database database, byte[] secret, String pdp, int maxEntries) {
        this.database = database;
        this.keys = new RequestKey(secret, pdp);
        this.pdp = pdp;
        this.maxEntries = maxEntries;
    }

    /// At least as many as there are; negative while not counted.
    private long entries = -1;

    private record Written(boolean revisionChanged, long entries) {}

    private record Revision(long id, boolean changed) {}

    private record Entry(Decision decision, Instant at) {}

    @Override
    public void put(Confirmed confirmed, List<AccessRequest> requests, List<Decision> decisions) {
        if (requests.size() != decisions.size()) {
            throw new IllegalArgumentException(decisions.size() + " decisions for " + requests.size() + " requests");
        }
        var answers = new LinkedHashMap<ByteBuffer, Entry>();
        for (int i = 0; i < requests.size(); i++) {
            var key = ByteBuffer.wrap(keys.of(confirmed.revision(), requests.get(i)))
                    .asReadOnlyBuffer();
            answers.put(key, new Entry(decisions.get(i), confirmed.at()));
        }
        put(confirmed, answers);
    }

    private synchronized void put(Confirmed confirmed, Map<ByteBuffer, Entry> answers) {
        answers.entrySet().removeIf(answer -> isWritten(answer.getKey(), answer.getValue()));
        if (!answers.isEmpty() || !isWritten(confirmed)) {
            var done = database.write(session -> {
                var revision = confirm(session, confirmed);
                for (var answer : answers.entrySet()) {
                    write(session, revision.id(), answer.getKey(), answer.getValue());
                }
                return new Written(revision.changed(), trim(session, answers.size()));
            });
            if (done.revisionChanged() || done.entries() <= entries || written.size() > REMEMBERED) {
                written.clear(); // some of them may have been deleted
            }
            entries = done.entries();
            latestWritten = confirmed;
            written.putAll(answers);
        }
        latest = confirmed;
    }

    private boolean isWritten(ByteBuffer key, Entry entry) {
        var before = written.get(key);
        return before != null
                && before.decision().equals(entry.decision())
                && isWithin(before.at(), entry.at(), REWRITE_AFTER);
    }

    private boolean isWritten(Confirmed confirmed) {
        return latestWritten != null
                && latestWritten.revision().equals(confirmed.revision())
                && latestWritten.ageLimits().equals(confirmed.ageLimits())
                && isWithin(latestWritten.at(), confirmed.at(), CONFIRM_AFTER);
    }

    private static boolean isWithin(Instant before, Instant now, Duration time) {
        return !now.isBefore(before) && now.isBefore(before.plus(time));
    }

    private Revision confirm(Session session, Confirmed confirmed) throws SQLException {
        long turn = session.number("SELECT max(turn) FROM revision WHERE pdp = ?", pdp);
        var current = session.find(
                "SELECT revision FROM revision WHERE pdp = ? AND turn = ?", row -> row.getString(1), pdp, turn);
        boolean changed = !current.equals(Optional.of(confirmed.revision()));
        session.update(
                """
                INSERT INTO revision (pdp, revision, turn, confirmed_at, read_limit_millis, other_limit_millis)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (pdp, revision) DO UPDATE SET turn = excluded.turn, confirmed_at = excluded.confirmed_at,
                    read_limit_millis = excluded.read_limit_millis, other_limit_millis = excluded.other_limit_millis""",
                pdp,
                confirmed.revision(),
                changed ? turn + 1 : turn,
                confirmed.at().toEpochMilli(),
                confirmed.ageLimits().read().toMillis(),
                confirmed.ageLimits().other().toMillis());
        ReachedTime.keep(session, confirmed.at());
        if (changed) {
            session.update(
                    """
                    DELETE FROM revision WHERE pdp = ?1 AND id NOT IN (
                        SELECT id FROM revision WHERE pdp = ?1 ORDER BY turn DESC LIMIT ?2)""",
                    pdp,
                    REVISIONS_KEPT);
        }
        long id = session.number("SELECT id FROM revision WHERE pdp = ? AND revision = ?", pdp, confirmed.revision());
        return new Revision(id, changed);
    }

    private static void write(Session session, long revision, ByteBuffer key, Entry entry) throws SQLException {
        session.update(
                """
                INSERT INTO decision (key, revision_id, effect, rules, allow_matches, decided_at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET
                    effect = excluded.effect, rules = excluded.rules, allow_matches = excluded.allow_matches,
                    decided_at = excluded.decided_at""",
                bytes(key),
                revision,
                entry.decision().effect().name(),
                Json.text(entry.decision().rules()),
                entry.decision().allowMatches() ? 1 : 0,
                entry.at().toEpochMilli());
    }

    /// Deletes the oldest tenth when there are too many.
    ///
    /// @return how many there are now, at most
    private long trim(Session session, int added) throws SQLException {
        if (entries >= 0 && entries + added <= maxEntries) {
            return entries + added;
        }
        long counted = session.number("SELECT count(*) FROM decision");
        if (counted <= maxEntries) {
            return counted;
        }
        long excess = counted - maxEntries + maxEntries / 10;
        return counted
                - session.update(
                        "DELETE FROM decision WHERE key IN (SELECT key FROM decision ORDER BY decided_at LIMIT ?)",
                        excess);
    }

    @Override
    public synchronized Optional<Confirmed> confirmed() {
        if (latest == null) {
            latest = database.read(session -> session.find(
                            """
                            SELECT revision, confirmed_at, read_limit_millis, other_limit_millis
                            FROM revision WHERE pdp = ? ORDER BY turn DESC LIMIT 1""",
                            CachedDecisions::confirmed,
                            pdp))
                    .orElse(null);
        }
        return Optional.ofNullable(latest);
    }

    private static Confirmed confirmed(ResultSet row) throws SQLException {
        return new Confirmed(
                row.getString("revision"),
                Instant.ofEpochMilli(row.getLong("confirmed_at")),
                new AgeLimits(
                        Duration.ofMillis(row.getLong("read_limit_millis")),
                        Duration.ofMillis(row.getLong("other_limit_millis"))));
    }

    @Override
    public Optional<Decision> find(String revision, AccessRequest request) {
        var key = keys.of(revision, request);
        synchronized (this) {
            var entry = written.get(ByteBuffer.wrap(key));
            if (entry != null) {
                return Optional.of(entry.decision());
            }
        }
        return database.read(session -> session.find(
                "SELECT effect, rules, allow_matches FROM decision WHERE key = ?", this::decision, (Object) key));
    }

    private Decision decision(ResultSet row) throws SQLException {
        try {
            var rules = Json.read(row.getString("rules"), Rule[].class);
            return new Decision(
                    Effect.valueOf(row.getString("effect")), List.of(rules), row.getLong("allow_matches") == 1);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new StoreException(database.file() + " holds a decision that cannot be read", e);
        }
    }

    private static byte[] bytes(ByteBuffer key) {
        var bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return bytes;
    }
}
