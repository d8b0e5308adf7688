package io.gatehouse.enforcement;

import io.gatehouse.policy.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The person at this computer, who can be asked whether a call may go on.
public interface Person {
    /// Where there is no screen.
    Person NOBODY = new Person() {
        @Override
        public Optional<Duration> longest() {
            return Optional.empty();
        }

        @Override
        public Confirmation.Answer ask(Question question) {
            return Confirmation.Answer.NOBODY;
        }
    };

    /// The longest that one question takes; empty when nobody can be asked.
    Optional<Duration> longest();

    /// Asks, and waits for the answer, one question at a time. Whatever is not a clear yes is no confirmation.
    Confirmation.Answer ask(Question question);

    /// Everything in it is already masked.
    ///
    /// @param shown what a person would call the call
    /// @param rules those that ask
    record Question(ToolCall.Origin origin, String workspace, String shown, List<Rule> rules) {
        public Question {
            rules = List.copyOf(rules);
        }
    }
}
