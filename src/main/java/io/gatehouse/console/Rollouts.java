package io.gatehouse.console;

import io.gatehouse.enforcement.Mode;
import io.gatehouse.enforcement.Rollout;
import io.gatehouse.enforcement.Rollout.BreakGlass;
import io.gatehouse.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import tools.jackson.core.type.TypeReference;

/// The rollout of every group and what is open now, as the database has it in this transaction.
record Rollouts(Map<String, Rollout> groups, List<Open> open) {
    private static final TypeReference<SortedMap<String, Mode>> RULES = new TypeReference<>() {};

    /// @param device "" for a group
    /// @param group "" for a device
    private record Open(BreakGlass opened, String device, String group) {}

    private record Named(String name, Rollout rollout) {}

    static Rollouts at(Handle handle, Instant now) {
        var groups = handle
                .createQuery("SELECT name, mode, rules FROM rollout_group")
                .map((row, _) -> new Named(row.getString("name"), read(row)))
                .list()
                .stream()
                .collect(Collectors.toMap(Named::name, Named::rollout));
        var open = handle.createQuery(
                        """
                        SELECT id, device, group_name, from_at, until_at, opened_by, sentence FROM break_glass
                        WHERE ended_at IS NULL AND until_at > :now AND from_at <= :now""")
                .bind("now", now.toEpochMilli())
                .map((row, _) -> new Open(
                        readOpened(row),
                        Tables.findText(row, "device").orElse(""),
                        Tables.findText(row, "group_name").orElse("")))
                .list();
        return new Rollouts(groups, open);
    }

    /// What counts on a laptop of that group; of what is open, that which lasts longest.
    Rollout of(String device, String group) {
        var opened = open.stream()
                .filter(one -> one.device().equals(device) || one.group().equals(group))
                .map(Open::opened)
                .max(Comparator.comparing(BreakGlass::until).thenComparing(BreakGlass::id));
        return groups.getOrDefault(group, Rollout.ENFORCED).with(opened);
    }

    /// Of a row of `rollout_group`.
    static Rollout read(ResultSet row) throws SQLException {
        return new Rollout(
                Mode.valueOf(row.getString("mode")),
                new TreeMap<>(Json.mapper().readValue(row.getString("rules"), RULES)),
                Optional.empty());
    }

    /// Of a row of `break_glass`.
    static BreakGlass readOpened(ResultSet row) throws SQLException {
        return new BreakGlass(
                row.getString("id"),
                Tables.instant(row, "from_at"),
                Tables.instant(row, "until_at"),
                row.getString("opened_by"),
                row.getString("sentence"));
    }
}
