package io.gatehouse.wire;

/// The person answers what a reviewer asked back.
///
/// @param request its id
/// @param question that it answers: a reviewer may ask another one meanwhile
/// @param answer 1 to [#LONGEST] UTF-16 units that are not all blank
public record Answer(String request, String question, String answer) {
    public static final int LONGEST = 2_000;

    public Answer {
        if (answer.isBlank() || answer.length() > LONGEST) {
            throw new IllegalArgumentException("An answer has 1 to " + LONGEST + " characters.");
        }
    }
}
