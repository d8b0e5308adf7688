package io.gatehouse.ui.bus;

/// The session bus, or the program asked through it, did not do what it was asked.
public final class BusException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BusException(String message, Throwable cause) {
        super(message, cause);
    }
}
