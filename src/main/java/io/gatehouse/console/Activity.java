package io.gatehouse.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gatehouse.audit.AuditRecord;
import io.gatehouse.audit.AuditRecord.Ran;
import io.gatehouse.audit.AuditRecord.Sequence;
import io.gatehouse.console.Tokens.Kind;
import io.gatehouse.store.RecordFormat;
import io.gatehouse.store.RecordReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/// All enforcements of all laptops, to be searched.
///
/// Design. Rows come by falling id, which is by falling time; a page ends at an id. The index finds [Candidates] by
/// [Tokens], and each is looked at before it is shown.
public final class Activity {
    /// How many candidates one page may look at; a page that is not full by then says where to go on.
    private static final int MOST_LOOKED = 20_000;

    private static final int MOST_ROWS = 1_000;

    static final String COLUMNS =
            """
            SELECT e.id, e.device, e.seq, e.mark, e.enforcement, e.principal, e.agent, e.tool, e.workspace, e.verdict,
                e.rules, e.shown, e.reason, e.programs, e.paths, e.hosts, e.ran_failed, e.ran_millis
            """;

    private final ConsoleDatabase database;

    public Activity(ConsoleDatabase database) {
        this.database = database;
    }

    /// "" and absent stand for all.
    ///
    /// @param text words that command, tool or reason have, each as the beginning of a word
    /// @param principal as the record names it
    /// @param rule the id of a rule that denied
    /// @param verdict `allow`, `deny` or `would-deny`
    /// @param path any part of a path that the call named
    /// @param program as the PDP was asked
    /// @param host any part of a host that the call named
    /// @param workspace any part of it
    /// @param from inclusive
    /// @param to exclusive
    /// @param before the [Page#next] of the page before
    public record Query(
            String text,
            String principal,
            String device,
            String agent,
            String rule,
            String verdict,
            String path,
            String program,
            String host,
            String workspace,
            Instant from,
            Instant to,
            OptionalLong before,
            int limit) {
        public static final Duration USUAL_TIME = Duration.ofDays(30);
        private static final int USUAL_LIMIT = 50;

        /// Everything of the last thirty days.
        public static Query recent(Instant now) {
            return new Query(
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    now.minus(USUAL_TIME),
                    now.plus(Duration.ofDays(1)),
                    OptionalLong.empty(),
                    USUAL_LIMIT);
        }

        public Query behind(long place) {
            return new Query(
                    text,
                    principal,
                    device,
                    agent,
                    rule,
                    verdict,
                    path,
                    program,
                    host,
                    workspace,
                    from,
                    to,
                    OptionalLong.of(place),
                    limit);
        }
    }

    /// @param place where it stands in time, for the page behind it
    /// @param mark "" or why this row cannot be trusted as the others: `broken-chain`, `after-gap`, `late`,
    ///     `unreadable`, `other-person`
    /// @param enforcement the id that agent and person quote
    /// @param at when it was decided, by the laptop's clock
    /// @param reason what the agent was told
    /// @param outcome what became of the call, where it is known
    public record Row(
            long place,
            String device,
            long seq,
            String mark,
            String enforcement,
            Instant at,
            String principal,
            String agent,
            String tool,
            String workspace,
            String verdict,
            List<String> rules,
            String shown,
            String reason,
            List<String> programs,
            List<String> paths,
            List<String> hosts,
            Optional<Ran> outcome) {}

    /// @param next where the next page begins; absent at the end
    public record Page(List<Row> rows, OptionalLong next) {}

    /// Everything about one enforcement.
    ///
    /// @param record absent where this version cannot read it
    /// @param json the record as the laptop sent it
    public record Found(Row row, Optional<AuditRecord> record, String json, String chain, Instant receivedAt) {}

    public Page search(Query query) {
        return database.read(handle -> search(handle, query));
    }

    private Page search(Handle handle, Query query) {
        var matches = matches(query);
        int limit = Math.clamp(query.limit(), 1, MOST_ROWS);
        var found = new ArrayList<Row>();
        long before = Math.min(query.before().orElse(Long.MAX_VALUE), Places.from(query.to()));
        long from = Places.from(query.from());
        var candidates = new Candidates(handle, database.kind(), tokens(query), from, limit);
        for (int looked = 0; looked < MOST_LOOKED; ) {
            var part = candidates.before(before);
            for (var row : part.rows()) {
                if (matches.test(row)) {
                    found.add(row);
                }
                if (found.size() == limit) {
                    return new Page(found, OptionalLong.of(row.place()));
                }
            }
            looked += part.rows().size();
            before = part.end();
            if (before <= from) {
                return new Page(found, OptionalLong.empty());
            }
        }
        return new Page(found, OptionalLong.of(before));
    }

