package io.gatehouse.console;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Legal holds: what is kept although its time is over.
public final class Holds {
    private static final int LONGEST_SENTENCE = 2_000;
    private static final int LONGEST_VALUE = 200;

    private final ConsoleDatabase database;
    private final ConsoleLog log;
    private final Clock clock;

    public Holds(ConsoleDatabase database, ConsoleLog log, Clock clock) {
        this.database = database;
        this.log = log;
        this.clock = clock;
    }

    /// Whose evidence is held.
    public enum Kind {
        ALL,
        PRINCIPAL,
        DEVICE
    }

    /// @param value the principal or the device; "" for all
    /// @param sentence why
    public record Hold(
            String id,
            Kind kind,
            String value,
            String sentence,
            String setBy,
            Instant setAt,
            Optional<Instant> endedAt,
            Optional<String> endedBy) {
        /// For people.
        public String what() {
            return switch (kind) {
                case ALL -> "All evidence";
                case PRINCIPAL -> "Calls of " + value;
                case DEVICE -> "Laptop " + value;
            };
        }
    }

    /// Those in force first, each the newest first.
    public List<Hold> list() {
        return database.read(handle -> handle.createQuery(
                        "SELECT * FROM legal_hold ORDER BY ended_at IS NOT NULL, set_at DESC, id LIMIT 1000")
                .map((row, _) -> read(row))
                .list());
    }

    static List<Hold> inForce(Handle handle) {
        return handle.createQuery("SELECT * FROM legal_hold WHERE ended_at IS NULL ORDER BY set_at, id")
                .map((row, _) -> read(row))
                .list();
    }

    private static Hold read(ResultSet row) throws SQLException {
        return new Hold(
                row.getString("id"),
                Kind.valueOf(row.getString("kind")),
                row.getString("value"),
                row.getString("sentence"),
                row.getString("set_by"),
                Tables.instant(row, "set_at"),
                Tables.findInstant(row, "ended_at"),
                Tables.findText(row, "ended_by"));
    }

    /// @return what is wrong with it, a sentence; absent when it holds from now on
    public Optional<String> set(Kind kind, String value, String sentence, Reviewer reviewer) {
        var wrong = problem(kind, value, sentence, reviewer);
        if (wrong.isPresent()) {
            return wrong;
        }
        var hold = new Hold(
                Tables.newId(),
                kind,
                kind == Kind.ALL ? "" : value.strip(),
                sentence.strip(),
                reviewer.name(),
                Instant.ofEpochMilli(clock.millis()),
                Optional.empty(),
                Optional.empty());
        var _ = database.write(handle -> {
            handle.createUpdate(
                            """
                            INSERT INTO legal_hold (id, kind, value, sentence, set_by, set_at)
                            VALUES (:id, :kind, :value, :sentence, :by, :at)""")
                    .bind("id", hold.id())
                    .bind("kind", hold.kind().name())
                    .bind("value", hold.value())
                    .bind("sentence", hold.sentence())
                    .bind("by", hold.setBy())
                    .bind("at", hold.setAt().toEpochMilli())
                    .execute();
            return log.append(
                    handle, reviewer.name(), "hold.set", hold.id(), hold.what() + " is held. " + hold.sentence());
        });
        return Optional.empty();
    }

    private static Optional<String> problem(Kind kind, String value, String sentence, Reviewer reviewer) {
        if (!reviewer.is(Role.ADMINISTRATOR)) {
            return Optional.of("Only an administrator holds evidence.");
        }
        if (kind != Kind.ALL && (value.isBlank() || value.length() > LONGEST_VALUE)) {
            return Optional.of("Name the " + (kind == Kind.DEVICE ? "laptop by its id" : "principal") + " to hold.");
        }
        return sentence.isBlank() || sentence.length() > LONGEST_SENTENCE
                ? Optional.of("Say in up to 2,000 characters why.")
                : Optional.empty();
    }

    /// @return what is wrong, a sentence; absent when it holds no more
    public Optional<String> end(String id, String sentence, Reviewer reviewer) {
        var wrong = problem(Kind.ALL, "", sentence, reviewer);
        if (wrong.isPresent()) {
            return wrong;
        }
        return database.write(handle -> {
            int ended = handle.createUpdate(
                            """
                            UPDATE legal_hold SET ended_at = :now, ended_by = :by, ended_sentence = :sentence
                            WHERE id = :id AND ended_at IS NULL""")
                    .bind("now", clock.millis())
                    .bind("by", reviewer.name())
                    .bind("sentence", sentence.strip())
                    .bind("id", id)
                    .execute();
            if (ended == 0) {
                return Optional.of("There is no such hold, or somebody ended it before.");
            }
            log.append(handle, reviewer.name(), "hold.end", id, sentence.strip());
            return Optional.empty();
        });
    }
}
