package io.gatehouse.store;

import io.gatehouse.audit.AuditLog;
import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.audit.AuditRecord.Sequence;
import io.gatehouse.audit.Facets;
import io.gatehouse.audit.RecordHead;
import io.gatehouse.audit.Sessions;
import io.gatehouse.enforcement.Cause;
import io.gatehouse.enforcement.Enforcement;
import io.gatehouse.enforcement.Enforcement.Used;
import io.gatehouse.enforcement.GrantUsedUp;
import io.gatehouse.enforcement.Outcome;
import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.enforcement.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit log: one row an enforcement, never changed and never deleted, but for what the agent reports
/// afterwards.
final class EnforcementLog implements AuditLog {
    private static final Logger log = LoggerFactory.getLogger(EnforcementLog.class);

    /// No record comes near this size, in bytes.
    private static final long LARGE_RECORD = 4 << 20;

    private static final long MOST_UNCHECKED = 100;

    private static final String RECORD = "SELECT seq, epoch, number, record, ran_failed, ran_millis FROM enforcement ";

    private static final String APPEND = "INSERT INTO enforcement (" + Columns.NAMES
            + """
            , seq, epoch, number, record, chain)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)""";

    private static final String OF_CALL = RECORD + "WHERE call_key = ? ORDER BY seq DESC";

    private static final String OF_SESSION = RECORD + "WHERE call_key BETWEEN ? AND ? ORDER BY seq";

    /// Few: agents name their sessions.
    private static final String OUTSIDE_SESSIONS =
            RECORD + "WHERE call_key = 0 AND effect = 'deny' AND decided_at >= ? ORDER BY seq DESC LIMIT 1000";

    /// Ids are random: should two ever be the same, the newer one is meant. What the index has not read yet is few.
    static final String NEWEST_OF_ID =
            """
            coalesce(
                (SELECT max(seq) FROM enforcement WHERE seq > coalesce((%s), 0) AND id = ?1),
                (SELECT max(seq) FROM by_id WHERE id = ?1))"""
                    .formatted(SearchIndex.LAST);

    private static final String LAST = "SELECT seq, epoch, number, chain FROM enforcement ORDER BY seq DESC LIMIT 1";

    private final Database database;
    private final Installation installation;
    private final long maxBytes;
    private final Clock clock;
    private final SearchIndex index;
    /// Appends that need not look how full the database is. Guarded by the writer's lock.
    private long unchecked;
    /// The row that the next one follows, as far as this process knows; null before the first append. Guarded by the
    /// writer's lock.
    private @Nullable Last last;
    /// The last number of this epoch, for when another process has written the last row. Guarded likewise.
    private long lastNumber;

    /// Why the last append failed, "" when it did not.
    private volatile String failure = "";

    EnforcementLog(Database database, Installation installation, long maxBytes, Clock clock) {
        this.database = database;
        this.installation = installation;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.index = new SearchIndex(database);
        database.afterCommits(index::catchUp);
    }

    @Override
    public AuditRecord append(Enforcement enforcement) {
        return append(enforcement, RecordWriter::bytes);
    }

    @Override
    public Draft draft(Enforcement likely) {
        var draft = new RecordDraft(likely);
        return enforcement -> append(enforcement, draft::bytes);
    }

    private AuditRecord append(Enforcement enforcement, Function<Enforcement, byte[]> written) {
        try {
            var kept = appended(enforcement, written.apply(enforcement));
            failure = "";
            return kept;
        } catch (AuditFull | GrantUsedUp e) {
            failure = "";
            throw e;
        } catch (StoreException e) {
            failure = String.valueOf(e.getMessage());
            throw e;
        }
    }

    Optional<String> failure() {
        return Optional.of(failure).filter(why -> !why.isEmpty());
    }

    private AuditRecord appended(Enforcement enforcement, byte[] record) {
        var columns = Columns.of(enforcement);
        var sequence = enforcement.grants().isEmpty()
                ? database.writeOne(session -> {
                    refuseWhenFull(session);
                    return sequence(appendedNext(session, columns, record));
                })
                : database.locked(_ -> sequence(appendedAndCounted(enforcement.grants(), columns, record)));
        return new AuditRecord(sequence, enforcement, Optional.empty());
    }

