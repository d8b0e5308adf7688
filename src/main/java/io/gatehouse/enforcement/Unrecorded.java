package io.gatehouse.enforcement;

/// An enforcement could not be recorded for a reason that the person should be told: no record, no allow.
public class Unrecorded extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Cause cause;

    public Unrecorded(Cause cause, String message) {
        super(message);
        this.cause = cause;
    }

    public Cause cause() {
        return cause;
    }
}
