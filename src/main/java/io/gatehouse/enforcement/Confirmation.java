package io.gatehouse.enforcement;

import io.gatehouse.policy.Rule;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// That a person was asked, or should have been, whether a call may go on that rules deny.
///
/// @param rules those that ask, each with its question
/// @param took from when the question came up to its answer, other questions before it included
public record Confirmation(List<Rule> rules, Answer answer, Duration took) {
    public Confirmation {
        rules = List.copyOf(rules);
    }

    /// What a person is asked, each question once.
    public String questions() {
        return rules.stream().map(Rule::confirm).distinct().collect(Collectors.joining(" "));
    }

    /// What came of it. Only the first lifts anything.
    public enum Answer {
        CONFIRMED,
        DENIED,
        /// Confirmed, and meanwhile the call had come to ask for something else, as a script or a link was changed.
        CHANGED,
        /// Nobody answered before the question ended.
        EXPIRED,
        /// The question broke, or its answer made no sense.
        FAILED,
        /// Other calls were asked about until it was too late for this one.
        BUSY,
        /// There is no screen to ask on.
        NOBODY,
        /// The agent does not wait that long.
        IMPATIENT,
        /// Nobody was asked, because the call was only explained.
        WOULD_ASK
    }
}
