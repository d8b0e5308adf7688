package io.gatehouse.local;

import io.gatehouse.enforcement.Span;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Who gets what from this computer, and how much that was.
///
/// @param pdp absent when none is configured: then no call is asked about elsewhere
/// @param console absent when this computer is not enrolled at one: then no record leaves it
/// @param telemetry absent where telemetry of agents went nowhere before it came to Gatehouse
/// @param earlier addresses that got something and are no longer used
public record Privacy(
        Optional<ToPdp> pdp, Optional<ToConsole> console, Optional<ToTelemetry> telemetry, List<Earlier> earlier) {
    public Privacy {
        earlier = List.copyOf(earlier);
    }

    /// How much was handed to the network, answered or not.
    ///
    /// @param bytes of the bodies
    public record Amount(long times, long bytes, Optional<Instant> first, Optional<Instant> last) {
        public static final Amount NOTHING = new Amount(0, 0, Optional.empty(), Optional.empty());
    }

    /// @param onThisComputer whether nothing leaves it with a question
    /// @param headers the names of those that settings add to each request
    /// @param questions about calls, about the revision, and by which something is tried out
    /// @param plans questions about the policies themselves, which tell of no call
    public record ToPdp(String url, boolean onThisComputer, List<String> headers, Amount questions, Amount plans) {
        public ToPdp {
            headers = List.copyOf(headers);
        }
    }

    /// @param records that it has
    /// @param waiting records that it does not have
    /// @param refused records that it did not take
    /// @param evidence batches of records
    /// @param requests exception requests, answers and withdrawals
    /// @param reports what this computer says about itself
    /// @param report the JSON of the last of these; absent when none was sent since the daemon's start
    /// @param coverage what it gets about what ran
    public record ToConsole(
            String url,
            boolean onThisComputer,
            String device,
            long records,
            long waiting,
            long refused,
            Amount evidence,
            Amount requests,
            Amount reports,
            Optional<String> report,
            ToldOfCoverage coverage) {}

    /// How much of what ran was decided, and what was not.
    ///
    /// @param report the JSON of the last report; absent when none was sent since the daemon's start
    /// @param calls each call's part of a report, the newest first
    public record ToldOfCoverage(Amount amount, Optional<String> report, List<Piece> calls) {
        public static final ToldOfCoverage NOTHING = new ToldOfCoverage(Amount.NOTHING, Optional.empty(), List.of());

        public ToldOfCoverage {
            calls = List.copyOf(calls);
        }
    }

    /// An agent's own telemetry, which goes on to where it went before.
    ///
    /// @param waiting parts that it could not take yet
    /// @param lost parts that it did not get, since the daemon's start
    public record ToTelemetry(String url, boolean onThisComputer, Amount amount, long waiting, long lost) {}

    public record Earlier(String receiver, Amount amount) {}

    /// What of one call has left this computer or will.
    ///
    /// @param asked whether the PDP was asked about it
    /// @param questions what it was asked; none when it was not asked, or cannot be told any more
    /// @param sameRules whether the questions are known to be the same to the byte as those that were asked
    /// @param console what the console is told
    public record OfCall(String id, Asked asked, List<Piece> questions, boolean sameRules, List<Piece> console) {
        public OfCall {
            questions = List.copyOf(questions);
            console = List.copyOf(console);
        }
    }

    public enum Asked {
        ANSWERED,
        /// It could not be reached, or did not answer: the question may have left.
        UNANSWERED,
        NOT_ASKED
    }

    /// JSON as it is sent.
    ///
    /// @param path where it is sent
    /// @param exact the same to the byte, as UTF-8
    /// @param readable the same JSON on lines of its own, a record within it unfolded
    /// @param detail why it is refused; "" otherwise
    public record Piece(Kind kind, State state, String path, Text exact, Text readable, String detail) {}

    /// @param masked the parts that stand for something that was masked
    public record Text(String text, List<Span> masked) {
        public Text {
            masked = List.copyOf(masked);
        }
    }

    public enum Kind {
        /// A whole question to the PDP.
        QUESTION,
        /// One of the rows of a batch.
        RECORD,
        /// One of the outcomes of a batch.
        OUTCOME,
        /// A whole exception request.
        REQUEST,
        /// A whole answer to what a reviewer asked back.
        ANSWER,
        /// One of the calls of a report about what ran.
        UNCOVERED
    }

    public enum State {
        LEFT,
        WAITS,
        /// It was to leave, and no answer came: it may have left.
        UNSURE,
        /// It left, and was not taken; it is not sent again.
        REFUSED,
        /// It waits for the person's word.
        STAYS
    }
}
