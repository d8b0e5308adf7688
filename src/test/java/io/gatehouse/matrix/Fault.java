package io.gatehouse.matrix;

/// What is the matter when the model asks for its tools. Whatever it is, only an allow lets a tool run.
enum Fault {
    ALLOW("allowed by the policy"),
    DENY("denied by the policy"),
    DOWN("daemon stopped"),
    KILLED("daemon killed while the PDP decides"),
    HANGING("daemon takes the call and is silent"),
    GARBAGE("a stranger answers nonsense"),
    SLOW_PDP("PDP silent beyond the deadline"),
    DATABASE_LOCKED("database locked by another program"),
    DISK_FULL("no room for a record"),
    PORT_TAKEN("a stranger answers {}");

    private final String label;

    Fault(String label) {
        this.label = label;
    }

    /// Whether each call needs a daemon of its own to befall, or its whole patience.
    boolean isOneCallEach() {
        return this == KILLED || this == HANGING;
    }

    boolean hasSilentPdp() {
        return this == KILLED || this == SLOW_PDP;
    }

    @Override
    public String toString() {
        return label;
    }
}
