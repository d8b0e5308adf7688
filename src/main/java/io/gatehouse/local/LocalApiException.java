package io.gatehouse.local;

/// The daemon could not do what was asked of it, or could not be asked. The message is a sentence for people.
public sealed class LocalApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LocalApiException(String message) {
        super(message);
    }

    public LocalApiException(String message, Throwable cause) {
        super(message, cause);
    }

    /// No daemon serves this data directory.
    public static final class NotRunning extends LocalApiException {
        private static final long serialVersionUID = 1;

        public NotRunning(String message) {
            super(message);
        }

        public NotRunning(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
