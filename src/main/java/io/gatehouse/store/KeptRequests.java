package io.gatehouse.store;

import io.gatehouse.enforcement.Feed;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.Filer;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The exception requests that were filed on this laptop, and where each stands. Safe for many threads.
///
/// Design. A request is kept before it is sent, and what is told of it later moves it only as
/// [ExceptionRequest.State] allows: whoever tells the same twice, or too late, changes nothing.
public final class KeptRequests {
    private static final String COLUMNS =
            "SELECT request, sent, grant_id, until_at, question, answer FROM exception_request ";

    private final Database database;
    private final Feed<Kept> changes = new Feed<>();

    KeptRequests(Database database) {
        this.database = database;
    }

    /// @param sent whether the console knows of it, or need not
    /// @param grant the id of the grant that answers it
    /// @param until when that ends
    /// @param question what the reviewer asks back
    /// @param answer what the person said to that
    public record Kept(
            ExceptionRequest request,
            boolean sent,
            Optional<String> grant,
            Optional<Instant> until,
            Optional<String> question,
            Optional<String> answer) {}

    /// A request that changed since the person was told of it.
    ///
    /// @param change which change that is, for [#markTold]
    public record News(Kept kept, long change) {}

    /// Each request after it was added or has changed, on the thread that did so.
    public Feed<Kept> changes() {
        return changes;
    }

    /// Keeps a request, unless one with its id is there. What an agent filed is news to the person.
    ///
    /// @return whether it is new
    public boolean add(ExceptionRequest request) {
        boolean isNew = database.write(session -> session.update(
                        """
                        INSERT INTO exception_request (id, state, request, sent, changes) VALUES (?, ?, ?, 0, ?)
                        ON CONFLICT (id) DO NOTHING""",
                        Columns.storable(request.id()),
                        request.state().name(),
                        json(request),
                        request.filer() == Filer.AGENT ? 1 : 0))
                > 0;
        if (isNew) {
            find(request.id()).ifPresent(changes::publish);
        }
        return isNew;
    }

    public Optional<Kept> find(String id) {
        return database.read(session -> find(session, id));
    }

    /// The newest first.
    public List<Kept> list() {
        return database.read(session -> session.list(COLUMNS + "ORDER BY seq DESC", KeptRequests::kept));
    }

    /// Those that may still change, the newest first.
    public List<Kept> listOpen() {
        return database.read(session -> session.list(
                COLUMNS + "WHERE state IN ('UNCONFIRMED', 'WAITING', 'SEEN', 'GRANTED') ORDER BY seq DESC",
                KeptRequests::kept));
    }

    /// The last that were refused, the newest first.
    public List<Kept> listRefused(int most) {
        return database.read(session ->
                session.list(COLUMNS + "WHERE state = 'REFUSED' ORDER BY seq DESC LIMIT ?", KeptRequests::kept, most));
    }

    /// What the console is to be told, the oldest first: requests that wait, and those that were taken back.
    public List<Kept> unsent() {
        return database.read(session -> session.list(
                COLUMNS + "WHERE sent = 0 AND state IN ('WAITING', 'WITHDRAWN') ORDER BY seq", KeptRequests::kept));
    }

    /// Remembers that the console was told.
    ///
    /// @param told the state that it was told; when the request is in another one by now, that is still to be told
    public void markSent(String id, State told) {
        database.write(session ->
                session.update("UPDATE exception_request SET sent = 1 WHERE id = ? AND state = ?", id, told.name()));
    }

    /// Keeps what the person says to the question of a reviewer; an earlier answer gives way.
    ///
    /// @return false when nothing is asked
    public boolean answer(String id, String answer) {
        boolean isAsked = database.write(session -> session.update(
                        """
                        UPDATE exception_request SET answer = ?, answer_sent = 0, changes = changes + 1
                        WHERE id = ? AND state = 'SEEN' AND question IS NOT NULL""",
                        Columns.storable(answer),
                        id))
                > 0;
        if (isAsked) {
            find(id).ifPresent(changes::publish);
        }
        return isAsked;
    }

    /// Whose answers the console is to be told, the oldest first.
    public List<Kept> unsentAnswers() {
        return database.read(session -> session.list(
                COLUMNS + "WHERE answer_sent = 0 AND answer IS NOT NULL AND question IS NOT NULL ORDER BY seq",
                KeptRequests::kept));
    }

    /// Remembers that the console has this answer, unless there is another one by now.
    public void markAnswerSent(String id, String answer) {
        database.write(session ->
                session.update("UPDATE exception_request SET answer_sent = 1 WHERE id = ? AND answer = ?", id, answer));
    }

