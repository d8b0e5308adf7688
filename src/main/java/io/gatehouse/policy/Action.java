package io.gatehouse.policy;

import java.util.Locale;

/// Everything a policy can be asked about. An action belongs to one resource kind, so naming the action names both.
public enum Action {
    USE("tool"),
    EXEC("command"),
    READ("file"),
    WRITE("file"),
    DELETE("file"),
    /// The path is used in a way that analysis could not name more exactly.
    ACCESS("file"),
    CONNECT("net"),
    CALL("mcp"),
    SPAWN("agent"),
    CONFIGURE("agent");

    private final String kind;
    private final String id = name().toLowerCase(Locale.ROOT);

    Action(String kind) {
        this.kind = kind;
    }

    /// The resource kind, as policies spell it.
    public String kind() {
        return kind;
    }

    /// The action, as policies spell it.
    public String id() {
        return id;
    }

    /// `kind:action`, for people and logs.
    public String label() {
        return kind + ":" + id;
    }
}