    /// Whether it asks for nothing but laptop, person and verdict, or for what leaves no token.
    static boolean isOfDay(Query query) {
        var byOthers = new Query(
                query.text(),
                "",
                "",
                query.agent(),
                query.rule(),
                "",
                query.path(),
                query.program(),
                query.host(),
                query.workspace(),
                query.from(),
                query.to(),
                query.before(),
                query.limit());
        return tokens(byOthers).isEmpty();
    }

    static Tokens tokens(Query query) {
        return new Tokens()
                .value(Kind.PRINCIPAL, query.principal())
                .value(Kind.DEVICE, query.device())
                .value(Kind.AGENT, query.agent())
                .value(Kind.RULE, query.rule())
                .value(Kind.VERDICT, query.verdict())
                .value(Kind.PROGRAM, query.program())
                .grams(Kind.PATH, query.path())
                .grams(Kind.HOST, query.host())
                .grams(Kind.WORKSPACE, query.workspace())
                .wanted(Tokens.words(query.text()));
    }

    private static Predicate<Row> matches(Query query) {
        var words = Tokens.words(query.text());
        return row -> is(query.principal(), row.principal())
                && is(query.device(), row.device())
                && is(query.agent(), row.agent())
                && is(query.verdict(), row.verdict())
                && (query.rule().isEmpty() || row.rules().contains(query.rule()))
                && (query.program().isEmpty() || row.programs().contains(query.program()))
                && isPart(query.path(), row.paths())
                && isPart(query.host(), row.hosts())
                && isPart(query.workspace(), List.of(row.workspace()))
                && begin(words, row);
    }

    private static boolean is(String wanted, String found) {
        return wanted.isEmpty() || wanted.equals(found);
    }

    private static boolean isPart(String wanted, List<String> found) {
        var part = Tokens.fold(wanted);
        return part.isEmpty()
                || found.stream().anyMatch(text -> Tokens.fold(text).contains(part));
    }

    private static boolean begin(List<String> wanted, Row row) {
        if (wanted.isEmpty()) {
            return true;
        }
        var words = Tokens.words(row.shown() + " " + row.tool() + " " + row.reason());
        return wanted.stream().allMatch(part -> words.stream().anyMatch(word -> word.startsWith(part)));
    }

    public Optional<Found> find(String device, long seq) {
        return database.read(handle -> handle.createQuery(
                        COLUMNS
                                + """
                        , e.epoch, e.number, e.record, e.chain, e.received_at FROM enforcement e
                        WHERE e.device = :device AND e.seq = :seq""")
                .bind("device", device)
                .bind("seq", seq)
                .map((row, _) -> found(row))
                .findOne());
    }

    private static Found found(ResultSet row) throws SQLException {
        var listed = row(row);
        var json = new String(row.getBytes("record"), UTF_8);
        var sequence = new Sequence(listed.device(), row.getLong("epoch"), row.getLong("number"));
        return new Found(
                listed,
                record(json, sequence, listed.outcome()),
                json,
                HexFormat.of().formatHex(row.getBytes("chain")),
                Tables.instant(row, "received_at"));
    }

    private static Optional<AuditRecord> record(String json, Sequence sequence, Optional<Ran> outcome) {
        try {
            return Optional.of(new AuditRecord(sequence, RecordReader.read(json), outcome));
        } catch (RecordFormat.Unreadable _) {
            return Optional.empty();
        }
    }

    static Row row(ResultSet row) throws SQLException {
        long place = row.getLong("id");
        return new Row(
                place,
                row.getString("device"),
                row.getLong("seq"),
                row.getString("mark"),
                row.getString("enforcement"),
                Places.instant(place),
                row.getString("principal"),
                row.getString("agent"),
                row.getString("tool"),
                row.getString("workspace"),
                row.getString("verdict"),
                Tables.words(row.getString("rules")),
                row.getString("shown"),
                row.getString("reason"),
                lines(row.getString("programs")),
                lines(row.getString("paths")),
                lines(row.getString("hosts")),
                outcome(row));
    }

    private static Optional<Ran> outcome(ResultSet row) throws SQLException {
        long failed = row.getLong("ran_failed");
        return row.wasNull() ? Optional.empty() : Optional.of(new Ran(failed != 0, row.getLong("ran_millis")));
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
    }
}
