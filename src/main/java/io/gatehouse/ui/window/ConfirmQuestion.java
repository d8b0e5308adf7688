package io.gatehouse.ui.window;

import java.time.Duration;
import java.util.List;

/// What a person is asked about a call. Everything in it is already masked.
///
/// @param shown what a person would call the call
/// @param within after which nobody's answer is a deny
public record ConfirmQuestion(String agent, String workspace, String shown, List<Rule> rules, Duration within) {
    public ConfirmQuestion {
        rules = List.copyOf(rules);
    }

    /// A rule that asks.
    public record Rule(String id, String question, String why) {}
}
