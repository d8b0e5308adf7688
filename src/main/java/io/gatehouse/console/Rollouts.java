package io.gatehouse.console;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.enforcement.Rollout.BreakGlass;
import io.gatehouse.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;

/// The rollout of laptops, as it stands in the database.
final class Rollouts {
    /// The group of a laptop that nobody put into another one.
    static final String EVERYONE = "everyone";

    private static final TypeReference<SortedMap<String, Mode>> RULES = new TypeReference<>() {};

    private Rollouts() {}

    /// What counts on a laptop of that group now.
    static Rollout of(Handle handle, String device, String group, Instant now) {
        var rollout = handle.createQuery("SELECT mode, rules FROM rollout_group WHERE name = :name")
                .bind("name", group)
                .map((row, _) -> read(row))
                .findOne()
                .orElse(Rollout.ENFORCED);
        return rollout.with(open(handle, device, group, now));
    }

    static Rollout read(ResultSet row) throws SQLException {
        return new Rollout(
                Mode.valueOf(row.getString("mode")),
                new TreeMap<>(Json.mapper().readValue(row.getString("rules"), RULES)),
                Optional.empty());
    }

    /// The one that lasts longest.
    private static Optional<BreakGlass> open(Handle handle, String device, String group, Instant now) {
        return handle.createQuery(
                        """
                        SELECT id, from_at, until_at, opened_by, sentence FROM break_glass
                        WHERE (device = :device OR group_name = :group) AND ended_at IS NULL AND until_at > :now
                            AND from_at <= :now
                        ORDER BY until_at DESC, id LIMIT 1""")
                .bind("device", device)
                .bind("group", group)
                .bind("now", now.toEpochMilli())
                .map((row, _) -> new BreakGlass(
                        row.getString("id"),
                        Tables.instant(row, "from_at"),
                        Tables.instant(row, "until_at"),
                        row.getString("opened_by"),
                        row.getString("sentence")))
                .findFirst();
    }
}
