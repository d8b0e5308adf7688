package io.gatehouse.local;

/// Why a request to the local API gets an error instead of an answer. The message is a sentence for people: what was
/// wrong, and what was expected.
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String sentence;

    /// @param status the HTTP status
    Problem(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
        this.sentence = sentence;
    }

    int status() {
        return status;
    }

    String sentence() {
        return sentence;
    }

    /// As it is sent.
    record Body(String error) {}
}
