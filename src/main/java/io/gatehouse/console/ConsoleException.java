package io.gatehouse.console;

/// The console cannot do what it should, for a reason that its administrator can mend.
public final class ConsoleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConsoleException(String sentence) {
        super(sentence);
    }

    public ConsoleException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
