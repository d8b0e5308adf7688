package io.gatehouse.protect;

/// An agent's settings could not be read or changed, and are as they were. The message is for the person.
public final class ProtectException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProtectException(String message) {
        super(message);
    }

    ProtectException(String message, Throwable cause) {
        super(message, cause);
    }
}
