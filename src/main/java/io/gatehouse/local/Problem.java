package io.gatehouse.local;

/// Why a request to the local API gets no answer of its own.
///
/// @param sentence says what was wrong and what was expected; for people
record Problem(int status, String sentence) {
    Body body() {
        return new Body(sentence);
    }

    /// As it is sent.
    record Body(String error) {}
}