    /// Takes a request to a state, or to the same one with other facts.
    ///
    /// @param word what is absent of this, of the grant and of its end stays as it was
    /// @param question none when absent
    /// @return false when there is no such request, or it cannot become that
    public boolean move(
            String id,
            State to,
            Optional<Word> word,
            Optional<String> grant,
            Optional<Instant> until,
            Optional<String> question) {
        var moved = database.write(session -> {
            var found = find(session, id);
            if (found.isEmpty() || !canMove(found.get().request().state(), to)) {
                return Optional.<Moved>empty();
            }
            var before = found.get();
            var asked = to.isEnded() ? Optional.<String>empty() : question;
            var after = new Kept(
                    moved(before.request(), to, word),
                    isTold(before, to),
                    grant.or(before::grant),
                    until.map(KeptRequests::asKept).or(before::until),
                    asked,
                    asked.equals(before.question()) ? before.answer() : Optional.empty());
            boolean changes = !after.equals(before);
            if (changes) {
                write(session, after);
            }
            return Optional.of(new Moved(after, changes));
        });
        moved.filter(Moved::changed).map(Moved::kept).ifPresent(changes::publish);
        return moved.isPresent();
    }

    private record Moved(Kept kept, boolean changed) {}

    /// The console may tell how a grant ended before this laptop heard that there was one.
    private static boolean canMove(State from, State to) {
        return from == to || from.canBecome(to) || (from.canBecome(State.GRANTED) && State.GRANTED.canBecome(to));
    }

    private static ExceptionRequest moved(ExceptionRequest request, State to, Optional<Word> word) {
        if (request.state() == to) {
            return request.saying(word);
        }
        return request.state().canBecome(to)
                ? request.become(to, word)
                : request.become(State.GRANTED, word).become(to, word);
    }

    /// What a reviewer decided the console knows, and of a request that was never on its way it need not know.
    private static boolean isTold(Kept before, State to) {
        return switch (to) {
            case UNCONFIRMED, WAITING, EXPIRED -> before.sent();
            case SEEN, GRANTED, REFUSED, REVOKED, USED_UP -> true;
            case WITHDRAWN ->
                before.request().state() == State.WITHDRAWN
                        ? before.sent()
                        : before.request().state() == State.UNCONFIRMED;
        };
    }

    private static void write(Session session, Kept kept) throws SQLException {
        session.update(
                """
                UPDATE exception_request SET state = ?, request = ?, sent = ?, grant_id = ?, until_at = ?, question = ?,
                    answer = ?, changes = changes + 1 WHERE id = ?""",
                kept.request().state().name(),
                json(kept.request()),
                kept.sent() ? 1 : 0,
                kept.grant().orElse(null),
                kept.until().map(Instant::toEpochMilli).orElse(null),
                kept.question().map(Columns::storable).orElse(null),
                kept.answer().orElse(null),
                kept.request().id());
    }

    /// Changes that the person was not told of, in the order in which the requests were filed.
    public List<News> listUntold() {
        return database.read(session -> session.list(
                """
                SELECT request, sent, grant_id, until_at, question, answer, changes FROM exception_request
                WHERE changes > told ORDER BY seq""",
                row -> new News(kept(row), row.getLong("changes"))));
    }

    /// Remembers that the person was told of a change, and of those before it.
    public void markTold(String id, long change) {
        database.write(
                session -> session.update("UPDATE exception_request SET told = max(told, ?) WHERE id = ?", change, id));
    }

    private static Optional<Kept> find(Session session, String id) throws SQLException {
        return session.find(COLUMNS + "WHERE id = ?", KeptRequests::kept, id);
    }

    private static String json(ExceptionRequest request) {
        return Columns.storable(Json.text(request));
    }

    private static Instant asKept(Instant at) {
        return Instant.ofEpochMilli(at.toEpochMilli());
    }

    private static Kept kept(ResultSet row) throws SQLException {
        long until = row.getLong("until_at");
        boolean hasUntil = !row.wasNull();
        return new Kept(
                Json.read(row.getString("request"), ExceptionRequest.class),
                row.getBoolean("sent"),
                Optional.ofNullable(row.getString("grant_id")),
                hasUntil ? Optional.of(Instant.ofEpochMilli(until)) : Optional.empty(),
                Optional.ofNullable(row.getString("question")),
                Optional.ofNullable(row.getString("answer")));
    }
}
