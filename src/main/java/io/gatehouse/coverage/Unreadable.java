package io.gatehouse.coverage;

/// What came is not a request of telemetry.
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(Throwable cause) {
        super("not a request of telemetry", cause);
    }

    Unreadable(String why) {
        super(why);
    }
}