    private Last appendedNext(Session session, Columns columns, byte[] record) throws SQLException {
        var before = last == null ? last(session) : last;
        try {
            return appended(session, before, columns, record);
        } catch (SQLException e) {
            last = last(session);
            if (last.seq() == before.seq()) {
                throw e;
            }
            return appended(session, last, columns, record); // another process has written meanwhile
        }
    }

    /// In one transaction, so that no use is told that was not counted. The last row is read in it: nobody else can
    /// write meanwhile.
    private Last appendedAndCounted(List<Used> grants, Columns columns, byte[] record) {
        return database.write(session -> {
            refuseWhenFull(session);
            GrantUses.count(session, grants);
            return appended(session, last(session), columns, record);
        });
    }

    /// Of the row that was committed just now.
    private Sequence sequence(Last committed) {
        last = committed;
        lastNumber = committed.number();
        return new Sequence(installation.device(), committed.epoch(), committed.number());
    }

    private static Last last(Session session) throws SQLException {
        return session.find(LAST, Last::read).orElse(Last.NONE);
    }

    /// One statement, and so one transaction where none is open.
    private Last appended(Session session, Last before, Columns columns, byte[] record) throws SQLException {
        long epoch = installation.epoch();
        long number = (before.epoch() == epoch ? before.number() : lastNumber) + 1;
        var next = new Last(
                before.seq() + 1,
                epoch,
                number,
                Chain.next(before.chain(), installation.device(), epoch, number, record));
        session.update(
                APPEND,
                columns.id(),
                columns.decidedAt(),
                columns.effect(),
                columns.rules(),
                columns.callKey(),
                columns.tookMicros(),
                next.seq(),
                epoch,
                number,
                record,
                next.chain());
        return next;
    }

    /// Looks only as often as the limit may have come near.
    private void refuseWhenFull(Session session) throws SQLException {
        if (unchecked > 0) {
            unchecked--;
            return;
        }
        var fill = Fill.of(session, maxBytes);
        if (fill.isFull()) {
            throw new AuditFull(database.file() + " has reached its limit of " + maxBytes + " bytes");
        }
        unchecked = Math.min(MOST_UNCHECKED, (fill.maxBytes() - fill.usedBytes()) / LARGE_RECORD);
    }

    @Override
    public Optional<AuditRecord> complete(Outcome outcome) {
        if (outcome.session().isEmpty() || outcome.callId().isEmpty()) {
            return Optional.empty();
        }
        var ran = new Ran(outcome.failed(), outcome.took().toMillis());
        return database.write(session -> {
            var found = session.findFirst(
                    OF_CALL,
                    row -> Optional.of(kept(row)).filter(kept -> isOf(outcome, kept.origin())),
                    Columns.callKey(outcome.session(), outcome.callId()));
            if (found.isEmpty() || found.get().record().outcome().isPresent()) {
                return found.map(Kept::record); // the first report stands: a later one cannot rewrite evidence
            }
            boolean allowed = found.get().record().enforcement().verdict().allows();
            if (!allowed && outcome.failed()) {
                return found.map(Kept::record); // to be denied is how it failed
            }
            session.update(
                    "UPDATE enforcement SET ran_failed = ?, ran_millis = ?, ran_at = ? WHERE seq = ?",
                    ran.failed() ? 1 : 0,
                    ran.millis(),
                    clock.millis(),
                    found.get().seq());
            EvidenceRows.keptOutcome(session, found.get().seq());
            if (allowed) {
                KeptCoverage.count(session, outcome.agent(), clock.millis());
            }
            var record = found.get().record();
            return Optional.of(new AuditRecord(record.sequence(), record.enforcement(), Optional.of(ran)));
        });
    }

    @Override
    public Optional<AuditRecord> find(String id) {
        return database.read(session -> session.find(RECORD + "WHERE seq = " + NEWEST_OF_ID, this::kept, id))
                .map(Kept::record);
    }

    @Override
    public List<AuditRecord> list(Filter filter, Optional<String> before, int limit) {
        return read(row -> kept(row).record(), filter, before, limit);
    }

    @Override
    public List<RecordHead> listHeads(Filter filter, Optional<String> before, int limit) {
        return read(this::head, filter, before, limit);
    }

