package io.gatehouse.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.grant.ExceptionRequest;
import io.gatehouse.grant.ExceptionRequest.State;
import io.gatehouse.grant.ExceptionRequest.Word;
import io.gatehouse.json.Json;
import io.gatehouse.policy.Rule;
import io.gatehouse.store.RecordReader;
import io.gatehouse.wire.Standing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// An exception request as the console keeps it.
///
/// @param request where it stands now; call and rules are those of the evidence, not the laptop's words about them
/// @param principal who asks: whose laptop it is, by the enrolment
/// @param version rises with each decision
/// @param until when the grant that answers it ends
/// @param first what a first reviewer approved, where a second one has to as well
/// @param record of the denied call
record StoredRequest(
        ExceptionRequest request,
        String device,
        String principal,
        long version,
        Instant receivedAt,
        Instant changedAt,
        Instant endsAt,
        Optional<String> question,
        Optional<String> answer,
        Optional<First> first,
        Optional<String> grant,
        Optional<Instant> until,
        long evidenceSeq,
        String record) {

    private static final String SELECT =
            """
            SELECT r.*, g.until_at AS grant_until FROM exception_request r LEFT JOIN given_grant g ON g.id = r.grant_id
            """;

    /// @param principal of the reviewer
    record First(String reviewer, Optional<String> principal, Instant at, Approval approval) {}

    boolean isOpen() {
        return isOpen(request.state());
    }

    static boolean isOpen(State state) {
        return state == State.WAITING || state == State.SEEN;
    }

    boolean isWaivable() {
        return request.hard().isEmpty();
    }

    List<String> ruleIds() {
        return request.rules().stream().map(Rule::id).distinct().toList();
    }

    Enforcement call() {
        return RecordReader.read(record);
    }

    Standing standing() {
        return new Standing(request.id(), request.state(), request.word(), grant, until, question);
    }

    static Optional<StoredRequest> find(Handle handle, String id) {
        return handle.createQuery(SELECT + "WHERE r.id = :id")
                .bind("id", id)
                .map((row, _) -> read(row))
                .findOne();
    }

    /// Those of a device that are open or changed since then, the oldest first.
    static List<StoredRequest> ofDevice(Handle handle, String device, String principal, Instant since) {
        return handle.createQuery(
                        SELECT
                                + """
                        WHERE r.device = :device AND r.principal = :principal
                            AND (r.changed_at >= :since OR r.state IN ('WAITING', 'SEEN'))
                        ORDER BY r.received_at, r.id""")
                .bind("device", device)
                .bind("principal", principal)
                .bind("since", since.toEpochMilli())
                .map((row, _) -> read(row))
                .list();
    }

    /// Ends all of a device that are open.
    static void expireAllOf(Handle handle, String device, String by, Instant now, String sentence) {
        handle.createQuery("SELECT id FROM exception_request WHERE device = :device AND state IN ('WAITING', 'SEEN')")
                .bind("device", device)
                .mapTo(String.class)
                .list()
                .forEach(id -> Notices.add(handle, "request.expire", id, by, now));
        handle.createUpdate(
                        """
                        UPDATE exception_request SET state = 'EXPIRED', version = version + 1, changed_at = :now,
                            word_by = :by, word_at = :now, word = :word
                        WHERE device = :device AND state IN ('WAITING', 'SEEN')""")
                .bind("now", now.toEpochMilli())
                .bind("by", by)
                .bind("word", sentence)
                .bind("device", device)
                .execute();
    }

    /// The newest first.
    static List<StoredRequest> list(Handle handle, RequestDesk.Filter filter) {
        var sql =
                new StringBuilder(SELECT).append("WHERE (r.received_at < :at OR (r.received_at = :at AND r.id < :id))");
        sql.append(
                switch (filter.show()) {
                    case OPEN -> " AND r.state IN ('WAITING', 'SEEN')";
                    case DECIDED -> " AND r.state NOT IN ('WAITING', 'SEEN')";
                    case ALL -> "";
                });
        if (filter.principal().isPresent()) {
            sql.append(" AND r.principal = :principal");
        }
        if (filter.rule().isPresent()) {
            sql.append(" AND r.rules LIKE :rule ESCAPE '!'");
        }
        try (var query = handle.createQuery(sql.append(" ORDER BY r.received_at DESC, r.id DESC LIMIT :limit"))) {
            filter.principal().ifPresent(principal -> query.bind("principal", principal));
            filter.rule()
                    .map(EvidenceColumns::word)
                    .ifPresent(rule -> query.bind("rule", "% " + Likes.escaped(rule) + " %"));
            return query.bind(
                            "at",
                            filter.before()
                                    .map(before -> before.receivedAt().toEpochMilli())
                                    .orElse(Long.MAX_VALUE))
                    .bind("id", filter.before().map(RequestDesk.Place::id).orElse(""))
                    .bind("limit", filter.limit())
                    .map((row, _) -> read(row))
                    .list();
        }
    }

    private static StoredRequest read(ResultSet row) throws SQLException {
        var asked = Json.read(row.getString("request"), ExceptionRequest.class);
        var word = Tables.findText(row, "word");
        var request = new ExceptionRequest(
                asked.id(),
                asked.filedAt(),
                asked.filer(),
                asked.enforcement(),
                asked.shown(),
                asked.rules(),
                asked.scope(),
                asked.reach(),
                asked.wished(),
                asked.uses(),
                asked.justification(),
                asked.ticket(),
                State.valueOf(row.getString("state")),
                word.isPresent()
                        ? Optional.of(new Word(row.getString("word_by"), Tables.instant(row, "word_at"), word.get()))
                        : Optional.empty());
        return new StoredRequest(
                request,
                row.getString("device"),
                row.getString("principal"),
                row.getLong("version"),
                Tables.instant(row, "received_at"),
                Tables.instant(row, "changed_at"),
                Tables.instant(row, "ends_at"),
                Tables.findText(row, "question"),
                Tables.findText(row, "answer"),
                first(row),
                Tables.findText(row, "grant_id"),
                Tables.findInstant(row, "grant_until"),
                row.getLong("evidence_seq"),
                new String(row.getBytes("evidence"), UTF_8));
    }

    private static Optional<First> first(ResultSet row) throws SQLException {
        @Nullable String approver = row.getString("first_approver");
        return approver == null
                ? Optional.empty()
                : Optional.of(new First(
                        approver,
                        Tables.findText(row, "first_principal"),
                        Tables.instant(row, "first_at"),
                        Json.read(row.getString("first_approval"), Approval.class)));
    }
}
