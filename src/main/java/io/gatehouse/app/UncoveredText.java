package io.gatehouse.app;

import io.gatehouse.audit.Uncovered;
import io.gatehouse.policy.Shown;
import java.util.List;

/// Calls that ran undecided, in one sentence.
final class UncoveredText {
    private static final int LONGEST_CALL = 120;

    private UncoveredText() {}

    /// @param calls the newest first; at least one
    static String sentence(List<Uncovered> calls) {
        var newest = calls.getFirst();
        var command = Shown.line(newest.command(), LONGEST_CALL);
        return "%s of %s ran %s at %s%s (session %s%s). %s"
                .formatted(
                        newest.tool().isEmpty() ? "A tool" : Shown.line(newest.tool(), LONGEST_CALL),
                        newest.agent(),
                        newest.denied() ? "although it was denied" : "without asking Gatehouse",
                        StatusBoard.time(newest.at()),
                        command.isEmpty() ? "" : ": " + command,
                        Shown.line(newest.session(), LONGEST_CALL),
                        calls.size() == 1 ? "" : ", and " + (calls.size() - 1) + " more within a day",
                        newest.denied()
                                ? "Tell your security team."
                                : "Something keeps its hook from asking: 'gatehouse doctor' tells what.");
    }
}