    private <T> List<T> read(Session.Row<T> row, Filter filter, Optional<String> before, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("a page of " + limit + " records");
        }
        if (LogSearch.needsIndex(filter)) {
            catchUp();
        }
        return database.read(session -> LogSearch.list(session, row, filter, before, limit));
    }

    @Override
    public Sessions sessions(Filter filter, Optional<String> before, int limit) {
        catchUp();
        return database.read(session -> LogSearch.sessions(session, filter, before, limit));
    }

    @Override
    public Facets facets() {
        catchUp();
        return database.read(LogSearch::facets);
    }

    /// A look must not fail where only the index cannot be written, as on a full disk: it then tells what was indexed.
    private void catchUp() {
        try {
            index.catchUp();
        } catch (StoreException e) {
            log.warn("The newest calls cannot be searched or counted yet: {}", e.getMessage());
        }
    }

    Optional<String> findWorkspace(String agent, String session) {
        if (session.isEmpty()) {
            return Optional.empty();
        }
        long first = Columns.callKey(session, "");
        return database.read(open -> open.findFirst(
                        OF_SESSION,
                        row -> Optional.of(kept(row)).filter(kept -> isOf(agent, session, kept.origin())),
                        first,
                        first | 0xFFFF_FFFFL))
                .map(kept -> kept.record().enforcement().workspace());
    }

    /// See [Store#findOutsideSessions].
    Optional<Enforcement> findOutsideSessions(String agent, Cause cause, Instant since) {
        return database.read(open -> open.findFirst(
                OUTSIDE_SESSIONS,
                row -> Optional.of(kept(row).record().enforcement())
                        .filter(found -> found.origin().agent().equals(agent)
                                && found.verdict() instanceof Verdict.Deny deny
                                && deny.cause() == cause),
                since.toEpochMilli()));
    }

    private static boolean isOf(Outcome outcome, ToolCall.Origin origin) {
        return origin.callId().equals(outcome.callId()) && isOf(outcome.agent(), outcome.session(), origin);
    }

    private static boolean isOf(String agent, String session, ToolCall.Origin origin) {
        return origin.session().equals(session) && origin.agent().equals(agent);
    }

    Counts counts(Instant since) {
        catchUp();
        long from = since.toEpochMilli();
        return database.read(session -> {
            long allowed = count(session, "allow", from);
            long denied = count(session, "deny", from);
            long wouldDeny = count(session, "would-deny", from);
            long median = session.number(
                    "SELECT took_micros FROM by_time WHERE decided_at >= ? ORDER BY took_micros LIMIT 1 OFFSET ?",
                    from,
                    Math.max(0, allowed + denied + wouldDeny - 1) / 2);
            return new Counts(allowed, denied, wouldDeny, median);
        });
    }

    List<RuleCount> ruleCounts(Instant since) {
        catchUp();
        return database.read(session -> RuleCount.since(session, since.toEpochMilli()));
    }

    List<Figures> figures(List<Instant> borders) {
        catchUp();
        return database.read(session -> Figures.of(session, borders));
    }

    private static long count(Session session, String effect, long from) throws SQLException {
        return session.number("SELECT count(*) FROM by_time WHERE decided_at >= ? AND effect = ?", from, effect);
    }

    private Kept kept(ResultSet row) throws SQLException {
        var enforcement = readable(row, RecordReader::read);
        return new Kept(row.getLong("seq"), new AuditRecord(sequence(row), enforcement, outcome(row)));
    }

    private RecordHead head(ResultSet row) throws SQLException {
        return readable(row, HeadReader::read).toHead(sequence(row), outcome(row));
    }

    private Sequence sequence(ResultSet row) throws SQLException {
        return new Sequence(installation.device(), row.getLong("epoch"), row.getLong("number"));
    }

    private static Optional<Ran> outcome(ResultSet row) throws SQLException {
        boolean failed = row.getBoolean("ran_failed");
        return row.wasNull() ? Optional.empty() : Optional.of(new Ran(failed, row.getLong("ran_millis")));
    }

    private <T> T readable(ResultSet row, Function<String, T> read) throws SQLException {
        var record = row.getString("record");
        try {
            return read.apply(record);
        } catch (RecordFormat.Unreadable e) {
            throw new StoreException(database.file() + " holds a record that cannot be read", e);
        }
    }

    private record Kept(long seq, AuditRecord record) {
        ToolCall.Origin origin() {
            return record.enforcement().origin();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Last(long seq, long epoch, long number, byte[] chain) {
        static final Last NONE = new Last(0, 0, 0, Chain.start());

        static Last read(ResultSet row) throws SQLException {
            return new Last(row.getLong("seq"), row.getLong("epoch"), row.getLong("number"), row.getBytes("chain"));
        }
    }
}
