package io.gatehouse.sync;

import io.gatehouse.wire.Enrolment;
import io.gatehouse.wire.PinnedKeys;
import io.gatehouse.wire.Refusal;
import io.gatehouse.wire.SignedDocuments;
import io.gatehouse.wire.SignedDocuments.Received;
import io.gatehouse.wire.SignedDocuments.Shelf;
import io.gatehouse.wire.Verifier;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Shows a code to a console, and believes only an answer whose first document is signed by a key that may sign.
///
/// @param pinned keys that the settings pin, by id; empty where the answer may bring them
public record Enroller(ConsoleClient console, Map<String, String> pinned, Clock clock) {
    public sealed interface Result {
        /// @param keys that sign from now on
        record Enrolled(Enrolment.Answer answer, Map<String, String> keys) implements Result {}

        /// @param sentence why not, for people
        record Not(String sentence) implements Result {}
    }

    public Result enrol(Enrolment.Request request) {
        return switch (console.enrol(request)) {
            case Reply.Away<Enrolment.Answer>(var why) -> new Result.Not("The console cannot be reached. " + why);
            case Reply.Refused<Enrolment.Answer> refused ->
                new Result.Not("The console does not take the code. " + refused.sentence());
            case Reply.Said<Enrolment.Answer>(var answer) -> checked(request.device(), answer);
        };
    }

    private Result checked(String device, Enrolment.Answer answer) {
        PinnedKeys keys;
        var taken = pinned.isEmpty() ? answer.keys() : pinned;
        try {
            keys = PinnedKeys.of(taken);
        } catch (IllegalArgumentException e) {
            return new Result.Not("The console's answer cannot be used: " + e.getMessage() + ".");
        }
        if (pinned.entrySet().stream().noneMatch(answer.keys().entrySet()::contains) && !pinned.isEmpty()) {
            return new Result.Not("The console signs by none of the keys that console.keys names, so it is not the one"
                    + " that your settings mean.");
        }
        var documents = SignedDocuments.load(
                new Verifier(keys, device, answer.principal().id()), new Nowhere(), clock);
        return switch (documents.receive(answer.document().bytes())) {
            case Received.Accepted _ -> new Result.Enrolled(answer, taken);
            case Received.Refused(var refusal) ->
                new Result.Not("The console's first document is not to be trusted. " + refusal.detail());
        };
    }

    /// Keeps nothing: it is only looked whether the document could be taken.
    private record Nowhere() implements Shelf {
        @Override
        public Optional<Kept> find() {
            return Optional.empty();
        }

        @Override
        public boolean put(long version, byte[] envelope, Instant receivedAt) {
            return true;
        }

        @Override
        public boolean trust(Map<String, String> keys) {
            return false;
        }

        @Override
        public void refuse(Refusal refusal) {}
    }
}
