package io.gatehouse.store;

import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.policy.AccessRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the attributes of a call's requests are where nothing else is said: what the call itself tells, or else the
/// neutral value. A record names only what differs. For one thread.
final class UsualAttributes {
    /// The attributes that all kinds have.
    static final List<String> SHARED =
            List.of("workspace", "home", AccessRequest.AT, "waived", "confirmed", AccessRequest.AFTER_DENY, "revision");

    /// Of the contract v1, what a kind has besides those; a request that has other attributes is written as it is.
    private static final Map<String, Map<String, Object>> NEUTRAL = Map.of(
            "tool", kind(texts("agent", "tool", "mcpServer", "subagent", "permissionMode")),
            "command",
                    kind(
                            texts("program", "cwd"),
                            lists("argv", "flags", "words", "wrappers", "pipesFrom", "pipesInto"),
                            Map.of("inBackground", false, "parse", "full")),
            "file",
                    kind(
                            texts("path", "linkTarget", "pattern", "name", "extension", "via"),
                            Map.of("recursive", false, "insideWorkspace", true)),
            "net", kind(texts("scheme", "host", "address", "path", "method", "via"), Map.of("port", 0L)),
            "mcp", kind(texts("server", "tool"), lists("arguments")),
            "agent", kind(texts("type", "file")));

    private static final Map<String, List<String>> NAMES = NEUTRAL.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, kind -> Stream.concat(SHARED.stream(), kind.getValue().keySet().stream())
                            .sorted()
                            .toList()));

    private final Map<String, Object> shared;
    private final ToolCall.Origin origin;

    UsualAttributes(Instant at, ToolCall.Origin origin, String workspace) {
        this.origin = origin;
        this.shared = new HashMap<>();
        shared.put("workspace", workspace);
        shared.put("home", "");
        shared.put(AccessRequest.AT, at.truncatedTo(ChronoUnit.MILLIS).toString());
        shared.put("waived", List.of());
        shared.put("confirmed", List.of());
        shared.put(AccessRequest.AFTER_DENY, false);
        shared.put("revision", "");
    }

    /// From now on this is usual for all kinds.
    ///
    /// @return whether it was not usual before
    boolean share(String name, Object value) {
        return !value.equals(shared.put(name, value));
    }

    /// The names of a kind's attributes, sorted; none for a kind that is not known.
    static List<String> names(String kind) {
        return NAMES.getOrDefault(kind, List.of());
    }

    /// @param name one of [#names]
    Object value(String kind, String name) {
        var told = told(kind, name);
        var value = told == null ? shared.get(name) : told;
        return value == null ? NEUTRAL.getOrDefault(kind, Map.of()).getOrDefault(name, "") : value;
    }

    /// What the call itself tells.
    private @Nullable String told(String kind, String name) {
        return switch (kind) {
            case "tool" ->
                switch (name) {
                    case "agent" -> origin.agent();
                    case "tool" -> origin.tool();
                    case "mcpServer" -> origin.mcpServer();
                    case "subagent" -> origin.subagent();
                    case "permissionMode" -> origin.permissionMode();
                    default -> null;
                };
            case "command" -> name.equals("cwd") ? origin.cwd() : null;
            default -> null;
        };
    }

    @SafeVarargs
    private static Map<String, Object> kind(Map<String, Object>... parts) {
        var all = new HashMap<String, Object>();
        for (var part : parts) {
            all.putAll(part);
        }
        return Map.copyOf(all);
    }

    private static Map<String, Object> texts(String... names) {
        return all("", names);
    }

    private static Map<String, Object> lists(String... names) {
        return all(List.of(), names);
    }

    private static Map<String, Object> all(Object value, String... names) {
        var all = new HashMap<String, Object>();
        for (var name : names) {
            all.put(name, value);
        }
        return all;
    }
}
