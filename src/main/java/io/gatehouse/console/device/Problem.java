package io.gatehouse.console.device;

/// A request that cannot be served, and what its sender is told.
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /// @param sentence for people
    public Problem(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    /// The answer's JSON.
    record Body(String error) {}

    public int status() {
        return status;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
