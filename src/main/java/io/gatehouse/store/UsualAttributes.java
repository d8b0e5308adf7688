package io.gatehouse.store;

import io.gatehouse.enforcement.ToolCall;
import io.gatehouse.policy.AccessRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the attributes of a call's requests are where nothing else is said: what the call itself tells, or else the
/// neutral value. A record names only what differs. For one thread.
final class UsualAttributes {
    /// The attributes that all kinds have.
    static final List<String> SHARED =
            List.of("workspace", "home", AccessRequest.AT, "waived", "confirmed", "afterDeny", "revision");

    /// Of the contract v1, each kind whole: a request that has other attributes is written as it is.
    private static final Map<String, Map<String, Object>> BY_KIND = Map.of(
            "tool", kind(texts("agent", "tool", "mcpServer", "subagent", "permissionMode")),
            "command",
                    kind(
                            texts("program", "cwd", "parse"),
                            lists("argv", "flags", "words", "wrappers", "pipesFrom", "pipesInto"),
                            Map.of("inBackground", false)),
            "file",
                    kind(
                            texts("path", "linkTarget", "pattern", "name", "extension", "via"),
                            Map.of("recursive", false, "insideWorkspace", true)),
            "net", kind(texts("scheme", "host", "address", "path", "method", "via"), Map.of("port", 0L)),
            "mcp", kind(texts("server", "tool"), lists("arguments")),
            "agent", kind(texts("type", "file")));

    private final Map<String, Object> shared;
    private final ToolCall.Origin origin;
    private final Map<String, Map<String, Object>> byKind = new HashMap<>();

    UsualAttributes(Instant at, ToolCall.Origin origin, String workspace) {
        this.origin = origin;
        this.shared = new HashMap<>();
        shared.put("workspace", workspace);
        shared.put("home", "");
        shared.put(AccessRequest.AT, at.truncatedTo(ChronoUnit.MILLIS).toString());
        shared.put("waived", List.of());
        shared.put("confirmed", List.of());
        shared.put("afterDeny", false);
        shared.put("revision", "");
    }

    /// From now on this is usual for all kinds; before the first use of [#of].
    ///
    /// @return whether it was not usual before
    boolean share(String name, Object value) {
        return !value.equals(shared.put(name, value));
    }

    /// @return empty for a kind that is not known
    Map<String, Object> of(String kind) {
        return byKind.computeIfAbsent(kind, this::usual);
    }

    private Map<String, Object> usual(String kind) {
        var ofKind = BY_KIND.get(kind);
        if (ofKind == null) {
            return Map.of();
        }
        var usual = new HashMap<>(ofKind);
        usual.putAll(shared);
        switch (kind) {
            case "tool" -> {
                usual.put("agent", origin.agent());
                usual.put("tool", origin.tool());
                usual.put("mcpServer", origin.mcpServer());
                usual.put("subagent", origin.subagent());
                usual.put("permissionMode", origin.permissionMode());
            }
            case "command" -> {
                usual.put("cwd", origin.cwd());
                usual.put("parse", "full");
            }
            default -> {} // the call says nothing of it
        }
        return usual;
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
