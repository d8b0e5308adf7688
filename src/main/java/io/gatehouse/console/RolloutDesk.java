package io.gatehouse.console;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.enforcement.Rollout.BreakGlass;
import io.gatehouse.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/// Which rules are enforced on which laptops, and opening them for some hours. What an administrator changes is pushed
/// at once.
public final class RolloutDesk {
    static final Duration LONGEST_OPEN = BreakGlass.LONGEST;
    private static final Pattern GROUP = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,119}");
    private static final int MOST_RULES = 200;
    private static final String NEW = "new";
    private static final String OPEN =
            """
            SELECT b.*, d.host FROM break_glass b LEFT JOIN device d ON d.id = b.device
            WHERE b.ended_at IS NULL AND b.until_at > :now ORDER BY b.until_at, b.id""";

    private final ConsoleDatabase database;
    private final Documents documents;
    private final ConsoleLog log;
    private final Clock clock;

    public RolloutDesk(ConsoleDatabase database, Documents documents, ConsoleLog log, Clock clock) {
        this.database = database;
        this.documents = documents;
        this.log = log;
        this.clock = clock;
    }

    /// @param rollout without what is opened for a time
    /// @param version rises with each change
    /// @param laptops that are not released
    public record Group(String name, Rollout rollout, long version, int laptops) {}

    /// What is open.
    ///
    /// @param device "" for a group
    /// @param host of that device
    /// @param group "" for a device
    public record Open(BreakGlass opened, String device, String host, String group) {}

    /// Where a break-glass counts.
    public sealed interface Where {
        record Laptop(String device) implements Where {}

        record Whole(String group) implements Where {}
    }

    public sealed interface Result {
        record Done() implements Result {}

        /// Somebody changed it meanwhile. Nothing was done.
        record Stale(String sentence) implements Result {}

        /// It cannot be done like this. Nothing was done.
        record Invalid(String sentence) implements Result {}
    }

    private static final Result NOT_YOURS = new Result.Invalid("Only an administrator changes the rollout.");
    private static final Result OVER = new Result.Stale("It is over already.");
    private static final Result CHANGED =
            new Result.Stale("Somebody changed it meanwhile. Look at it again before you change it.");

    /// By name.
    public List<Group> groups() {
        return database.read(handle -> handle.createQuery(select("") + " ORDER BY g.name")
                .map((row, _) -> read(row))
                .list());
    }

    public Optional<Group> find(String name) {
        return database.read(handle -> find(handle, name));
    }

    private static Optional<Group> find(Handle handle, String name) {
        return handle.createQuery(select("WHERE g.name = :name"))
                .bind("name", name)
                .map((row, _) -> read(row))
                .findOne();
    }

    private static String select(String where) {
        return """
                SELECT g.name, g.mode, g.rules, g.version,
                    (SELECT count(*) FROM device d WHERE d.group_name = g.name AND d.released_at IS NULL) AS laptops
                FROM rollout_group g\s"""
                + where;
    }

    private static Group read(ResultSet row) throws SQLException {
        return new Group(row.getString("name"), Rollouts.read(row), row.getLong("version"), row.getInt("laptops"));
    }

    /// Makes a group, which begins as the laptops of `everyone` are.
    public Result create(String name, String sentence, Reviewer reviewer) {
        var refused = refused(sentence, reviewer);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (!GROUP.matcher(name).matches() || name.equals(NEW)) {
            return new Result.Invalid("Name it by up to 40 small letters, digits and dashes.");
        }
        return database.write(handle -> {
            int made = handle.createUpdate(
                            """
                            INSERT INTO rollout_group (name, mode, rules, version)
                            SELECT :name, mode, rules, 1 FROM rollout_group WHERE name = 'everyone'
                            ON CONFLICT (name) DO NOTHING""")
                    .bind("name", name)
                    .execute();
            if (made == 0) {
                return new Result.Invalid("There is a group of that name.");
            }
            log.append(handle, reviewer.name(), "rollout.group", name, sentence);
            return new Result.Done();
        });
    }

    /// @param version that the reviewer saw
    /// @param rules those that go another way than the mode
    public Result change(
            String name, long version, Mode mode, SortedMap<String, Mode> rules, String sentence, Reviewer reviewer) {
        var refused = refused(sentence, reviewer);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (rules.size() > MOST_RULES
                || !rules.keySet().stream().allMatch(rule -> RULE.matcher(rule).matches())) {
            return new Result.Invalid("Name up to " + MOST_RULES + " rules by their ids, such as command.privilege.");
        }
        if (rules.keySet().stream().anyMatch(Rollout::isSelfProtection)) {
            return new Result.Invalid("What protects Gatehouse itself is always enforced.");
        }
        var wanted = new Rollout(mode, rules, Optional.empty());
        return database.write(handle -> {
            long change = Changes.begin(handle);
            var before = find(handle, name);
            if (before.isEmpty()) {
                return new Result.Invalid("There is no such group.");
            }
            int changed = handle.createUpdate(
                            """
                            UPDATE rollout_group SET mode = :mode, rules = :rules, version = version + 1
                            WHERE name = :name AND version = :version""")
                    .bind("mode", mode.name())
                    .bind("rules", Json.text(wanted.rules()))
                    .bind("name", name)
                    .bind("version", version)
                    .execute();
            if (changed == 0) {
                return CHANGED;
            }
            log.append(
                    handle,
                    reviewer.name(),
                    "rollout.change",
                    name,
                    sentence + " (" + difference(before.get().rollout(), wanted) + ")");
            documents.issueForGroup(handle, change, name);
            return new Result.Done();
        });
    }

    private static String difference(Rollout before, Rollout after) {
        var told = new TreeSet<String>();
        if (before.mode() != after.mode()) {
            told.add("all rules: " + before.mode().code() + " → " + after.mode().code());
        }
        var rules = new TreeSet<>(before.rules().keySet());
        rules.addAll(after.rules().keySet());
        for (var rule : rules) {
            var was = before.rules().getOrDefault(rule, before.mode());
            var is = after.rules().getOrDefault(rule, after.mode());
            if (was != is) {
                told.add(rule + ": " + was.code() + " → " + is.code());
            }
        }
        return told.isEmpty() ? "nothing changed" : String.join(", ", told);
    }

    /// What is open now, the one that ends first at the top.
    public List<Open> open() {
        return database.read(handle -> handle.createQuery(OPEN)
                .bind("now", clock.millis())
                .map((row, _) -> readOpen(row))
                .list());
    }

    private static Open readOpen(ResultSet row) throws SQLException {
        return new Open(
                Rollouts.readOpened(row),
                Tables.findText(row, "device").orElse(""),
                Tables.findText(row, "host").orElse(""),
                Tables.findText(row, "group_name").orElse(""));
    }

    /// Lets laptops observe only, for up to four hours; what protects Gatehouse stays enforced.
    public Result open(Where where, Duration length, String sentence, Reviewer reviewer) {
        var refused = refused(sentence, reviewer);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST_OPEN) > 0) {
            return new Result.Invalid("A break-glass lasts up to four hours.");
        }
        var now = Instant.ofEpochMilli(clock.millis());
        return database.write(handle -> {
            long change = Changes.begin(handle);
            var unfit = unfit(handle, where, reviewer);
            if (unfit.isPresent()) {
                return unfit.get();
            }
            handle.createUpdate(
                            """
                            INSERT INTO break_glass (id, device, group_name, from_at, until_at, opened_by, sentence)
                            VALUES (:id, :device, :group, :from, :until, :by, :sentence)""")
                    .bind("id", Tables.newId())
                    .bind("device", where instanceof Where.Laptop(var device) ? device : null)
                    .bind("group", where instanceof Where.Whole(var group) ? group : null)
                    .bind("from", now.toEpochMilli())
                    .bind("until", now.plus(length).toEpochMilli())
                    .bind("by", reviewer.name())
                    .bind("sentence", Tables.storable(sentence, Approval.LONGEST_NOTE))
                    .execute();
            log.append(
                    handle,
                    reviewer.name(),
                    "break-glass.open",
                    about(where),
                    sentence + " (for " + length.toMinutes() + " min)");
            issue(handle, change, where);
            return new Result.Done();
        });
    }

    private static Optional<Result> unfit(Handle handle, Where where, Reviewer reviewer) {
        return switch (where) {
            case Where.Whole(var group) ->
                find(handle, group).isPresent()
                        ? Optional.empty()
                        : Optional.of(new Result.Invalid("There is no such group."));
            case Where.Laptop(var device) -> {
                var found = Devices.find(handle, device)
                        .filter(one -> one.releasedAt().isEmpty());
                if (found.isEmpty()) {
                    yield Optional.of(new Result.Invalid("There is no such laptop, or it was released."));
                }
                yield reviewer.isKnownAs(found.get().principal())
                        ? Optional.of(new Result.Invalid("This is your own laptop. Another administrator opens it."))
                        : Optional.empty();
            }
        };
    }

    /// Ends it at once. A laptop that is cut off goes on to its end.
    public Result end(String id, Reviewer reviewer) {
        if (!reviewer.is(Role.ADMINISTRATOR)) {
            return NOT_YOURS;
        }
        return database.write(handle -> {
            long change = Changes.begin(handle);
            var open =
                    handle.createQuery(OPEN).bind("now", clock.millis()).map((row, _) -> readOpen(row)).list().stream()
                            .filter(one -> one.opened().id().equals(id))
                            .findFirst();
            if (open.isEmpty()) {
                return OVER;
            }
            int ended = handle.createUpdate(
                            "UPDATE break_glass SET ended_at = :now, ended_by = :by WHERE id = :id AND ended_at IS NULL")
                    .bind("now", clock.millis())
                    .bind("by", reviewer.name())
                    .bind("id", id)
                    .execute();
            if (ended == 0) {
                return OVER;
            }
            var where = open.get().group().isEmpty()
                    ? new Where.Laptop(open.get().device())
                    : new Where.Whole(open.get().group());
            log.append(handle, reviewer.name(), "break-glass.end", about(where), "Ended before its time.");
            issue(handle, change, where);
            return new Result.Done();
        });
    }

    /// Writes down what ended by itself. Several instances may do it at once.
    void endOver() {
        var now = clock.millis();
        var over = database.read(handle -> handle.createQuery(
                        "SELECT count(*) FROM break_glass WHERE ended_at IS NULL AND until_at <= :now")
                .bind("now", now)
                .mapTo(Long.class)
                .one());
        if (over == 0) {
            return;
        }
        var _ = database.write(handle -> {
            var ended = handle.createQuery(
                            """
                            UPDATE break_glass SET ended_at = until_at, ended_by = 'console'
                            WHERE ended_at IS NULL AND until_at <= :now
                            RETURNING COALESCE(device, group_name) AS place""")
                    .bind("now", now)
                    .mapTo(String.class)
                    .list();
            for (var where : ended) {
                log.append(handle, "console", "break-glass.end", where, "Its time is over.");
            }
            return ended.size();
        });
    }

    private void issue(Handle handle, long change, Where where) {
        switch (where) {
            case Where.Laptop(var device) -> {
                var _ = documents.issue(handle, change, device);
            }
            case Where.Whole(var group) -> documents.issueForGroup(handle, change, group);
        }
    }

    private static String about(Where where) {
        return switch (where) {
            case Where.Laptop(var device) -> device;
            case Where.Whole(var group) -> group;
        };
    }

    /// Who may not, and what says too little.
    private static Optional<Result> refused(String sentence, Reviewer reviewer) {
        if (!reviewer.is(Role.ADMINISTRATOR)) {
            return Optional.of(NOT_YOURS);
        }
        return sentence.isBlank() || sentence.length() > Approval.LONGEST_NOTE
                ? Optional.of(new Result.Invalid("Say in up to " + Approval.LONGEST_NOTE + " characters why."))
                : Optional.empty();
    }
}
